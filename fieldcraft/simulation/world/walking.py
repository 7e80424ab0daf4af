"""Walks opportunities through their stages, by a law of winning that is known exactly.

At the end of stage s an opportunity goes on with chance S(x + steps[s]) / S(x + steps[s + 1]), S the logistic function
and x its log-odds: quality, skill of the rep, and the effect of every behaviour that was really done by then. Over the
stages left these multiply to S(x + steps[s]): where nothing more is done, x + steps[s] *is* the log-odds of winning
from there. So a behaviour's effect is the same number of log-odds on whatever day one looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fieldcraft.insight.history.types import NONE, Bools, Floats, Ints
from fieldcraft.simulation.world.shape import Shape
from fieldcraft.simulation.world.types import Draws, Law, Leads, Walked


@dataclass(frozen=True, slots=True)
class Course:
    """What would become of each opportunity if it were never lost.

    `starts` by opportunity and stage, and the end; `held` the day each behaviour is done, NaN: never; `place` the stage
    in which, or the number of stages; `log_odds` at the end of each stage without `Law.steps`.
    """

    starts: Floats
    held: Floats
    place: Ints
    log_odds: Floats


def draw_walk(*, rng: np.random.Generator, leads: Leads, shape: Shape) -> Draws:
    """The draws for these opportunities."""
    n, stages, behaviours = len(leads), len(shape.stages), len(shape.behaviours)
    return Draws(
        days=rng.standard_normal((n, stages)),
        passes=rng.random((n, stages)),
        lingers=rng.uniform(1.0, 1.4, n),
        does=rng.random((n, behaviours)),
        later=rng.random((n, behaviours)),
        moment=rng.beta(2.0, 2.0, (n, behaviours)),
    )


def course(
    *,
    draws: Draws,
    leads: Leads,
    shape: Shape,
    law: Law,
    adoption: Floats,
    skill: Floats,
    assumed: Mapping[str, float],
    first_day: int,
    fixed: tuple[int, bool] | None = None,
) -> Course:
    """The course of every opportunity. `adoption` and `skill` are by week and seat, as in Work.

    `fixed` makes one behaviour done always in its own stage, or never.
    """
    n, stages = len(leads), len(shape.stages)
    asked = np.array([one.stage for one in shape.behaviours])
    weeks = len(adoption) - 1
    starts = np.empty((n, stages + 1))
    starts[:, 0] = leads.opened
    held = np.full((n, len(asked)), np.nan)
    place = np.full((n, len(asked)), stages)
    log_odds = np.empty((n, stages))
    x = leads.quality + skill[np.clip((leads.opened - first_day) // 7, 0, weeks), leads.seat]
    hurry = np.zeros(n)
    for stage in range(stages):
        week = np.clip((starts[:, stage] - first_day).astype(np.int64) // 7, 0, weeks)
        days = shape.days[stage] * leads.size * np.exp(assumed["cycle_spread"] * draws.days[:, stage] - hurry)
        due = np.nonzero(asked <= stage)[0]
        done = _done(draws, leads, adoption, assumed, week, due, stage - asked[due], place[:, due] < stage, fixed)
        rows, columns = np.nonzero(done)
        columns = due[columns]
        held[rows, columns] = starts[rows, stage] + draws.moment[rows, columns] * days[rows]
        place[rows, columns] = stage
        x = x + done @ law.effect[due]
        hurry = hurry + done @ law.faster[due]
        log_odds[:, stage] = x
        starts[:, stage + 1] = starts[:, stage] + np.maximum(1.0, days)
    return Course(starts, held, place, log_odds)


def _done(
    draws: Draws,
    leads: Leads,
    adoption: Floats,
    assumed: Mapping[str, float],
    week: Ints,
    due: Ints,
    late: Ints,
    already: Bools,
    fixed: tuple[int, bool] | None,
) -> Bools:
    """Which of the behaviours `due` are done in this stage, `late` stages after their own."""
    usual = adoption[week[:, None], leads.seat[:, None], due[None, :]]
    chance = 1.0 / (1.0 + (1.0 / usual - 1.0) * np.exp(-leads.eager)[:, None])
    caught = 1.0 - (1.0 - assumed["catching_up"] * chance) ** late
    done = np.where(late == 0, draws.does[:, due] < chance, draws.later[:, due] < caught)
    if fixed is not None:
        behaviour, always = fixed
        done[:, due == behaviour] = (late == 0)[due == behaviour] & always
    return np.asarray(done & ~already)


def passing(*, log_odds: Floats, steps: Floats) -> Floats:
    """The chance to go on from each stage to the next, the last one to winning."""
    here = 1.0 / (1.0 + np.exp(-(log_odds + steps)))
    there = np.ones_like(here)
    there[:, :-1] = 1.0 / (1.0 + np.exp(-(log_odds[:, :-1] + steps[1:])))
    return np.asarray(here / there)


def chances(*, log_odds: Floats, steps: Floats) -> Floats:
    """The chance of each course to end in winning, from the day it opened."""
    return np.asarray(passing(log_odds=log_odds, steps=steps).prod(axis=1))


def walk(*, draws: Draws, found: Course, law: Law) -> Walked:
    """What truly became of each: the first gate it did not pass ended it, some time after that stage was worked."""
    stages = found.log_odds.shape[1]
    passed = draws.passes < passing(log_odds=found.log_odds, steps=law.steps)
    won: Bools = np.asarray(passed.all(axis=1))
    reached = np.where(won, stages, np.argmin(passed, axis=1) + 1)
    rows = np.arange(len(won))
    begun = found.starts[rows, reached - 1]
    spent = found.starts[rows, reached] - begun
    ended = np.floor(begun + spent * np.where(won, 1.0, draws.lingers)).astype(np.int64)
    entered = np.floor(found.starts[:, :-1]).astype(np.int64)
    entered[np.arange(stages) >= reached[:, None]] = NONE
    done = found.place < reached[:, None]
    held = np.where(done, np.nan_to_num(found.held), NONE).astype(np.int64)
    return Walked(
        entered=entered,
        held=held,
        reached=reached,
        ended=np.maximum(ended, begun.astype(np.int64) + 1),
        won=won,
    )
