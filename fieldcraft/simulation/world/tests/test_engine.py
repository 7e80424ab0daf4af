"""The engine: deterministic, fast, and true to its own law."""

from __future__ import annotations

import hashlib
from dataclasses import fields, is_dataclass
from time import process_time

import numpy as np
import pytest

from fieldcraft.insight.history.types import NONE, OPEN
from fieldcraft.simulation.world.assumptions import ROWS, values
from fieldcraft.simulation.world.engine import play
from fieldcraft.simulation.world.histories import history_of
from fieldcraft.simulation.world.types import World
from fieldcraft.simulation.world.walking import course, draw_walk, walk


@pytest.fixture(scope="module")
def world() -> World:
    return play(seed=7, scenario="sticks", reps=20)


def digest(found: object) -> str:
    """Every number of a world or a history."""
    seen = hashlib.sha256()

    def take(part: object) -> None:
        if isinstance(part, np.ndarray):
            seen.update(str(part.dtype).encode() + part.tobytes())
        elif is_dataclass(part):
            for one in fields(part):
                take(getattr(part, one.name))
        else:
            seen.update(repr(part).encode())

    take(found)
    return seen.hexdigest()


def test_the_same_seed_plays_the_same_and_another_does_not(world: World) -> None:
    assert digest(play(seed=7, scenario="sticks", reps=20)) == digest(world)
    assert digest(play(seed=8, scenario="sticks", reps=20)) != digest(world)


def test_a_thousand_closed_deals_take_less_than_a_second() -> None:
    begun = process_time()
    played = play(seed=3, reps=21)
    history = history_of(world=played)
    assert process_time() - begun < 1.0
    assert int((history.deals.outcome != OPEN).sum()) >= 900


def test_where_nothing_more_is_done_the_law_is_the_log_odds_of_winning(world: World) -> None:
    """Played again and again with nothing done, an opportunity is won as often as its log-odds in that stage say."""
    nobody = np.full_like(world.work.adoption, 1e-9)
    same = {"shape": world.shape, "law": world.law, "assumed": world.assumed, "first_day": world.first_day}
    expected, won = np.zeros(6), np.zeros(6)
    for turn in range(20):
        draws = draw_walk(rng=np.random.default_rng(turn), leads=world.leads, shape=world.shape)
        found = course(draws=draws, leads=world.leads, adoption=nobody, skill=world.work.skill, **same)  # type: ignore[arg-type]
        walked = walk(draws=draws, found=found, law=world.law)
        chance = 1 / (1 + np.exp(-(found.log_odds[:, :1] + world.law.steps)))
        for stage in range(6):
            there = walked.reached > stage
            expected[stage] += chance[there, stage].sum()
            won[stage] += walked.won[there].sum()
    np.testing.assert_allclose(won, expected, rtol=0.03)


def test_the_crm_shows_nothing_of_tomorrow_and_every_stage_in_order(world: World) -> None:
    shown, last = world.shown, world.last_day
    for days in (shown.closed, shown.entered, shown.seen, shown.push_day, shown.act_day):
        assert days.max() <= last
    assert (shown.entered[:, 0] == world.leads.opened).all()
    there = shown.entered != NONE
    assert (there[:, :-1] | ~there[:, 1:]).all()
    assert (np.diff(shown.entered, axis=1)[there[:, 1:]] > 0).all()
    closed = shown.closed != NONE
    assert (shown.entered.max(axis=1) < shown.closed)[closed].all()
    assert (shown.seen <= shown.closed[:, None])[closed].all()
    assert (shown.outcome == OPEN).sum() == (~closed).sum()


def test_a_history_is_in_the_order_it_promises(world: World) -> None:
    history = history_of(world=world)
    assert history.simulated
    assert (np.diff(history.deals.opened) >= 0).all()
    for part in (history.entries, history.events, history.pushes):
        order = np.lexsort((part.day, part.deal))
        assert (part.day[order] == part.day).all()
        assert part.day.max() <= history.as_of
        assert part.deal.max() < len(history.deals)
    assert history.coached.owner.max() < len(history.deals.owner.levels)
    assert len(history.behaviours) == len(world.shape.behaviours) + 3


def test_every_assumption_has_a_source_a_unit_and_a_default_in_its_range() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert row.low <= row.default <= row.high, row.name
        assert row.low < row.high, row.name
        assert row.unit, row.name
        assert row.means, row.name
        assert row.source, row.name


def test_an_assumption_out_of_its_range_or_unknown_is_refused() -> None:
    with pytest.raises(ValueError, match="half_life = 400"):
        values(changed={"half_life": 400.0})
    with pytest.raises(KeyError):
        play(seed=1, changed={"half_live": 100.0})
    with pytest.raises(KeyError, match="There is no scenario sales"):
        play(seed=1, scenario="sales")


@pytest.mark.parametrize(("reps", "weeks"), [(1, 1), (2, 300), (7, 13)])
def test_any_size_can_be_played(reps: int, weeks: int) -> None:
    for scenario in ("compliance", "environment", "bad-coach"):
        history = history_of(world=play(seed=1, reps=reps, weeks=weeks, scenario=scenario))
        assert len(history.deals.team.levels) >= 1
