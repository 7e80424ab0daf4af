"""From a table and a question to everything a backtest says. Pure: no clock, no chance but the seed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from fieldcraft.insight.history.types import Floats, Ints
from fieldcraft.insight.tables.drift import drift, short
from fieldcraft.insight.tables.driving import Drivers, drivers
from fieldcraft.insight.tables.levels import alike_levels
from fieldcraft.insight.tables.preparing import Prepared, prepare
from fieldcraft.insight.tables.quarantine import close_day
from fieldcraft.insight.tables.quarter_end import QuarterEnd, quarter_end
from fieldcraft.insight.tables.reading import RawTable
from fieldcraft.insight.tables.remarks import remarks
from fieldcraft.insight.tables.rivals import Judged, judge
from fieldcraft.insight.tables.types import Backtest, Question, SplitSaid


def backtest(*, table: RawTable, question: Question, progress: Callable[[str], None] = lambda line: None) -> Backtest:
    """Judge the win model and its rivals on the rows of a table that are closed.

    Raises TableRefusedError where a column or a value does not occur, or there are fewer than two outcomes.
    """
    progress("Looking at the columns")
    ready = prepare(table=table, question=question)
    days = _ranks(ready.when) if ready.split.kind == "time" else None
    judged = judge(
        table=ready.features.table,
        won=ready.won,
        split=ready.split,
        order=days,
        seed=question.seed,
        progress=progress,
    )
    progress("Looking for what makes a difference")
    found = drivers(features=ready.features, won=ready.won, order=days, seed=question.seed)
    return _told(table, ready, judged, found)


def _ranks(when: Floats | None) -> Ints | None:
    """Whole days, or for other numbers their rank; rows without one are the earliest."""
    if when is None:
        return None
    known = when[~np.isnan(when)]
    if (known % 1 == 0).all() and known.min() >= 0 and known.max() < 1e9:
        return np.where(np.isnan(when), known.min(), when).astype(np.int64)
    return np.searchsorted(np.unique(known), np.where(np.isnan(when), known.min(), when)).astype(np.int64)


def _told(table: RawTable, ready: Prepared, judged: Judged, found: Drivers) -> Backtest:
    asked, fold = ready.asked, ready.split.folds[0]
    by_time = ready.split.kind == "time"
    moved = drift(
        table=ready.features.table, won=ready.won, learn=fold.learn, held=fold.held, source=ready.features.source
    )
    return Backtest(
        table=table.name,
        rows=table.rows,
        outcome=asked.outcome,
        outcome_values=ready.ends.values,
        n=int(ready.won.size),
        won=int(ready.won.sum()),
        left_out=table.rows - int(ready.won.size),
        duplicates=ready.copies.extra,
        split=_split_said(ready),
        quarantined=ready.kept_out,
        trusted=asked.trust,
        excluded=asked.exclude,
        used=tuple(dict.fromkeys(ready.features.source[name] for name in ready.features.table.columns)),
        unused=ready.features.unused,
        models=judged.scores,
        better=judged.better,
        drivers=found.drivers,
        no_reliable_difference=found.none,
        drift=moved if by_time else None,
        quarter_end=_quarter_end(ready),
        alike=tuple(one for column in ready.considered for one in alike_levels(column=column)),
        notes=remarks(table=table, ready=ready),
    )


def _split_said(ready: Prepared) -> SplitSaid:
    how = ready.split
    by_time = how.kind == "time" and ready.order is not None
    return SplitSaid(
        kind=how.kind,
        column=ready.order.name if by_time and ready.order is not None else None,
        chosen=ready.chosen if by_time else "none",
        cut=_cut(ready),
        learned_from=len(how.folds[0].learn),
        held_out=len(how.folds[0].held),
        folds=sum(fold.repeat == 0 for fold in how.folds),
        repeats=how.folds[-1].repeat + 1,
        why=how.why,
    )


def _cut(ready: Prepared) -> str | None:
    if ready.split.cut is None or ready.order is None:
        return None
    if ready.order.kind == "date":
        return date.fromordinal(int(ready.split.cut)).isoformat()
    return short(value=ready.split.cut)


def _quarter_end(ready: Prepared) -> QuarterEnd | None:
    close = close_day(columns=ready.considered, outcome=ready.ends.outcome)
    if close is None or close.values is None:
        return None
    return quarter_end(column=close.name, days=close.values[ready.closed], won=ready.won)
