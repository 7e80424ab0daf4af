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
from typing import Any, Final

import icalendar
import recurring_ical_events

from .forwarded import Person

LARGEST: Final = 5 * 1024 * 1024
MOST_ENTRIES: Final = 2_000
MOST_EVENTS: Final = 1_000
#: How many repetitions may be worked through before a series is left out: 200,000 take about a second.
MOST_REPETITIONS: Final = 40_000
MOST_PEOPLE: Final = 40
_FOLDED: Final = re.compile(rb"\r?\n[ \t]")
_BLOCK: Final = re.compile(rb"BEGIN:VEVENT\r?\n.*?END:VEVENT\r?\n?", re.DOTALL | re.IGNORECASE)
_START: Final = re.compile(rb"^DTSTART[^:\r\n]*:(\d{8})", re.MULTILINE | re.IGNORECASE)
_RULE: Final = re.compile(rb"^RRULE[^:\r\n]*:([^\r\n]*)", re.MULTILINE | re.IGNORECASE)
_PRIVATE: Final = re.compile(rb"^CLASS[^:\r\n]*:(?:PRIVATE|CONFIDENTIAL)", re.MULTILINE | re.IGNORECASE)
_DAYS: Final = {b"DAILY": 1.0, b"WEEKLY": 7.0, b"MONTHLY": 28.0, b"YEARLY": 365.0}
_FAULTS: Final = (ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError, AssertionError)


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
    low = (first - timedelta(days=2)).strftime("%Y%m%d").encode()
    high = (last + timedelta(days=2)).strftime("%Y%m%d").encode()
    kept: list[bytes] = []
    room = MOST_REPETITIONS
    for match in _BLOCK.finditer(content):
        block = match.group()
        cost = _cost(block, low, high, last)
        if cost and cost <= room and len(kept) < MOST_ENTRIES:
            room -= cost
            kept.append(block)
    zones = re.findall(rb"BEGIN:VTIMEZONE\r?\n.*?END:VTIMEZONE\r?\n?", content, re.DOTALL | re.IGNORECASE)[:60]
    return b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-\r\n" + b"".join([*zones, *kept]) + b"END:VCALENDAR\r\n"


def _cost(block: bytes, low: bytes, high: bytes, last: date) -> int:
    """How many repetitions an entry makes us work through; 0 for one that cannot matter."""
    start = _START.search(block)
    if start is None or b"@" not in block or _PRIVATE.search(block) or start[1] > high or len(block) > 200_000:
        return 0
    rules = _RULE.findall(block)
    if not rules:
        # Changed and extra days stand beside the series; both are read with it.
        beside = b"RECURRENCE-ID" in block.upper() or b"RDATE" in block.upper()
        return 1 + block.count(b",") // 8 if beside or start[1] >= low else 0
    return _repetitions(rules[0].upper(), start[1], last) if len(rules) == 1 else 0


def _repetitions(rule: bytes, start: bytes, last: date) -> int:
    parts = dict(part.split(b"=", 1) for part in rule.split(b";") if b"=" in part)
    if any(name in parts for name in (b"BYSECOND", b"BYMINUTE", b"BYHOUR", b"BYSETPOS", b"BYYEARDAY", b"BYWEEKNO")):
        return 0
    period = _DAYS.get(parts.get(b"FREQ", b"").strip())
    try:
        begun = datetime.strptime(start.decode(), "%Y%m%d").date()  # noqa: DTZ007 - a day without a time
        every = int(parts.get(b"INTERVAL", b"1"))
    except ValueError:
        return 0
    if period is None or begun.year < 1990 or not 1 <= every <= 1_000:
        return 0
    per_period = 1 + sum(parts.get(name, b"").count(b",") for name in (b"BYDAY", b"BYMONTHDAY", b"BYMONTH"))
    return 2 + int(max(0, (last - begun).days) / period * max(per_period, 1))


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
