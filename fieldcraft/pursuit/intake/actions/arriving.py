"""Keeps what came in and logs it at once where its opportunity is sure."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from fieldcraft.people.models import Member
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.intake import events
from fieldcraft.pursuit.intake.actions.sorting import settle
from fieldcraft.pursuit.intake.arrivals import Arrived, where
from fieldcraft.pursuit.intake.models import Enclosure, Incoming, Origin, Standing
from fieldcraft.pursuit.intake.offering import Placed
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.queries.page import pursuit_of
from fieldcraft.trail.record import Actor, write


def arrive(
    *,
    arrived: Arrived,
    member: Member,
    by: Actor,
    now: datetime,
    placed: Placed | None = None,
    to: Pursuit | None = None,
) -> Incoming:
    """Keep it, and log it on `to` or where it belongs for sure; what is not sure waits to be sorted.

    The same key again changes nothing and gives the row of the first time.
    """
    viewer = viewer_of(member=member, on=now.date())
    placed = placed or (Placed(None, ()) if to else where(arrived=arrived, member=member, viewer=viewer, on=now.date()))
    pursuit = to or (pursuit_of(viewer=viewer, opportunity_id=placed.sure) if placed.sure else None)
    try:
        with transaction.atomic():
            row = Incoming(
                member=member, origin=arrived.origin, key=arrived.key, received_at=now, feed=arrived.feed,
                series=arrived.series, ranked=[[one.id, one.points, list(one.reasons)] for one in placed.ranked],
                **arrived.values(),
            )  # fmt: skip
            if pursuit is None:
                _wait(row, arrived, by, now)
                return row
            return _log_or_wait(row, arrived, pursuit, by, now)
    except IntegrityError:
        found = Incoming.objects.filter(member=member, key=arrived.key).first()
        if found is None:
            raise
        return found


def _log_or_wait(row: Incoming, arrived: Arrived, pursuit: Pursuit, by: Actor, now: datetime) -> Incoming:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _keep_files(row, arrived)
            return settle(item=row, pursuit=pursuit, by=by, now=now)
    except PursuitError:
        # It belongs there and cannot be logged so, such as a meeting planned for a closed one: its member decides.
        row.pk = None
        _wait(row, arrived, by, now)
    return row


def _wait(row: Incoming, arrived: Arrived, by: Actor, now: datetime) -> None:
    with write(by=by, verb=events.WAITS, now=now) as change:
        row.standing = Standing.TO_SORT
        row.save(force_insert=True)
        _keep_files(row, arrived)
        change.about(kind="incoming", id=row.pk, label=Origin(row.origin).label)


def _keep_files(row: Incoming, arrived: Arrived) -> None:
    Enclosure.objects.bulk_create(
        Enclosure(
            incoming=row, name=file.name, media_type=file.media_type, size=len(file.content), content=file.content
        )
        for file in arrived.files
    )
