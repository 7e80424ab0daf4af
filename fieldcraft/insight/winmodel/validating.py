"""Which candidate holds on deals it has not seen, and how its log-odds have to be calibrated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import Floats, Ints
from fieldcraft.insight.winmodel.calibrating import Calibration, calibrate, log_loss
from fieldcraft.insight.winmodel.design import Design, Shape
from fieldcraft.insight.winmodel.penalised import data_of, fit_penalised, total
from fieldcraft.insight.winmodel.rows import Rows, folds

FOLDS: Final = 5
#: With fewer deals, or one outcome only, nothing can be held back, and nothing is said of columns.
LEAST_DEALS: Final = 10.0
#: Above so many rows one part of them is held back instead of five.
MANY_ROWS: Final = 8_000


@dataclass(frozen=True, slots=True)
class Choice:
    """How much each candidate is believed (adds up to 1), the calibration, each one's log loss on deals not seen."""

    shares: Mapping[Shape, float]
    calibration: Calibration
    checked: Mapping[str, float]


def choose(*, designs: Mapping[Shape, Design], rows: Rows) -> Choice:
    """Candidates weighed by how likely they made the deals they had not seen; with too few deals, none of them."""
    outcomes = rows.weight @ rows.won, rows.weight @ ~rows.won
    if min(outcomes) < 2.0 or sum(outcomes) < LEAST_DEALS:
        base = float(np.log((outcomes[0] + 0.5) / (outcomes[1] + 0.5)))
        return Choice(dict.fromkeys(designs, 1.0 / len(designs)), Calibration(shift=base), {})
    splits = list(split(rows=rows))
    seen = np.concatenate([test for _, test in splits])
    won, weight = rows.won.astype(np.float64)[seen], rows.weight[seen]
    odds = {
        shape: np.concatenate([_predict(design, rows, train, test) for train, test in splits])
        for shape, design in designs.items()
    }
    checked = {shape: log_loss(odds=found, won=won, weight=weight) for shape, found in odds.items()}
    likely = np.exp(-weight.sum() * (np.array(list(checked.values())) - min(checked.values())))
    shares = {shape: float(share) for shape, share in zip(checked, likely / likely.sum(), strict=True)}
    blended = sum(share * odds[shape] for shape, share in shares.items()) + np.zeros(len(seen))
    middle = float(np.log(outcomes[0] / outcomes[1]))
    calibration = calibrate(odds=blended, won=won, weight=weight, middle=middle)
    return Choice(shares, calibration, {str(shape): loss for shape, loss in checked.items()})


def split(*, rows: Rows) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of rows to fit on and rows to hold back: the latest where days are known, else folds."""
    if len(np.unique(rows.day)) >= 2 * FOLDS:
        yield from _forward(rows)
        return
    fold = folds(rows=rows, count=FOLDS)
    for number in range(1 if len(fold) > MANY_ROWS else FOLDS):
        yield np.flatnonzero(fold != number), np.flatnonzero(fold == number)


def _forward(rows: Rows) -> Iterator[tuple[Ints, Ints]]:
    # A deal with several rows stands where its last one does, so that none is on both sides.
    last = np.zeros(int(rows.deal.max()) + 1, dtype=np.int64)
    np.maximum.at(last, rows.deal, rows.day)
    day = last[rows.deal]
    order = np.argsort(day, kind="stable")
    reached = np.cumsum(rows.weight[order]) / rows.weight.sum()
    cuts = [0.8] if len(day) > MANY_ROWS else [0.5, 0.6, 0.7, 0.8, 0.9]
    ends = [day[order][np.searchsorted(reached, cut)] for cut in cuts] + [day.max() + 1]
    for start, end in pairwise(ends):
        train, test = np.flatnonzero(day < start), np.flatnonzero((day >= start) & (day < end))
        if len(train) and len(test):
            yield train, test


def _predict(design: Design, rows: Rows, train: Ints, test: Ints) -> Floats:
    won = rows.won.astype(np.float64)
    found = fit_penalised(data=data_of(design=design, won=won, weight=rows.weight, rows=train))
    return total(shares=design.shares[test], effects=found.effects)
