"""The board: a column per stage that is said, because a card is moved by saying another; its gap shows the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, QuerySet, Sum, Value, When, Window
from django.db.models.functions import RowNumber

from fieldcraft.crm.models import Opportunity
from fieldcraft.methodology.package.schema import Process
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.queries.filtering import NOT_ASSESSED, ORDERS, SAID, Filters, filtered, following, standing_in
from fieldcraft.pursuit.queries.lists import FIELDS, Row, rows_of
from fieldcraft.pursuit.queries.live import Live

BOARD_COLUMN = 25


@dataclass(frozen=True, slots=True)
class Column:
    """One stage of the board with its first rows, and how many and how much there are in all."""

    key: str
    title: str
    rows: tuple[Row, ...]
    count: int
    amount: Decimal

    @property
    def hidden(self) -> int:
        """Rows that the column counts but does not show."""
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class Board:
    """The columns of one process, and how many opportunities stand in each; without processes all is in one."""

    process: str
    columns: tuple[Column, ...]
    counts: Mapping[str, int]


def board(*, viewer: Viewer, filters: Filters, live: Live) -> Board:
    """A column per stage of one process by the stage that is said; two SQL statements, sums and rows.

    The process is the one that the filters name, else the first. Stages that it has not, because a pursuit follows
    another version, and what was never assessed have a column where something stands in it.
    """
    chosen = live.process(key=filters.process)
    shown = chosen.key if chosen else ""
    found = filtered(viewer=viewer, filters=replace(filters, said="", process=""), live=live).annotate(stood=SAID)
    counts: dict[str, int] = {one.key: 0 for one in live.processes}
    sums: dict[str, tuple[int, Decimal]] = {}
    for (version_id, process, stage), number, amount in _summed(found):
        followed = live.followed(version_id=version_id, process=process)
        counts[followed] = counts.get(followed, 0) + number
        if followed == shown:
            key = _column_key(live, version_id, stage)
            count, total = sums.get(key, (0, Decimal(0)))
            sums[key] = (count + number, total + amount)
    if counts.get(shown) != sum(counts.values()):
        found = found.filter(following(process=shown, live=live))
    by_column = _first_rows(found, filters, live)
    columns = []
    for key, title, always in _heads(live, chosen):
        count, total = sums.get(key, (0, Decimal(0)))
        if always or count:
            columns.append(
                Column(key, title, rows_of(values=by_column.get(key, []), live=live, on=viewer.on), count, total)
            )
    return Board(shown, tuple(columns), counts)


def _summed(found: QuerySet[Opportunity]) -> list[tuple[tuple[int | None, str, str], int, Decimal]]:
    """Number and amount by version, process and stage."""
    by = ("pursuit__version_id", "pursuit__process", "stood")
    grouped = found.values(*by).annotate(count=Count("pk"), amount=Sum("amount")).order_by()
    return [
        ((version_id, process or "", stage or ""), count, amount or Decimal(0))
        for version_id, process, stage, count, amount in grouped.values_list(*by, "count", "amount")
    ]


def _first_rows(found: QuerySet[Opportunity], filters: Filters, live: Live) -> dict[str, list[tuple[Any, ...]]]:
    """The first rows of every column, by its key."""
    order = ORDERS[filters.sort]
    place = Window(RowNumber(), partition_by=_stood_in(live), order_by=order)
    first = found.annotate(place=place).filter(place__lte=BOARD_COLUMN).order_by(*order)
    version_at = FIELDS.index("pursuit__version_id")
    by_column: dict[str, list[tuple[Any, ...]]] = {}
    for *value, stage in first.values_list(*FIELDS, "stood"):
        by_column.setdefault(_column_key(live, value[version_at], stage), []).append(tuple(value))
    return by_column


def _heads(live: Live, chosen: Process | None) -> list[tuple[str, str, bool]]:
    """Key and title of every column there may be, in order, and whether it is there without a row."""
    titles = {column.key: column.title for column in live.columns}
    own = chosen.stages if chosen else tuple(stage.key for stage in live.in_use.stages)
    return [
        *((key, titles[key], True) for key in own),
        *((key, title, False) for key, title in titles.items() if key not in own),
        (NOT_ASSESSED, "Not assessed yet", False),
    ]


def _column_key(live: Live, version_id: int | None, stage: str | None) -> str:
    column = live.column(version_id=version_id, stage=stage or "")
    return column.key if column else NOT_ASSESSED


def _stood_in(live: Live) -> F | Case:
    """The column as SQL. With one version its stage is the column, and PostgreSQL has less to think about."""
    if not live.mixed:
        return F("stood")
    cases = [When(standing_in(places=column.places, stood="stood"), then=Value(column.key)) for column in live.columns]
    return Case(*cases, default=Value(NOT_ASSESSED))
