"""Days as people type them: +7d, mon, tomorrow, 24 Nov, 2026-11-24. Pure: the present day is an argument."""

from __future__ import annotations

import re
from datetime import date, timedelta

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WORDS = {"today": 0, "now": 0, "tomorrow": 1, "tmr": 1, "yesterday": -1}
AHEAD = re.compile(r"\+?(\d{1,3})\s*(d|day|days|w|week|weeks|m|month|months|)")
NUMERIC = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2}|)")
NAMED = re.compile(r"(\d{1,2})\.?\s*([a-z]{3,9})\.?\s*(\d{4})?")
NAMED_US = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?")
#: A day without a year is the next one; so long ago it still may mean the one just past.
JUST_PAST_DAYS = 60


def read_day(*, text: str, on: date) -> date | None:
    """The day that `text` means on the day `on`; None where it means none.

    A weekday is the next one after `on`. A day without a year is the nearest one that is not long past.
    """
    said = " ".join(text.strip().lower().replace("next ", "").split())
    if said in WORDS:
        return on + timedelta(days=WORDS[said])
    if said[:3] in WEEKDAYS and said.isalpha():
        return on + timedelta(days=(WEEKDAYS.index(said[:3]) - on.weekday() - 1) % 7 + 1)
    head, _, rest = said.partition(" ")
    if rest and head[:3].rstrip(",") in WEEKDAYS:
        said = rest
    try:
        return _ahead(said, on) or _written(said, on)
    except (ValueError, OverflowError):
        return None


def working_day(*, day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def written(*, day: date, on: date) -> str:
    """A day as a field shows it on `on`, and as `read_day` reads it again: Tue 24 Nov, or with the year."""
    near = day.year == on.year and (on - day).days <= JUST_PAST_DAYS
    return f"{day:%a} {day.day} {day:%b}" if near else f"{day:%a} {day.day} {day:%b} {day.year}"


def _ahead(said: str, on: date) -> date | None:
    found = AHEAD.fullmatch(said)
    if found is None or not (said.startswith("+") or found[2]):
        return None
    count, unit = int(found[1]), found[2][:1] or "d"
    if unit == "m":
        month = on.month - 1 + count
        return _last_of_month(on.year + month // 12, month % 12 + 1, on.day)
    return on + timedelta(days=count * (7 if unit == "w" else 1))


def _last_of_month(year: int, month: int, day: int) -> date:
    for number in range(day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, day)


def _written(said: str, on: date) -> date | None:
    if len(said) == 10 and said[4] == "-":
        return date.fromisoformat(said)
    if found := NUMERIC.fullmatch(said):
        return _nearest(int(found[1]), int(found[2]), found[3], on)
    if found := NAMED.fullmatch(said):
        return _nearest(int(found[1]), _month(found[2]), found[3] or "", on)
    if found := NAMED_US.fullmatch(said):
        return _nearest(int(found[2]), _month(found[1]), found[3] or "", on)
    return None


def _month(name: str) -> int:
    return MONTHS.index(name[:3]) + 1


def _nearest(day: int, month: int, year: str, on: date) -> date:
    if year:
        return date(int(year) + (2000 if len(year) < 4 else 0), month, day)
    this = date(on.year, month, day)
    return date(on.year + 1, month, day) if (on - this).days > JUST_PAST_DAYS else this
