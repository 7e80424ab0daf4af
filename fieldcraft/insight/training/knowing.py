"""What a model learned from looked like: how columns are spread, what is missing, what has hardly been seen."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from fieldcraft.insight.collecting.columns import part_of
from fieldcraft.insight.collecting.features import CRITERION, MET
from fieldcraft.insight.collecting.gathering import Gathered
from fieldcraft.insight.history.types import NONE, Floats, Labels
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
    if min(n_now, n_then) >= drift.FEWEST_FOR_COLUMNS:
        before, after = part_of(table=gathered.table, rows=~late), part_of(table=gathered.table, rows=late)
        for name, column in before.columns.items():
            if name in OF_PEOPLE:
                continue
            edges = _edges(column)
            then, now = (
                spread(column=one, weights=some, edges=edges)
                for one, some in ((column, weights[~late]), (after.columns[name], weights[late]))
            )
            columns[name] = round(drift.shift(then=then, now=now, n_then=n_then, n_now=n_now), 4)
    moved = {name: value for name, value in columns.items() if value > drift.SHIFTED}
    return {"base_rate": rate, "columns": {"n": round(n_now), "moved": moved, "alarm": bool(moved)}}


def spread(*, column: Column, weights: Floats, edges: Floats | None) -> dict[str, float]:
    """Shares of levels, or of the bins between `edges`; gaps are a bin of their own."""
    total = float(weights.sum()) or 1.0
    if isinstance(column, Labels):
        names = [*column.levels, ""]
        places = np.where(column.place == NONE, len(column.levels), column.place)
    else:
        known = np.zeros(0) if edges is None else edges
        names = [str(number) for number in range(len(known) + 1)] + [""]
        places = np.where(np.isnan(column), len(known) + 1, np.searchsorted(known, np.nan_to_num(column)))
    masses = np.bincount(places, weights=weights, minlength=len(names))
    return {name: float(mass) / total for name, mass in zip(names, masses, strict=True) if mass > 0}


def _edges(column: Column) -> Floats | None:
    if isinstance(column, Labels):
        return None
    values = column[~np.isnan(column)]
    if not len(values):
        return np.zeros(0)
    edges: Floats = np.unique(np.quantile(values, np.arange(1, BINS) / BINS))
    return edges


def _gap(column: Column, weights: Floats) -> float:
    missing = column.place == NONE if isinstance(column, Labels) else np.isnan(column)
    return float(weights[missing].sum() / weights.sum()) if len(weights) else 0.0


def _deals(column: Column, level: str, gathered: Gathered) -> int:
    """Deals that ever stood at a level."""
    if not isinstance(column, Labels) or level not in column.levels:
        return 0
    return len(np.unique(gathered.deal[column.place == column.levels.index(level)]))
