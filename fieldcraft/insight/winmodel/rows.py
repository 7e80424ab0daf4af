"""Which rows weigh how much, in which order they are worked on, and on which side of a split they stand.

Everything here depends on what stands in the rows, never on where they stand, so that a shuffled table gives the same
model to the last bit; and exact duplicates always stand on the same side.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from fieldcraft.insight.history.types import NONE, Bools, Floats, Ints, Labels
from fieldcraft.insight.winmodel.types import Column, Table

Marks: TypeAlias = NDArray[np.uint64]

# Constants of the 64-bit finaliser of MurmurHash3 (public domain, A. Appleby) and the golden ratio.
MIX: Final = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53), np.uint64(0x9E3779B97F4A7C15))
HALF: Final = np.uint64(33)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows in their lasting order: `order` puts the table's rows into it; the rest is in it already.

    `weight` sums to 1 per deal, `mark` is the same for exact duplicates of a deal, `day` is NONE where unknown.
    """

    order: Ints
    weight: Floats
    mark: Marks
    deal: Ints
    day: Ints
    won: Bools


def arrange(*, table: Table, won: Bools, deal: Ints | None, day: Ints | None, seed: int) -> Rows:
    """Weights, marks and the lasting order of a table's rows."""
    number = np.arange(table.rows) if deal is None else np.unique(deal, return_inverse=True)[1].astype(np.int64)
    days = np.full(table.rows, NONE) if day is None else np.asarray(day, dtype=np.int64)
    deals = int(number.max(initial=-1)) + 1
    weight = 1.0 / np.bincount(number, minlength=deals)[number]
    row = mix(marks(table=table) ^ mix(won.astype(np.uint64) ^ mix(days.view(np.uint64))))
    whole = np.zeros(deals, dtype=np.uint64)
    np.add.at(whole, number, row)
    mark = mix(whole ^ mix(np.full(deals, seed % 2**63, dtype=np.uint64)))[number]
    order = np.lexsort((number, row, mark, days))
    return Rows(order, weight[order], mark[order], number[order], days[order], won[order])


def marks(*, table: Table) -> Marks:
    """A mark per row of everything in it; the order of the columns does not matter, their names do."""
    total = np.zeros(table.rows, dtype=np.uint64)
    for name in sorted(table.columns):
        total += mix(_values(table.columns[name]) ^ _text(name))
    return total


def mix(marks: Marks) -> Marks:
    """Spread the bits, so that sums of marks hardly ever meet."""
    mixed = marks + MIX[2]
    mixed = (mixed ^ (mixed >> HALF)) * MIX[0]
    mixed = (mixed ^ (mixed >> HALF)) * MIX[1]
    spread: Marks = mixed ^ (mixed >> HALF)
    return spread


def _values(column: Column) -> Marks:
    if isinstance(column, Labels):
        texts = np.array([_text(level) for level in column.levels] + [np.uint64(0)], dtype=np.uint64)
        found: Marks = texts[np.where(column.place == NONE, len(column.levels), column.place)]
        return found
    # + 0.0 makes one zero of two; all gaps are one.
    numbers = np.where(np.isnan(column), np.nan, np.asarray(column, dtype=np.float64) + 0.0)
    return mix(numbers.view(np.uint64))


def _text(text: str) -> np.uint64:
    return np.uint64(int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little"))


def folds(*, rows: Rows, count: int) -> Ints:
    """A fold from 0 to `count` - 1 per row: deals and their duplicates together, winners spread evenly."""
    different, first = np.unique(rows.mark, return_index=True)
    fold = np.empty(len(different), dtype=np.int64)
    start = 0
    for outcome in (False, True):
        inside = np.flatnonzero(rows.won[first] == outcome)
        fold[inside] = (np.arange(len(inside)) + start) % count
        start += len(inside)
    found: Ints = fold[np.searchsorted(different, rows.mark)]
    return found
