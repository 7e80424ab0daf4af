"""What nobody in the organisation could know, written down to judge those who say they have learned it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import NONE, Bools, Floats
from fieldcraft.simulation.world.assumptions import as_data
from fieldcraft.simulation.world.histories import deal_keys, person_names
from fieldcraft.simulation.world.types import CAUSES, KINDS, WARM_UP, World
from fieldcraft.simulation.world.walking import Course, chances, course, draw_walk

VERSION: Final = 1
WEEKS_A_MONTH: Final = 52 / 12
#: How often the rest of each opportunity is played again for its chance on the day it opened.
AGAIN: Final = 12


@dataclass(frozen=True, slots=True)
class TrueEffect:
    """What a behaviour changes. `log_odds` is what doing it adds to the log-odds of winning, on whatever day.

    `points` is the change of the win rate in percentage points, had it been done in its own stage on every opportunity
    that got there against on none, everything else as it was; `days` that of the mean days to a win. `done` is the
    share of opportunities that got there on which it really was done, `shown` that on which the CRM says so.
    """

    log_odds: float
    points: float
    days: float
    done: float
    shown: float


@dataclass(frozen=True, slots=True)
class TrueRep:
    """Somebody who owned opportunities: why he falls behind, his skill in log-odds at the end, when he was there."""

    team: int
    cause: str
    skill: float
    games: bool
    joined: str | None
    left: str | None


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything planted. `adoption` is the share of due work really done by month, `ticked` what the CRM shows of it;
    `adoption_by_rep` by person, None for months he was not there. `chances` are those of each opportunity on the day
    it opened, by key.
    """

    scenario: str
    says: str
    seed: int
    start: str
    weeks: int
    base_rate: float
    effects: Mapping[str, TrueEffect]
    reps: Mapping[str, TrueRep]
    coach_skill: tuple[float, ...]
    adoption: tuple[float, ...]
    ticked: tuple[float | None, ...]
    adoption_by_rep: Mapping[str, tuple[float | None, ...]]
    chances: Mapping[str, float]
    events: tuple[Mapping[str, str], ...]
    assumptions: tuple[Mapping[str, str | float], ...]

    def to_json(self) -> str:
        """One JSON document; the same world gives the same text."""
        return json.dumps({"version": VERSION, "simulated": True, **asdict(self)}, indent=1, sort_keys=True)


def truth_of(*, world: World) -> Truth:
    """All of it; takes a fraction of a second for a thousand opportunities."""
    people = person_names(world=world)
    return Truth(
        scenario=world.scenario.name,
        says=world.scenario.says,
        seed=world.seed,
        start=world.start.isoformat(),
        weeks=world.weeks,
        base_rate=round(float(course_chances(world=world).mean()), 4),
        effects=effects_of(world=world),
        reps={name: _rep(world, number) for number, name in enumerate(people)},
        coach_skill=tuple(round(float(skill), 3) for skill in world.staff.coach_skill),
        adoption=adoption_of(world=world),
        ticked=_ticked(world),
        adoption_by_rep={name: _adoption_of(world, number) for number, name in enumerate(people)},
        chances=dict(zip(deal_keys(world=world), opening_chances(world=world).round(4).tolist(), strict=True)),
        events=_events(world),
        assumptions=tuple(as_data(used=world.assumed)),
    )


def effects_of(*, world: World) -> dict[str, TrueEffect]:
    """The true effect of each behaviour by its name, kinds of activity (none) among them."""
    found: dict[str, TrueEffect] = {}
    for number, one in enumerate(world.shape.behaviours):
        with_it, without = (_course(world, fixed=(number, always)) for always in (True, False))
        there = world.shown.entered[:, one.stage] != NONE
        held = world.walked.held[there, number]
        found[one.name] = TrueEffect(
            log_odds=round(float(world.law.effect[number]), 4),
            points=round(100 * float(_chances(world, with_it).mean() - _chances(world, without).mean()), 3),
            days=round(_days(world, with_it) - _days(world, without), 2),
            done=_share((held != NONE) & (held <= world.last_day)),
            shown=_share(world.shown.seen[there, number] != NONE),
        )
    nothing = TrueEffect(0.0, 0.0, 0.0, 1.0, 1.0)
    return found | {f"activity/{kind}": nothing for kind in KINDS}


def course_chances(*, world: World) -> Floats:
    """The chance of each opportunity to be won, given what really was, or would have been, done on it."""
    return _chances(world, _course(world))


