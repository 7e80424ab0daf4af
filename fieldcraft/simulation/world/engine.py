"""Plays a sales organisation whose truth is known. The same arguments give the same world, to the last bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import Floats, Ints
from fieldcraft.simulation.world.assumptions import values
from fieldcraft.simulation.world.leads import draw_leads
from fieldcraft.simulation.world.scenarios import Scenario, scenario_named
from fieldcraft.simulation.world.shape import GENERIC, Shape
from fieldcraft.simulation.world.showing import show
from fieldcraft.simulation.world.staff import draw_staff
from fieldcraft.simulation.world.types import WARM_UP, Draws, Law, Leads, Staff, Walked, Work, World
from fieldcraft.simulation.world.walking import course, draw_walk, passing, walk
from fieldcraft.simulation.world.weeks import play_weeks

START: Final = date(2025, 1, 6)
#: What is drawn has a stream of its own each, so that two scenarios of one seed differ by the scenario alone.
STAFF, LEADS, LAW, WALK, SHOW = 1, 2, 4, 5, 6


def play(
    *,
    seed: int,
    reps: int | None = None,
    weeks: int = 78,
    scenario: str | Scenario = "demo",
    start: date = START,
    shape: Shape = GENERIC,
    changed: Mapping[str, float] | None = None,
) -> World:
    """Play `reps` seats (those of the scenario without it) for `weeks` from `start`, after half a year that fills them.

    `changed` sets assumptions over those of the scenario. Raises KeyError for an unknown scenario or assumption,
    ValueError for a value out of its range, or fewer than 1 rep or week.
    """
    chosen = scenario_named(name=scenario) if isinstance(scenario, str) else scenario
    reps = chosen.reps if reps is None else reps
    if reps < 1 or weeks < 1:
        raise ValueError(f"{reps} reps and {weeks} weeks: there must be at least one of each.")
    assumed = values(changed={**chosen.changed, **(changed or {})})
    first_day, last_day = start.toordinal() - 7 * WARM_UP, start.toordinal() + 7 * weeks
    staff, nature = draw_staff(
        rng=_rng(seed, STAFF), assumed=assumed, scenario=chosen, reps=reps, weeks=WARM_UP + weeks
    )
    leads = draw_leads(
        rng=_rng(seed, LEADS), assumed=assumed, scenario=chosen, staff=staff, nature=nature, first_day=first_day
    )
    effect, faster, usual = _effects(rng=_rng(seed, LAW), assumed=assumed, shape=shape)
    draws = draw_walk(rng=_rng(seed, WALK), leads=leads, shape=shape)

    def weeks_under(load: Floats | None) -> Work:
        return play_weeks(
            seed=seed, assumed=assumed, scenario=chosen, staff=staff, nature=nature, base=usual, load=load,
            first_day=first_day,
        )  # fmt: skip

    work = weeks_under(None)
    law, leads = _calibrated(effect, faster, draws, leads, shape, work, assumed, first_day)
    walked = _walked(draws, leads, shape, law, work, assumed, first_day)
    work = weeks_under(_load(staff, leads, walked, first_day))
    walked = _walked(draws, leads, shape, law, work, assumed, first_day)
    shown = show(
        rng=_rng(seed, SHOW), assumed=assumed, scenario=chosen, shape=shape, staff=staff, nature=nature, leads=leads,
        walked=walked, first_day=first_day, start=start.toordinal(), last_day=last_day,
    )  # fmt: skip
    return World(seed, chosen, start, weeks, shape, assumed, staff, nature, law, leads, draws, work, walked, shown)


def _rng(seed: int, part: int) -> np.random.Generator:
    return np.random.default_rng([seed, part])


def _effects(*, rng: np.random.Generator, assumed: Mapping[str, float], shape: Shape) -> tuple[Floats, Floats, Floats]:
    """By behaviour: its effect on winning and on the time left, and how usual it is, in log-odds.

    Effects are spread evenly between the smallest and the largest; those that are useless have exactly none.
    """
    n = len(shape.behaviours)
    useless = max(round(assumed["useless"] * n), n - round(assumed["useful"]))
    ladder = np.concatenate(
        [np.zeros(useless), np.linspace(assumed["effect_low"], assumed["effect_high"], n - useless)]
    )
    effect = assumed["effects"] * rng.permutation(ladder)
    faster = assumed["effects"] * assumed["faster"] * np.where(rng.random(n) < 0.5, 0.0, rng.uniform(-0.3, 1.0, n))
    usual = np.log(assumed["adoption"] / (1 - assumed["adoption"])) + 0.45 * rng.standard_normal(n)
    return effect, faster, usual


def _calibrated(
    effect: Floats,
    faster: Floats,
    draws: Draws,
    leads: Leads,
    shape: Shape,
    work: Work,
    assumed: Mapping[str, float],
    first_day: int,
) -> tuple[Law, Leads]:
    """The law, and the leads with the one constant on their quality by which so many are won as is assumed.

    For the organisation as it works in the first week: what is taught later may raise the rate.
    """
    stages, rate = len(shape.stages), assumed["win_rate"]
    at = rate ** ((stages - np.arange(stages)) / stages)
    law = Law(effect, faster, np.log(at / (1 - at)) - np.log(rate / (1 - rate)))
    still = np.broadcast_to(work.adoption[0], work.adoption.shape)
    found = course(
        draws=draws, leads=leads, shape=shape, law=law, adoption=still,
        skill=np.broadcast_to(work.skill[0], work.skill.shape), assumed=assumed, first_day=first_day,
    )  # fmt: skip
    low, high = -12.0, 12.0
    for _ in range(40):
        middle = (low + high) / 2
        won = passing(log_odds=found.log_odds + middle, steps=law.steps).prod(axis=1).mean() if len(leads) else rate
        low, high = (middle, high) if won < rate else (low, middle)
    return law, replace(leads, quality=leads.quality + (low + high) / 2)


def _walked(
    draws: Draws, leads: Leads, shape: Shape, law: Law, work: Work, assumed: Mapping[str, float], first_day: int
) -> Walked:
    found = course(
        draws=draws, leads=leads, shape=shape, law=law, adoption=work.adoption, skill=work.skill, assumed=assumed,
        first_day=first_day,
    )  # fmt: skip
    return walk(draws=draws, found=found, law=law)


def _load(staff: Staff, leads: Leads, walked: Walked, first_day: int) -> Floats:
    """Open opportunities by week and seat."""
    weeks, seats = staff.person.shape
    change = np.zeros((weeks + 1, seats))
    begin = np.clip((leads.opened - first_day) // 7, 0, weeks)
    end: Ints = np.clip((walked.ended - first_day) // 7, 0, weeks)
    np.add.at(change, (begin, leads.seat), 1.0)
    np.add.at(change, (end, leads.seat), -1.0)
    return np.asarray(np.cumsum(change, axis=0)[:-1])
