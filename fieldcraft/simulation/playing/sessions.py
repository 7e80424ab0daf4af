"""Trainings and coaching of a played world, as the trail tells them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import numpy as np

from fieldcraft.insight.history.types import NONE
from fieldcraft.simulation.draw.world import DrawnSession
from fieldcraft.simulation.playing.telling import Office


def sessions_of(*, office: Office) -> tuple[DrawnSession, ...]:
    """All up to `office.now`, in order of the day: who, by whom (nobody: a training), on which criterion."""
    world = office.world
    sessions, staff = world.work.sessions, world.staff
    found = []
    for row in np.lexsort((sessions.person, sessions.day)):
        person, topic = int(sessions.person[row]), int(sessions.behaviour[row])
        at = datetime.combine(date.fromordinal(int(sessions.day[row])), time(10), tzinfo=UTC)
        if at > office.now:
            continue
        manager = office.manager(int(staff.team[staff.seat_of[person]])).key
        criterion = world.shape.behaviours[topic].name.partition("/")[2] if topic != NONE else ""
        found.append(DrawnSession(office.rep(person).key, at, None if sessions.training[row] else manager, criterion))
    return tuple(found)