def opening_chances(*, world: World) -> Floats:
    """The chance of each opportunity on the day it opened: what was to be done on it played again and again."""
    total = np.zeros(len(world.leads))
    for number in range(AGAIN):
        draws = draw_walk(rng=np.random.default_rng([world.seed, 9, number]), leads=world.leads, shape=world.shape)
        found = course(
            draws=draws, leads=world.leads, shape=world.shape, law=world.law, adoption=world.work.adoption,
            skill=world.work.skill, assumed=world.assumed, first_day=world.first_day,
        )  # fmt: skip
        total += _chances(world, found)
    return np.asarray(total / AGAIN)


def adoption_of(*, world: World) -> tuple[float, ...]:
    """Share of due work that is really done, by month from the start: changed work, not ticks."""
    return tuple(round(float(world.work.adoption[weeks].mean()), 4) for weeks in _months(world))


def _course(world: World, fixed: tuple[int, bool] | None = None) -> Course:
    return course(
        draws=world.draws, leads=world.leads, shape=world.shape, law=world.law, adoption=world.work.adoption,
        skill=world.work.skill, assumed=world.assumed, first_day=world.first_day, fixed=fixed,
    )  # fmt: skip


def _chances(world: World, found: Course) -> Floats:
    return chances(log_odds=found.log_odds, steps=world.law.steps)


def _days(world: World, found: Course) -> float:
    """Mean days to a win, each opportunity weighed by its chance to be won."""
    weight = _chances(world, found)
    return float(np.average(found.starts[:, -1] - found.starts[:, 0], weights=weight)) if weight.sum() else 0.0


def _months(world: World) -> list[slice]:
    count = max(1, int(world.weeks / WEEKS_A_MONTH))
    edges = [WARM_UP + round(month * WEEKS_A_MONTH) for month in range(count + 1)]
    return [slice(first, last) for first, last in pairwise(edges)]


def _adoption_of(world: World, person: int) -> tuple[float | None, ...]:
    seat = int(world.staff.seat_of[person])
    found: list[float | None] = []
    for weeks in _months(world):
        there = world.staff.person[weeks, seat] == person
        part = world.work.adoption[weeks, seat][there]
        found.append(round(float(part.mean()), 4) if there.any() else None)
    return tuple(found)


def _ticked(world: World) -> tuple[float | None, ...]:
    """Of what fell due in a month, the share the CRM shows as done."""
    asked = np.array([one.stage for one in world.shape.behaviours])
    due = world.walked.entered[:, asked]
    found: list[float | None] = []
    for weeks in _months(world):
        first, last = (world.first_day + 7 * edge for edge in (weeks.start, weeks.stop))
        here = (due >= first) & (due < last)
        found.append(round(float((world.shown.seen[here] != NONE).mean()), 4) if here.any() else None)
    return tuple(found)


def _rep(world: World, person: int) -> TrueRep:
    staff = world.staff
    seat = int(staff.seat_of[person])
    left = int(staff.left[person])
    last = left - 1 if left != NONE else len(staff.person) - 1
    return TrueRep(
        team=int(staff.team[seat]) + 1,
        cause=CAUSES[staff.cause[person]],
        skill=round(float(world.work.skill[last, seat]), 3),
        games=bool(staff.games[person]),
        joined=_week_day(world, int(staff.joined[person])),
        left=_week_day(world, left),
    )


def _week_day(world: World, week: int) -> str | None:
    return None if week == NONE else date.fromordinal(world.first_day + 7 * week).isoformat()


def _share(found: Bools) -> float:
    return round(float(np.mean(found)), 4) if len(found) else 0.0


def _events(world: World) -> tuple[Mapping[str, str], ...]:
    """What was planted on which day."""
    scenario = world.scenario
    planted = [(week, "training day") for week in scenario.training]
    planted += [(day + after, "reinforcement") for day in scenario.training for after in scenario.reinforced]
    once = {
        "nudges begin": scenario.nudges_from,
        "next steps get a day and a place": scenario.plans_from,
        "entry is forced": scenario.forced_from,
        "consultant comes": scenario.consultant[0] if scenario.consultant else None,
        "consultant leaves": scenario.consultant[1] if scenario.consultant else None,
    }
    planted += [(week, what) for what, week in once.items() if week is not None]
    left = [int(week) - WARM_UP for week in world.staff.left if week != NONE]
    planted += [(week, "a rep leaves and is replaced") for week in left]
    days = sorted((week, what) for week, what in planted if -WARM_UP <= week < world.weeks)
    return tuple({"day": (world.start + timedelta(weeks=week)).isoformat(), "what": what} for week, what in days)
