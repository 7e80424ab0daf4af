"""Columns that are known, or final, only when a row closes, found by their names and by what the data show. Pure.

Each column is judged by itself (and against the day of the close), so that adding one changes nothing about another.
Better one too many than one too few: a column kept out costs some accuracy, one let in makes every figure a lie.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from fieldcraft.crm.imports.values import stage_outcome
from fieldcraft.insight.history.types import LOST, NONE, OPEN, WON, Bools, Floats, Ints
from fieldcraft.insight.tables.alone import alone_auc, groups, pure_groups
from fieldcraft.insight.tables.names import says_close, says_close_day, says_suspect, start_rank
from fieldcraft.insight.tables.profiling import Column

#: AUC of one column alone that no column known at the start has: words, numbers, and with a name that is suspect.
TOO_GOOD, TOO_GOOD_NUMBER, TOO_GOOD_SUSPECT = 0.90, 0.92, 0.75
FEWEST_FOR_AUC: Final = 40
FEWEST_OF_CLASS: Final = 8
#: Share of open rows that are blank, and of closed ones that are filled, in a column written at the close.
BLANK_ON_OPEN, FILLED_ON_CLOSED = 0.99, 0.3
FEWEST_OPEN: Final = 10
#: Difference of the shares filled among won and lost, and its size in standard errors.
FILL_GAP, FILL_Z = 0.25, 5.0
#: A value that ended always alike: rows, share, chance of that, and the share of all closed rows it covers.
PURE_ROWS, PURE_SHARE, PURE_CHANCE, PURE_COVERS = 25, 0.995, 1e-7, 0.02
#: How well a column tells closed rows from open ones before it must have been changed at the close.
TELLS_CLOSED: Final = 0.95
FEWEST_OPEN_TO_COMPARE: Final = 30
#: Share of rows on which a date is that of the close or later, or equal to it.
AT_CLOSE: Final = 0.9

Evidence: TypeAlias = Literal["name", "data", "name and data"]


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A column that is not used, why, and whether its name or the data say so."""

    column: str
    reason: str
    by: Evidence


def quarantined(*, columns: Sequence[Column], outcome: Ints, seed: int = 0) -> tuple[Quarantined, ...]:
    """Those of `columns` (without the outcome) that must not be used."""
    judge = _Judge(columns, outcome, seed)
    found = []
    for column in columns:
        if column.kind in ("empty", "constant", "id", "text"):
            continue
        by_data = next(judge.data(column), "")
        by_name = says_close(name=column.name)
        if by_data or by_name:
            by: Evidence = "name and data" if by_data and by_name else "data" if by_data else "name"
            found.append(Quarantined(column.name, by_data or by_name, by))
    return tuple(found)


def close_day(*, columns: Sequence[Column], outcome: Ints) -> Column | None:
    """The column with the day of the close, by its name; the one filled on more closed rows where there are several."""
    named = [column for column in columns if column.kind == "date" and says_close_day(name=column.name)]
    closed = outcome != OPEN
    actual = sorted(named, key=lambda one: (-int((one.cells.place[closed] != NONE).sum()), one.name))
    return actual[0] if actual else None


