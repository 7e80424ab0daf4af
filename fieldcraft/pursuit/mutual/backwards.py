"""Dates worked back from the day the customer has named. Pure: the present day is an argument.

Every item takes some days. The last one ends on the goal's day, each one before it early enough for those after it.
Where the days do not fit between today and the goal, they are squeezed in proportion, and the answer says by how many
days the goal cannot be held at the usual pace. No date is a Saturday or a Sunday: it goes back to the Friday, or, where
that lies in the past, on to the first working day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Item:
    """Something to date: how many calendar days it usually takes, and the day it is tied to, if any."""

    key: int
    days: int
    fixed: date | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """A date for every item in order. `short_by`: days the goal is missed by at the usual pace; 0 where it holds."""

    dates: tuple[tuple[int, date], ...]
    short_by: int
    holds_on: date

    @property
    def holds(self) -> bool:
        return self.short_by == 0


def work_back(*, items: Sequence[Item], goal: date, today: date) -> Worked:
    """Date the items, in their order. Dates never fall before today and never before the item before.

    A tied item keeps its day, wherever that lies, and divides the way: those before it are worked back from it, those
    after it start from it. Days below 0 count as 0. `holds_on` is the day the goal could be held at the usual pace.
    """
    dates: list[tuple[int, date]] = []
    start, waiting, ends = today, list[Item](), today
    for item in items:
        waiting.append(item)
        if item.fixed is not None:
            dates += _leg(waiting[:-1], start=start, end=item.fixed, after=item.days)
            dates.append((item.key, item.fixed))
            ends = max(ends + timedelta(days=_days(waiting)), item.fixed)
            start, waiting = max(start, item.fixed), []
    dates += _leg(waiting, start=start, end=goal, after=0)
    ends += timedelta(days=_days(waiting))
    holds_on = max(ends, goal, *(day for _, day in dates))
    return Worked(dates=tuple(_in_order(dates, items)), short_by=max(0, (holds_on - goal).days), holds_on=holds_on)


def out_of_order(*, dates: Sequence[date | None], goal: date) -> bool:
    """Whether a dated step comes before one that stands above it, or after the goal."""
    known = [day for day in dates if day is not None]
    return any(after < before for before, after in pairwise(known)) or any(d > goal for d in known)


def spread(*, days: int, over: int) -> tuple[int, ...]:
    """Share days among as many items as evenly as whole days allow; their sum is `days`."""
    return tuple(days * (n + 1) // over - days * n // over for n in range(over))


def _leg(items: Sequence[Item], *, start: date, end: date, after: int) -> list[tuple[int, date]]:
    """`after` are the days that the tied item at the end takes itself."""
    total, room = _days(items) + max(0, after), (end - start).days
    left = max(0, after)
    dates: list[tuple[int, date]] = []
    for item in reversed(items):
        back = left if total <= room else left * max(0, room) // max(1, total)
        dates.append((item.key, _working(end - timedelta(days=back), floor=_on_or_after(start))))
        left += max(0, item.days)
    return dates[::-1]


def _days(items: Iterable[Item]) -> int:
    return sum(max(0, item.days) for item in items)


def _working(day: date, *, floor: date) -> date:
    return max(floor, day - timedelta(days=max(0, day.weekday() - SATURDAY + 1)))


def _on_or_after(day: date) -> date:
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() >= SATURDAY else 0)


def _in_order(dates: Sequence[tuple[int, date]], items: Sequence[Item]) -> Iterable[tuple[int, date]]:
    found = dict(dates)
    return ((item.key, found[item.key]) for item in items)
