import math

import numpy as np
import pytest

from fieldcraft.insight.winmodel.scores import auc, reliability, scores


def test_ties_count_half() -> None:
    assert auc(chances=np.array([0.2, 0.5, 0.5, 0.9]), won=np.array([False, True, False, True])) == 0.875
    assert auc(chances=np.full(4, 0.3), won=np.array([True, False, False, False])) == 0.5


def test_one_class_has_no_area_and_no_rows_have_no_figures() -> None:
    assert math.isnan(scores(chances=np.array([0.5, 0.6]), won=np.array([True, True])).auc)
    empty = scores(chances=np.zeros(0), won=np.zeros(0, dtype=bool))
    assert empty.n == 0 and math.isnan(empty.log_loss)


def test_scores_are_those_of_the_textbook() -> None:
    found = scores(chances=np.array([0.8, 0.4]), won=np.array([True, False]))
    assert found.log_loss == pytest.approx(-(math.log(0.8) + math.log(0.6)) / 2)
    assert found.brier == pytest.approx((0.04 + 0.16) / 2)
    assert found.n == 2


def test_weights_are_repeats() -> None:
    rng = np.random.default_rng(1)
    chances, won, times = rng.random(200), rng.random(200) < 0.4, rng.integers(1, 4, 200)
    once = scores(chances=chances, won=won, weights=times.astype(float))
    often = scores(chances=np.repeat(chances, times), won=np.repeat(won, times))
    assert (once.n, once.auc, once.log_loss) == pytest.approx((often.n, often.auc, often.log_loss))


def test_bins_have_about_equal_mass_and_one_chance_is_one_point() -> None:
    rng = np.random.default_rng(2)
    chances = rng.random(5000)
    points = reliability(chances=chances, won=rng.random(5000) < chances)
    assert [point.n for point in points] == [500.0] * 10
    assert all(abs(point.said - point.happened) < 0.08 for point in points)
    assert len(reliability(chances=np.full(900, 0.2), won=rng.random(900) < 0.2)) == 1
