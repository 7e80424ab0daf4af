"""Changing many opportunities at once and taking that back: one verb per function, for all doors.

Each chunk is one transaction: field, assessment, sums, steps and trail of an opportunity change together. Whoever is
killed in the middle leaves whole chunks, and `carry_on` does the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from fieldcraft.guidance.refreshing import economy_here, write_steps
from fieldcraft.people.models import Member
from fieldcraft.people.queries import managers_by_member
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit import events
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import BulkChange, BulkState
from fieldcraft.pursuit.tallies import count_again
from fieldcraft.pursuit.working.bulk import CHUNK, Planned, Wish, carry_chunk, note_rows, plan_many
from fieldcraft.pursuit.working.fields import Value
from fieldcraft.trail.record import Actor, write, write_many

ON_THE_WAY = (BulkState.RUNNING, BulkState.GOING_BACK)


def change_many(
    *,
    wish: Wish,
    shown: Sequence[tuple[int, Value]],
    key: str,
    member: Member,
    by: Actor,
    now: datetime,
    chunk: int = CHUNK,
) -> BulkChange:
    """Change one field of each opportunity in `shown`, (id, value the preview showed).

    One that holds another value by now is left. The same `key` again changes nothing more and finishes what was broken
    off. Raises FieldError above the limit, PursuitError where nothing is left to change.
    """
    if not key or len(key) > 64:
        raise PursuitError("The form is not complete. Open the preview again.")
    viewer = viewer_of(member=member, on=now.date())
    with write(by=by, verb=events.MANY_CHANGED, now=now) as change:
        made = BulkChange.objects.filter(key=key, member=member).first()
        if made is not None:
            change.nothing()
        else:
            planned, _ = plan_many(viewer=viewer, ids=[pk for pk, _ in shown], wish=wish)
            made = _begun(wish, planned, dict(shown), key, member, now)
            change.about(kind="bulk", id=made.pk, label=made.told)
            change.field("opportunities", None, made.rows.count())
    return carry_on(bulk=made, by=by, now=now, chunk=chunk)


def _begun(
    wish: Wish, planned: Sequence[Planned], shown: dict[int, Value], key: str, member: Member, now: datetime
) -> BulkChange:
    rows = [(one.id, one.before, one.after) for one in planned if shown[one.id] == one.before]
    if not rows:
        raise PursuitError("Nothing is left to change: all of them hold this already, or were changed meanwhile.")
    made = BulkChange.objects.create(
        key=key, member=member, column=wish.field.key, told=wish.told[:200], created_at=now
    )
    note_rows(change=made, planned=rows)
    return made


def take_back(*, bulk: BulkChange, member: Member, by: Actor, now: datetime, chunk: int = CHUNK) -> BulkChange:
    """Give each opportunity of a bulk change the value it had, unless somebody has changed the field since.

    Repeating it changes nothing. Raises PursuitError for a change of somebody else.
    """
    if bulk.member_id != member.pk:
        raise PursuitError("Only who made a change takes it back.")
    with write(by=by, verb=events.MANY_TAKEN_BACK, now=now) as change:
        locked = BulkChange.objects.select_for_update().get(pk=bulk.pk)
        if locked.state in (BulkState.GOING_BACK, BulkState.BACK):
            change.nothing()
        else:
            locked.state, locked.ended_at = BulkState.GOING_BACK, None
            locked.save(update_fields=["state", "ended_at"])
            change.about(kind="bulk", id=locked.pk, label=locked.told)
    return carry_on(bulk=locked, by=by, now=now, chunk=chunk)


def carry_on(*, bulk: BulkChange, by: Actor, now: datetime, chunk: int = CHUNK) -> BulkChange:
    """Do what is left to do of a bulk change, whichever way it goes. Safe to break off and to run twice at once."""
    economy = economy_here(on=now.date())
    managers = managers_by_member(on=now.date())
    while True:
        with transaction.atomic():
            locked = BulkChange.objects.select_for_update().get(pk=bulk.pk)
            if locked.state not in ON_THE_WAY:
                return locked
            carried = carry_chunk(change=locked, by=by, now=now, size=chunk)
            if carried is None:
                forward = locked.state == BulkState.RUNNING
                locked.state, locked.ended_at = (BulkState.DONE if forward else BulkState.BACK), now
                locked.save(update_fields=["state", "ended_at"])
                return locked
            write_steps(assessed=carried.assessed, economy=economy, managers=managers, now=now)
            write_many(entries=carried.entries)
            count_again(owner_ids=carried.owners)