class _Judge:
    """Holds what is the same for all columns of a table."""

    def __init__(self, columns: Sequence[Column], outcome: Ints, seed: int) -> None:
        self._closed: Bools = outcome != OPEN
        self._open: Bools = outcome == OPEN
        self._won: Bools = outcome[self._closed] == WON
        self._sizes = int((outcome == WON).sum()), int((outcome == LOST).sum())
        self._seed = seed
        self._close = close_day(columns=columns, outcome=outcome)
        dates = [column for column in columns if column.kind == "date" and start_rank(name=column.name) is not None]
        self._start = min(dates, key=lambda one: (start_rank(name=one.name) or 0, one.name), default=None)

    def data(self, column: Column) -> Iterator[str]:
        """Reasons the data give, the plainest first."""
        yield from self._filled_at_close(column)
        yield from self._filled_by_outcome(column)
        group = groups(column=column, rows=self._closed)
        yield from self._names_outcome(column, group)
        yield from self._always_alike(group)
        yield from self._too_good(column, group)
        yield from self._tells_closed(column)
        yield from self._by_close_day(column)

    def _filled_at_close(self, column: Column) -> Iterator[str]:
        filled = column.cells.place != NONE
        if self._open.sum() < FEWEST_OPEN:
            return
        blank, closed = 1 - filled[self._open].mean(), filled[self._closed].mean()
        if blank >= BLANK_ON_OPEN and closed >= FILLED_ON_CLOSED:
            yield f"blank on {_percent(blank)} of the open rows and filled on {_percent(closed)} of the closed ones"

    def _filled_by_outcome(self, column: Column) -> Iterator[str]:
        filled = column.cells.place[self._closed] != NONE
        share, wins, losses = filled.mean(), *self._sizes
        if not 0 < share < 1:
            return
        on_won, on_lost = filled[self._won].mean(), filled[~self._won].mean()
        error = np.sqrt(share * (1 - share) * (1 / wins + 1 / losses))
        if abs(on_won - on_lost) >= FILL_GAP and abs(on_won - on_lost) >= FILL_Z * error:
            shares = f"{_percent(on_won)} of the won rows and {_percent(on_lost)} of the lost ones"
            yield f"filled on {shares}, so that it is filled at all has to do with how it ended"

    def _names_outcome(self, column: Column, group: Ints) -> Iterator[str]:
        if column.values is not None:
            return
        words = [at for at, level in enumerate(column.cells.levels) if stage_outcome(level) is not None]
        of_them = np.isin(group, np.array(words, dtype=np.int64) + 1)
        if of_them.sum() >= max(3, 0.05 * group.size):
            rate = self._won[of_them].mean()
            shown = [column.cells.levels[at] for at in words][:2]
            if of_them.mean() > 0.9 or rate in (0.0, 1.0):
                yield f"its values name the outcome ({', '.join(shown)})"

    def _always_alike(self, group: Ints) -> Iterator[str]:
        pure = pure_groups(
            group=group, won=self._won, fewest=PURE_ROWS, purity=PURE_SHARE, surprise=PURE_CHANCE
        )  # fmt: skip
        if pure.rows >= PURE_COVERS * group.size:
            yield f"on {pure.rows:,} closed rows its value goes with one outcome only ({pure.won:,} of them won)"

    def _too_good(self, column: Column, group: Ints) -> Iterator[str]:
        if min(self._sizes) < FEWEST_OF_CLASS:
            return
        found = alone_auc(group=group, won=self._won, seed=self._seed)
        suspect = says_suspect(name=column.name)
        bar = TOO_GOOD_SUSPECT if suspect else TOO_GOOD if column.values is None else TOO_GOOD_NUMBER
        if sum(self._sizes) < FEWEST_FOR_AUC:
            bar = max(bar, TOO_GOOD)
        if found >= bar:
            hint = ", and its name is of a kind that is often written late" if suspect and found < TOO_GOOD else ""
            yield (
                f"alone it puts {_percent(found)} of all pairs of a won and a lost row in the right order (AUC "
                f"{found:.2f}), more than anything known at the start does{hint}"
            )

    def _tells_closed(self, column: Column) -> Iterator[str]:
        if column.kind == "date" or self._open.sum() < FEWEST_OPEN_TO_COMPARE:
            return
        everything = np.ones(self._closed.size, dtype=np.bool_)
        found = alone_auc(group=groups(column=column, rows=everything), won=self._closed, seed=self._seed)
        if found >= TELLS_CLOSED:
            yield f"its values tell closed rows from open ones (AUC {found:.2f}), so they change at the close"

    def _by_close_day(self, column: Column) -> Iterator[str]:
        if column.values is None or column is self._close or column is self._start:
            return
        values = column.values[self._closed]
        ends, begins = self._days(self._close), self._days(self._start)
        if column.kind == "date" and start_rank(name=column.name) is None:
            yield from _later(values, ends, f"it is the day of {self._close.name if self._close else ''} or later")
            yield from _later(values, begins + 1, f"it is later than {self._start.name if self._start else ''}")
        elif column.kind == "number":
            known = ~np.isnan(values) & ~np.isnan(ends - begins)
            took = np.abs(values - (ends - begins))[known] <= 1
            if known.sum() >= FEWEST_FOR_AUC and took.mean() >= AT_CLOSE and self._start and self._close:
                yield f"it is the number of days from {self._start.name} to {self._close.name}"

    def _days(self, column: Column | None) -> Floats:
        found = column.values if column is not None else None
        return np.full(int(self._closed.sum()), np.nan) if found is None else found[self._closed]


def _later(values: Floats, than: Floats, said: str) -> Iterator[str]:
    """What is said of a date that on nearly all rows is no earlier than another."""
    known = ~np.isnan(values) & ~np.isnan(than)
    if known.sum() < FEWEST_FOR_AUC:
        return
    share = float((values[known] >= than[known]).mean())
    if share >= AT_CLOSE:
        yield f"on {_percent(share)} of the rows {said}, so it was not known when the row began"


def _percent(share: float) -> str:
    percent = round(100 * float(share))
    return f"{percent} %" if 0 < percent < 100 or share in (0, 1) else "under 1 %" if percent == 0 else "over 99 %"
