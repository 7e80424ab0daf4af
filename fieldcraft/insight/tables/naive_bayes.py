"""Naive Bayes on frequency tables, as the predictive lead scoring of Odoo CRM does it. Pure; a rival, not our model.

Odoo keeps, per field and value, how many leads were won and lost with it, each count begun at 0.1 so that none is zero,
and takes for the chance S(won) / (S(won) + S(lost)), where S is the share of the outcome times the frequency of each
value among leads of that outcome. Values never seen are passed over; the result is kept within 0.01 and 99.99 percent.
(Odoo 17 and later, module `crm`, model `crm.lead.scoring.frequency`; user manual, "Assign leads with predictive lead
scoring".) It knows words only; numbers are cut into five groups of equal size for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import NONE, Bools, Floats, Ints, Labels
from fieldcraft.insight.winmodel.types import Column, Table

BEGUN_AT: Final = 0.1
LEAST, MOST = 0.0001, 0.9999
GROUPS: Final = 5


@dataclass(frozen=True, slots=True)
class NaiveBayes:
    """Log of the odds of the outcome, and per column what each value adds to it; `edges` cut numbers into groups."""

    log_odds: float
    adds: dict[str, Floats]
    edges: dict[str, Floats]

    def chances(self, *, table: Table) -> Floats:
        """A chance of winning, 0 to 1, for each row."""
        total = np.full(table.rows, self.log_odds)
        for name, column in table.columns.items():
            place = _places(column, self.edges.get(name))
            adds = self.adds[name]
            known = (place != NONE) & (place < adds.size)
            total[known] += adds[place[known]]
        found: Floats = np.clip(1 / (1 + np.exp(-np.clip(total, -30, 30))), LEAST, MOST)
        return found


def fit_naive_bayes(*, table: Table, won: Bools) -> NaiveBayes:
    """Count. `won` needs a row of each outcome."""
    edges = {name: _edges(column) for name, column in table.columns.items() if not isinstance(column, Labels)}
    adds = {}
    for name, column in table.columns.items():
        place = _places(column, edges.get(name))
        size = int(place.max(initial=0)) + 1
        wins = np.bincount(place[won & (place != NONE)], minlength=size) + BEGUN_AT
        losses = np.bincount(place[~won & (place != NONE)], minlength=size) + BEGUN_AT
        seen = np.bincount(place[place != NONE], minlength=size) > 0
        adds[name] = np.where(seen, np.log(wins / wins.sum()) - np.log(losses / losses.sum()), 0.0)
    return NaiveBayes(float(np.log(won.sum()) - np.log((~won).sum())), adds, edges)


def _edges(column: Floats) -> Floats:
    there = column[~np.isnan(column)]
    if there.size == 0:
        return np.zeros(0)
    return np.unique(np.quantile(there, np.linspace(0, 1, GROUPS + 1)[1:-1]))


def _places(column: Column, edges: Floats | None) -> Ints:
    if isinstance(column, Labels):
        return column.place
    cut = np.searchsorted(edges if edges is not None else np.zeros(0), column, side="right")
    return np.where(np.isnan(column), NONE, cut).astype(np.int64)
