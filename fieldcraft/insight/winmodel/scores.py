"""How good chances were, held against what happened (pure). Weighted, so that the rows of a deal count as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import Bools, Floats, Ints
from fieldcraft.insight.winmodel.types import Scores

#: A chance of 0 or 1 that was wrong costs the logarithm of this instead of everything.
LEAST: Final = 1e-6
MOST_BINS: Final = 10
#: Fewer deals than this in a bin, and its error is luck: sqrt(0.25 / 100) = 5 points.
BIN_DEALS: Final = 100


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the reliability plot: what was said (mean chance), what happened (share won), of how many (weight)."""

    said: float
    happened: float
    n: float


def scores(*, chances: Floats, won: Bools, weights: Floats | None = None) -> Scores:
    """AUC (ties count half; NaN with one class), log loss in nats, Brier, and ECE over equal-mass bins.

    With no rows all figures but `n` are NaN. `n` is the weight, rounded.
    """
    if not len(chances):
        return Scores(0, float("nan"), float("nan"), float("nan"), float("nan"))
    w = np.ones(len(chances)) if weights is None else weights
    p, y = np.clip(chances, LEAST, 1 - LEAST), won.astype(np.float64)
    loss = -np.average(np.where(won, np.log(p), np.log1p(-p)), weights=w)
    brier = np.average((chances - y) ** 2, weights=w)
    plot = reliability(chances=chances, won=won, weights=w)
    ece = sum(point.n * abs(point.said - point.happened) for point in plot) / w.sum()
    return Scores(
        round(float(w.sum())), auc(chances=chances, won=won, weights=w), float(loss), float(brier), float(ece)
    )


def auc(*, chances: Floats, won: Bools, weights: Floats | None = None) -> float:
    """The chance that a won one was given more than a lost one, ties counting half (Mann-Whitney); NaN with one class.

    Chances that differ by less than 1e-12 are tied: what differs by rounding is not told apart.
    """
    w = np.ones(len(chances)) if weights is None else weights
    good, bad = np.where(won, w, 0.0), np.where(won, 0.0, w)
    if not good.sum() or not bad.sum():
        return float("nan")
    _, group = np.unique(np.round(chances, 12), return_inverse=True)
    wins, losses = np.bincount(group, weights=good), np.bincount(group, weights=bad)
    below = np.cumsum(losses) - losses
    return float((wins * (below + 0.5 * losses)).sum() / (good.sum() * bad.sum()))


def reliability(*, chances: Floats, won: Bools, weights: Floats | None = None, bins: int | None = None) -> list[Point]:
    """Points of the reliability plot: bins of about equal weight in order of what was said.

    Without `bins`: one per 100 deals, at least 2 and at most 10. Equal chances never fall into two bins, so there may
    be fewer.
    """
    w = np.ones(len(chances)) if weights is None else weights
    total = float(w.sum())
    count = int(np.clip(total // BIN_DEALS, 2, MOST_BINS)) if bins is None else bins
    values, group = np.unique(np.round(chances, 12), return_inverse=True)
    mass = np.bincount(group, weights=w, minlength=len(values))
    middle = (np.cumsum(mass) - 0.5 * mass) / total if total else mass
    bin_of: Ints = np.minimum((middle * count).astype(np.int64), count - 1)[group]
    points = []
    for number in range(count):
        inside = bin_of == number
        weight = float(w[inside].sum())
        if weight > 0:
            said = float(np.average(chances[inside], weights=w[inside]))
            happened = float(np.average(won[inside], weights=w[inside]))
            points.append(Point(said, happened, weight))
    return points
