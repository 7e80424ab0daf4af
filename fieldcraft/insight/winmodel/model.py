"""The win model as others use it: chances of many rows at once by numpy, one row with its reasons by `saying`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import NONE, Floats, Labels
from fieldcraft.insight.winmodel.coding import Placed, States, place
from fieldcraft.insight.winmodel.pairs import with_pairs
from fieldcraft.insight.winmodel.saying import LEAST_DEALS, Z90, Chance, Formula
from fieldcraft.insight.winmodel.terms import FAR, Term, Value
from fieldcraft.insight.winmodel.types import Column, Table

#: Rows whose intervals are worked out at a time: bounds the memory to some 100 MB.
CHUNK: Final = 8_192


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted win model. Everything it says follows from `formula`, which is what is stored."""

    formula: Formula

    @property
    def kind(self) -> str:
        """Which candidate is served: "additive", "plain", "base rate", or "prior" where there were no closed deals."""
        return self.formula.kind

    @property
    def learned(self) -> float:
        """How much of its chances is history, 0 to 1; the rest is the playbook's prior."""
        return self.formula.learned

    def chances(self, *, table: Table, prior: Floats | None = None) -> Floats:
        """A chance of winning, 0 to 1, for each row. `prior` is the playbook's chance per row, as in `fit`."""
        if self.learned == 0.0:
            return self._prior(table.rows, prior)
        return _chance(self._total(_place_all(self.formula, table), self._prior(table.rows, prior)))

    def intervals(self, *, table: Table, prior: Floats | None = None) -> tuple[Floats, Floats]:
        """Lower and upper ends of the 90 % intervals of the chances."""
        said = self._prior(table.rows, prior)
        placed = _place_all(self.formula, table)
        total = self._total(placed, said)
        half = Z90 * np.sqrt(self._variance(placed, said))
        middle = said if self.learned == 0.0 else _chance(total)
        return np.minimum(_chance(total - half), middle), np.maximum(_chance(total + half), middle)

    def look(self, *, table: Table, row: int, prior: float | None = None) -> Chance:
        """What the model says of one row, with its reasons, the strongest first."""
        return self.formula.look(values=values_of(table=table, row=row), prior=prior)

    def what_if(self, *, table: Table, row: int, column: str, value: Value, prior: float | None = None) -> float:
        """The chance of a row, 0 to 1, were `column` at `value` (None: not known) and all else the same."""
        return self.formula.what_if(values=values_of(table=table, row=row), column=column, value=value, prior=prior)

    def to_text(self) -> str:
        """JSON; the same fit gives the same bytes."""
        return self.formula.to_text()

    @classmethod
    def from_text(cls, text: str) -> Model:
        """The model of a stored text; ValueError where it is of a version this program does not know."""
        return cls(Formula.from_text(text))

    def _prior(self, rows: int, prior: Floats | None) -> Floats:
        return np.full(rows, self.formula.usual_prior) if prior is None else np.asarray(prior, dtype=np.float64)

    def _total(self, placed: list[tuple[Term, Placed]], prior: Floats) -> Floats:
        formula = self.formula
        inside = np.clip(prior, 3e-7, 1 - 3e-7)
        said: Floats = np.log(inside / (1.0 - inside))
        if formula.learned == 0.0:
            return said
        total = np.full(len(prior), formula.intercept)
        for term, where in placed:
            effects = np.array([*term.effects, 0.0])
            total += (effects[where.state] * where.share).sum(axis=1)
        return (1.0 - formula.learned) * said + formula.learned * (formula.shift + formula.slope * total)

    def _variance(self, placed: list[tuple[Term, Placed]], prior: Floats) -> Floats:
        formula = self.formula
        said = np.clip(prior, 0.01, 0.99)
        worth = max(formula.prior_deals, LEAST_DEALS)
        believed: Floats = (1.0 - formula.learned) ** 2 / (worth * said * (1.0 - said))
        if formula.learned == 0.0:
            return believed
        size = 1 + sum(len(term.effects) for term in formula.terms)
        full = np.zeros((size + 1, size + 1))
        full[np.tril_indices(size)] = np.frombuffer(formula.covariance, dtype=np.float32)
        full = full + np.tril(full, -1).T
        state = [np.zeros((len(prior), 1), dtype=np.int64)]
        share = [np.ones((len(prior), 1))]
        unknown, away = np.zeros(len(prior)), np.zeros(len(prior))
        for term, where in placed:
            state.append(np.where(where.state >= 0, 1 + term.first + where.state, size))
            share.append(formula.stretch * where.share)
            away += (np.array([*term.effects, 0.0])[where.state] * where.share).sum(axis=1)
            unknown += np.where((where.state >= 0).any(axis=1), 0.0, formula.stretch**2 * term.spread)
        known = _quadratic(full, np.concatenate(state, axis=1), np.concatenate(share, axis=1))
        spread: Floats = np.maximum(known, 0.0) + unknown + (formula.doubt * away) ** 2
        return believed + formula.learned**2 * spread


def values_of(*, table: Table, row: int) -> dict[str, Value]:
    """One row of a table by column; None for gaps."""
    return {name: value_at(column=column, row=row) for name, column in table.columns.items()}


def value_at(*, column: Column, row: int) -> Value:
    """The word or number of a row, None for a gap."""
    if isinstance(column, Labels):
        spot = int(column.place[row])
        return None if spot == NONE else column.levels[spot]
    number = float(column[row])
    return None if np.isnan(number) else number


def _place_all(formula: Formula, table: Table) -> list[tuple[Term, Placed]]:
    table = with_pairs(table=table, pairs=formula.pairs)
    return [
        (term, place(states=states_of(term), column=table.columns.get(term.column), rows=table.rows))
        for term in formula.terms
    ]


def states_of(term: Term) -> States:
    """The states of a stored term."""
    knots = None if term.knots is None else np.array(term.knots)
    return States(term.column, term.words, knots, term.other, term.gap, len(term.effects))


def _quadratic(full: Floats, state: np.ndarray, share: Floats) -> Floats:
    parts = []
    for start in range(0, len(state), CHUNK):
        i, w = state[start : start + CHUNK], share[start : start + CHUNK]
        inner = np.zeros((len(i), i.shape[1]))
        for k in range(i.shape[1]):
            inner += full[i[:, k, None], i] * w[:, k, None]
        parts.append((inner * w).sum(axis=1))
    return np.concatenate(parts) if parts else np.zeros(0)


def _chance(total: Floats) -> Floats:
    chance: Floats = 1.0 / (1.0 + np.exp(-np.clip(total, -FAR, FAR)))
    return chance
