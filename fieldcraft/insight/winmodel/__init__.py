"""The chance of winning from what was known at that moment (pure): fitted, calibrated, blended with the prior."""
