"""Metrics against a history small enough to reckon by hand, and against itself."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldcraft.insight.history.types import LOST, NONE, OPEN, WON, Coached, Deals, Entries, Events, History, Labels
from fieldcraft.insight.history.types import Pushes as Moves
from fieldcraft.insight.metrics import moving, planning, winning
from fieldcraft.insight.metrics.catalogue import METRICS
from fieldcraft.insight.metrics.types import Period, middle, rate, teams

DAY = 1_000
PERIOD = Period(901, DAY)
#: opened, closed, outcome, amount, team, first close date, stage entries, moves of the close date
ROWS: tuple[tuple[Any, ...], ...] = (
    (800, 930, WON, 100.0, 0, 920, [(0, 800), (1, 830), (2, 900)], [(915, 10)]),
    (820, 910, LOST, 300.0, 0, 910, [(0, 820), (1, 860)], []),
    (850, 950, WON, 200.0, 1, 1_040, [(0, 850), (2, 900)], []),
    (860, NONE, OPEN, 50.0, 1, 940, [(0, 860), (1, 880), (0, 890)], [(930, 100)]),
    (905, NONE, OPEN, 150.0, 0, 990, [(0, 905), (1, 960)], []),
    (700, 800, WON, 900.0, 0, 790, [(0, 700), (1, 720), (2, 740)], []),
)


def history() -> History:
    none = np.zeros(0, dtype=np.int64)
    entries = np.array([(n, *entry) for n, row in enumerate(ROWS) for entry in row[6]])
    moves = np.array([(n, *move) for n, row in enumerate(ROWS) for move in row[7]])
    place = np.array([row[4] for row in ROWS])
    deals = Deals(
        keys=tuple(str(n) for n in range(len(ROWS))),
        opened=np.array([row[0] for row in ROWS]),
        closed=np.array([row[1] for row in ROWS]),
        outcome=np.array([row[2] for row in ROWS]),
        amount=np.array([row[3] for row in ROWS]),
        owner=Labels(("a",), np.zeros(len(ROWS), dtype=np.int64)),
        team=Labels(("south", "north"), place),
    )
    return History(
        as_of=DAY,
        deals=deals,
        stages=("Qualify", "Propose", "Commit"),
        behaviours=(),
        entries=Entries(*entries.T),
        events=Events(none, none, none),
        pushes=Moves(*moves.T),
        coached=Coached(none, none, none),
    )


PLANNED = np.array([float(row[5]) for row in ROWS])


def test_win_rates_count_what_was_decided_in_the_period() -> None:
    count = winning.win_rate(history=history(), period=PERIOD)
    assert (count.hits, count.n) == (2, 3)
    assert count.value == pytest.approx(2 / 3)
    value = winning.win_rate_by_value(history=history(), period=PERIOD)
    assert value.value == pytest.approx(300 / 600)
    assert value.n == pytest.approx(600**2 / (100**2 + 300**2 + 200**2))


def test_teams_stand_apart_and_add_up() -> None:
    found = teams(history=history())
    assert list(found) == ["north", "south"]
    parts = [winning.win_rate(history=history(), period=PERIOD, chosen=chosen) for chosen in found.values()]
    assert [(part.hits, part.n) for part in parts] == [(1, 1), (1, 2)]


def test_cycles_of_won_and_lost_stand_apart() -> None:
    won, lost = (winning.cycle_length(history=history(), period=PERIOD, won=won) for won in (True, False))
    assert (won.median, won.mean, won.n) == (115, 115, 2)
    assert (lost.median, lost.n) == (90, 1)
    assert winning.cycle_length(history=history(), period=PERIOD, won=True, since=1).median == 75


def test_velocity_is_its_four_numbers() -> None:
    found = winning.velocity(history=history(), period=PERIOD)
    assert (found.open, found.amount, found.days) == (2, 100, 115)
    assert found.per_day == pytest.approx(2 * 100 * (2 / 3) / 115)
    empty = winning.velocity(history=history(), period=Period(0, 1))
    assert (empty.per_day, empty.win_rate.value) == (None, None)


def test_conversion_follows_a_cohort_with_skips_and_steps_back() -> None:
    first, second, _ = moving.conversion(history=history(), period=Period(800, DAY))
    assert (first.entered, first.undecided) == (5, 0)
    assert (first.advanced.hits, first.skipped.hits, first.regressed.hits, first.lost.hits) == (5, 1, 0, 0)
    assert (second.entered, second.undecided) == (4, 1)
    assert (second.advanced.hits, second.regressed.hits, second.lost.hits) == (1, 1, 1)


def test_open_and_closed_stays_are_never_mixed() -> None:
    first, second, third = moving.time_in_stage(history=history(), period=Period(0, DAY))
    assert (first.closed.n, first.open.median) == (6, 110)
    assert (second.open.median, second.open.n) == (40, 1)
    assert (third.closed.median, third.open.n) == (50, 0)


def test_slippage_looks_from_the_first_day_of_the_period() -> None:
    found = planning.slippage(history=history(), planned=PLANNED, period=PERIOD)
    assert (found.committed, found.kept.hits, found.pushed.hits, found.pulled_in.hits) == (3, 2, 1, 1)
    assert found.days.median == 100


def test_coverage_and_what_would_be_enough() -> None:
    found = planning.coverage(history=history(), planned=PLANNED, period=Period(951, 1_050), quota=400, win_rate=0.25)
    assert (found.pipeline, found.to_book, found.value, found.enough) == (200, 400, 0.5, 4)
    assert planning.coverage(history=history(), planned=PLANNED, period=PERIOD, quota=300).value is None


def test_the_weighted_pipeline_says_whose_chances() -> None:
    chances = np.array([1, 0, 1, 0.2, 0.5, 1])
    found = planning.weighted_pipeline(history=history(), chances=chances, by="the win model")
    assert (found.n, found.by) == (2, "the win model")
    assert found.value == pytest.approx(85)
    assert 0 <= found.low < 85 < found.high <= 200


@given(hits=st.integers(0, 50), more=st.integers(0, 50))
def test_an_interval_holds_its_rate_and_narrows_with_n(hits: int, more: int) -> None:
    n = hits + more
    one, ten = rate(hits=hits, n=n), rate(hits=hits * 10, n=n * 10)
    assert 0 <= one.low <= (one.value if one.value is not None else 0.5) <= one.high <= 1
    assert ten.high - ten.low <= one.high - one.low


def test_the_interval_of_a_median_covers_as_it_says() -> None:
    rng = np.random.default_rng(4)
    found = [middle(values=np.exp(rng.normal(0, 1, 25))) for _ in range(600)]
    assert 0.88 <= np.mean([(m.low or 0) <= 1 <= (m.high or 0) for m in found]) <= 0.97
    assert middle(values=np.array([3.0, np.nan])).low is None
    assert middle(values=np.array([])).median is None


def test_every_metric_of_the_catalogue_is_reckoned_somewhere() -> None:
    for metric in METRICS:
        module, _, name = metric.call.partition(".")
        assert callable(getattr(import_module(f"fieldcraft.insight.metrics.{module}"), name))
    assert len({metric.key for metric in METRICS}) == len(METRICS)
