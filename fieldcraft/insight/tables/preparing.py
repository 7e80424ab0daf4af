"""What a question means in a table: which rows count, their order, which columns may be used. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from fieldcraft.insight.history.types import OPEN, WON, Bools, Floats
from fieldcraft.insight.tables.errors import TableRefusedError
from fieldcraft.insight.tables.features import Features, features
from fieldcraft.insight.tables.names import named, nearest, start_rank
from fieldcraft.insight.tables.outcomes import Outcomes, outcomes
from fieldcraft.insight.tables.profiling import Column, profile_columns
from fieldcraft.insight.tables.quarantine import Quarantined, quarantined
from fieldcraft.insight.tables.reading import RawTable
from fieldcraft.insight.tables.splitting import Copies, Split, copies, split
from fieldcraft.insight.tables.types import Question

NAMES_SHOWN: Final = 12
#: A column found by itself must be filled on so many closed rows and hold so many days, over so long.
ORDER_FILLED, ORDER_DAYS, ORDER_SPAN = 0.9, 8, 28


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything a backtest rests on. `asked` has the table's own names, `considered` all columns but the outcome.

    `closed` is per row of the table; `won`, `when`, features and split are per closed row.
    """

    asked: Question
    considered: tuple[Column, ...]
    ends: Outcomes
    closed: Bools
    won: Bools
    order: Column | None
    chosen: Literal["given", "found", "none"]
    when: Floats | None
    kept_out: tuple[Quarantined, ...]
    features: Features
    copies: Copies
    split: Split


def prepare(*, table: RawTable, question: Question) -> Prepared:
    """Take the question at its word. Raises TableRefusedError where it does not fit the table."""
    asked = _resolved(table, question)
    columns = profile_columns(table=table)
    by_name = {column.name: column for column in columns}
    ends = outcomes(name=asked.outcome, cells=by_name[asked.outcome].cells, won=asked.won, lost=asked.lost)
    closed = ends.outcome != OPEN
    won = ends.outcome[closed] == WON
    considered = tuple(column for column in columns if column.name != asked.outcome)
    may = [column for column in considered if column.name not in asked.exclude]
    suspected = quarantined(columns=may, outcome=ends.outcome, seed=asked.seed)
    kept_out = tuple(one for one in suspected if one.column not in asked.trust)
    out = {one.column for one in kept_out}
    order = _given(by_name, asked, closed) if asked.order_by else _found(may, {one.column for one in suspected}, closed)
    when = order.values[closed] if order is not None and order.values is not None else None
    same = copies(columns=columns, outcome=asked.outcome, closed=closed)
    return Prepared(
        asked=asked,
        considered=considered,
        ends=ends,
        closed=closed,
        won=won,
        order=order,
        chosen="given" if asked.order_by else "found" if order is not None else "none",
        when=when,
        kept_out=kept_out,
        features=features(
            columns=[column for column in may if column.name not in out],
            closed=closed,
            order=order.name if order is not None else None,
            trusted=asked.trust,
        ),
        copies=same,
        split=split(won=won, group=same.group, order=when, seed=asked.seed),
    )


def _resolved(table: RawTable, question: Question) -> Question:
    def column(wanted: str, option: str) -> str:
        found = named(wanted=wanted, names=table.header)
        if found is None:
            near = nearest(wanted=wanted, names=table.header)
            more = f" and {len(near) - NAMES_SHOWN} more" if len(near) > NAMES_SHOWN else ""
            raise TableRefusedError(
                f"{table.name} has no column {wanted!r} ({option}). Its columns are "
                f"{', '.join(repr(name) for name in near[:NAMES_SHOWN])}{more}. Give one of them."
            )
        return found

    asked = replace(
        question,
        outcome=column(question.outcome, "--outcome"),
        order_by=column(question.order_by, "--order-by") if question.order_by else None,
        exclude=tuple(dict.fromkeys(column(name, "--exclude") for name in question.exclude)),
        trust=tuple(dict.fromkeys(column(name, "--trust") for name in question.trust)),
    )
    if asked.outcome in (*asked.exclude, *asked.trust, asked.order_by):
        raise TableRefusedError(
            f"{asked.outcome!r} is the outcome; it cannot be ordered by, left out or trusted as well. Name another one."
        )
    both = [name for name in asked.trust if name in asked.exclude]
    if both:
        raise TableRefusedError(f"{both[0]!r} is given to --exclude and to --trust. Give it to one of them.")
    return asked


def _given(by_name: dict[str, Column], asked: Question, closed: Bools) -> Column:
    found = by_name[asked.order_by or ""]
    if found.values is None or np.isnan(found.values[closed]).all():
        shown = [level for level in found.cells.levels[:1] if level]
        raise TableRefusedError(
            f"--order-by {found.name!r} holds no dates or numbers"
            + (f" (but for example {shown[0][:40]!r})" if shown else " on closed rows")
            + ". Name a column with the day on which a row began."
        )
    return found


def _found(columns: Sequence[Column], suspected: set[str], closed: Bools) -> Column | None:
    """The date that is clearly the beginning: by its name, filled, and spread over some time."""
    fit = []
    for column in columns:
        rank = start_rank(name=column.name)
        if column.kind != "date" or column.values is None or rank is None or column.name in suspected:
            continue
        days = column.values[closed]
        there = days[~np.isnan(days)]
        varied = np.unique(there).size >= ORDER_DAYS and np.ptp(there) >= ORDER_SPAN
        if there.size >= ORDER_FILLED * days.size and varied:
            fit.append((rank, column.name, column))
    return min(fit, key=lambda one: one[:2])[2] if fit else None
