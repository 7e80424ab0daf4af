"""Levels that are probably the same thing written in two ways. Reported, never joined. Pure."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from fieldcraft.crm.imports.values import bare
from fieldcraft.insight.history.types import NONE
from fieldcraft.insight.tables.profiling import Column

MOST_LEVELS = 5_000


@dataclass(frozen=True, slots=True)
class Alike:
    """Levels of one column that differ only in capitals, blanks, signs or accents, with their rows."""

    column: str
    levels: tuple[str, ...]
    rows: tuple[int, ...]


def alike_levels(*, column: Column) -> tuple[Alike, ...]:
    """Groups of such levels, the one with the most rows first."""
    if column.kind != "words" or column.different > MOST_LEVELS:
        return ()
    place = column.cells.place
    counts = np.bincount(place[place != NONE], minlength=len(column.cells.levels)).tolist()
    by_key: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for level, count in zip(column.cells.levels, counts, strict=True):
        if count and (key := _key(level)):
            by_key[key].append((count, level))
    found = [sorted(group, key=lambda one: (-one[0], one[1])) for group in by_key.values() if len(group) > 1]
    found.sort(key=lambda group: (-group[0][0], group[0][1]))
    return tuple(
        Alike(column.name, tuple(level for _, level in group), tuple(count for count, _ in group)) for group in found
    )


def _key(level: str) -> str:
    plain = unicodedata.normalize("NFKD", level)
    return bare("".join(sign for sign in plain if not unicodedata.combining(sign)))
