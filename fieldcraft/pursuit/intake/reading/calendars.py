"""The meetings with other people in an ICS file, series unfolded, within a window of days.

Before anything is parsed, entries that cannot matter are cut out of the text: those without a mail address, those
outside the window, those marked private. What is cut out is never looked at again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, Final

import icalendar
import recurring_ical_events

from .forwarded import Person

LARGEST: Final = 5 * 1024 * 1024
LARGEST_ENTRY: Final = 100_000
MOST_ENTRIES: Final = 800
MOST_ZONES: Final = 40
#: What comes of all series together in the window, and the days their rules walk through to get there.
MOST_EVENTS: Final = 1_200
MOST_STEPS: Final = 200_000
MOST_PEOPLE: Final = 40
_FOLDED: Final = re.compile(rb"\r?\n[ \t]")
_START: Final = re.compile(rb"^DTSTART[^:\r\n]*:(\d{8})", re.MULTILINE | re.IGNORECASE)
_RULE: Final = re.compile(rb"^RRULE[^:\r\n]*:([^\r\n]*)", re.MULTILINE | re.IGNORECASE)
_PRIVATE: Final = re.compile(rb"^CLASS[^:\r\n]*:(?:PRIVATE|CONFIDENTIAL)", re.MULTILINE | re.IGNORECASE)
_DAYS: Final = {b"DAILY": 1.0, b"WEEKLY": 7.0, b"MONTHLY": 28.0, b"YEARLY": 365.0}
# OSError: the name of a time zone is looked up as a file, whatever stands in it.
_FAULTS: Final = (
    *(ValueError, LookupError, TypeError, AttributeError, OSError),
    *(RecursionError, ArithmeticError, AssertionError),
)


class UnreadableCalendarError(Exception):
    """The bytes are no calendar."""


@dataclass(frozen=True, slots=True)
class Event:
    """One meeting on one day. `uid` is that of the series, `key` tells its repetitions apart."""

    uid: str
    key: str
    subject: str
    on: date
    ended: bool
    cancelled: bool
    people: tuple[Person, ...]

    @property
    def fingerprint(self) -> str:
        """Changes when anything changes that an activity shows."""
        said = (self.subject, self.on.isoformat(), self.ended, self.cancelled, [one.address for one in self.people])
        return hashlib.sha256(repr(said).encode()).hexdigest()


def events_in(*, content: bytes, first: date, last: date, now: datetime, own: str = "") -> tuple[Event, ...]:
    """The events from `first` to `last`; one that `own`, the member's address, has declined counts as cancelled.

    Raises UnreadableCalendarError.
    """
    if len(content) > LARGEST:
        raise UnreadableCalendarError(f"The calendar has more than {LARGEST // 1024 // 1024} MB.")
    if b"BEGIN:VCALENDAR" not in content[:4_096].upper():
        raise UnreadableCalendarError("What came back is no calendar. Check the address: it ends in .ics mostly.")
    try:
        calendar = icalendar.Calendar.from_ical(_relevant(content, first, last))
        return tuple(_events(calendar, first, last, now, own.casefold()))
    except _FAULTS as error:
        raise UnreadableCalendarError("The calendar cannot be read: its text is broken.") from error


def _relevant(content: bytes, first: date, last: date) -> bytes:
    """The text with only those entries that can matter."""
    content = _FOLDED.sub(b"", content.replace(b"\x00", b""))
    window = Window(first - timedelta(days=2), last + timedelta(days=2))
    kept: list[bytes] = []
    steps, meetings = MOST_STEPS, MOST_EVENTS
    for block in _blocks(content, b"VEVENT"):
        cost = _cost(block, window)
        if cost is not None and cost[0] <= steps and cost[1] <= meetings and len(kept) < MOST_ENTRIES:
            steps, meetings = steps - cost[0], meetings - cost[1]
            kept.append(block)
    zones = list(islice(_blocks(content, b"VTIMEZONE"), MOST_ZONES))
    return b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-\r\n" + b"".join([*zones, *kept]) + b"END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class Window:
    """From a day to a day, both included."""

    first: date
    last: date


def _blocks(content: bytes, name: bytes) -> Iterator[bytes]:
    """Every whole component of a name. By searching, not by a pattern: without an end, that would take for ever."""
    upper = content.upper()
    at, begin, end = 0, b"BEGIN:" + name, b"END:" + name
    while (stop := upper.find(end, at)) >= 0:
        start = upper.rfind(begin, at, stop)
        if start >= 0 and stop - start <= LARGEST_ENTRY:
            yield content[start:stop] + end + b"\r\n"
        at = stop + len(end)


def _cost(block: bytes, window: Window) -> tuple[int, int] | None:
    """How many days its rule walks through and how many meetings come of it; None for one that cannot matter."""
    start = _START.search(block)
    if start is None or b"@" not in block or _PRIVATE.search(block):
        return None
    begun = _day(start[1])
    if begun is None or begun > window.last:
        return None
    rules = _RULE.findall(block)
    if rules:
        return _repetitions(rules[0].upper(), begun, window) if len(rules) == 1 else None
    # Changed and extra days stand beside the series; both are read with it.
    beside = b"RECURRENCE-ID" in block.upper() or b"RDATE" in block.upper()
    return (0, 1 + block.count(b",") // 4) if beside or begun >= window.first else None


def _repetitions(rule: bytes, begun: date, window: Window) -> tuple[int, int] | None:
    parts = dict(part.split(b"=", 1) for part in rule.split(b";") if b"=" in part)
    if any(name in parts for name in (b"BYSECOND", b"BYMINUTE", b"BYHOUR", b"BYSETPOS", b"BYYEARDAY", b"BYWEEKNO")):
        return None
    period = _DAYS.get(parts.get(b"FREQ", b"").strip())
    every = parts.get(b"INTERVAL", b"1").strip()
    if period is None or begun.year < 1990 or not every.isdigit() or not 1 <= int(every[:4]) <= 1_000:
        return None
    per_period = 1 + sum(parts.get(name, b"").count(b",") for name in (b"BYDAY", b"BYMONTHDAY", b"BYMONTH"))
    there = (window.last - max(begun, window.first)).days + 1
    return int((window.last - begun).days * per_period), 2 + int(there / period * per_period)


def _day(text: bytes) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


def _events(calendar: Any, first: date, last: date, now: datetime, own: str) -> Iterator[Event]:
    series = {
        str(one.get("UID")) for one in calendar.walk("VEVENT") if {"RRULE", "RDATE", "RECURRENCE-ID"} & one.keys()
    }
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    for number, component in enumerate(query.between(first, last + timedelta(days=1))):
        if number >= MOST_EVENTS:
            return
        try:
            event = _event(component, now, own, series)
        except _FAULTS:
            continue
        if event is not None:
            yield event


def _event(component: Any, now: datetime, own: str, series: set[str]) -> Event | None:
    start, end = component["DTSTART"].dt, component.get("DTEND")
    if not isinstance(start, date):
        return None
    uid = str(component.get("UID") or "")[:500]
    people, declined = _people(component, own)
    if not uid or not people:
        return None
    again = component.get("RECURRENCE-ID")
    # The time as first planned names a repetition, so that a moved one is the same one.
    named = _moment(again.dt if again is not None else start) if uid in series else ""
    over = end.dt if end is not None else start
    cancelled = str(component.get("STATUS") or "").upper() == "CANCELLED" or declined
    return Event(
        uid=uid,
        key=hashlib.sha256(f"{uid}\n{named}".encode()).hexdigest(),
        subject="".join(ch for ch in " ".join(str(component.get("SUMMARY") or "").split()) if ch.isprintable())[:250],
        on=start.date() if isinstance(start, datetime) else start,
        ended=_is_over(over, now),
        cancelled=cancelled,
        people=people,
    )


def _moment(value: date | datetime) -> str:
    """The same for one moment in every time zone."""
    aware = isinstance(value, datetime) and value.tzinfo is not None
    return (value.astimezone(UTC) if aware else value).isoformat()  # type: ignore[union-attr]


def _is_over(end: date | datetime, now: datetime) -> bool:
    if not isinstance(end, datetime):
        return end <= now.date()
    return (end if end.tzinfo else end.replace(tzinfo=now.tzinfo)) <= now


def _people(component: Any, own: str) -> tuple[tuple[Person, ...], bool]:
    """Everybody invited but the member, and whether he has declined."""
    found: dict[str, Person] = {}
    declined = False
    for name in ("ORGANIZER", "ATTENDEE"):
        lines = component.get(name, [])
        for line in lines if isinstance(lines, list) else [lines]:
            address = re.sub(r"^mailto:", "", str(line), flags=re.IGNORECASE).strip().casefold()[:254]
            if "@" not in address:
                continue
            if address == own:
                declined = declined or str(line.params.get("PARTSTAT", "")).upper() == "DECLINED"
                continue
            found.setdefault(address, Person(str(line.params.get("CN", "")).strip(' "')[:120], address))
    return tuple(found.values())[:MOST_PEOPLE], declined
