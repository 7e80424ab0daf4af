"""What either side can do with a plan: one verb each."""
