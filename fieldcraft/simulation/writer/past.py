"""Trail entries of writes that happened on other days than today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fieldcraft.lib.schema import current_schema
from fieldcraft.trail.models import Entry
from fieldcraft.trail.record import Actor, Change

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Past:
    """One write of the past."""

    at: datetime
    by: Actor
    verb: str
    change: Change


def write_past(*, entries: Iterable[Past]) -> int:
    """Add the entries in order of time, in the caller's transaction, and return how many.

    `trail.record.write_many` takes one actor and one time for all; here each write has its own, and one statement
    for each would take longer than everything else together.
    """
    organisation = current_schema()
    rows = [
        Entry(
            at=past.at,
            organisation=organisation,
            actor_id=past.by.member_id,
            actor=past.by.name,
            door=past.by.door,
            verb=past.verb,
            subject_type=past.change.subject_type,
            subject_id=past.change.subject_id,
            subject=past.change.subject,
            opportunity_id=past.change.opportunity_id,
            changes=past.change.changes,
            note=past.change.note,
        )
        for past in sorted(entries, key=lambda past: past.at)
    ]
    Entry.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)
