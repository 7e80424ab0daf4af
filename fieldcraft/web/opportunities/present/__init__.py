"""Opportunities in words: one whole, and many in a list or on a board."""
