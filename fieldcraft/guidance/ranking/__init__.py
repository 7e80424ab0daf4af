"""Which step is worth doing next, and why. Pure: no Django, no clock."""
