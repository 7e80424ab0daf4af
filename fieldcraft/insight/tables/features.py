"""From the columns that may be used to the columns of the win model. Pure.

Words stay words ("Select" and "Unknown" are levels), numbers stay numbers, dates become how many days they lie from the
beginning, and the beginning itself becomes its month or quarter where the history is long enough to see it come round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import NONE, Bools, Floats, Ints, Labels
from fieldcraft.insight.tables.names import start_rank
from fieldcraft.insight.tables.profiling import Column
from fieldcraft.insight.winmodel.types import Column as Used
from fieldcraft.insight.winmodel.types import Table

#: So many days of beginnings before a quarter, or a month, is a season and not just a point in time.
QUARTERS_DAYS, MONTHS_DAYS = 730, 1_095
#: Above this share of different values a column of words names its rows rather than says something of them.
NAMES_SHARE: Final = 0.5
#: Rarer words, and those beyond so many of one column, are taken together: (fewest rows, one in so many rows, words).
FEWEST_ROWS, ONE_IN, MOST_LEVELS = 10, 30, 100
OTHERS: Final = "(other values)"
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Features:
    """What is learned from. `source` names the table's column behind each, `unused` gives the reason for the rest.

    `says` turns a level of a feature into words where it is not the cell itself: "{} days after Created".
    """

    table: Table
    source: Mapping[str, str]
    unused: Mapping[str, str]
    says: Mapping[str, str]


def features(*, columns: Sequence[Column], closed: Bools, order: str | None, trusted: Sequence[str]) -> Features:
    """The win model's table of the closed rows. `trusted` are never left out for being too varied."""
    used: dict[str, Used] = {}
    source: dict[str, str] = {}
    unused: dict[str, str] = {}
    says: dict[str, str] = {}
    start = _start(columns, order)
    for column in columns:
        why = "" if column.name in trusted and column.kind != "empty" else _why_unused(column, closed)
        if why:
            unused[column.name] = why
            continue
        made = _plain(column, closed)
        if column.kind == "date":
            made = _dated(column, start, closed)
            says |= {name: _says(column, start) for name in made}
        if not made:
            unused[column.name] = "its history is too short to see a season in it, and a date itself does not come back"
        for name, values in made.items():
            used[name], source[name] = values, column.name
    return Features(Table(used, int(closed.sum())), source, unused, says)


def take(*, table: Table, rows: Ints) -> Table:
    """The table of some of its rows."""
    return Table({name: _of_rows(column, rows) for name, column in table.columns.items()}, len(rows))


def _of_rows(column: Used, rows: Ints) -> Used:
    return Labels(column.levels, column.place[rows]) if isinstance(column, Labels) else column[rows]


def _start(columns: Sequence[Column], order: str | None) -> Column | None:
    """The date the others are counted from: the order where it is a date, else the one that is named a beginning."""
    dates = [column for column in columns if column.kind == "date"]
    by_order = [column for column in dates if column.name == order]
    named = [(rank, column.name, column) for column in dates if (rank := start_rank(name=column.name)) is not None]
    return by_order[0] if by_order else min(named, key=lambda one: one[:2])[2] if named else None


def _why_unused(column: Column, closed: Bools) -> str:
    there = column.cells.place[closed]
    different = np.unique(there[there != NONE]).size
    if different == 0:
        return "empty"
    if different == 1 and (there != NONE).all():
        return "the same on every closed row"
    if column.kind == "id":
        return "names each row"
    if column.kind == "text":
        return "free text"
    if column.kind in ("words", "flag") and different > max(NAMES_SHARE * (there != NONE).sum(), 2):
        return "nearly every row has its own value"
    return ""


def _plain(column: Column, closed: Bools) -> dict[str, Used]:
    if column.kind == "number" and column.values is not None:
        return {column.name: column.values[closed]}
    return {column.name: _frequent(Labels(column.cells.levels, column.cells.place[closed]))}


def _frequent(column: Labels) -> Labels:
    """Words that occur often enough to learn from, the rest as one: many rare names cost time and teach nothing."""
    counts = np.bincount(column.place[column.place != NONE], minlength=len(column.levels))
    fewest = min(FEWEST_ROWS, max(2, column.place.size // ONE_IN))
    order = np.lexsort((np.array(column.levels), -counts))
    kept = [int(at) for at in order[:MOST_LEVELS] if counts[at] >= fewest]
    lookup = np.full(len(column.levels) + 1, len(kept), dtype=np.int64)
    lookup[kept], lookup[-1] = np.arange(len(kept)), NONE
    place = lookup[np.where(column.place == NONE, len(column.levels), column.place)]
    return Labels((*(column.levels[at] for at in kept), OTHERS), place)


def _dated(column: Column, start: Column | None, closed: Bools) -> dict[str, Used]:
    assert column.values is not None  # noqa: S101 - dates have values
    days = column.values[closed]
    if start is not None and start.values is not None and column is not start:
        return {f"days from {start.name} to {column.name}": days - start.values[closed]}
    there = days[~np.isnan(days)]
    span = float(np.ptp(np.quantile(there, (0.02, 0.98)))) if there.size else 0.0
    if span >= MONTHS_DAYS:
        return {f"month of {column.name}": _parts(days, lambda day: day.month - 1, _MONTHS)}
    if span >= QUARTERS_DAYS:
        quarters = ("Jan-Mar", "Apr-Jun", "Jul-Sep", "Oct-Dec")
        return {f"quarter of {column.name}": _parts(days, lambda day: (day.month - 1) // 3, quarters)}
    return {}


def _says(column: Column, start: Column | None) -> str:
    return "{}" if start is None or column is start else f"{{}} days after {start.name}"


def _parts(days: Floats, part: Callable[[date], int], levels: tuple[str, ...]) -> Labels:
    different, back = np.unique(days, return_inverse=True)
    of_day = [NONE if np.isnan(day) else part(date.fromordinal(int(day))) for day in different.tolist()]
    return Labels(levels, np.array(of_day, dtype=np.int64)[back])
