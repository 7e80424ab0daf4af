"""Many opportunities: the list and the board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import RowNumber

from fieldcraft.crm.models import Opportunity
from fieldcraft.methodology.package.schema import Process
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.queries.live import Live, Place

PAGE = 80
BOARD_COLUMN = 25
Sort = Literal["close", "amount", "gap", "contact", "warnings", "name"]
View = Literal["all", "ahead", "warned", "quiet", "late"]
Holds = Literal["nothing", "others", "own"]

# Every order ends in the key, so that pages never repeat or skip a row.
ORDERS: dict[Sort, tuple[Any, ...]] = {
    "close": (F("close_date").asc(nulls_last=True), F("pk")),
    "amount": (F("amount").desc(nulls_last=True), F("pk")),
    "gap": (F("pursuit__gap").desc(nulls_last=True), F("pk")),
    "contact": (F("last_activity_on").asc(nulls_first=True), F("pk")),
    "warnings": (F("pursuit__warnings").desc(nulls_last=True), F("pk")),
    "name": (F("name").asc(), F("pk")),
}
QUIET_DAYS = 21
# The column, and the filter, of what no assessment has placed.
NOT_ASSESSED = "not-assessed"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to. `stage` is the stage the evidence supports; `process` is one in use."""

    words: str = ""
    stage: str = ""
    process: str = ""
    owner: int | None = None
    view: View = "all"
    sort: Sort = "close"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One opportunity in a list; stages by title, empty where unknown. `process` is empty for the playbook's first."""

    id: int
    name: str
    account: str
    owner: str
    amount: Decimal | None
    currency: str
    process: str
    crm_stage: str
    claimed: str
    supported: str
    gap: int
    met: int
    asked: int
    warnings: int
    close_date: date | None
    late: bool
    last_activity_on: date | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of rows. `following` says that there are more."""

    rows: tuple[Row, ...]
    filters: Filters
    following: bool


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


FIELDS = (
    "pk",
    "name",
    "account__name",
    "owner__name",
    "amount",
    "currency",
    "stage",
    "pursuit__version_id",
    "pursuit__process",
    "pursuit__claimed_stage",
    "pursuit__supported_stage",
    "pursuit__gap",
    "pursuit__met",
    "pursuit__asked",
    "pursuit__warnings",
    "close_date",
    "last_activity_on",
)


def opportunity_list(*, viewer: Viewer, filters: Filters, live: Live) -> ListPage:
    """Open opportunities the viewer may see, on whatever version; one SQL statement, no count of all."""
    first = (max(filters.page, 1) - 1) * PAGE
    found = _filtered(viewer=viewer, filters=filters, live=live).order_by(*ORDERS[filters.sort])
    values = list(found.values_list(*FIELDS)[first : first + PAGE + 1])
    return ListPage(rows=_rows(values[:PAGE], live, viewer.on), filters=filters, following=len(values) > PAGE)


def board(*, viewer: Viewer, filters: Filters, live: Live) -> Board:
    """A column per stage of one process by what the evidence supports; two SQL statements, sums and rows.

    The process is the one that the filters name, else the first. Stages that it has not, because a pursuit follows
    another version, and what was never assessed have a column where something stands in it.
    """
    chosen = live.process(key=filters.process)
    shown = chosen.key if chosen else ""
    found = _filtered(viewer=viewer, filters=replace(filters, stage="", process=""), live=live)
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
        found = found.filter(_follow(shown, live))
    by_column = _first_rows(found, filters, live)
    columns = []
    for key, title, always in _heads(live, chosen):
        count, total = sums.get(key, (0, Decimal(0)))
        if always or count:
            columns.append(Column(key, title, _rows(by_column.get(key, []), live, viewer.on), count, total))
    return Board(shown, tuple(columns), counts)


def _summed(found: QuerySet[Opportunity]) -> list[tuple[tuple[int | None, str, str], int, Decimal]]:
    """Number and amount by version, process and stage supported."""
    by = ("pursuit__version_id", "pursuit__process", "pursuit__supported_stage")
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
    version_at, stage_at = FIELDS.index("pursuit__version_id"), FIELDS.index("pursuit__supported_stage")
    by_column: dict[str, list[tuple[Any, ...]]] = {}
    for value in first.values_list(*FIELDS):
        by_column.setdefault(_column_key(live, value[version_at], value[stage_at]), []).append(value)
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


def what_is_here(*, viewer: Viewer) -> Holds:
    """Whether the viewer sees opportunities, only others of the organisation do, or there are none at all."""
    if Opportunity.objects.visible_to(viewer).exists():
        return "own"
    return "others" if Opportunity.objects.exists() else "nothing"


def _column_key(live: Live, version_id: int | None, stage: str | None) -> str:
    column = live.column(version_id=version_id, stage=stage or "")
    return column.key if column else NOT_ASSESSED


def _stood_in(live: Live) -> F | Case:
    """The column as SQL. With one version its stage is the column, and PostgreSQL has less to think about."""
    if not live.mixed:
        return F("pursuit__supported_stage")
    cases = [When(_places(column.places), then=Value(column.key)) for column in live.columns]
    return Case(*cases, default=Value(NOT_ASSESSED))


def _places(places: Sequence[Place]) -> Q:
    """Pursuits that stand in one of these stages of these versions."""
    found = Q(pk__in=())
    for stage in dict.fromkeys(stage for _, stage in places):
        versions = [version for version, own in places if own == stage]
        found |= Q(pursuit__supported_stage=stage, pursuit__version__in=versions)
    return found


def _narrowed_to(stage: str, live: Live) -> Q:
    if stage == NOT_ASSESSED:
        return Q(pursuit__isnull=True) | Q(pursuit__supported_stage="")
    return _places(live.places(stage=stage)) if live.mixed else Q(pursuit__supported_stage=stage)


def _follow(process: str, live: Live) -> Q:
    """Those that count under one process in use. The first has all that no other has, so that none is lost."""
    first, *others = (one.key for one in live.processes)
    if process == first:
        return ~_processes(live, others)
    return _processes(live, [process])


def _processes(live: Live, keys: Sequence[str]) -> Q:
    by_version: dict[int, list[str]] = {}
    for version_id, own in (place for key in keys for place in live.followers(process=key)):
        by_version.setdefault(version_id, []).append(own)
    found = Q(pk__in=())
    for version_id, named in by_version.items():
        found |= Q(pursuit__version=version_id, pursuit__process__in=named)
    return found


def _filtered(*, viewer: Viewer, filters: Filters, live: Live) -> QuerySet[Opportunity]:
    found = Opportunity.objects.visible_to(viewer).open()
    if filters.words:
        found = found.filter(Q(name__icontains=filters.words) | Q(account__name__icontains=filters.words))
    if filters.stage:
        found = found.filter(_narrowed_to(filters.stage, live))
    if filters.process and (process := live.process(key=filters.process)):
        found = found.filter(_follow(process.key, live))
    if filters.owner is not None:
        found = found.filter(owner_id=filters.owner)
    if filters.view == "ahead":
        found = found.filter(pursuit__gap__gt=0)
    elif filters.view == "warned":
        found = found.filter(pursuit__warnings__gt=0)
    elif filters.view == "quiet":
        day = date.fromordinal(viewer.on.toordinal() - QUIET_DAYS)
        found = found.filter(Q(last_activity_on__lt=day) | Q(last_activity_on__isnull=True))
    elif filters.view == "late":
        found = found.filter(close_date__lt=viewer.on)
    return found


def _rows(values: Sequence[tuple[Any, ...]], live: Live, on: date) -> tuple[Row, ...]:
    titles = {
        version_id: {stage.key: stage.part.title for stage in playbook.stages}
        for version_id, playbook in live.versions.items()
    }
    processes = {
        (version_id, process.key): process.title
        for version_id, playbook in live.versions.items()
        for process in playbook.playbook.processes[1:]
    }
    return tuple(_row(value, titles, processes, on) for value in values)


def _row(
    value: tuple[Any, ...], titles: Mapping[int, Mapping[str, str]], processes: Mapping[Place, str], on: date
) -> Row:
    pk, name, account, owner, amount, currency, stage, version_id, process, *assessed = value
    claimed, supported, gap, met, asked, warnings, close, last = assessed
    own = titles.get(version_id, {})
    return Row(
        id=pk,
        name=str(name),
        account=str(account or ""),
        owner=str(owner or ""),
        amount=amount,
        currency=str(currency),
        process=processes.get((version_id, process), ""),
        crm_stage=str(stage),
        claimed=own.get(str(claimed), ""),
        supported=own.get(str(supported), ""),
        gap=int(gap or 0),
        met=int(met or 0),
        asked=int(asked or 0),
        warnings=int(warnings or 0),
        close_date=close,
        late=isinstance(close, date) and close < on,
        last_activity_on=last,
    )
