"""What a model learned from looked like: how columns are spread, what is missing, what has hardly been seen."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from fieldcraft.insight.collecting.features import CRITERION, MET
from fieldcraft.insight.collecting.gathering import Gathered
from fieldcraft.insight.history.types import NONE, Bools, Floats, Ints, Labels
from fieldcraft.insight.training import drift
from fieldcraft.insight.winmodel.types import Column
from fieldcraft.pursuit.past.then import UNDATED

#: A level with fewer closed deals says little of its own.
FEW: Final = 10
#: Levels named at most per column, and bins of a number's spread.
MOST_NAMED: Final = 12
BINS: Final = 8
#: Whose columns speak of people: no figure about them leaves the model.
OF_PEOPLE: Final = frozenset({"owner", "team"})
#: A column with gaps in at least this share of what was learned from is named.
GAPS: Final = 0.5


def unknown(*, gathered: Gathered) -> dict[str, Any]:
    """What these deals cannot teach: columns that are mostly gaps, rare levels, criteria never or always met."""
    gaps: dict[str, float] = {}
    rare: dict[str, list[list[str | int]]] = {}
    never: list[str] = []
    always: list[str] = []
    weights = gathered.weights
    total = float(weights.sum())
    for name, column in gathered.table.columns.items():
        share = _gap(column, weights)
        if share >= GAPS:
            gaps[name] = round(share, 3)
        if name.startswith(CRITERION):
            met = _deals(column, MET, gathered)
            if met in (0, round(total)):
                (never if met == 0 else always).append(name.removeprefix(CRITERION))
        elif isinstance(column, Labels) and name not in OF_PEOPLE:
            few = {level: _deals(column, level, gathered) for level in column.levels}
            named = sorted((count, level) for level, count in few.items() if 0 < count < FEW)[:MOST_NAMED]
            if named:
                rare[name] = [[level, count] for count, level in named]
    return {
        "gaps": gaps,
        "rare": rare,
        "never_met": never,
        "always_met": always,
        "undated": sorted(set(UNDATED) - gathered.trusted),
        "seldom_asked": sorted(gathered.seldom),
    }


def shifts(*, gathered: Gathered, on: int) -> dict[str, Any]:
    """How far each column moved in deals closed in the latest quarter, and the share won; see drift.py."""
    late = gathered.order > on - drift.QUARTER
    weights = gathered.weights
    n_now, n_then = float(weights[late].sum()), float(weights[~late].sum())
    rate = drift.base_rate(
        won_then=float(weights[~late & gathered.won].sum()),
        n_then=n_then,
        won_now=float(weights[late & gathered.won].sum()),
        n_now=n_now,
    )
    columns: dict[str, float] = {}
    for name, column in gathered.table.columns.items():
        if name not in OF_PEOPLE:
            found = _shift(column, weights, late)
            columns |= {} if found is None else {name: round(found, 4)}
    moved = {name: value for name, value in columns.items() if value > drift.SHIFTED}
    return {"base_rate": rate, "columns": {"n": round(n_now), "moved": moved, "alarm": bool(moved)}}


def _shift(column: Column, weights: Floats, late: Bools) -> float | None:
    """How far a column moved among the deals where it is known: that more is known than before is no shift."""
    known = ~missing(column=column)
    n_then, n_now = float(weights[known & ~late].sum()), float(weights[known & late].sum())
    if min(n_then, n_now) < drift.FEWEST_FOR_COLUMNS:
        return None
    bins = _binned(column, known & ~late)
    then, now = (
        {str(place): mass / n for place, mass in enumerate(np.bincount(bins[rows], weights=weights[rows])) if mass > 0}
        for rows, n in ((known & ~late, n_then), (known & late, n_now))
    )
    return drift.shift(then=then, now=now, n_then=n_then, n_now=n_now)


def missing(*, column: Column) -> Bools:
    """Rows in which a column is a gap."""
    found: Bools = column.place == NONE if isinstance(column, Labels) else np.isnan(column)
    return found


def _binned(column: Column, rows: Bools) -> Ints:
    """The level of each row, or the bin of a number; bins are even shares of `rows`. Of no meaning for gaps."""
    if isinstance(column, Labels):
        return np.maximum(column.place, 0)
    edges = np.unique(np.quantile(column[rows], np.arange(1, BINS) / BINS))
    return np.searchsorted(edges, np.nan_to_num(column)).astype(np.int64)


def _gap(column: Column, weights: Floats) -> float:
    return float(weights[missing(column=column)].sum() / weights.sum()) if len(weights) else 0.0


def _deals(column: Column, level: str, gathered: Gathered) -> int:
    """Deals that ever stood at a level."""
    if not isinstance(column, Labels) or level not in column.levels:
        return 0
    return len(np.unique(gathered.deal[column.place == column.levels.index(level)]))
