"""Closed opportunities in a table of any shape: what it holds, what may be used, how well we would have done (pure)."""
