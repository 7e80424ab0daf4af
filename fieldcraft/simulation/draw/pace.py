"""Days and times of an ordinary working year."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random


def workday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def later_workday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)


def between(rng: Random, first: date, last: date) -> date:
    """A workday from `first` to `last`; where a weekend is all there is, the Friday before."""
    return workday(first + timedelta(days=rng.randint(0, max(0, (last - first).days))))


def spread(rng: Random, first: date, last: date, count: int) -> list[date]:
    """`count` workdays in order, one from each equal part of the span."""
    days = max(0, (last - first).days)
    return [workday(first + timedelta(days=int((i + rng.random()) * days / count))) for i in range(count)]


def moment(rng: Random, day: date, *, not_after: datetime, early: bool = False) -> datetime:
    """A time of that day within office hours; `early` is the nightly import. Never after `not_after`."""
    hour = 5 if early else rng.randint(8, 17)
    at = datetime.combine(day, time(hour, rng.randint(0, 59), rng.randint(0, 59)), tzinfo=UTC)
    return min(at, not_after)
