"""Puts a drawn world into one organisation: bulk inserts, table by table in the order of their dependence."""
