"""What the organisation can learn from what it did and how it ended."""
