"""Draws a sales organisation and its year, from a seed and a day. Pure: no database, no clock."""
