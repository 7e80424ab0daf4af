"""Keeps what came in and logs it at once where its opportunity is sure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction

from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer, viewer_of
from fieldcraft.pursuit.intake import events, queries
from fieldcraft.pursuit.intake.actions.sorting import settle
from fieldcraft.pursuit.intake.models import CalendarFeed, Enclosure, Incoming, Origin, Standing
from fieldcraft.pursuit.intake.offering import Message, Placed, domain_of, place
from fieldcraft.pursuit.intake.reading.letters import Attached
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.queries.page import pursuit_of
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor, write


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came in, read. `people` are (name, address) of everybody in it but the member."""

    origin: Origin
    key: str
    kind: str
    subject: str
    text: str
    on: date
    people: tuple[tuple[str, str], ...] = ()
    sender: str = ""
    inbound: bool = False
    planned: bool = False
    files: tuple[Attached, ...] = field(default=(), repr=False)
    feed: CalendarFeed | None = None
    series: str = ""
    fingerprint: str = ""

    def values(self) -> dict[str, object]:
        """The columns that hold it."""
        return {
            "kind": self.kind, "subject": self.subject[:250], "text": self.text, "on": self.on,
            "people": [list(pair) for pair in self.people], "sender": self.sender[:120], "inbound": self.inbound,
            "planned": self.planned, "fingerprint": self.fingerprint,
        }  # fmt: skip


def at_intake(*, member: Member) -> Actor:
    """A member whose mail or calendar brought something in."""
    return Actor(member_id=member.pk, name=member.name, door=Door.JOB)


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
            row.save(force_insert=True)
            _keep_files(row, arrived)
            return settle(item=row, pursuit=pursuit, by=by, now=now)
    except IntegrityError:
        found = Incoming.objects.filter(member=member, key=arrived.key).first()
        if found is None:
            raise
        return found


def where(*, arrived: Arrived, member: Member, viewer: Viewer, on: date) -> Placed:
    """The opportunities it may belong to, of those the member may see."""
    message = message_of(arrived=arrived, member=member)
    works = queries.works(viewer=viewer, member=member, message=message, on=on)
    return place(message=message, works=works, ours=frozenset({domain_of(member.email)} - {""}))


def message_of(*, arrived: Arrived, member: Member) -> Message:
    """What the matching looks at."""
    series = queries.series_of(member=member, series=arrived.series) if arrived.series else None
    return Message(
        text=arrived.text,
        subject=arrived.subject,
        addresses=tuple(address for _, address in arrived.people if address),
        on=arrived.on,
        series=series,
    )


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
