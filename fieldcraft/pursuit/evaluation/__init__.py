"""Which stage the evidence supports, by which fact, and what is missing. Pure: no Django, no clock."""
