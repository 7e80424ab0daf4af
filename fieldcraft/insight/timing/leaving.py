"""How fast deals leave each stage, forwards or lost: piecewise constant hazards, drawn towards the playbook's days.

The days of a stage are cut at multiples of what is usual there. Within a piece the rate of leaving is constant: events
over days at risk, so that deals still there count for the days they have stood (the censored likelihood of the
piecewise exponential model, Friedman 1982). The playbook counts as PRIOR_DEALS deals whose days follow a log-logistic
curve around its typical days, the rate of which falls after the usual time: a deal that stalls is less and less likely
to move, and the odds that it moves on and is not lost fall with the time beyond STALL times the usual. Each rate is the
mean of the gamma distribution that events and days give together with the prior's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.history.spells import ENDS_LOST, ENDS_WON, STAYS, Spells
from fieldcraft.insight.history.types import Floats, Ints

from .saying import STALL

#: How many deals through a stage the playbook's days weigh as much as.
PRIOR_DEALS: Final = 15.0
#: Shape of the log-logistic curve: nine stays of ten are over after 3.4 times the median.
SHAPE: Final = 1.8
#: Where the days of a stage are cut, as multiples of what is usual.
CUTS: Final = np.array([0, 0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4, 6, 10, 30.0])
#: What a stage is taken to last where neither playbook nor history says.
UNKNOWN_DAYS: Final = 30.0
#: The share of deals that go on from a stage, where the playbook does not say.
_STEP_FORWARD: Final = 0.75


@dataclass(frozen=True, slots=True)
class StagePrior:
    """The playbook's word on a stage: usual days in it, and the chance of winning from it, 0 to 1."""

    typical_days: float
    win_chance: float


@dataclass(frozen=True, slots=True)
class Leaving:
    """One row per stage. `cuts` are days, `onward` and `lost` rates per day in each piece.

    `goes` is where a deal that moves on goes: a share per stage, the last column is won. `usual` is the median days of
    a stay that ended by moving on, `n` the stays it was learned from.
    """

    cuts: Floats
    onward: Floats
    lost: Floats
    goes: Floats
    usual: Floats
    n: Ints


def leaving(*, spells: Spells, stages: int, priors: Sequence[StagePrior | None] | None = None) -> Leaving:
    """Fit from stays. `priors` is one per stage in the order of the process, None where the playbook says nothing."""
    known = list(priors) if priors is not None else [None] * stages
    if len(known) != stages:
        raise ValueError(f"There are {stages} stages and {len(known)} priors: give one per stage.")
    days = np.maximum((spells.end - spells.start).astype(np.float64), 0.5)
    usual = np.array([_usual(days[spells.stage == s], spells.left[spells.stage == s], known[s]) for s in range(stages)])
    cuts = usual[:, None] * CUTS[None, :]
    onward, lost = np.zeros((stages, len(CUTS) - 1)), np.zeros((stages, len(CUTS) - 1))
    goes, n = np.zeros((stages, stages + 1)), np.zeros(stages, dtype=np.int64)
    for s in range(stages):
        here = spells.stage == s
        onward[s], lost[s] = _rates(days[here], spells.left[here], cuts[s], known[s], _forward(known, s))
        goes[s] = _goes(spells.left[here], s, stages)
        n[s] = int(np.count_nonzero(here & (spells.left != STAYS)))
    return Leaving(cuts, onward, lost, goes, usual, n)


def _usual(days: Floats, left: Ints, prior: StagePrior | None) -> float:
    """Median days till a deal moves on: the prior's and the data's (Kaplan-Meier), averaged on the log scale."""
    typical = prior.typical_days if prior else UNKNOWN_DAYS
    moved = (left >= 0) | (left == ENDS_WON)
    if not moved.any():
        return max(typical, 0.5)
    weight = float(np.count_nonzero(moved))
    own = _median(days, moved)
    return float(np.exp((PRIOR_DEALS * np.log(typical) + weight * np.log(own)) / (PRIOR_DEALS + weight)))


def _median(days: Floats, moved: np.ndarray) -> float:
    """Kaplan-Meier median of the days till moving on; where less than half ever does, that of those who did."""
    order = np.argsort(days, kind="stable")
    at_risk = len(days) - np.arange(len(days))
    left = np.cumprod(1 - moved[order] / at_risk)
    below = np.flatnonzero(left <= 0.5)
    return float(days[order][below[0]]) if len(below) else float(np.median(days[moved]))


def _rates(days: Floats, left: Ints, cuts: Floats, prior: StagePrior | None, forward: float) -> tuple[Floats, Floats]:
    start, end = cuts[:-1], cuts[1:]
    at_risk = np.clip(days[:, None] - start, 0, end - start).sum(axis=0)
    piece = np.clip(np.searchsorted(cuts, days, side="left") - 1, 0, len(start) - 1)
    moved = np.bincount(piece[(left >= 0) | (left == ENDS_WON)], minlength=len(start))
    lost = np.bincount(piece[left == ENDS_LOST], minlength=len(start))
    median = prior.typical_days if prior else cuts[-1] / CUTS[-1]
    still = 1 / (1 + (cuts / median) ** SHAPE)
    prior_events = still[:-1] - still[1:]
    prior_days = prior_events / np.maximum(-np.diff(np.log(still)) / np.diff(cuts), 1e-12)
    total = at_risk + PRIOR_DEALS * prior_days
    # The share in the prior follows the stage's own, else few data in the tail would give lost deals their hope back.
    own = (PRIOR_DEALS * forward + moved.sum()) / (PRIOR_DEALS + moved.sum() + lost.sum())
    share = _shares(prior_events, cuts / median, float(np.clip(own, 0.02, 0.98)))
    return (
        (moved + PRIOR_DEALS * prior_events * share) / total,
        (lost + PRIOR_DEALS * prior_events * (1 - share)) / total,
    )


def _shares(events: Floats, multiples: Floats, forward: float) -> Floats:
    """Share of the prior's deals that leave onwards in each piece: odds that fall beyond a stall, `forward` in all."""
    fall = np.minimum(1.0, STALL / np.maximum((multiples[:-1] + multiples[1:]) / 2, 1e-9))
    low, high = -10.0, 10.0
    for _ in range(50):
        middle = (low + high) / 2
        share: Floats = 1 / (1 + 1 / (np.exp(middle) * fall))
        if (share @ events) / events.sum() < forward:
            low = middle
        else:
            high = middle
    return share


def _forward(priors: Sequence[StagePrior | None], stage: int) -> float:
    """The playbook's share of deals that go on from a stage: its chance of winning over that of the next."""
    here, after = priors[stage], priors[stage + 1] if stage + 1 < len(priors) else None
    if here is None or (after is None and stage + 1 < len(priors)):
        return _STEP_FORWARD
    return float(np.clip(here.win_chance / (after.win_chance if after else 1.0), 0.2, 0.98))


def _goes(left: Ints, stage: int, stages: int) -> Floats:
    """Where deals go from here: to the next stage in the playbook's belief, elsewhere as they did."""
    count = np.zeros(stages + 1)
    count[stage + 1] = PRIOR_DEALS
    count[:stages] += np.bincount(left[left >= 0], minlength=stages)
    count[stages] += np.count_nonzero(left == ENDS_WON)
    result: Floats = count / count.sum()
    return result
