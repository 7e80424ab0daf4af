"""On which days an opportunity is looked at: stage entries, and weekly in between (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

WEEK: Final = timedelta(days=7)
#: Most days per opportunity: long ones would fill the memory and say the same again; all its rows together weigh 1.
MOST: Final = 8


def landmark_days(*, opened: date, last: date, entries: Iterable[date], most: int = MOST) -> tuple[date, ...]:
    """Days from `opened` to `last`, both included, in order: the first, every stage entry, and weekly in between.

    Where that is more than `most`, the latest stage entries stay and the weekly days are thinned evenly. Empty where
    the opportunity was over on the day it opened.
    """
    if last < opened:
        return ()
    moved = sorted({opened, *(day for day in entries if opened <= day <= last)})[-most:]
    weekly = []
    day = opened + WEEK
    while day <= last:
        weekly.append(day)
        day += WEEK
    return tuple(sorted({*moved, *_thinned([day for day in weekly if day not in moved], most - len(moved))}))


def _thinned(days: list[date], most: int) -> list[date]:
    """Evenly spread over the list, its last one always among them."""
    if len(days) <= most:
        return days
    step = len(days) / most if most else 0
    return [days[int((number + 1) * step) - 1] for number in range(most)]
