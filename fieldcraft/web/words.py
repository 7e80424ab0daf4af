"""Days and durations as a colleague says them. Pure: the present day is an argument."""

from __future__ import annotations

from datetime import date

from fieldcraft.web.templatetags.ui import NBSP

NUMBERS = ("no", "one", "two", "three", "four", "five", "six")


def day(*, value: date, on: date) -> str:
    """18 Dec, with the year where it is not that of `on`."""
    text = f"{value.day}{NBSP}{value:%b}"
    return text if value.year == on.year else f"{text}{NBSP}{value.year}"


def weekday(*, value: date) -> str:
    """Monday 23 November."""
    return f"{value:%A} {value.day} {value:%B}"


def number(*, value: int) -> str:
    """Small numbers as words."""
    return NUMBERS[value] if 0 <= value < len(NUMBERS) else str(value)


def plural(*, count: int, one: str, many: str = "") -> str:
    """1 thing, 2 things."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def span(*, days: int) -> str:
    """A length of time in the unit one would use: 3 days, 5 weeks, 4 months."""
    if days < 14:
        return plural(count=days, one="day")
    if days < 60:
        return plural(count=days // 7, one="week")
    return plural(count=days // 30, one="month")


def late(*, due: date | None, on: date) -> str:
    """3 days late; empty where it is not late."""
    return f"{span(days=(on - due).days)} late" if due and due < on else ""


def ago(*, value: date | None, on: date) -> str:
    """today, yesterday, 3 days ago; empty for None."""
    if value is None:
        return ""
    days = (on - value).days
    if days <= 0:
        return "today" if days == 0 else f"in {span(days=-days)}"
    return "yesterday" if days == 1 else f"{span(days=days)} ago"


def in_words(*, key: str) -> str:
    """A key as one reads it: close-the-deal is Close the deal."""
    return first_upper(text=key.replace("-", " ").replace("_", " ").strip())


def first_upper(*, text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]
