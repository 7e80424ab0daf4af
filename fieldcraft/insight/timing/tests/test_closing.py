"""When deals close."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

from fieldcraft.insight.history.types import OPEN
from fieldcraft.insight.timing.closing import expect_close, expect_many
from fieldcraft.insight.timing.landmarks import Looks
from fieldcraft.insight.timing.leaving import StagePrior
from fieldcraft.insight.timing.pace import Pace, fit_pace
from fieldcraft.insight.timing.saying import Closing, from_text, to_text

from .made import DAY, STAGES, looks_on, made

AS_OF = date.fromordinal(DAY)
PRIORS = tuple(StagePrior(days, chance) for days, chance in ((21, 0.12), (28, 0.2), (30, 0.3), (25, 0.4), (25, 0.7)))


@cache
def _pace(deals: int = 2_000) -> Pace:
    return fit_pace(history=made(seed=3, deals=deals)[0], priors=PRIORS)


def _in(pace: Pace, stage: str, days: int, **changes: object) -> Closing:
    opened = AS_OF - timedelta(days=days + 20)
    entered = AS_OF - timedelta(days=days)
    return expect_close(pace=pace, stage=stage, opened=opened, entered=entered, as_of=AS_OF, **changes)  # type: ignore[arg-type]


def test_eight_of_ten_later_wins_fall_inside_the_range() -> None:
    inside: list[bool] = []
    for seed in range(10):
        history, planned, wins = made(seed=seed, deals=1_500)
        deals = np.flatnonzero((history.deals.outcome == OPEN) & (wins > 0))
        pace = fit_pace(history=history, priors=PRIORS, planned=planned if seed % 2 else None)
        found = expect_many(pace=pace, looks=looks_on(history=history, planned=planned, deals=deals))
        actual = wins[deals] - DAY
        inside += list((actual >= found.days[:, 0]) & (actual <= found.days[:, 2]))
    assert len(inside) > 400
    assert 0.75 <= np.mean(inside) <= 0.85


def test_without_a_history_it_is_the_playbooks_days_and_says_so() -> None:
    pace = fit_pace(history=made(seed=1, deals=0)[0], priors=PRIORS)
    closing = _in(pace, "Discover", 0)
    assert (closing.n, closing.won, closing.prior, closing.slip) == (0, 0, 1.0, None)
    assert 129 * 0.7 < (closing.middle - AS_OF).days < 129 * 2
    assert closing.chance == pytest.approx(0.12, abs=0.05)


def test_a_history_outweighs_the_playbook() -> None:
    few, many = _in(_pace(40), "Qualify", 5), _in(_pace(), "Qualify", 5)
    assert many.prior < 0.05 < few.prior < 1
    assert many.n > 500


def test_a_deal_that_stalls_is_won_later_and_less_often() -> None:
    found = [_in(_pace(), "Shape", days) for days in (10, 60, 150, 300)]
    assert [one.stalled for one in found] == [False, True, True, True]
    assert [one.middle for one in found] == sorted(one.middle for one in found)
    assert found[0].chance > found[1].chance > found[3].chance


def test_later_stages_are_nearer_to_the_win() -> None:
    found = [_in(_pace(), stage, 5) for stage in STAGES]
    assert [one.middle for one in found] == sorted((one.middle for one in found), reverse=True)
    assert [one.chance for one in found] == sorted(one.chance for one in found)


def test_the_crms_date_is_weighed_by_how_such_dates_came_true() -> None:
    near, far = (_in(_pace(), "Propose", 5, planned=AS_OF + timedelta(days=days)) for days in (10, 120))
    assert near.middle < far.middle
    assert (near.middle - AS_OF).days > 10
    assert near.by_planned is not None and far.by_planned is not None
    assert near.by_planned < far.by_planned <= far.chance
    assert near.slip is not None and near.slip > 3


def test_a_date_that_has_passed_cannot_be_kept() -> None:
    assert _in(_pace(), "Propose", 5, planned=AS_OF - timedelta(days=3)).by_planned == 0.0


def test_the_win_models_chance_is_used_where_there_is_one() -> None:
    planned = AS_OF + timedelta(days=40)
    low, high = (_in(_pace(), "Propose", 5, planned=planned, chance=chance) for chance in (0.2, 0.6))
    assert low.middle == high.middle
    assert high.by_planned == pytest.approx(3 * (low.by_planned or 0))


def test_what_is_stored_says_of_one_what_the_columns_say_of_many() -> None:
    pace = _pace(400)
    draw = np.random.default_rng(4)
    count = 300
    looks = Looks(
        stage=draw.integers(0, len(STAGES), count),
        age=draw.integers(0, 900, count).astype(np.float64),
        before=draw.integers(0, 400, count).astype(np.float64),
        planned=np.where(draw.random(count) < 0.2, np.nan, draw.integers(-40, 400, count)),
        pushes=draw.integers(0, 6, count),
    )
    many = expect_many(pace=pace, looks=looks)
    stored = from_text(text=to_text(known={"": pace.known()}))[""]
    assert stored == pace.known()
    for row in range(count):
        entered = AS_OF - timedelta(days=int(looks.age[row]))
        planned = None if np.isnan(looks.planned[row]) else AS_OF + timedelta(days=int(looks.planned[row]))
        one = stored.expect(
            stage=STAGES[looks.stage[row]],
            opened=entered - timedelta(days=int(looks.before[row])),
            entered=entered,
            as_of=AS_OF,
            planned=planned,
            pushes=int(looks.pushes[row]),
        )
        days = [(day - AS_OF).days for day in (one.early, one.middle, one.late)]
        assert days == [round(float(found)) for found in many.days[row]]
        assert one.chance == pytest.approx(many.chance[row])
        expected = None if planned is None else pytest.approx(many.by_planned[row])
        assert one.by_planned == expected


def test_an_unknown_stage_is_refused_with_those_there_are() -> None:
    history = made(seed=5, deals=400)[0]
    with pytest.raises(KeyError, match="No stage 'Nowhere'"):
        expect_close(pace=fit_pace(history=history), stage="Nowhere", opened=AS_OF, entered=AS_OF, as_of=AS_OF)


def test_the_same_history_gives_the_same_to_the_last_digit() -> None:
    first, second = (fit_pace(history=made(seed=7, deals=300)[0], priors=PRIORS) for _ in range(2))
    assert np.array_equal(first.paths.log_days, second.paths.log_days)
    assert np.array_equal(first.weights, second.weights)
