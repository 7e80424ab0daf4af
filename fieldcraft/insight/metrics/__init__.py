"""Velocity, conversion, slippage and coverage by their standard formulas (pure)."""
