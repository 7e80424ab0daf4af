"""Makes of what truly happened what the CRM shows: late, pushed, with gaps, and in parts empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import LOST, NONE, OPEN, WON, Bools, Floats, Ints
from fieldcraft.simulation.world.assumptions import DEFAULTS
from fieldcraft.simulation.world.scenarios import Scenario
from fieldcraft.simulation.world.shape import Shape
from fieldcraft.simulation.world.types import KINDS, Leads, Nature, Shown, Staff, Walked

MOST_PUSHES: Final = 8
KIND_SHARE: Final = (0.30, 0.48, 0.22)
#: What somebody ticks who ticks everything, and the part of lost opportunities closed late among them.
TICKS: Final = 0.97


def show(
    *,
    rng: np.random.Generator,
    assumed: Mapping[str, float],
    scenario: Scenario,
    shape: Shape,
    staff: Staff,
    nature: Nature,
    leads: Leads,
    walked: Walked,
    first_day: int,
    start: int,
    last_day: int,
) -> Shown:
    """The CRM on `last_day`; nothing in it is dated later."""
    n = len(leads)
    week = np.clip((leads.opened - first_day) // 7, 0, len(staff.person) - 1)
    person = staff.person[week, leads.seat]
    delay = assumed["late_entry"] * nature.sloppy[person]
    ended = walked.ended + np.minimum(rng.exponential(0.3 * delay), 30).astype(np.int64)
    closed = np.where(ended <= last_day, ended, NONE)
    until = np.where(closed == NONE, last_day, closed)
    entered = _entered(rng, walked, delay, last_day)
    forced = start + 7 * scenario.forced_from if scenario.forced_from is not None else None
    seen = _seen(rng, assumed, shape, walked, delay, staff.games[person], until, forced)
    gaps = rng.random((4, n)) < assumed["missing"]
    first_close, *pushes = _pushes(rng, assumed, shape, leads, closed, until, last_day)
    return Shown(
        closed=closed,
        outcome=np.where(closed == NONE, OPEN, np.where(walked.won, WON, LOST)),
        entered=entered,
        seen=seen,
        amount=np.where(gaps[0], np.nan, leads.amount),
        score=np.where(gaps[1], np.nan, leads.score),
        segment=np.where(gaps[2], NONE, leads.segment),
        source=np.where(gaps[3], NONE, leads.source),
        first_close=first_close,
        push_deal=pushes[0],
        push_day=pushes[1],
        push_by=pushes[2],
        **_activities(rng, assumed, nature, person, leads.opened, until),
    )


def _entered(rng: np.random.Generator, walked: Walked, delay: Floats, last_day: int) -> Ints:
    """Stages are moved late, but before the next one is entered."""
    late = (0.5 * rng.exponential(delay[:, None], walked.entered.shape)).astype(np.int64)
    late[:, 0] = 0
    there = walked.entered != NONE
    following = np.append(walked.entered[:, 1:], np.full((len(late), 1), NONE), axis=1)
    following = np.where(following == NONE, walked.ended[:, None], following)
    shown = np.minimum(walked.entered + late, following - 1)
    return np.asarray(np.where(there & (shown <= last_day), shown, NONE))


def _seen(
    rng: np.random.Generator,
    assumed: Mapping[str, float],
    shape: Shape,
    walked: Walked,
    delay: Floats,
    games: Bools,
    until: Ints,
    forced: int | None,
) -> Ints:
    """The day the CRM gives each behaviour: really done and logged, or entered with nothing behind it."""
    asked = np.array([one.stage for one in shape.behaviours])
    n, behaviours = walked.held.shape
    late = rng.exponential(delay[:, None], (n, behaviours)).astype(np.int64)
    begun = walked.entered[:, asked]
    is_forced = np.zeros_like(begun, dtype=np.bool_) if forced is None else (begun >= forced)
    empty = np.where(is_forced, assumed["empty_evidence"], min(DEFAULTS["empty_evidence"], assumed["empty_evidence"]))
    empty = np.where(is_forced & games[:, None], TICKS, empty)
    draw, logged, moment = rng.random((3, n, behaviours))
    done = (walked.held != NONE) & (logged < assumed["logged"])
    ticked = (begun != NONE) & ~done & (draw < empty)
    day = np.where(done, walked.held, begun + (20 * moment).astype(np.int64)) + late
    real_by_then = np.where(done, walked.held, begun) <= until[:, None]
    return np.asarray(np.where((done | ticked) & real_by_then, np.minimum(day, until[:, None]), NONE))


def _pushes(
    rng: np.random.Generator,
    assumed: Mapping[str, float],
    shape: Shape,
    leads: Leads,
    closed: Ints,
    until: Ints,
    last_day: int,
) -> tuple[Ints, Ints, Ints, Ints]:
    """The first close date, and each move of it: it comes near, it is not done, it is put off."""
    n = len(leads)
    usual = assumed["optimism"] * sum(shape.days) * leads.size * np.exp(0.25 * rng.standard_normal(n))
    first = leads.opened + np.maximum(14, usual).astype(np.int64)
    at = first.copy()
    deals, days, moves = [], [], []
    for _ in range(MOST_PUSHES):
        day = np.maximum(at + rng.integers(-6, 4, n), leads.opened + 1)
        by = rng.choice((14, 21, 30, 31, 45, 61), n)
        due = np.nonzero((at < until) & (day < until) & ((closed == NONE) | (day < closed)))[0]
        if not len(due):
            break
        by = np.maximum(by, day - at + 7)
        deals.append(due)
        days.append(day[due])
        moves.append(by[due])
        at[due] += by[due]
    if not deals:
        nothing = np.zeros(0, dtype=np.int64)
        return first, nothing, nothing, nothing
    deal, on, moved = np.concatenate(deals), np.concatenate(days), np.concatenate(moves)
    order = np.lexsort((on, deal))
    return first, deal[order], on[order], moved[order]


def _activities(
    rng: np.random.Generator, assumed: Mapping[str, float], nature: Nature, person: Ints, opened: Ints, until: Ints
) -> dict[str, Ints]:
    """Calls, e-mails and meetings as long as it is open; they change nothing, and long opportunities have more."""
    busy = 1.0 / np.sqrt(nature.sloppy[person])
    count = rng.poisson(assumed["activities"] * busy * np.maximum(1, until - opened) / 7)
    deal = np.repeat(np.arange(len(opened)), count)
    day = opened[deal] + (rng.random(len(deal)) * (until - opened)[deal]).astype(np.int64)
    kind = rng.choice(len(KINDS), len(deal), p=KIND_SHARE)
    order = np.lexsort((day, deal))
    return {"act_deal": deal[order], "act_kind": kind[order], "act_day": day[order]}
