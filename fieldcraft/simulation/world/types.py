"""A played organisation in arrays. Days are ordinals as `date.toordinal` gives them; NONE stands for never.

Seats are places in the organisation that somebody fills; people come and go on them. `weeks` of the arrays count from
the first week played, which is WARM_UP weeks before `World.start`: so that there is work to close on the first day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from fieldcraft.insight.history.types import Bools, Floats, Ints
from fieldcraft.simulation.world.scenarios import Scenario
from fieldcraft.simulation.world.shape import Shape

WARM_UP: Final = 26
REGIONS: Final = 3
TEAM_SIZE: Final = 6
Cause: TypeAlias = Literal["environment", "commitment", "capacity", "skill", "knowledge", "none"]
CAUSES: Final[tuple[Cause, ...]] = ("none", "environment", "commitment", "capacity", "skill", "knowledge")


@dataclass(frozen=True, slots=True)
class Staff:
    """Who sits where. By seat: `team`, `region`; by team: `coach_skill`; by week and seat: `person`.

    By person: `cause` (a place in CAUSES), `joined` and `left` (weeks; NONE: was there from the start, is still there),
    `seat_of`, `games` (ticks everything, does little).
    """

    team: Ints
    region: Ints
    coach_skill: Floats
    person: Ints
    cause: Ints
    joined: Ints
    left: Ints
    seat_of: Ints
    games: Bools

    @property
    def people(self) -> int:
        return len(self.cause)


@dataclass(frozen=True, slots=True)
class Nature:
    """By person: `skill` and `bent` (to the method) in log-odds, `keeps` scales the half-life, `capacity` the time,
    `patch` is the worth of his own territory in log-odds, `sloppy` scales delays of entry. By team: `coaches`, how
    often against the mean.
    """

    skill: Floats
    bent: Floats
    keeps: Floats
    capacity: Floats
    patch: Floats
    sloppy: Floats
    coaches: Floats


@dataclass(frozen=True, slots=True)
class Sessions:
    """Coaching and training: the `person`, on which behaviour (NONE: all of it), the day; `training` or coaching."""

    person: Ints
    behaviour: Ints
    day: Ints
    training: Bools


@dataclass(frozen=True, slots=True)
class Work:
    """How people work, by week and seat: `adoption` (also by behaviour) is the chance that it is really done where it
    is due; `skill` the log-odds a rep adds to winning.
    """

    adoption: Floats
    skill: Floats
    sessions: Sessions


@dataclass(frozen=True, slots=True)
class Leads:
    """Opportunities as they open, in order of the day. `quality` is the true log-odds of winning without any
    behaviour, `hidden` the part of it that nothing shows; `eager` what the opportunity adds to the log-odds of each
    behaviour; `size` scales its days. `traits` are words and numbers as they truly are.
    """

    opened: Ints
    seat: Ints
    amount: Floats
    quality: Floats
    hidden: Floats
    eager: Floats
    size: Floats
    segment: Ints
    source: Ints
    product: Ints
    rival: Ints
    score: Floats

    def __len__(self) -> int:
        return len(self.opened)


@dataclass(frozen=True, slots=True)
class Draws:
    """All chance of the walk, drawn before it, so that a world with one thing changed differs in that thing only."""

    days: Floats
    passes: Floats
    lingers: Floats
    does: Floats
    later: Floats
    moment: Floats


@dataclass(frozen=True, slots=True)
class Walked:
    """What truly became of each opportunity had nobody stopped the clock.

    `entered` by opportunity and stage, NONE where it was not reached; `held` by opportunity and behaviour the day it
    was really done; `reached` the number of stages entered; `ended` the day; `won`.
    """

    entered: Ints
    held: Ints
    reached: Ints
    ended: Ints
    won: Bools


@dataclass(frozen=True, slots=True)
class Shown:
    """What the CRM shows on the last day. By opportunity: `closed` and `outcome` (as in a History), `entered` by stage,
    `seen` by behaviour (the day it is dated, NONE: not entered), `amount` and `score` (NaN: gap), `segment` and
    `source` (NONE: gap), `first_close`. Pushes and activities in rows, sorted by (deal, day).
    """

    closed: Ints
    outcome: Ints
    entered: Ints
    seen: Ints
    amount: Floats
    score: Floats
    segment: Ints
    source: Ints
    first_close: Ints
    push_deal: Ints
    push_day: Ints
    push_by: Ints
    act_deal: Ints
    act_kind: Ints
    act_day: Ints


@dataclass(frozen=True, slots=True)
class Law:
    """What is true about winning: `effect` (log-odds) and `faster` (log of time left) by behaviour, `steps` the
    log-odds that an opportunity in each stage has before those in the first.
    """

    effect: Floats
    faster: Floats
    steps: Floats


@dataclass(frozen=True, slots=True)
class World:
    """A played organisation from `start` for `weeks`, with all that nobody could know."""

    seed: int
    scenario: Scenario
    start: date
    weeks: int
    shape: Shape
    assumed: Mapping[str, float]
    staff: Staff
    nature: Nature
    law: Law
    leads: Leads
    draws: Draws
    work: Work
    walked: Walked
    shown: Shown

    @property
    def first_day(self) -> int:
        """The first day played: WARM_UP weeks before the start."""
        return self.start.toordinal() - 7 * WARM_UP

    @property
    def last_day(self) -> int:
        return self.start.toordinal() + 7 * self.weeks


SEGMENTS: Final = ("Small", "Middle", "Large")
SOURCES: Final = ("Referral", "Web", "Outbound", "Trade fair", "Partner")
PRODUCTS: Final = ("Fleet", "Yard", "Cold chain", "Plant", "Maintenance", "Energy")
RIVALS: Final = ("no", "yes")
KINDS: Final = ("call", "email", "meeting")
