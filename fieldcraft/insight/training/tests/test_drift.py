"""An alarm rings for a change and stays quiet for chance."""

from __future__ import annotations

import random

import pytest

from fieldcraft.insight.training.drift import Ended, base_rate, outcomes, shift
from fieldcraft.insight.training.intervals import share_interval


def ended(*, n: int, off: float, seed: int) -> list[Ended]:
    """Deals whose true chance is the one said, moved by `off`."""
    rng = random.Random(seed)
    said = [rng.uniform(0.1, 0.9) for _ in range(n)]
    return [Ended(chance, rng.random() < min(max(chance + off, 0.0), 1.0)) for chance in said]


def test_a_model_that_fits_rings_once_in_a_hundred_nights() -> None:
    rang = sum(outcomes(ended=ended(n=100, off=0.0, seed=seed), promised=None)["alarm"] for seed in range(400))
    assert rang <= 10


@pytest.mark.parametrize("off", [-0.3, 0.3])
def test_a_model_that_no_longer_fits_rings(off: float) -> None:
    rang = sum(outcomes(ended=ended(n=100, off=off, seed=seed), promised=None)["alarm"] for seed in range(50))
    assert rang >= 48


def test_few_deals_ring_nothing() -> None:
    assert outcomes(ended=[Ended(0.99, False)] * 19, promised=None) == {"n": 19, "alarm": False}


def test_a_base_rate_that_halves_rings_and_one_that_stays_does_not() -> None:
    assert base_rate(won_then=200, n_then=400, won_now=20, n_now=80)["alarm"]
    assert not base_rate(won_then=200, n_then=400, won_now=39, n_now=80)["alarm"]


def test_a_spread_that_stays_shifts_nothing_beyond_chance() -> None:
    same = {"a": 0.5, "b": 0.3, "c": 0.2}
    assert shift(then=same, now=same, n_then=400, n_now=100) < 0
    assert shift(then=same, now={"a": 0.1, "b": 0.1, "c": 0.8}, n_then=400, n_now=100) > 0.25


def test_an_interval_of_a_share_is_wilsons() -> None:
    low, high = share_interval(share=0.5, n=100)
    assert (round(low, 4), round(high, 4)) == (0.4188, 0.5812)
    assert share_interval(share=0.0, n=0) == (0.0, 1.0)
