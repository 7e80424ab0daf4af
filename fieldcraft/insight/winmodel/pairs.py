"""Pairs of columns that say more together than one by one, as further columns of words.

A pair is looked for in what the additive model leaves open: the rows are put into the cells of two coarse columns, and
the sums of what is left are held against chance (score test, Rao 1948, one degree of freedom per cell beyond rows and
columns). Only what would come up by luck once in a thousand tables is taken, so that null data have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from scipy.stats import chi2

from fieldcraft.insight.history.types import NONE, Floats, Ints, Labels
from fieldcraft.insight.winmodel.coding import States
from fieldcraft.insight.winmodel.terms import Part, name_of
from fieldcraft.insight.winmodel.types import Column, Table

#: Fewer deals cannot show a pair.
LEAST_DEALS: Final = 300.0
#: The chance that a table without pairs shows one.
LUCK: Final = 0.001
MOST_PAIRS: Final = 4
#: Ranges of a number, and most words of a column that are told apart in a pair.
RANGES: Final = 5
WORDS: Final = 6
#: More columns than this are not all tried with each other: the ones with the most signal are.
MOST_COLUMNS: Final = 30


@dataclass(frozen=True, slots=True)
class Coarse:
    """A column in few codes: how it is cut, and the code of each row (-1: not in the pair)."""

    part: Part
    code: Ints
    size: int


def find_pairs(
    *, table: Table, states: list[States], left: Floats, variance: Floats, weights: Floats
) -> tuple[tuple[Part, Part], ...]:
    """The pairs in what is `left` open (outcome less chance, weighted); `variance` is that of `left` per row."""
    if weights.sum() < LEAST_DEALS:
        return ()
    coarse = [_coarse(one, table, weights) for one in states[:MOST_COLUMNS]]
    tried = [(a, b) for a, b in combinations([one for one in coarse if one.size > 1], 2)]
    found = []
    for a, b in tried:
        p = _luck(a, b, left, variance)
        if p * len(tried) < LUCK and name_of(pair=(a.part, b.part)) not in table.columns:
            found.append((p, a.part.column, b.part.column, (a.part, b.part)))
    return tuple(parts for _, _, _, parts in sorted(found, key=lambda one: one[:3])[:MOST_PAIRS])


def _luck(a: Coarse, b: Coarse, left: Floats, variance: Floats) -> float:
    cells = a.code * b.size + b.code
    there = (a.code >= 0) & (b.code >= 0)
    total = np.bincount(cells[there], weights=left[there], minlength=a.size * b.size)
    spread = np.bincount(cells[there], weights=variance[there], minlength=a.size * b.size)
    full = spread >= 3.0
    statistic = float((total[full] ** 2 / spread[full]).sum())
    return float(chi2.sf(statistic, max(int(full.sum()) - a.size - b.size + 1, 1)))


def _coarse(states: States, table: Table, weights: Floats) -> Coarse:
    column = table.columns[states.column]
    if isinstance(column, Labels):
        part = Part(states.column, (states.words or ())[:WORDS], None)
    else:
        there = ~np.isnan(column)
        cuts = np.unique(np.quantile(column[there], np.linspace(0, 1, RANGES + 1)[1:-1]))
        part = Part(states.column, None, tuple(float(f"{cut:.6g}") for cut in cuts))
    code, words = coded(part=part, column=column)
    return Coarse(part, code, len(words))


def coded(*, part: Part, column: Column | None) -> tuple[Ints, tuple[str, ...]]:
    """The code of each row in a part of a pair (-1: gap or a word not told apart), and the word for each code."""
    if isinstance(column, Labels) and part.words is not None:
        lookup = np.array([part.words.index(one) if one in part.words else NONE for one in column.levels] + [NONE])
        return lookup[np.where(column.place == NONE, len(column.levels), column.place)], part.words
    if column is None or isinstance(column, Labels) or part.cuts is None:
        return np.zeros(0, dtype=np.int64), ()
    code = np.searchsorted(np.array(part.cuts), column, side="right").astype(np.int64)
    return np.where(np.isnan(column), NONE, code), part.ranges


def joined(*, parts: tuple[Part, Part], table: Table) -> Labels:
    """The column of a pair: a level per cell, a gap where one of the two is a gap or not told apart."""
    codes = [coded(part=part, column=table.columns.get(part.column)) for part in parts]
    if any(len(code) != table.rows for code, _ in codes):
        return Labels((), np.full(table.rows, NONE, dtype=np.int64))
    (a, first), (b, second) = codes
    levels = tuple(f"{one} & {two}" for one in first for two in second)
    return Labels(levels, np.where((a == NONE) | (b == NONE), NONE, a * len(second) + b))


def with_pairs(*, table: Table, pairs: tuple[tuple[Part, Part], ...]) -> Table:
    """The table with a column for each pair."""
    if not pairs:
        return table
    more = {name_of(pair=pair): joined(parts=pair, table=table) for pair in pairs}
    return Table({**table.columns, **more}, table.rows)
