"""Each scenario shows what it says, on the average of several seeds; and all of them stay plausible."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from fieldcraft.insight.history.types import NONE, WON
from fieldcraft.simulation.world.engine import play
from fieldcraft.simulation.world.scenarios import SCENARIOS
from fieldcraft.simulation.world.truth import adoption_of, course_chances, effects_of, opening_chances
from fieldcraft.simulation.world.types import CAUSES, World
from fieldcraft.simulation.world.walking import chances

SEEDS = range(3)
YEAR = 364


@cache
def played(scenario: str) -> tuple[World, ...]:
    return tuple(play(seed=seed, scenario=scenario) for seed in SEEDS)


def adoption(scenario: str) -> list[float]:
    """By month, the mean of the seeds."""
    return [float(month) for month in np.mean([adoption_of(world=world) for world in played(scenario)], axis=0)]


def win_rate(world: World) -> float:
    outcome = world.shown.outcome[world.shown.closed != NONE]
    return float((outcome == WON).mean())


def mean_chance(world: World, deals: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float:
    return float(course_chances(world=world)[deals].mean())


@pytest.mark.parametrize("scenario", [name for name in SCENARIOS if name not in ("small", "sticks")])
def test_an_organisation_is_plausible(scenario: str) -> None:
    """Win rate of all 17-30 %, quota attained by 43-54 %, cycles of four to seven months, work that fits a week."""
    found = played(scenario)
    assert 0.17 <= np.mean([win_rate(world) for world in found]) <= 0.30
    cycles, attained, activities, load = [], [], [], []
    for world in found:
        shown, seats = world.shown, len(world.staff.team)
        won = shown.outcome == WON
        cycles.append(float((shown.closed - world.leads.opened)[won].mean()))
        year = won & (shown.closed > world.last_day - YEAR)
        value = np.bincount(world.leads.seat[year], world.leads.amount[year], seats)
        attained.append(float((value >= world.assumed["quota"] * value.mean()).mean()))
        recent = shown.act_day > world.last_day - YEAR
        activities.append(recent.sum() / seats / 52)
        load.append((shown.closed == NONE).sum() / seats)
    assert 120 <= np.mean(cycles) <= 210
    assert 0.35 <= np.mean(attained) <= 0.60
    assert 4 <= np.mean(activities) <= 20
    assert 5 <= np.mean(load) <= 12


def test_what_is_reinforced_sticks_and_wins() -> None:
    """Month 2 holds the training; half a year later the gain is still there, and it shows in what is won."""
    months = adoption("sticks")
    before, after, later = np.mean(months[:2]), months[2], months[8]
    assert after - before > 0.10
    assert later - before >= 0.9 * (after - before)
    assert np.mean([win_rate(world) for world in played("sticks")]) <= 0.36
    pairs = zip(played("sticks"), played("flavour-of-the-month"), strict=True)
    gain = np.mean([win_rate(kept) - win_rate(lost) for kept, lost in pairs])
    assert gain > 0.04


def test_a_training_without_anything_after_it_reverts() -> None:
    months = adoption("flavour-of-the-month")
    before, after, later = np.mean(months[:2]), months[2], months[8]
    assert after - before > 0.06
    assert later - before < 0.5 * (after - before)


def test_forced_entry_fills_the_crm_and_wins_nothing() -> None:
    """Evidence goes up while real work goes down; who ticks everything wins no more than others like him."""
    months = adoption("compliance")
    assert months[8] < months[0]
    shares, gaps = [], []
    for world in played("compliance"):
        forced = world.start.toordinal() + 7 * 20
        late = world.leads.opened > forced
        first = [one.stage == 0 for one in world.shape.behaviours]
        shares.append((world.shown.seen[late][:, first] != NONE).mean())
        person = world.staff.person[(world.leads.opened - world.first_day) // 7, world.leads.seat]
        games = world.staff.games[person]
        assert ((world.shown.seen[late & games][:, first]) != NONE).mean() > 0.9
        gaps.append(mean_chance(world, late & games) - mean_chance(world, late & ~games))
    assert np.mean(shares) > 0.7
    assert np.mean(gaps) < 0.0


def test_adoption_drops_when_the_consultant_leaves() -> None:
    """He goes after week 32, in month 8."""
    months = adoption("consultant-leaves")
    assert months[6] > months[0] + 0.2
    assert months[9] - months[0] < 0.35 * (months[6] - months[0])


def test_often_coached_badly_is_worse_than_seldom() -> None:
    """Skill in log-odds at the end: the badly coached team against the same team with a quarter of the sessions."""
    lost = []
    for seed in SEEDS:
        often, seldom = (
            play(seed=seed, scenario="bad-coach", changed={"coaching_a_month": month}) for month in (1.0, 0.25)
        )
        team = often.staff.team == 0
        lost.append(float((often.work.skill[-1] - seldom.work.skill[-1])[team].mean()))
        others = (often.work.skill[-1] - seldom.work.skill[-1])[~team].mean()
        assert others > lost[-1]
    assert np.mean(lost) < -0.1


def test_a_poor_territory_is_behind_though_its_reps_are_not() -> None:
    gaps, skills = [], []
    for world in played("environment"):
        poor = world.staff.region == world.scenario.poor_region
        gaps.append(mean_chance(world, poor[world.leads.seat]) - mean_chance(world, ~poor[world.leads.seat]))
        skills.append(world.work.skill[-1][poor].mean() - world.work.skill[-1][~poor].mean())
        causes = {CAUSES[world.staff.cause[person]] for person in world.staff.person[-1][poor]}
        assert causes == {"environment"}
    assert np.mean(gaps) < -0.08
    assert abs(np.mean(skills)) < 0.25


def test_in_null_every_opportunity_has_the_same_chance() -> None:
    for seed in SEEDS:
        world = play(seed=seed, scenario="null", reps=6)
        told = effects_of(world=world).values()
        assert {(one.log_odds, one.points, one.days) for one in told} == {(0.0, 0.0, 0.0)}
        np.testing.assert_allclose(opening_chances(world=world), 0.22, atol=1e-9)


def test_small_has_six_reps_and_about_thirty_closed() -> None:
    closed = [int((world.shown.closed != NONE).sum()) for world in played("small")]
    assert all(len(world.staff.team) == 6 for world in played("small"))
    assert 20 <= np.mean(closed) <= 42


def test_two_scenarios_of_one_seed_have_the_same_leads() -> None:
    """So that they differ by the scenario alone."""
    one, other = played("sticks")[0], played("flavour-of-the-month")[0]
    assert (one.leads.opened == other.leads.opened).all()
    assert (one.leads.amount == other.leads.amount).all()


def test_the_points_of_an_effect_are_those_of_worlds_in_which_all_or_none_do_it() -> None:
    """Counted instead of computed: won opportunities of many walks with the behaviour fixed."""
    from fieldcraft.simulation.world.walking import course, draw_walk, walk

    world = play(seed=5, reps=12, scenario="demo")
    told = effects_of(world=world)
    strongest = int(np.argmax([told[one.name].points for one in world.shape.behaviours]))
    rates = {True: 0.0, False: 0.0}
    exact = 0.0
    for turn in range(25):
        draws = draw_walk(rng=np.random.default_rng(turn), leads=world.leads, shape=world.shape)
        for always in rates:
            found = course(
                draws=draws, leads=world.leads, shape=world.shape, law=world.law, adoption=world.work.adoption,
                skill=world.work.skill, assumed=world.assumed, first_day=world.first_day, fixed=(strongest, always),
            )  # fmt: skip
            rates[always] += walk(draws=draws, found=found, law=world.law).won.mean() / 25
            exact += (1 if always else -1) * chances(log_odds=found.log_odds, steps=world.law.steps).mean() / 25
    assert 100 * (rates[True] - rates[False]) == pytest.approx(100 * exact, abs=1.0)
    assert told[world.shape.behaviours[strongest].name].points == pytest.approx(100 * exact, abs=1.0)
