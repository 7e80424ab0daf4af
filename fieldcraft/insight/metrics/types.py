"""Figures with what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
from scipy.special import bdtr

from fieldcraft.insight.history.types import Bools, Floats, History

#: Standard errors of a 90 % interval to either side.
_NORMAL_90: Final = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `n`, 0 to 1, with its 90 % interval; `value` is None at n = 0, where the interval is 0 to 1."""

    value: float | None
    low: float
    high: float
    hits: float
    n: float


@dataclass(frozen=True, slots=True)
class Middle:
    """Median with its 90 % interval, and the mean beside it; all None at n = 0, the interval also where n is too small
    to give one."""

    median: float | None
    low: float | None
    high: float | None
    mean: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both in it, as ordinals."""

    first: int
    last: int

    def holds(self, days: Floats | np.ndarray) -> Bools:
        """Which days are in it."""
        found: Bools = (days >= self.first) & (days <= self.last)
        return found


def rate(*, hits: float, n: float) -> Rate:
    """hits / n with the interval of Wilson (1927), which is right at small n and never leaves 0 to 1."""
    if n <= 0:
        return Rate(None, 0.0, 1.0, hits, n)
    share, square = hits / n, _NORMAL_90**2
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = _NORMAL_90 / (1 + square / n) * sqrt(max(share * (1 - share), 0.0) / n + square / (4 * n * n))
    return Rate(share, max(0.0, min(centre - half, share)), min(1.0, max(centre + half, share)), hits, n)


def middle(*, values: Floats) -> Middle:
    """Median and mean. The interval are the values at the places that the median lies between in 90 % of samples,
    whatever the distribution (order statistics, binomial)."""
    known = np.sort(values[~np.isnan(values)])
    n = len(known)
    if n == 0:
        return Middle(None, None, None, None, 0)
    # The value at place k from below is above the true median as often as k or fewer of n tosses fall on one side.
    k = int(np.count_nonzero(bdtr(np.arange(n // 2), n, 0.5) <= 0.05)) - 1
    low, high = (float(known[k]), float(known[n - 1 - k])) if k >= 0 else (None, None)
    return Middle(float(np.median(known)), low, high, float(known.mean()), n)


def teams(*, history: History) -> dict[str, Bools]:
    """Which deals are of which team, by name in order; deals without a team are in none."""
    team = history.deals.team
    return {name: team.place == number for number, name in sorted(enumerate(team.levels), key=lambda row: row[1])}


def everything(*, history: History, chosen: Bools | None) -> Bools:
    """The deals chosen, or all."""
    return np.ones(len(history.deals), dtype=bool) if chosen is None else chosen
