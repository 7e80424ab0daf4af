"""The figures a sales organisation is steered by, each with its formula, its n and an interval. Pure."""
