"""The only way to write: `with write(...)` opens the transaction and leaves exactly one entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction

from fieldcraft.lib.bulk import insert
from fieldcraft.lib.schema import current_schema
from fieldcraft.trail.models import Door, Entry
from fieldcraft.trail.verbs import known, listeners_of

#: From so many rows on COPY is worth its round trip.
COPIED_FROM = 500

Plain = str | int | float | bool | None | list[str]

_writing: ContextVar[str | None] = ContextVar("writing", default=None)


@dataclass(frozen=True, slots=True)
class Effort:
    """What a browser measured since the person's last write: focused seconds and clicks plus keys."""

    active_seconds: float
    inputs: int


@dataclass(frozen=True, slots=True)
class Actor:
    """Who writes and through which door. `member_id` is None for the operator at the command line and for jobs."""

    member_id: int | None
    name: str
    door: Door
    effort: Effort | None = None


@dataclass(slots=True)
class Change:
    """What one write did; filled in while it happens."""

    subject_type: str = ""
    subject_id: str = ""
    subject: str = ""
    opportunity_id: int | None = None
    note: str = ""
    changes: dict[str, list[Plain]] = field(default_factory=dict)
    _nothing: bool = False

    def about(self, *, kind: str, id: int | str, label: str, opportunity_id: int | None = None) -> None:
        """Name the subject of the write."""
        self.subject_type, self.subject_id, self.subject = kind, str(id), label[:200]
        self.opportunity_id = opportunity_id

    def field(self, name: str, before: object, after: object) -> None:
        """Note that `name` went from `before` to `after`; equal values are left out."""
        old, new = _plain(before), _plain(after)
        if old != new:
            self.changes[name] = [old, new]

    def nothing(self) -> None:
        """The write found everything as asked for already: leave no entry."""
        self._nothing = True


def _plain(value: object) -> Plain:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list | tuple):
        return [str(part) for part in value]
    return str(value)


@contextmanager
def write(*, by: Actor, verb: str, now: datetime) -> Iterator[Change]:
    """Open a transaction that leaves one entry of `verb`, then call the verb's listeners in it.

    Raises RuntimeError inside another write: one write, one entry. Any exception leaves nothing behind.
    """
    if _writing.get() is not None:
        raise RuntimeError(f"{verb} was started inside {_writing.get()}: one write leaves one entry.")
    if verb not in known():
        raise RuntimeError(f"{verb} is not a registered verb.")
    change = Change()
    token = _writing.set(verb)
    try:
        with transaction.atomic():
            yield change
            if change._nothing:
                return
            if not change.subject_type:
                raise RuntimeError(f"{verb} names no subject.")
            entry = Entry.objects.create(**_columns(by=by, verb=verb, now=now, change=change))
            for listener in listeners_of(verb=verb):
                listener(entry)
    finally:
        _writing.reset(token)


def _columns(*, by: Actor, verb: str, now: datetime, change: Change) -> dict[str, object]:
    return {
        "at": now,
        "organisation": current_schema(),
        "actor_id": by.member_id,
        "actor": by.name,
        "door": by.door,
        "verb": verb,
        "subject_type": change.subject_type,
        "subject_id": change.subject_id,
        "subject": change.subject,
        "opportunity_id": change.opportunity_id,
        "changes": change.changes,
        "note": change.note,
        "active_seconds": by.effort.active_seconds if by.effort else None,
        "inputs": by.effort.inputs if by.effort else None,
    }


@dataclass(frozen=True, slots=True)
class Written:
    """One write of many: who did what, when."""

    at: datetime
    by: Actor
    verb: str
    change: Change


def write_many(*, entries: Iterable[Written]) -> int:
    """Add the entries of a bulk write, in order of time, to the caller's transaction and return how many.

    Listeners are not called: a bulk writer queues its own follow-up. Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("write_many belongs into the transaction that does the writing.")
    in_order = sorted(entries, key=lambda entry: entry.at)
    rows = [Entry(**_columns(by=one.by, verb=one.verb, now=one.at, change=one.change)) for one in in_order]
    if len(rows) >= COPIED_FROM:
        return insert(rows=rows)
    Entry.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


_SET = """
    INSERT INTO trail_entry (at, organisation, actor_id, actor, door, verb, note, active_seconds, inputs,
                             subject_type, subject_id, subject, opportunity_id, changes)
    SELECT %s, %s, %s::bigint, %s, %s, %s, '', NULL, NULL,
           found.subject_type, found.subject_id, left(found.subject, 200), found.opportunity_id, found.changes
    FROM ({rows}) AS found
"""


def write_set(*, by: Actor, verb: str, now: datetime, rows: str, values: Sequence[str | int | date | None] = ()) -> int:
    """Add one entry per row of a query to the caller's transaction and return how many: `write_many` in one statement.

    `rows` is the caller's own SQL, never a person's text. It yields subject_type, subject_id, subject, opportunity_id
    and changes (jsonb, name to [before, after]). Listeners are not called. Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("write_set belongs into the transaction that does the writing.")
    if verb not in known():
        raise RuntimeError(f"{verb} is not a registered verb.")
    head: list[str | int | datetime | date | None] = [now, current_schema(), by.member_id, by.name, by.door, verb]
    with connection.cursor() as cursor:
        cursor.execute(_SET.format(rows=rows), [*head, *values])
        return int(cursor.rowcount)
