"""Regularised logistic regression by scikit-learn, as a careful analyst would set it up. A rival, not our model."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import sparse

from fieldcraft.insight.history.types import NONE, Bools, Floats, Ints, Labels
from fieldcraft.insight.winmodel.types import Column, Table

#: A word in fewer rows than this, or beyond so many words, has no coefficient of its own.
FEWEST_ROWS, MOST_WORDS = 5, 150
#: How strongly to pull coefficients to zero is chosen among these by three-fold cross-validated log loss.
STRENGTHS: Final = (0.01, 0.1, 1.0)
FEWEST_TO_CHOOSE: Final = 30
MANY_ROWS: Final = 20_000


@dataclass(frozen=True, slots=True)
class _Coded:
    """How one column becomes numbers: words to a column each, or a number scaled, with its gaps marked."""

    words: dict[str, int] | None
    middle: float
    scale: float
    bent: bool


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted one."""

    coded: dict[str, _Coded]
    fitted: Any

    def chances(self, *, table: Table) -> Floats:
        """A chance of winning, 0 to 1, for each row."""
        found: Floats = self.fitted.predict_proba(_matrix(table, self.coded))[:, 1]
        return found


def fit_logistic(*, table: Table, won: Bools, seed: int) -> Logistic:
    """Fit it. `won` needs a row of each outcome."""
    # Costs over a second to import.
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    coded = {name: _code(column) for name, column in table.columns.items()}
    matrix = _matrix(table, coded)
    make: Any = LogisticRegression
    with warnings.catch_warnings():
        # A fit that stops at its limit of steps is good enough for a rival; it need not say so ten times.
        warnings.simplefilter("ignore")
        strength = STRENGTHS[1]
        if min(won.sum(), (~won).sum()) >= FEWEST_TO_CHOOSE:
            rows = np.random.default_rng(seed).permutation(won.size)[:MANY_ROWS]
            worth = [_worth(make(C=one, max_iter=200), matrix[rows], won[rows], seed) for one in STRENGTHS]
            strength = STRENGTHS[int(np.argmax(worth))]
        return Logistic(coded, make(C=strength, max_iter=300).fit(matrix, won))


def _worth(model: Any, matrix: Any, won: Bools, seed: int) -> float:
    from sklearn.model_selection import StratifiedKFold, cross_val_score  # noqa: PLC0415

    make: Any = StratifiedKFold
    parts = make(3, shuffle=True, random_state=seed)
    return float(np.mean(cross_val_score(model, matrix, won, cv=parts, scoring="neg_log_loss")))


def _code(column: Column) -> _Coded:
    if isinstance(column, Labels):
        counts = np.bincount(column.place[column.place != NONE], minlength=len(column.levels))
        order = np.argsort(-counts, kind="stable")[:MOST_WORDS]
        kept = [int(at) for at in order if counts[at] >= FEWEST_ROWS]
        return _Coded({column.levels[at]: place for place, at in enumerate(kept)}, 0.0, 1.0, bent=False)
    there = column[~np.isnan(column)]
    if there.size == 0:
        return _Coded(None, 0.0, 1.0, bent=False)
    low, middle, high = np.quantile(there, (0.05, 0.5, 0.95))
    bent = bool(high - middle > 4 * max(middle - low, 1e-12))
    shown = _bend(there) if bent else there
    return _Coded(None, float(np.mean(shown)), float(np.std(shown)) or 1.0, bent)


def _bend(values: Floats) -> Floats:
    found: Floats = np.sign(values) * np.log1p(np.abs(values))
    return found


def _matrix(table: Table, coded: dict[str, _Coded]) -> Any:
    blocks = [sparse.csr_matrix((table.rows, 1))]
    for name, code in coded.items():
        column = table.columns[name]
        blocks.append(_words(column, code.words) if isinstance(column, Labels) and code.words is not None
                      else _number(column, code))  # fmt: skip
    return sparse.hstack(blocks, format="csr")


def _words(column: Labels, words: dict[str, int]) -> Any:
    gap, other = len(words), len(words) + 1
    lookup: Ints = np.array([*(words.get(level, other) for level in column.levels), gap], dtype=np.int64)
    place = lookup[np.where(column.place == NONE, len(column.levels), column.place)]
    rows = np.arange(place.size)
    return sparse.csr_matrix((np.ones(place.size), (rows, place)), shape=(place.size, len(words) + 2))


def _number(column: Column, code: _Coded) -> Any:
    assert not isinstance(column, Labels)  # noqa: S101
    gap = np.isnan(column)
    values = (np.where(gap, 0.0, _bend(column) if code.bent else column) - code.middle) / code.scale
    return sparse.csr_matrix(np.column_stack((np.where(gap, 0.0, np.clip(values, -5, 5)), gap)))
