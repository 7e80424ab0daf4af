"""The buying committee as a map and as a table."""
