"""Whether more is won, or more is closed, near the end of a quarter. Pure. Calendar quarters."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from scipy.stats import norm

from fieldcraft.insight.history.types import Bools, Floats, Ints

#: Where the "end" may begin, in days before the last one; the clearest is reported.
BEGINS: Final = (7, 14, 30)
#: Widths of the table that is shown, in days to the end of the quarter.
SHOWN: Final = ((0, 6), (7, 13), (14, 29), (30, 59), (60, 92))
QUARTER_DAYS: Final = 91.31
#: How unlikely by chance, all places to begin taken together, and how large a difference must be.
CHANCE, RATE_GAP, SHARE_TIMES = 0.001, 0.05, 1.3
FEWEST_ROWS: Final = 200
#: Z of 90 %.
Z90: Final = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class QuarterEnd:
    """The pattern around `within` days before the end of a quarter.

    `rate_near` and `rate_far` are win rates, 0 to 1, of what closed in those days and outside; `points` is their
    difference in percentage points with its 90 % interval. `share_near` is the share of all closings in those days,
    `share_even` what it were if they were spread evenly. `table` holds (first day, last day, rows, won).
    """

    column: str
    within: int
    rate_near: float
    rate_far: float
    points: float
    low: float
    high: float
    p: float
    share_near: float
    share_even: float
    rows: int
    more_won: bool
    more_closed: bool
    table: tuple[tuple[int, int, int, int], ...]

    @property
    def found(self) -> bool:
        """Whether there is a pattern."""
        return self.more_won or self.more_closed


def quarter_end(*, column: str, days: Floats, won: Bools) -> QuarterEnd | None:
    """Look at the closing days of closed rows; None where too few are known to tell."""
    known = ~np.isnan(days)
    if known.sum() < FEWEST_ROWS:
        return None
    left, ended = _days_left(days[known]), won[known]
    tried = [one for begin in BEGINS if (one := _compared(column, begin, left, ended)) is not None]
    return max(tried, key=lambda one: abs(one.points) / max(one.high - one.low, 1e-9)) if tried else None


def _days_left(days: Floats) -> Ints:
    different, back = np.unique(days.astype(np.int64), return_inverse=True)
    left = []
    for ordinal in different.tolist():
        day = date.fromordinal(ordinal)
        month = (day.month + 2) // 3 * 3
        left.append((date(day.year, month, monthrange(day.year, month)[1]) - day).days)
    return np.array(left, dtype=np.int64)[back]


def _compared(column: str, begin: int, left: Ints, won: Bools) -> QuarterEnd | None:
    near = left < begin
    if not near.any() or near.all():
        return None
    n, m = int(near.sum()), int((~near).sum())
    first, second, overall = float(won[near].mean()), float(won[~near].mean()), float(won.mean())
    error = np.sqrt(overall * (1 - overall) * (1 / n + 1 / m))
    wide = Z90 * np.sqrt(first * (1 - first) / n + second * (1 - second) / m)
    p = float(2 * norm.sf(abs(first - second) / error)) if error > 0 else 1.0
    share, even = n / (n + m), begin / QUARTER_DAYS
    crowded = (share - even) / np.sqrt(even * (1 - even) / (n + m))
    points = 100 * (first - second)
    return QuarterEnd(
        column=column,
        within=begin,
        rate_near=first,
        rate_far=second,
        points=points,
        low=points - 100 * wide,
        high=points + 100 * wide,
        p=p,
        share_near=share,
        share_even=even,
        rows=n + m,
        more_won=p < CHANCE / len(BEGINS) and abs(first - second) >= RATE_GAP,
        more_closed=float(norm.sf(crowded)) < CHANCE / len(BEGINS) and share >= SHARE_TIMES * even,
        table=tuple(
            (low, high, int(((left >= low) & (left <= high)).sum()), int(won[(left >= low) & (left <= high)].sum()))
            for low, high in SHOWN
        ),
    )
