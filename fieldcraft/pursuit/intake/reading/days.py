"""Days as people and mail programs write them, in English and German."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar mär mrz", "apr", "may mai", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec dez"),
        start=1,
    )
    for name in names.split()
}
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAME: Final = "|".join(_MONTHS)
_ISO: Final = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_DAY_FIRST: Final = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?({_NAME})[a-zä]*\.?,?(?:\s+(\d{{4}}))?\b", re.IGNORECASE
)
_MONTH_FIRST: Final = re.compile(
    rf"\b({_NAME})[a-zä]*\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?\b", re.IGNORECASE
)
_DOTTED: Final = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4}|\d\d)\b")
_NEAR: Final = re.compile(rf"\b(today|yesterday|{'|'.join(_DAYS)})\b", re.IGNORECASE)
LOOKED_AT: Final = 400


def day_in_header(text: str) -> date | None:
    """The day of a Date, Sent or Gesendet line."""
    text = text[:LOOKED_AT]
    try:
        return parsedate_to_datetime(text).date()
    except (TypeError, ValueError, IndexError, OverflowError):
        pass
    return next(_written_out(text, year=None), None)


def day_of_notes(*, text: str, on: date) -> date | None:
    """The day that notes begin with, up to `on`: a date, today, yesterday, or the last day of that name."""
    head = text[:LOOKED_AT]
    for found in _written_out(head, year=on.year):
        if found > on and (on - found.replace(year=max(1, found.year - 1))).days < 200:
            found = found.replace(year=found.year - 1) if (found.month, found.day) != (2, 29) else found
        if on - timedelta(days=400) <= found <= on:
            return found
    if near := _NEAR.search(head):
        return _near(near.group(1).casefold(), on)
    return None


def _near(word: str, on: date) -> date:
    if word in _DAYS:
        return on - timedelta(days=(on.weekday() - _DAYS.index(word)) % 7)
    return on - timedelta(days=word == "yesterday")


def _written_out(text: str, *, year: int | None) -> Iterator[date]:
    for match in _ISO.finditer(text):
        yield from _date(int(match[1]), int(match[2]), int(match[3]))
    for match in _DAY_FIRST.finditer(text):
        yield from _date(int(match[3] or year or 0), _MONTHS[match[2].casefold()], int(match[1]))
    for match in _MONTH_FIRST.finditer(text):
        yield from _date(int(match[3] or year or 0), _MONTHS[match[1].casefold()], int(match[2]))
    for match in _DOTTED.finditer(text):
        written = int(match[3])
        yield from _date(written + 2000 if written < 100 else written, int(match[2]), int(match[1]))


def _date(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return
