"""How opportunities move, by member and line: reckoned each night over all of them, read as one small row."""
