"""From coefficients to points of the win rate: the deals are played through with everybody doing it, and with nobody.

Doing it means at its usual time: whoever is still alive in a stage starts it there with the chance of `Usual.starts`; a
deal that is lost before never comes to it. All other behaviours stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.effects.columns import Columns
from fieldcraft.insight.effects.doing import Usual
from fieldcraft.insight.effects.fitting import Fit
from fieldcraft.insight.effects.passages import Passages
from fieldcraft.insight.history.types import Floats

#: Deals the effects are averaged over.
SAMPLE: Final = 40


@dataclass(frozen=True, slots=True)
class Field:
    """What deals would pass with, without behaviours: log-odds by (deal of the sample, stage), and where to next.

    `passing` is the share that really passed each stage, NaN where none stood in it.
    """

    log_odds: Floats
    step: Floats
    passing: Floats


def field_of(*, columns: Columns, passages: Passages, fit: Fit) -> Field:
    """The log-odds of a sample of deals in each stage, at the mean of what differs within a deal."""
    rows = np.flatnonzero(np.diff(passages.deal, prepend=-1) != 0)
    traits = columns.local.shape[1] - 3
    within = np.zeros(columns.shared.shape[1])
    fixed = columns.shared[rows] @ fit.shared
    stages = len(passages.names)
    log_odds = np.zeros((len(rows), stages))
    for stage in range(stages):
        of_stage = passages.stage == stage
        # Age and stay of a deal that has not come so far are unknown: those of the deals that have stand for them.
        within[traits : traits + 3] = (
            columns.shared[of_stage, traits : traits + 3].mean(axis=0) if of_stage.any() else 0
        )
        moved = within[traits : traits + 3] - columns.shared[rows, traits : traits + 3]
        stay = columns.local[of_stage, 1:3] @ fit.local[stage, 1:3] if of_stage.any() else np.zeros(1)
        log_odds[:, stage] = (
            fixed
            + moved @ fit.shared[traits : traits + 3]
            + fit.local[stage, 0]
            + float(stay.mean())
            + columns.local[rows, 3:] @ fit.local[stage, 3:]
        )
    if len(rows) > SAMPLE:
        # Evenly from the worst to the best, so that the sample has the spread of all.
        places = ((np.arange(SAMPLE) + 0.5) * len(rows) / SAMPLE).astype(np.int64)
        log_odds = log_odds[np.argsort(log_odds.sum(axis=1), kind="stable")[places]]
    passing = np.array([passages.passed[passages.stage == stage].mean() if (passages.stage == stage).any() else np.nan
                        for stage in range(stages)])  # fmt: skip
    return Field(log_odds=log_odds, step=passages.step(), passing=passing)


def usually_active(*, usual: Usual) -> Floats:
    """Per stage: the share of deals in it that have it done when the stage ends."""
    return np.asarray(1.0 - np.cumprod(1.0 - usual.taken))


def win_rates(*, field: Field, others: Floats, usual: Usual, effect: Floats) -> tuple[Floats, Floats]:
    """Win rates (0 to 1) with everybody doing it and with nobody, per row of `effect` (draws by stages).

    `others` is what the other behaviours add on average, per stage.
    """
    settled = field.log_odds + others
    settled = settled + _anchored(field=field, settled=settled, usual=usual, mine=effect.mean(axis=0))
    base = settled[None, :, :]
    stages = base.shape[2]
    without = _sigmoid(base)
    doing = _sigmoid(base + effect[:, None, :])
    one = np.ones((len(effect), base.shape[1]))
    nobody, done, everybody = [one] * (stages + 1), [one] * (stages + 1), [one] * (stages + 1)
    for stage in reversed(range(stages)):
        step, start = field.step[stage], usual.starts[stage]
        nobody[stage] = without[:, :, stage] * _onward(step=step, values=nobody, stage=stage)
        done[stage] = doing[:, :, stage] * _onward(step=step, values=done, stage=stage)
        waiting = without[:, :, stage] * _onward(step=step, values=everybody, stage=stage)
        everybody[stage] = start * done[stage] + (1.0 - start) * waiting
    return everybody[0].mean(axis=1), nobody[0].mean(axis=1)


def _anchored(*, field: Field, settled: Floats, usual: Usual, mine: Floats) -> Floats:
    """Per stage, what has to be added so that with the usual doing as many pass as really passed.

    The effects that are believed are drawn towards each other and to what a playbook holds, after the stages' own
    log-odds were fitted. Of twenty behaviours each adds a little too much: without this nearly all pass, and nothing
    that happens late can change anything.
    """
    active = usually_active(usual=usual)
    low, high = np.full(len(mine), -60.0), np.full(len(mine), 60.0)
    for _ in range(50):
        middle = (low + high) / 2
        shifted = settled + middle
        share = active * _sigmoid(shifted + mine).mean(axis=0) + (1.0 - active) * _sigmoid(shifted).mean(axis=0)
        over = share > field.passing
        low, high = np.where(over, low, middle), np.where(over, middle, high)
    return np.where(np.isnan(field.passing), 0.0, (low + high) / 2)


def _onward(*, step: Floats, values: list[Floats], stage: int) -> Floats:
    total = np.zeros_like(values[-1])
    for after in range(stage + 1, len(values)):
        if step[after] > 0:
            total = total + step[after] * values[after]
    return total


def contrast(*, field: Field, others: Floats, usual: Usual) -> Floats:
    """By how much the win rate moves per log-odds of each stage, near no effect. For tests and for priors."""
    stages = field.log_odds.shape[1]
    small = 1e-3 * np.eye(stages)
    everybody, nobody = win_rates(field=field, others=others, usual=usual, effect=small)
    return np.asarray((everybody - nobody) / 1e-3)


def _sigmoid(value: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(value, -500.0, 500.0))))


def average_others(*, usuals: list[Usual], effects: Floats, but: int) -> Floats:
    """What all behaviours but one add to the log-odds on average, per stage."""
    total = np.zeros(effects.shape[1])
    for place, usual in enumerate(usuals):
        if place != but:
            total += usually_active(usual=usual) * effects[place]
    return total
