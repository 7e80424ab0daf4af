"""Everything that is learned about time: the ways through the stages, and how to correct what they say.

What the stages say of the days ahead is corrected by four things, in logarithms: how fast this deal was so far, how
often its close date was pushed, what the CRM's date says, and whether that date has passed. The weights come from looks
at won deals in the past (ridge regression towards PRIOR_WEIGHTS, worth PRIOR_LOOKED deals). Then the range is set so
that in those looks eight wins of ten fell inside (conformal prediction, Vovk 2005), drawn towards the range of the
stages alone while there are few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.history.spells import spells as spells_of
from fieldcraft.insight.history.types import WON, Floats, History

from .landmarks import Landmarks, Looks, dates_kept, landmarks
from .leaving import PRIOR_DEALS, Leaving, StagePrior, leaving
from .paths import AGES, QUANTILES, Paths, paths
from .saying import DATE_REACH, SPEED_REACH, Known

#: Weights without a history, for: level, own speed, pushes, the CRM's date, a date that has passed.
PRIOR_WEIGHTS: Final = np.array([0.0, 0.3, 0.1, 0.25, 0.1])
#: How many won deals those weights and the range of the stages count as.
PRIOR_LOOKED: Final = 20.0
_ROUNDS: Final = 2


@dataclass(frozen=True, slots=True)
class Pace:
    """What is known of time here. `won` is the won deals it was learned from, `looked` those whose past was looked at.

    `bends` are the corrected places of the quantiles 10, 50 and 90 %, in units of the range of the stages: (-1, 0, 1)
    where the stages alone are right. `slip` is the median of the days by which wins came later than the CRM's date said
    (None: no dates kept).
    """

    stages: tuple[str, ...]
    leaving: Leaving
    paths: Paths
    weights: Floats
    bends: Floats
    won: int
    looked: int
    slip: float | None
    simulated: bool

    def days(self, *, looks: Looks) -> tuple[Floats, Floats]:
        """Chance of winning by the stages alone, and per look the days till a win at 10, 50 and 90 %, if it is won."""
        chance, log_days = self.paths.ahead(stage=looks.stage, age=looks.age)
        middle = log_days[:, 1] + signs(leaving=self.leaving, looks=looks, log_median=log_days[:, 1]) @ self.weights
        return chance, np.exp(_bent(middle, log_days, self.bends))

    def known(self) -> Known:
        """The same as plain numbers: what is stored, and speaks of one deal without numpy."""
        return Known(
            stages=self.stages,
            usual=tuple(self.leaving.usual.tolist()),
            n=tuple(self.leaving.n.tolist()),
            ages=tuple(AGES.tolist()),
            win=tuple(tuple(row) for row in self.paths.win.tolist()),
            log_days=tuple(tuple(tuple(one) for one in row) for row in self.paths.log_days.tolist()),
            weights=tuple(self.weights.tolist()),
            bends=tuple(self.bends.tolist()),
            prior_deals=PRIOR_DEALS,
            won=self.won,
            slip=self.slip,
        )


def fit_pace(
    *, history: History, priors: Sequence[StagePrior | None] | None = None, planned: Floats | None = None
) -> Pace:
    """Learn it. `priors` is one per stage of the history (None: the playbook says nothing of it).

    `planned` is the first close date the CRM held for each deal, an ordinal, NaN where unknown. Works with no deals at
    all: then everything is the playbook's.
    """
    found = spells_of(history=history)
    left = leaving(spells=found, stages=len(history.stages), priors=priors)
    ways = paths(of=left)
    whole = float(left.usual.sum())
    # Of deals opened before this day nearly all that will be won are won.
    settled = int(history.as_of - np.exp(ways.log_days[0, 0, 2]))
    past = landmarks(history=history, spells=found, usual=whole, settled=settled, planned=planned)
    weights, bends = _corrections(left, ways, past)
    return Pace(
        stages=history.stages,
        leaving=left,
        paths=ways,
        weights=weights,
        bends=bends,
        won=int(np.count_nonzero(history.deals.outcome == WON)),
        looked=len(np.unique(past.deal)),
        slip=_slip(past) if planned is not None or dates_kept(history=history) else None,
        simulated=history.simulated,
    )


def signs(*, leaving: Leaving, looks: Looks, log_median: Floats) -> Floats:
    """The columns the weights belong to."""
    usual = np.concatenate([[0.0], np.cumsum(leaving.usual)])[looks.stage]
    speed = np.where(usual > 0, np.log((looks.before + 0.1 * usual + 1) / (1.1 * usual + 1)), 0.0)
    ahead = looks.planned > 0
    date = np.where(ahead, np.log(np.where(ahead, looks.planned, 1.0)) - log_median, 0.0)
    passed = np.where(looks.planned <= 0, 1.0, 0.0)
    columns = [
        np.ones(len(looks)),
        np.clip(speed, -SPEED_REACH, SPEED_REACH),
        np.log1p(looks.pushes),
        np.clip(date, -DATE_REACH, DATE_REACH),
        passed,
    ]
    result: Floats = np.column_stack(columns)
    return result


def _corrections(left: Leaving, ways: Paths, past: Landmarks) -> tuple[Floats, Floats]:
    bends = np.array([-1.0, 0.0, 1.0])
    if not len(past.deal):
        return PRIOR_WEIGHTS.copy(), bends
    _, log_days = ways.ahead(stage=past.looks.stage, age=past.looks.age)
    columns = signs(leaving=left, looks=past.looks, log_median=log_days[:, 1])
    actual = np.log(np.maximum(past.remaining, 1.0)) - log_days[:, 1]
    deals = len(np.unique(past.deal))
    weight = deals / len(past.deal)
    gram = weight * columns.T @ columns + PRIOR_LOOKED * np.eye(columns.shape[1])
    towards = weight * columns.T @ actual + PRIOR_LOOKED * PRIOR_WEIGHTS
    weights = np.linalg.solve(gram, towards).astype(np.float64)
    rest = actual - columns @ weights
    upper, lower = log_days[:, 2] - log_days[:, 1], log_days[:, 1] - log_days[:, 0]
    scores = rest / np.maximum(np.where(rest > 0, upper, lower), 1e-6)
    own = np.quantile(scores, QUANTILES)
    share = deals / (deals + PRIOR_LOOKED)
    result: Floats = own * share + bends * (1 - share)
    return weights, result


def _bent(middle: Floats, log_days: Floats, bends: Floats) -> Floats:
    upper, lower = log_days[:, 2] - log_days[:, 1], log_days[:, 1] - log_days[:, 0]
    result: Floats = middle[:, None] + np.where(bends > 0, upper[:, None], lower[:, None]) * bends
    return result


def _slip(past: Landmarks) -> float | None:
    late = past.remaining - past.looks.planned
    late = late[~np.isnan(late)]
    return float(np.median(late)) if len(late) else None
