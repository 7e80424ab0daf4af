"""Which rows are learned from and which are held out, with rows that are copies of each other on one side. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from fieldcraft.insight.history.types import Bools, Floats, Ints, Labels
from fieldcraft.insight.tables.profiling import Column
from fieldcraft.insight.winmodel.rows import marks
from fieldcraft.insight.winmodel.types import Table

#: Share of the rows, the latest ones, that are held out by time.
HELD_OUT: Final = 0.3
#: Each side needs so many rows of each outcome to be split by time.
FEWEST_OF_CLASS: Final = 2
FOLDS: Final = 5
#: Repeats of the folds, by number of rows.
REPEATS: Final = ((500, 6), (2_000, 3), (20_000, 1))
#: Where copies make up more of the table than this, rows are alike by chance and cannot be told from copies.
MOST_COPIES: Final = 0.5


@dataclass(frozen=True, slots=True)
class Copies:
    """`group` numbers rows that must stay together, `extra` counts exact copies, `alike` rows too alike to tell."""

    group: Ints
    extra: int
    alike: bool


@dataclass(frozen=True, slots=True)
class Fold:
    """Places of the rows learned from and of those held out. Folds of one `repeat` hold out each row once."""

    repeat: int
    learn: Ints
    held: Ints


@dataclass(frozen=True, slots=True)
class Split:
    """How it was split. `cut` is the first value of the order that is held out; None where not by time."""

    kind: Literal["time", "repeated stratified"]
    cut: float | None
    folds: tuple[Fold, ...]
    why: str


def copies(*, columns: Sequence[Column], outcome: str, closed: Bools) -> Copies:
    """Rows that are the same in every cell, and groups of those that are the same but for ids and the outcome.

    Grouping without the outcome matters: with it, a group held out would take away rows of its own outcome only, and
    what is left would teach the opposite.
    """
    rows = int(closed.sum())
    cells = {column.name: Labels(column.cells.levels, column.cells.place[closed]) for column in columns}
    extra = rows - np.unique(marks(table=Table(cells, rows))).size
    told = {column.name: cells[column.name] for column in columns if column.kind != "id" and column.name != outcome}
    different, group = np.unique(marks(table=Table(told, rows)), return_inverse=True)
    alike = different.size < (1 - MOST_COPIES) * rows
    return Copies(np.arange(rows) if alike else group.astype(np.int64), int(extra), bool(alike))


def split(*, won: Bools, group: Ints, order: Floats | None, seed: int = 0) -> Split:
    """By time where `order` is given and both sides have both outcomes; else repeated stratified folds."""
    if order is not None:
        by_time = _by_time(won, group, order)
        if by_time is not None:
            return by_time
        return _stratified(won, group, seed, "split by time, one side would have rows of one outcome only")
    return _stratified(won, group, seed, "no column says when rows began; name one with --order-by")


def _by_time(won: Bools, group: Ints, order: Floats) -> Split | None:
    known = np.sort(order[~np.isnan(order)])
    if known.size == 0:
        return None
    # The whole of a day is on one side, and rows without a day are the earliest.
    cut = known[int(np.floor((1 - HELD_OUT) * known.size))]
    first = np.full(group.max() + 1, np.inf)
    np.minimum.at(first, group, np.where(np.isnan(order), -np.inf, order))
    later = first[group] >= cut
    sides = [int((won & later).sum()), int((~won & later).sum()), int((won & ~later).sum()), int((~won & ~later).sum())]
    if min(sides) < FEWEST_OF_CLASS:
        return None
    fold = Fold(0, np.flatnonzero(~later), np.flatnonzero(later))
    return Split("time", float(cut), (fold,), "")


def _stratified(won: Bools, group: Ints, seed: int, why: str) -> Split:
    repeats = next((times for rows, times in REPEATS if won.size <= rows), 1)
    rate = np.bincount(group, weights=won) / np.maximum(np.bincount(group), 1)
    folds = []
    for repeat in range(repeats):
        random = np.random.default_rng((seed, repeat))
        # Groups are dealt out in order of their win rate, equal ones shuffled, so that each fold gets its share.
        order = np.lexsort((random.random(rate.size), rate))
        fold_of = np.empty(rate.size, dtype=np.int64)
        count = min(FOLDS, max(2, int(min(won.sum(), (~won).sum()))))
        fold_of[order] = np.arange(rate.size) % count
        for number in range(count):
            held = fold_of[group] == number
            folds.append(Fold(repeat, np.flatnonzero(~held), np.flatnonzero(held)))
    return Split("repeated stratified", None, tuple(folds), why)
