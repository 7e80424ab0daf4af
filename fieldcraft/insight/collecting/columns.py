"""Rows of features laid out in columns: bounded memory, whatever their number."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from math import nan

import numpy as np

from fieldcraft.insight.collecting.features import Features, is_word
from fieldcraft.insight.history.types import NONE, Labels
from fieldcraft.insight.winmodel.types import Column, Table


class Columns:
    """Takes rows one by one and gives a table. A column begins with gaps for the rows before it was first met."""

    def __init__(self) -> None:
        self._words: dict[str, tuple[dict[str, int], array[int]]] = {}
        self._numbers: dict[str, array[float]] = {}
        self._rows = 0

    def __len__(self) -> int:
        return self._rows

    def add(self, *, features: Mapping[str, str | float]) -> None:
        """Append a row; a value of the wrong kind for its column is a gap."""
        for name, value in features.items():
            if is_word(column=name) and isinstance(value, str):
                levels, places = self._words.setdefault(name, ({}, array("q")))
                places.extend([NONE] * (self._rows - len(places)))
                places.append(levels.setdefault(value, len(levels)))
            elif not is_word(column=name) and isinstance(value, int | float):
                numbers = self._numbers.setdefault(name, array("d"))
                numbers.extend([nan] * (self._rows - len(numbers)))
                numbers.append(float(value))
        self._rows += 1

    def table(self) -> Table:
        """All rows. Levels are sorted, so that the order of rows decides no place."""
        columns: dict[str, Column] = {}
        for name, (levels, places) in sorted(self._words.items()):
            places.extend([NONE] * (self._rows - len(places)))
            columns[name] = _labels(levels, np.array(places, dtype=np.int64))
        for name, numbers in sorted(self._numbers.items()):
            numbers.extend([nan] * (self._rows - len(numbers)))
            columns[name] = np.array(numbers, dtype=np.float64)
        return Table(columns=columns, rows=self._rows)


def _labels(levels: Mapping[str, int], places: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Labels:
    ordered = tuple(sorted(levels))
    turn = np.full(len(levels) + 1, NONE, dtype=np.int64)
    for number, level in enumerate(ordered):
        turn[levels[level]] = number
    return Labels(levels=ordered, place=turn[places])


def table_of(*, rows: Iterable[Features]) -> Table:
    """A table of these rows."""
    columns = Columns()
    for row in rows:
        columns.add(features=row)
    return columns.table()


def part_of(*, table: Table, rows: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Table:
    """The rows of a table where `rows` is true."""
    columns: dict[str, Column] = {
        name: Labels(column.levels, column.place[rows]) if isinstance(column, Labels) else column[rows]
        for name, column in table.columns.items()
    }
    return Table(columns=columns, rows=int(rows.sum()))


def kinds_of(*, columns: Sequence[str]) -> dict[str, str]:
    """Each column with what it holds, for the record of a model."""
    return {name: "words" if is_word(column=name) else "number" for name in sorted(columns)}
