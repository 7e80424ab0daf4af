"""Intervals and tests by their standard formulas (pure, no numpy)."""

from __future__ import annotations

from math import erf, sqrt
from typing import Final

#: Standard normal quantile of a 90 % interval.
Z90: Final = 1.6448536269514722


def share_interval(*, share: float, n: float, z: float = Z90) -> tuple[float, float]:
    """Wilson's interval of a share seen in n cases; (0, 1) where n is 0. E. B. Wilson, JASA 22 (1927)."""
    if n <= 0:
        return 0.0, 1.0
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(max(share * (1 - share), 0.0) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def beyond(*, z: float) -> float:
    """The chance that a standard normal value lies at least as far above 0 as `z`."""
    return 0.5 * (1.0 - erf(z / sqrt(2.0)))
