"""Tables for tests: written to a file and judged, as a person would."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fieldcraft.insight.tables.backtesting import backtest
from fieldcraft.insight.tables.preparing import Prepared, prepare
from fieldcraft.insight.tables.reading import RawTable, read_table
from fieldcraft.insight.tables.tests.generated import Row, as_csv
from fieldcraft.insight.tables.types import Backtest, Question

OURS = Question(outcome="Outcome", won="Won")
AT_CLOSE = ("Stage", "Probability", "Closed", "Lost Reason")


def judged(folder: Path, rows: Sequence[Row], question: Question = OURS) -> Backtest:
    """A backtest of rows."""
    return backtest(table=_read(folder, rows), question=question)


def prepared(folder: Path, rows: Sequence[Row], question: Question = OURS) -> Prepared:
    """What a backtest of rows rests on, without fitting anything."""
    return prepare(table=_read(folder, rows), question=question)


def _read(folder: Path, rows: Sequence[Row]) -> RawTable:
    path = folder / "table.csv"
    path.write_text(as_csv(rows=rows), encoding="utf-8")
    return read_table(path=path)


def without(rows: Sequence[Row], *names: str) -> list[Row]:
    """The rows less some columns."""
    return [{name: cell for name, cell in row.items() if name not in names} for row in rows]
