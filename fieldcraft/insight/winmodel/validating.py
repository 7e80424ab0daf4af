"""Which candidate holds on deals it has not seen, and how its log-odds have to be calibrated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import Floats, Ints
from fieldcraft.insight.winmodel.calibrating import Calibration, calibrate, log_loss
from fieldcraft.insight.winmodel.coding import States
from fieldcraft.insight.winmodel.design import Design, Shape, make_design
from fieldcraft.insight.winmodel.penalised import data_of, fit_penalised, total
from fieldcraft.insight.winmodel.rows import Rows, folds
from fieldcraft.insight.winmodel.types import Table

SHAPES: Final[tuple[Shape, ...]] = ("additive", "plain")
FOLDS: Final = 5
#: With fewer deals, or one outcome only, nothing can be held back.
LEAST_DEALS: Final = 20.0
#: Above so many rows one part of them is held back instead of five.
MANY_ROWS: Final = 8_000


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidate to serve, its calibration, and each candidate's log loss on deals not seen."""

    shape: Shape
    calibration: Calibration
    checked: Mapping[str, float]


def choose(*, table: Table, states: list[States], rows: Rows) -> Choice:
    """The candidate with the lower log loss on deals not seen; the additive one where it cannot be told."""
    outcomes = rows.weight @ rows.won, rows.weight @ ~rows.won
    if not states or min(outcomes) < 2.0 or sum(outcomes) < LEAST_DEALS:
        return Choice("additive", Calibration(), {})
    splits = list(split(rows=rows))
    seen = np.concatenate([test for _, test in splits])
    won, weight = rows.won.astype(np.float64)[seen], rows.weight[seen]
    odds: dict[Shape, Floats] = {}
    for one in SHAPES:
        design = make_design(table=table, states=states, weights=rows.weight, shape=one)
        odds[one] = np.concatenate([_predict(design, rows, train, test) for train, test in splits])
    checked: dict[str, float] = {one: log_loss(odds=found, won=won, weight=weight) for one, found in odds.items()}
    shape: Shape = "plain" if checked["plain"] < checked["additive"] else "additive"
    middle = float(np.log(outcomes[0] / outcomes[1]))
    return Choice(shape, calibrate(odds=odds[shape], won=won, weight=weight, middle=middle), checked)


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
    return total(shares=design.shares[test], design=design, beta=found.beta)
