"""The additive design: states of all columns, and the few directions in which their effects may go.

A row is a sparse vector of shares in states. Effects of states are `basis @ coefficients`; each coefficient has a
normal prior around 0 whose variance is common to its group, and groups are what the data widen or shrink to nothing:

- words: one coefficient per level, one group per column (a random effect);
- numbers: a group of two straight lines, one in the value and one in its rank, and a group of bends, the leading
  directions of a random walk over the knots;
- a gap is a state of its own in the column's first group.

The plain candidate has one straight line per number and one group in all: a ridge logistic regression.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from scipy import sparse

from fieldcraft.insight.history.types import Floats, Ints
from fieldcraft.insight.winmodel.coding import Placed, States, place, sums
from fieldcraft.insight.winmodel.types import Table

Shape: TypeAlias = Literal["additive", "plain"]

#: Directions of bending kept per column of numbers.
BENDS: Final = 10


@dataclass(frozen=True, slots=True)
class Design:
    """Shares of rows in states (a first column of ones is the intercept) and the basis of effects.

    `basis` has a row per state (the first is the intercept) and a column per coefficient; `group` is the place of each
    coefficient's group in `groups`, -1 for the intercept. `columns` are the states per column, `starts` where each
    begins in `basis`, and `mass` the closed deals in each state.
    """

    shares: sparse.csr_matrix
    basis: Floats
    group: Ints
    groups: tuple[str, ...]
    columns: tuple[States, ...]
    starts: tuple[int, ...]
    mass: Floats


@dataclass(frozen=True, slots=True)
class Block:
    """One column: its states, where rows stand, the mass in each state, and its basis by group."""

    states: States
    placed: Placed
    mass: Floats
    parts: tuple[tuple[str, Floats], ...]


def make_design(*, table: Table, states: list[States], weights: Floats, shape: Shape) -> Design:
    """The design of a table's rows, in the order given."""
    blocks = [_block(table, one, weights, shape) for one in states]
    shares = _stack([block.placed for block in blocks], [block.states.size for block in blocks], table.rows)
    size = 1 + sum(block.states.size for block in blocks)
    width = 1 + sum(part.shape[1] for block in blocks for _, part in block.parts)
    basis, group = np.zeros((size, width)), np.full(width, -1, dtype=np.int64)
    basis[0, 0] = 1.0
    names: list[str] = []
    starts: list[int] = []
    row, column = 1, 1
    for block in blocks:
        starts.append(row)
        for name, part in block.parts:
            label = "all" if shape == "plain" else f"{block.states.column}|{name}"
            if label not in names:
                names.append(label)
            end = column + part.shape[1]
            basis[row : row + block.states.size, column:end] = part
            # Centred on the average deal, so that the intercept is the base.
            basis[0, column:end] = -(block.mass @ part) / weights.sum()
            group[column:end] = names.index(label)
            column = end
        row += block.states.size
    mass = np.concatenate([np.array([weights.sum()]), *[block.mass for block in blocks]])
    return Design(shares, basis, group, tuple(names), tuple(states), tuple(starts), mass)


def _block(table: Table, states: States, weights: Floats, shape: Shape) -> Block:
    placed = place(states=states, column=table.columns.get(states.column), rows=table.rows)
    mass = sums(placed=placed, size=states.size, weights=weights)
    if states.pair and shape == "plain":
        return Block(states, placed, mass, ())
    if states.knots is None:
        return Block(states, placed, mass, (("level", np.eye(states.size)),))
    # A knot between deals may have none at itself.
    near = np.maximum(mass[: len(states.knots)], 1e-3)
    lines, bends = line_basis(states.knots, near), np.zeros((len(near), 0))
    if shape == "plain":
        lines = lines[:, :1]
    else:
        bends = bend_basis(near)
    if states.gap >= 0:
        lines = np.vstack((np.column_stack((lines, np.zeros(len(lines)))), np.eye(lines.shape[1] + 1)[-1:]))
        bends = np.vstack((bends, np.zeros((1, bends.shape[1]))))
    parts = [("line", lines)]
    if shape == "additive" and bends.shape[1]:
        parts.append(("bend", bends))
    return Block(states, placed, mass, tuple(parts))


def line_basis(knots: Floats, mass: Floats) -> Floats:
    """Straight lines in the value and in its rank, each with mean 0 and variance 1 over the deals."""
    if len(knots) < 2:
        return np.zeros((len(knots), 0))
    rank = (np.cumsum(mass) - 0.5 * mass) / mass.sum()
    lines = [_standard(line, mass) for line in (knots, rank)]
    return np.column_stack(lines if len(knots) > 2 else lines[:1])


def bend_basis(mass: Floats) -> Floats:
    """Leading directions of a random walk over ranks, straight lines taken out; variance 1 over the deals in all.

    The covariance of a random walk is min(s, t); its leading directions are the slow bends, the next the faster ones.
    """
    if len(mass) < 3:
        return np.zeros((len(mass), 0))
    rank = (np.cumsum(mass) - 0.5 * mass) / mass.sum()
    share = np.sqrt(mass / mass.sum())
    line = np.linalg.qr(np.column_stack((share, share * rank)))[0]
    out = np.eye(len(mass)) - line @ line.T
    walk = out @ (share[:, None] * np.minimum.outer(rank, rank) * share) @ out
    values, directions = np.linalg.eigh(walk)
    keep = np.argsort(-values)[: min(BENDS, len(mass) - 2)]
    keep = keep[values[keep] > 1e-9 * values.max()]
    found = directions[:, keep] * np.sqrt(values[keep] / values[keep].sum()) / share[:, None]
    signs = np.where(found[0] < 0, -1.0, 1.0)
    basis: Floats = found * signs
    return basis


def _standard(line: Floats, mass: Floats) -> Floats:
    largest = np.abs(line).max()
    scaled = line / largest if largest > 0 else line
    centred = scaled - np.average(scaled, weights=mass)
    size = float(np.sqrt(np.average(centred**2, weights=mass)))
    # Numbers that differ by rounding only are one number.
    spread: Floats = centred / size if size > 1e-12 else np.zeros(len(line))
    return spread


def _stack(placed: list[Placed], sizes: list[int], rows: int) -> sparse.csr_matrix:
    lines = [np.arange(rows)]
    states, shares = [np.zeros(rows, dtype=np.int64)], [np.ones(rows)]
    start = 1
    for where, size in zip(placed, sizes, strict=True):
        for k in range(where.state.shape[1]):
            known = np.flatnonzero((where.state[:, k] >= 0) & (where.share[:, k] != 0))
            lines.append(known)
            states.append(start + where.state[known, k])
            shares.append(where.share[known, k])
        start += size
    entries = (np.concatenate(shares), (np.concatenate(lines), np.concatenate(states)))
    return sparse.csr_matrix(entries, shape=(rows, start))
