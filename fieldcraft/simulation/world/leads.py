"""Draws the opportunities that open: where, when, how large, and how good they truly are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import Floats, Ints
from fieldcraft.simulation.world.scenarios import Scenario
from fieldcraft.simulation.world.types import PRODUCTS, SEGMENTS, SOURCES, Leads, Nature, Staff

#: By segment: share, median amount, log-odds of winning, scale of the days.
SEGMENT_SHARE: Final = (0.45, 0.35, 0.20)
SEGMENT_AMOUNT: Final = (18_000.0, 46_000.0, 118_000.0)
SEGMENT_WINS: Final = np.array([0.25, 0.0, -0.4])
SEGMENT_DAYS: Final = np.array([0.75, 1.0, 1.35])
SOURCE_SHARE: Final = (0.18, 0.30, 0.27, 0.15, 0.10)
SOURCE_WINS: Final = np.array([0.7, 0.1, -0.4, -0.1, 0.3])
RIVAL_SHARE: Final = 0.4
RIVAL_WINS: Final = -0.5
#: Log-odds of winning per SD of how well the customer fits, and how much of that the score shows (a correlation).
FIT_WINS: Final = 0.5
SCORE_SHOWS: Final = 0.85
AMOUNT_SPREAD: Final = 0.55
WORKDAYS: Final = 5


def draw_leads(
    *,
    rng: np.random.Generator,
    assumed: Mapping[str, float],
    scenario: Scenario,
    staff: Staff,
    nature: Nature,
    first_day: int,
) -> Leads:
    """Every opportunity of all weeks, in order of the day it opened."""
    weeks, seats = staff.person.shape
    worth = np.exp(0.2 * rng.standard_normal(seats))
    territory: Floats = np.asarray(assumed["territory_sd"] * rng.standard_normal(seats))
    if scenario.poor_region is not None:
        territory = territory + assumed["poor_territory"] * (staff.region == scenario.poor_region)
    count = rng.poisson(assumed["leads_a_week"] * worth, (weeks, seats))
    week = np.repeat(np.arange(weeks), count.sum(axis=1))
    seat = np.repeat(np.tile(np.arange(seats), weeks), count.ravel())
    n = len(week)
    day = first_day + 7 * week + rng.integers(0, WORKDAYS, n)
    order = np.argsort(day, kind="stable")
    day, week, seat = day[order], week[order], seat[order]
    return _described(rng, assumed, day, seat, territory[seat] + nature.patch[staff.person[week, seat]])


def _described(
    rng: np.random.Generator, assumed: Mapping[str, float], day: Ints, seat: Ints, territory: Floats
) -> Leads:
    n = len(day)
    segment = rng.choice(len(SEGMENTS), n, p=SEGMENT_SHARE)
    source = rng.choice(len(SOURCES), n, p=SOURCE_SHARE)
    rival = (rng.random(n) < RIVAL_SHARE).astype(np.int64)
    fit, noise, hidden, size, days = rng.standard_normal((5, n))
    shown = SCORE_SHOWS * fit + np.sqrt(1 - SCORE_SHOWS**2) * noise
    hidden = assumed["hidden_sd"] * hidden
    traits = SEGMENT_WINS[segment] + SOURCE_WINS[source] + RIVAL_WINS * rival + FIT_WINS * fit
    amount = np.asarray(SEGMENT_AMOUNT)[segment] * np.exp(AMOUNT_SPREAD * size)
    return Leads(
        opened=day,
        seat=seat,
        amount=np.round(amount / 100) * 100,
        quality=assumed["traits"] * traits + hidden + territory,
        hidden=hidden,
        eager=assumed["picking"] * (0.7 * shown + 0.7 * (segment - 0.75)) + assumed["readiness"] * hidden,
        size=SEGMENT_DAYS[segment] * np.exp(0.15 * days),
        segment=segment,
        source=source,
        product=rng.integers(0, len(PRODUCTS), n),
        rival=rival,
        score=np.clip(np.round(50 + 18 * shown), 0, 100),
    )
