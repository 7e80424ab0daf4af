"""Days as people type them: `+30d`, `mon`, `31 Jan`, `q1`, `2027-01-31`. Pure: the day it is is an argument."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

EXAMPLES: Final = "+30d, mon, 31 Jan, q1 or 2027-01-31"
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)

_WEEKDAYS: Final = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_MONTH_NAMES: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NAMED: Final = {"today": 0, "now": 0, "tomorrow": 1, "tmr": 1, "yesterday": -1}

_SHIFT = re.compile(r"(?:in )?([+-]?) ?(\d{1,4}) ?(d|w|m|q|y|days?|weeks?|months?|quarters?|years?)|\+ ?(\d{1,3})")
_BEFORE = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? (?=\d)")
_WEEKDAY = re.compile(r"(next |last )?(mon|tue|wed|thu|fri|sat|sun)[a-z]*")
_QUARTER = re.compile(r"q ?([1-4])(?:[ /]*(\d{4}|\d{2}))?")
_END = re.compile(r"(?:eo|end of (?:the |this )?)(w|m|q|y|week|month|quarter|year)")
_MONTH = re.compile(r"([a-z]{3,9})\.?(?: (\d{4}))?")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.? ?([a-z]{3,9})\.?,?(?: ?(\d{4}|\d{2}))?")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})\.? ?(\d{4}|\d{2})?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?")


class DayError(ValueError):
    """The text is no day; the message is for the person who typed it."""


def read_day(*, text: str, on: date, ahead: bool = True, begins: bool = False) -> date:
    """The day that `text` means when it is typed on the day `on`. Raises DayError.

    A day without a year, a weekday, a month or a quarter is the next one (`ahead`) or the last one (not `ahead`), with
    `on` itself counted as such, but for a weekday: `mon` on a Monday is a week away. A month or a quarter is its last
    day, or its first (`begins`).
    """
    typed = _BEFORE.sub("", " ".join(text.casefold().split()))
    if not typed:
        raise DayError(f"No day is given. Write one, such as {EXAMPLES}.")
    try:
        found = (
            _shifted(typed, on)
            or _weekday(typed, on, ahead)
            or _period(typed, on, ahead, begins)
            or _dated(typed, on, ahead)
        )
    except (ValueError, OverflowError) as error:
        if isinstance(error, DayError):
            raise
        raise DayError(f"“{text.strip()[:40]}” is not in the calendar. Write a day such as {EXAMPLES}.") from None
    if found is None:
        raise DayError(f"“{text.strip()[:40]}” is not a day we can read. Write one such as {EXAMPLES}.")
    if not EARLIEST <= found <= LATEST:
        raise DayError(f"The year {found.year} cannot be right. Give a year from {EARLIEST.year} to {LATEST.year}.")
    return found


def working_day(*, day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def written(*, day: date, on: date) -> str:
    """A day as a field shows it on `on`, and as `read_day` reads it again: Tue 24 Nov, or with the year."""
    short = f"{day:%a} {day.day} {day:%b}"
    return short if day.year == on.year and day >= on else f"{short} {day.year}"


def months_later(*, day: date, months: int) -> date:
    """The same day so many months later (earlier when negative); the last one of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _shifted(typed: str, on: date) -> date | None:
    if typed in _NAMED:
        return on + timedelta(days=_NAMED[typed])
    if typed == "next week":
        return on + timedelta(days=7 - on.weekday())
    found = _SHIFT.fullmatch(typed)
    if found is None:
        return None
    if found[4]:
        return on + timedelta(days=int(found[4]))
    number = int(found[2]) * (-1 if found[1] == "-" else 1)
    unit = found[3][0]
    if unit in "dw":
        return on + timedelta(days=number * (7 if unit == "w" else 1))
    return months_later(day=on, months=number * {"m": 1, "q": 3, "y": 12}[unit])


def _weekday(typed: str, on: date, ahead: bool) -> date | None:
    found = _WEEKDAY.fullmatch(typed)
    if found is None:
        return None
    later = ahead if not found[1] else found[1] == "next "
    days = (_WEEKDAYS[found[2]] - on.weekday()) % 7 or 7
    return on + timedelta(days=days) if later else on - timedelta(days=(on.weekday() - _WEEKDAYS[found[2]]) % 7 or 7)


def _period(typed: str, on: date, ahead: bool, begins: bool) -> date | None:
    """The last day of a quarter, a month, or of what one is in; the first where `begins`."""
    months, last = 1, None
    if found := _QUARTER.fullmatch(typed):
        months, last = 3, _end_of(int(found[1]) * 3, found[2], on, ahead)
    elif found := _END.fullmatch(typed):
        unit = found[1][0]
        if unit == "w":
            return on + timedelta(days=-on.weekday() if begins else 6 - on.weekday())
        months = {"m": 1, "q": 3, "y": 12}[unit]
        month = (on.month + months - 1) // months * months
        last = date(on.year, month, monthrange(on.year, month)[1])
    elif (found := _MONTH.fullmatch(typed)) and (named := _month(found[1])):
        last = _end_of(named, found[2], on, ahead)
    return months_later(day=last.replace(day=1), months=1 - months) if last and begins else last


def _end_of(month: int, year: str | None, on: date, ahead: bool) -> date:
    if year:
        return date(_year(year), month, monthrange(_year(year), month)[1])
    this = date(on.year, month, monthrange(on.year, month)[1])
    if ahead:
        return this if this >= on else date(on.year + 1, month, monthrange(on.year + 1, month)[1])
    return this if this <= on else date(on.year - 1, month, monthrange(on.year - 1, month)[1])


def _dated(typed: str, on: date, ahead: bool) -> date | None:
    if found := _ISO.fullmatch(typed):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if (found := _DAY_MONTH.fullmatch(typed)) and (month := _month(found[2])):
        return _nearest(int(found[1]), month, found[3], on, ahead)
    if (found := _MONTH_DAY.fullmatch(typed)) and (month := _month(found[1])):
        return _nearest(int(found[2]), month, found[3], on, ahead)
    if found := _DOTTED.fullmatch(typed):
        return _nearest(int(found[1]), int(found[2]), found[3], on, ahead)
    if found := _SLASHED.fullmatch(typed):
        first, second = int(found[1]), int(found[2])
        if first <= 12 and second <= 12 and first != second:
            raise DayError(f"“{typed}” can be read in two ways. Write the month in letters, such as 5 Mar.")
        return _nearest(max(first, second), min(first, second), found[3], on, ahead)
    return None


def _nearest(day: int, month: int, year: str | None, on: date, ahead: bool) -> date:
    if year:
        return date(_year(year), month, day)
    # 29 February is up to eight years away.
    years = range(on.year, on.year + 9) if ahead else range(on.year, on.year - 9, -1)
    for tried in years:
        if not 1 <= month <= 12 or not 1 <= day <= monthrange(tried, month)[1]:
            continue
        found = date(tried, month, day)
        if (found >= on) if ahead else (found <= on):
            return found
    raise ValueError(f"{day}.{month}.")


def _month(word: str) -> int | None:
    """A month by its name or at least its first three letters."""
    word = "sep" if word == "sept" else word
    return next((at for at, name in enumerate(_MONTH_NAMES, start=1) if name.startswith(word)), None)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)
