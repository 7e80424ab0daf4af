"""A sales organisation with known truth, week by week (pure)."""
