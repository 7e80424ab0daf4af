"""Many opportunities: the list and the board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Count, F, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from fieldcraft.crm.models import Opportunity
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.people.visibility import Viewer

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


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to. `stage` is the stage the evidence supports."""

    words: str = ""
    stage: str = ""
    owner: int | None = None
    view: View = "all"
    sort: Sort = "close"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One opportunity in a list; stages by title, empty where unknown."""

    id: int
    name: str
    account: str
    owner: str
    amount: Decimal | None
    currency: str
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


FIELDS = (
    "pk",
    "name",
    "account__name",
    "owner__name",
    "amount",
    "currency",
    "stage",
    "pursuit__claimed_stage",
    "pursuit__supported_stage",
    "pursuit__gap",
    "pursuit__met",
    "pursuit__asked",
    "pursuit__warnings",
    "close_date",
    "last_activity_on",
)


def opportunity_list(*, viewer: Viewer, filters: Filters, playbook: CompiledPlaybook) -> ListPage:
    """Open opportunities the viewer may see; one SQL statement, no count of all."""
    first = (max(filters.page, 1) - 1) * PAGE
    found = _filtered(viewer=viewer, filters=filters).order_by(*ORDERS[filters.sort])
    values = list(found.values_list(*FIELDS)[first : first + PAGE + 1])
    return ListPage(rows=_rows(values[:PAGE], playbook, viewer.on), filters=filters, following=len(values) > PAGE)


def board(*, viewer: Viewer, filters: Filters, playbook: CompiledPlaybook) -> tuple[Column, ...]:
    """A column per stage of the playbook by what the evidence supports; two SQL statements, sums and rows."""
    found = _filtered(viewer=viewer, filters=replace(filters, stage=""))
    sums = {
        row["pursuit__supported_stage"]: (row["count"], row["amount"] or Decimal(0))
        for row in found.values("pursuit__supported_stage").annotate(count=Count("pk"), amount=Sum("amount")).order_by()
    }
    order = ORDERS[filters.sort]
    place = Window(RowNumber(), partition_by=F("pursuit__supported_stage"), order_by=order)
    first = found.annotate(place=place).filter(place__lte=BOARD_COLUMN).order_by(*order)
    by_stage: dict[str, list[tuple[Any, ...]]] = {}
    for value in first.values_list(*FIELDS):
        by_stage.setdefault(value[FIELDS.index("pursuit__supported_stage")], []).append(value)
    columns = []
    for stage in playbook.stages:
        count, amount = sums.get(stage.key, (0, Decimal(0)))
        rows = _rows(by_stage.get(stage.key, []), playbook, viewer.on)
        columns.append(Column(stage.key, stage.part.title, rows, count, amount))
    return tuple(columns)


def what_is_here(*, viewer: Viewer) -> Holds:
    """Whether the viewer sees opportunities, only others of the organisation do, or there are none at all."""
    if Opportunity.objects.visible_to(viewer).exists():
        return "own"
    return "others" if Opportunity.objects.exists() else "nothing"


def _filtered(*, viewer: Viewer, filters: Filters) -> QuerySet[Opportunity]:
    found = Opportunity.objects.visible_to(viewer).open()
    if filters.words:
        found = found.filter(Q(name__icontains=filters.words) | Q(account__name__icontains=filters.words))
    if filters.stage:
        found = found.filter(pursuit__supported_stage=filters.stage)
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


def _rows(values: Sequence[tuple[Any, ...]], playbook: CompiledPlaybook, on: date) -> tuple[Row, ...]:
    titles = {stage.key: stage.part.title for stage in playbook.stages}
    return tuple(_row(value, titles, on) for value in values)


def _row(value: tuple[Any, ...], titles: dict[str, str], on: date) -> Row:
    (pk, name, account, owner, amount, currency, stage, claimed, supported, gap, met, asked, warnings, close, last) = (
        value
    )
    return Row(
        id=pk,
        name=str(name),
        account=str(account or ""),
        owner=str(owner or ""),
        amount=amount,
        currency=str(currency),
        crm_stage=str(stage),
        claimed=titles.get(str(claimed), ""),
        supported=titles.get(str(supported), ""),
        gap=int(gap or 0),
        met=int(met or 0),
        asked=int(asked or 0),
        warnings=int(warnings or 0),
        close_date=close,
        late=isinstance(close, date) and close < on,
        last_activity_on=last,
    )
