"""A logistic model of passing, stage by stage, fitted by Newton's method with every coefficient held near 0.

Columns that differ between stages are 0 in all rows of the others, so the curvature is summed stage by stage: the cost
is that of one stage's columns. Spreads of owners and teams are estimated with it (Laplace approximation; Breslow and
Clayton 1993), so that few deals of a rep count little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.effects.columns import Columns
from fieldcraft.insight.history.types import Bools, Floats, Ints

#: Spread of a behaviour's coefficient in the first fit: wide, so that the data speak; it only prevents infinity.
WIDE: Final = 1.0
_ROUNDS, _CLOSE = 40, 1e-7
#: Bounds of the spread of owners and teams, in log-odds.
_LEAST, _MOST = 0.05, 1.0


@dataclass(frozen=True, slots=True)
class Fit:
    """What the passages say of the behaviours' coefficients: log-likelihood = told·b − b·weight·b / 2 around its top.

    Both are in the order (behaviour, stage), all else is integrated out. `shared` and `local` are the other
    coefficients (`local` one row per stage), `first` the behaviours' coefficients by behaviour and stage.
    """

    told: Floats
    weight: Floats
    first: Floats
    shared: Floats
    local: Floats


@dataclass(frozen=True, slots=True)
class _Block:
    rows: Ints
    columns: Ints
    values: Floats


def fit_passages(*, columns: Columns, stage: Ints, stages: int, passed: Bools, before: Floats) -> Fit:
    """Fit; `before` says of each passage and behaviour whether it had been done."""
    wide, near, count = columns.shared.shape[1], columns.local.shape[1], before.shape[1]
    blocks = _blocks(columns=columns, stage=stage, stages=stages, before=before)
    start = wide + stages * near
    precision = np.concatenate(
        [columns.shared_precision, np.tile(columns.local_precision, stages), np.full(count * stages, WIDE**-2)]
    )
    coefficients = np.zeros(len(precision))
    outcome = passed.astype(np.float64)
    for _ in range(_ROUNDS):
        slope, curve = _derivatives(blocks=blocks, outcome=outcome, coefficients=coefficients)
        curve[np.diag_indices(len(precision))] += precision
        step = np.linalg.solve(curve, slope - precision * coefficients)
        coefficients = coefficients + step * min(1.0, 4.0 / max(float(np.abs(step).max(initial=0.0)), 1e-12))
        moved = _spreads(columns=columns, coefficients=coefficients, curve=curve, precision=precision)
        if (
            max(float(np.abs(step).max(initial=0.0)), moved) < max(_CLOSE, 1e-4 * moved)
            or moved + np.abs(step).max() < 1e-4
        ):
            break
    _, curve = _derivatives(blocks=blocks, outcome=outcome, coefficients=coefficients)
    inside, other = curve[start:, start:], curve[:start, :start] + np.diag(precision[:start])
    weight = inside - curve[start:, :start] @ np.linalg.solve(other, curve[:start, start:])
    first = coefficients[start:]
    return Fit(
        told=first * WIDE**-2 + weight @ first,
        weight=(weight + weight.T) / 2,
        first=first.reshape(count, stages),
        shared=coefficients[:wide],
        local=coefficients[wide:start].reshape(stages, near),
    )


def _blocks(*, columns: Columns, stage: Ints, stages: int, before: Floats) -> list[_Block]:
    wide, near, count = columns.shared.shape[1], columns.local.shape[1], before.shape[1]
    blocks = []
    for place in range(stages):
        rows = np.flatnonzero(stage == place)
        index = np.concatenate(
            [
                np.arange(wide),
                wide + place * near + np.arange(near),
                wide + stages * near + np.arange(count) * stages + place,
            ]
        )
        values = np.concatenate([columns.shared[rows], columns.local[rows], before[rows]], axis=1)
        blocks.append(_Block(rows=rows, columns=index.astype(np.int64), values=values))
    return blocks


def _derivatives(*, blocks: list[_Block], outcome: Floats, coefficients: Floats) -> tuple[Floats, Floats]:
    slope, curve = np.zeros(len(coefficients)), np.zeros((len(coefficients), len(coefficients)))
    for block in blocks:
        chance = 1.0 / (1.0 + np.exp(-np.clip(block.values @ coefficients[block.columns], -30, 30)))
        slope[block.columns] += block.values.T @ (outcome[block.rows] - chance)
        weighted = block.values * (chance * (1.0 - chance))[:, None]
        curve[np.ix_(block.columns, block.columns)] += weighted.T @ block.values
    return slope, curve


def _spreads(*, columns: Columns, coefficients: Floats, curve: Floats, precision: Floats) -> float:
    """One step of the spreads of owners and teams, written into `precision`; how far they moved, in log-odds."""
    if not columns.groups:
        return 0.0
    width = columns.shared.shape[1]
    variances = np.diag(np.linalg.inv(curve))[:width]
    moved = 0.0
    for start, end in columns.groups:
        values = coefficients[start:end]
        spread = float(np.sqrt(np.mean(values**2 + variances[start:end])))
        spread = min(max(spread, _LEAST), _MOST)
        moved = max(moved, abs(spread - float(precision[start] ** -0.5)))
        precision[start:end] = spread**-2
    return moved
