"""What came in, read, and where it belongs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.intake import queries
from fieldcraft.pursuit.intake.models import CalendarFeed, Origin
from fieldcraft.pursuit.intake.offering import Message, Placed, domain_of, place
from fieldcraft.pursuit.intake.reading.letters import Attached
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor


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
