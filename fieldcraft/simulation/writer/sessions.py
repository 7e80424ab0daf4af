"""The trail of trainings and coaching sessions, for which there is no table yet."""

from __future__ import annotations

from collections.abc import Iterator

from fieldcraft.simulation import events
from fieldcraft.simulation.draw.world import World
from fieldcraft.simulation.writer.people import OPERATOR, People
from fieldcraft.trail.record import Change, Written


def past_of_sessions(*, world: World, people: People) -> Iterator[Written]:
    """One entry for each session and person: the criterion it was about stands under `behaviour`."""
    for session in world.sessions:
        member = people.members[session.member]
        change = Change()
        change.about(kind="member", id=member.pk, label=member.name)
        if session.coach is None:
            yield Written(session.at, OPERATOR, events.TRAINED, change)
        else:
            change.field("behaviour", None, f"criterion/{session.criterion}")
            yield Written(session.at, people.actors[session.coach], events.COACHED, change)
