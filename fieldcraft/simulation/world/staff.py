"""Draws who sits where, who leaves, what each is like, and why some fall behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import NONE, Floats, Ints
from fieldcraft.simulation.world.scenarios import Scenario
from fieldcraft.simulation.world.types import CAUSES, REGIONS, TEAM_SIZE, Cause, Nature, Staff

#: What a cause does: to adoption and to skill in log-odds, to the half-life and to the capacity as factors.
COMMITMENT: Final = -1.2
KNOWLEDGE: Final = -1.0
FORGETS: Final = 0.35
SKILL: Final = -0.7
CAPACITY: Final = 0.55
PATCH: Final = -0.7
GAMER: Final = -1.5
#: How a manager who coaches badly does it, in SD of coaching skill, and how much more often than others.
POOR_COACH: Final = -1.8
POOR_COACH_TIMES: Final = 4.0
#: Formal, informal, left to the manager: shares of managers, and how often they coach against the mean (CSO 2017).
MIX: Final = ((0.30, 0.35, 0.35), (1.9, 0.9, 0.3))


def draw_staff(
    *, rng: np.random.Generator, assumed: Mapping[str, float], scenario: Scenario, reps: int, weeks: int
) -> tuple[Staff, Nature]:
    """Seats in teams of about six and regions of teams; who fills them in each of the `weeks` played."""
    teams = max(1, round(reps / TEAM_SIZE))
    team = np.arange(reps) * teams // reps
    region = team * min(REGIONS, teams) // teams
    person, joined, left, seat_of = _turnover(rng=rng, assumed=assumed, reps=reps, weeks=weeks)
    people = len(joined)
    coach_skill = assumed["coach_skill"] + assumed["coach_skill_sd"] * rng.standard_normal(teams)
    coaches = rng.choice(MIX[1], teams, p=MIX[0])
    if scenario.poor_coach is not None:
        coaches[:] = 1.0
        coach_skill[scenario.poor_coach % teams] = POOR_COACH
        coaches[scenario.poor_coach % teams] = POOR_COACH_TIMES
    cause = _causes(rng=rng, assumed=assumed, scenario=scenario, region=region[seat_of])
    games = (rng.random(people) < assumed["gamers"]) & (scenario.forced_from is not None)
    staff = Staff(team, region, coach_skill, person, cause, joined, left, seat_of, games)
    return staff, _nature(rng=rng, assumed=assumed, staff=staff, coaches=coaches)


def _turnover(
    *, rng: np.random.Generator, assumed: Mapping[str, float], reps: int, weeks: int
) -> tuple[Ints, Ints, Ints, Ints]:
    leaves = rng.random((weeks, reps)) < -np.expm1(-assumed["turnover"] / 52)
    leaves[:4] = False
    number = np.cumsum(leaves.ravel()).reshape(weeks, reps)
    fresh = np.where(leaves, reps - 1 + number, 0)
    fresh[0] = np.arange(reps)
    person = np.maximum.accumulate(fresh, axis=0).astype(np.int64)
    week, seat = np.nonzero(leaves)
    seat_of = np.concatenate([np.arange(reps), seat])
    joined = np.concatenate([np.full(reps, NONE), week])
    left = np.full(len(joined), NONE)
    left[person[week - 1, seat]] = week
    return person, joined, left, seat_of


def _causes(*, rng: np.random.Generator, assumed: Mapping[str, float], scenario: Scenario, region: Ints) -> Ints:
    people = len(region)
    own = rng.integers(1, len(CAUSES), people)
    cause = np.where(rng.random(people) < assumed["causes"], own, 0)
    if scenario.poor_region is not None and assumed["poor_territory"] < -0.5:
        cause[region == scenario.poor_region] = CAUSES.index("environment")
    return cause


def _nature(*, rng: np.random.Generator, assumed: Mapping[str, float], staff: Staff, coaches: Floats) -> Nature:
    people = staff.people
    skill, bent, sloppy = rng.standard_normal((3, people))

    def has(cause: Cause) -> Floats:
        return np.asarray(staff.cause == CAUSES.index(cause), dtype=np.float64)

    on = float(assumed["effects"] > 0)
    return Nature(
        skill=assumed["skill_sd"] * skill + on * SKILL * has("skill"),
        bent=assumed["adoption_sd"] * (0.95 * bent + 0.3 * skill)
        + COMMITMENT * has("commitment")
        + KNOWLEDGE * has("knowledge")
        + GAMER * staff.games,
        keeps=np.where(has("knowledge") > 0, FORGETS, 1.0),
        capacity=np.where(has("capacity") > 0, CAPACITY, 1.0),
        patch=on * PATCH * has("environment") * (assumed["poor_territory"] > -0.5),
        sloppy=np.exp(0.4 * sloppy),
        coaches=coaches,
    )
