"""The buying committee of one opportunity: who decides, how they stand to us, whom to ask for the next door."""
