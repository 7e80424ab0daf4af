"""From columns to states: which knots or levels there are, and where a row stands among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import NONE, Bools, Floats, Ints, Labels
from fieldcraft.insight.winmodel.types import Column

#: A word seen in fewer closed deals than this is pooled with the other rare ones.
RARE: Final = 3.0
#: More words than this of one column are pooled too, the rarest first.
MOST_WORDS: Final = 120
#: Numbers beyond this (infinity, too) are taken for it.
LARGEST: Final = 1e150
#: A column of numbers with at most so many different ones has a knot at each.
FEW: Final = 12
MOST_KNOTS: Final = 20


@dataclass(frozen=True, slots=True)
class States:
    """The states of one column: words or knots first, then `other`, then `gap` (-1: there is none).

    `pair` says that it is made of two columns; only the additive candidate looks at these.
    """

    column: str
    words: tuple[str, ...] | None
    knots: Floats | None
    other: int
    gap: int
    size: int
    pair: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Where rows stand: states and their shares, one row of both per row; a state of -1 counts for nothing."""

    state: Ints
    share: Floats


def find_states(*, name: str, column: Column, weights: Floats) -> States | None:
    """The states of a column as history shows it; None where it has only one and so says nothing."""
    made = _words(name, column, weights) if isinstance(column, Labels) else _numbers(name, column, weights)
    return made if made is not None and made.size > 1 else None


def _words(name: str, column: Labels, weights: Floats) -> States:
    known = column.place != NONE
    mass: dict[str, float] = {}
    sums = np.bincount(column.place[known], weights=weights[known], minlength=len(column.levels))
    for level, total in zip(column.levels, sums.tolist(), strict=True):
        mass[level] = mass.get(level, 0.0) + total
    ordered = sorted((level for level in mass if mass[level] > 0), key=lambda level: (-mass[level], level))
    kept = tuple(level for level in ordered if mass[level] >= RARE - 1e-9)[:MOST_WORDS]
    pooled = len(kept) < len(ordered)
    gaps = not bool(known.all())
    size = len(kept) + pooled + gaps
    return States(name, kept, None, len(kept) if pooled else -1, size - 1 if gaps else -1, size)


def _numbers(name: str, column: Floats, weights: Floats) -> States | None:
    known = ~np.isnan(column)
    gaps = not bool(known.all())
    values = column[known]
    if not len(values):
        return None
    knots = find_knots(values=values, weights=weights[known])
    return States(name, None, knots, -1, len(knots) if gaps else -1, len(knots) + gaps)


def find_knots(*, values: Floats, weights: Floats) -> Floats:
    """Each different number where they are few; else weighted quantiles, denser at the ends, about n^(1/3) of them."""
    different = np.unique(values)
    if len(different) <= FEW:
        return different
    deals = float(weights.sum())
    count = int(np.clip(round(1.5 * deals ** (1 / 3)), 5, MOST_KNOTS - 2))
    end = max(0.005, min(0.05, 1.5 / max(deals, 1.0)))
    levels = np.concatenate(([end], np.linspace(end, 1 - end, count)[1:-1], [1 - end]))
    if deals >= 500:
        levels = np.unique(np.concatenate((levels, [0.02, 0.98])))
    order = np.argsort(values, kind="stable")
    reached = (np.cumsum(weights[order]) - 0.5 * weights[order]) / deals
    return np.unique(np.interp(levels, reached, values[order]))


def place(*, states: States, column: Column | None, rows: int) -> Placed:
    """Where each row of a column stands. A column that is absent or of the other kind tells nothing."""
    if isinstance(column, Labels) and states.words is not None:
        known = {word: number for number, word in enumerate(states.words)}
        levels = [known.get(level, states.other) for level in column.levels]
        lookup = np.array([*levels, states.gap], dtype=np.int64)
        found = lookup[np.where(column.place == NONE, len(levels), column.place)]
        return Placed(found[:, None], (found >= 0).astype(np.float64)[:, None])
    if column is None or isinstance(column, Labels) or states.knots is None:
        empty = states.gap if column is None else -1
        return Placed(np.full((rows, 1), empty), np.full((rows, 1), float(empty >= 0)))
    return _between(states, np.asarray(column, dtype=np.float64))


def _between(states: States, column: Floats) -> Placed:
    knots = states.knots
    assert knots is not None  # noqa: S101
    gap: Bools = np.isnan(column)
    inside = np.clip(np.where(gap, knots[0], column), knots[0], knots[-1])
    if len(knots) == 1:
        low, share = np.zeros(len(column), dtype=np.int64), np.zeros(len(column))
        high = low
    else:
        low = np.clip(np.searchsorted(knots, inside, side="right") - 1, 0, len(knots) - 2)
        share = (inside - knots[low]) / (knots[low + 1] - knots[low])
        high = low + 1
    state = np.stack((np.where(gap, states.gap, low), np.where(gap, -1, high)), axis=1)
    shares = np.stack((np.where(gap, float(states.gap >= 0), 1.0 - share), np.where(gap, 0.0, share)), axis=1)
    return Placed(state, shares)


def sums(*, placed: Placed, size: int, weights: Floats) -> Floats:
    """The weight in each state."""
    known = placed.state >= 0
    mass = np.broadcast_to(weights[:, None], placed.state.shape) * placed.share
    found: Floats = np.bincount(placed.state[known], weights=mass[known], minlength=size).astype(np.float64)
    return found
