"""What changed between the earlier and the later part of a history. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.stats import chi2, norm

from fieldcraft.insight.history.types import NONE, Bools, Floats, Ints, Labels
from fieldcraft.insight.winmodel.types import Column, Table

#: A change is reported where it is this unlikely by chance, all columns taken together, and this large.
CHANCE, MOVED = 0.01, 0.10
RATE_CHANCE: Final = 0.01
MOST_GROUPS: Final = 12
QUANTILES: Final = 4


@dataclass(frozen=True, slots=True)
class RateDrift:
    """The win rate, 0 to 1, of the earlier and the later part, their rows, and the chance of such a difference (z)."""

    earlier: float
    later: float
    rows_earlier: int
    rows_later: int
    p: float
    changed: bool


@dataclass(frozen=True, slots=True)
class ColumnDrift:
    """A column whose values moved: by which share of rows (total variation), and the level that moved most.

    `p` is that of a chi-squared test, before it is held against the number of columns.
    """

    column: str
    moved: float
    level: str
    earlier: float
    later: float
    p: float


@dataclass(frozen=True, slots=True)
class Drift:
    """Both, with the number of columns looked at."""

    rate: RateDrift
    columns: tuple[ColumnDrift, ...]
    looked_at: int


def drift(*, table: Table, won: Bools, learn: Ints, held: Ints, source: Mapping[str, str]) -> Drift:
    """Compare the rows learned from (earlier) with those held out (later).

    Only columns as they stand in the table are compared: seasons differ between two times by nature.
    """
    found = []
    names = [name for name in sorted(table.columns) if source.get(name, name) == name]
    for name in names:
        moved = _column(name, table.columns[name], learn, held)
        if moved is not None and moved.p < CHANCE / len(names) and moved.moved >= MOVED:
            found.append(moved)
    found.sort(key=lambda one: (-one.moved, one.column))
    return Drift(_rate(won, learn, held), tuple(found), len(names))


def _rate(won: Bools, learn: Ints, held: Ints) -> RateDrift:
    first, second = float(won[learn].mean()), float(won[held].mean())
    overall = float(won[np.concatenate((learn, held))].mean())
    error = np.sqrt(overall * (1 - overall) * (1 / len(learn) + 1 / len(held)))
    p = float(2 * norm.sf(abs(first - second) / error)) if error > 0 else 1.0
    return RateDrift(first, second, len(learn), len(held), p, p < RATE_CHANCE)


def _column(name: str, column: Column, learn: Ints, held: Ints) -> ColumnDrift | None:
    group, words = _groups(column, learn)
    size = len(words)
    before = np.bincount(group[learn], minlength=size).astype(np.float64)
    after = np.bincount(group[held], minlength=size).astype(np.float64)
    there = before + after > 0
    before, after = before[there], after[there]
    if before.size < 2:
        return None
    total = before + after
    expected = np.outer((before.sum(), after.sum()), total) / total.sum()
    statistic = float((((np.vstack((before, after)) - expected) ** 2) / expected).sum())
    p = float(chi2.sf(statistic, before.size - 1))
    first, second = before / before.sum(), after / after.sum()
    most = int(np.argmax(np.abs(second - first)))
    level = [word for word, is_there in zip(words, there, strict=True) if is_there][most]
    moved = float(0.5 * np.abs(second - first).sum())
    return ColumnDrift(name, moved, level, float(first[most]), float(second[most]), p)


def _groups(column: Column, learn: Ints) -> tuple[Ints, list[str]]:
    """The group of each row and the words for the groups: frequent levels or quarters of the numbers, others, gaps."""
    if isinstance(column, Labels):
        counts = np.bincount(column.place[column.place != NONE], minlength=len(column.levels))
        kept = np.argsort(-counts, kind="stable")[:MOST_GROUPS]
        moved = np.full(len(column.levels) + 1, len(kept), dtype=np.int64)
        moved[kept] = np.arange(len(kept))
        moved[-1] = len(kept) + 1
        place = moved[np.where(column.place == NONE, len(column.levels), column.place)]
        return place, [*(column.levels[at] for at in kept), "(other values)", "(blank)"]
    return _quantiles(column, learn)


def _quantiles(column: Floats, learn: Ints) -> tuple[Ints, list[str]]:
    there = column[learn][~np.isnan(column[learn])]
    if there.size == 0:
        return np.isnan(column).astype(np.int64), ["(filled)", "(blank)"]
    edges = np.unique(np.quantile(there, np.linspace(0, 1, QUANTILES + 1)[1:-1]))
    group = np.where(np.isnan(column), len(edges) + 1, np.searchsorted(edges, column, side="right")).astype(np.int64)
    return group, [*ranges(edges=edges), "(blank)"]


def ranges(*, edges: Floats) -> list[str]:
    """Words for the ranges that edges cut: below the first, between two, from the last on."""
    shown = [short(value=edge) for edge in edges.tolist()]
    middle = [f"{low} to {high}" for low, high in pairwise(shown)]
    return [f"below {shown[0]}", *middle, f"{shown[-1]} or more"]


def short(*, value: float) -> str:
    """A number in at most about seven signs."""
    if (value == round(value) and abs(value) < 1e6) or abs(value) >= 1_000:
        return f"{value:,.0f}"
    return f"{value:.3g}"
