"""What was done on many opportunities, day by day, and how each ended (pure): the one thing all learning reads."""
