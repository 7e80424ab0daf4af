"""Many opportunities: the rows of the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from django.db.models import QuerySet

from fieldcraft.crm.models import Opportunity
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.queries.filtering import BESIDE, ORDERS, Filters, Sort, filtered
from fieldcraft.pursuit.queries.live import Live, Place

PAGE = 80
Holds = Literal["nothing", "others", "own"]


@dataclass(frozen=True, slots=True)
class Row:
    """One opportunity in a list; stages by title, empty where unknown. `process` is empty for the playbook's first.

    `more` holds what was asked for besides, by the names of MORE.
    """

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
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of rows. `following` says that there are more."""

    rows: tuple[Row, ...]
    filters: Filters
    following: bool


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
#: What a list shows only where it is asked for: name to where it stands.
MORE: Final[Mapping[str, str]] = {
    "owner_id": "owner_id",
    "product": "product",
    "type": "type",
    "source": "lead_source",
    "noted": "next_step",
    "created": "created_on",
    "since": "stage_entered_on",
    "changed": "changed_at",
    "moves": "close_date_moves",
    # Kept by the rung above, by name as in `filtering.ORDERS`.
    "chance": "score__chance",
    "chance_low": "score__low",
    "chance_high": "score__high",
}


def opportunity_list(*, viewer: Viewer, filters: Filters, live: Live, more: Sequence[str] = ()) -> ListPage:
    """Open opportunities the viewer may see, on whatever version; one SQL statement, no count of all. The last pages of
    an order by what stands beside (BESIDE) take two more: those that have nothing there come last.

    `more` names what each row carries besides, out of MORE.
    """
    first = (max(filters.page, 1) - 1) * PAGE
    found = filtered(viewer=viewer, filters=filters, live=live)
    columns = (*FIELDS, *(MORE[name] for name in more))
    values = _slice(found, filters.sort, columns, first, PAGE + 1)
    rows = rows_of(values=values[:PAGE], live=live, on=viewer.on, more=more)
    return ListPage(rows=rows, filters=filters, following=len(values) > PAGE)


def _slice(
    found: QuerySet[Opportunity], sort: Sort, columns: Sequence[str], first: int, most: int
) -> list[tuple[Any, ...]]:
    if sort not in BESIDE:
        return list(found.order_by(*ORDERS[sort]).values_list(*columns)[first : first + most])
    # Joined inwards, the page is read from the index of the other table; outwards, every row is sorted first.
    table, order = BESIDE[sort]
    placed = found.filter(**{f"{table}__isnull": False})
    values = list(placed.order_by(*order).values_list(*columns)[first : first + most])
    if len(values) < most:
        at = max(0, first - placed.count()) if first and not values else 0
        rest = found.filter(**{f"{table}__isnull": True}).order_by("pk").values_list(*columns)
        values += rest[at : at + most - len(values)]
    return values


def rows_by_id(*, viewer: Viewer, ids: Sequence[int], live: Live, more: Sequence[str] = ()) -> list[Row]:
    """These rows in this order, as far as the viewer sees them, closed ones too; one SQL statement."""
    found = Opportunity.objects.visible_to(viewer).filter(pk__in=ids)
    values = found.values_list(*FIELDS, *(MORE[name] for name in more))
    by_id = {row.id: row for row in rows_of(values=list(values), live=live, on=viewer.on, more=more)}
    return [by_id[pk] for pk in ids if pk in by_id]


def matching_ids(*, viewer: Viewer, filters: Filters, live: Live, most: int) -> list[int]:
    """Ids of all that fit, in the order of the list, at most `most`."""
    found = filtered(viewer=viewer, filters=filters, live=live).order_by(*ORDERS[filters.sort])
    return list(found.values_list("pk", flat=True)[:most])


def what_is_here(*, viewer: Viewer) -> Holds:
    """Whether the viewer sees opportunities, only others of the organisation do, or there are none at all."""
    if Opportunity.objects.visible_to(viewer).exists():
        return "own"
    return "others" if Opportunity.objects.exists() else "nothing"


def rows_of(*, values: Sequence[tuple[Any, ...]], live: Live, on: date, more: Sequence[str] = ()) -> tuple[Row, ...]:
    """Rows from what FIELDS and `more` read."""
    titles = {
        version_id: {stage.key: stage.part.title for stage in playbook.stages}
        for version_id, playbook in live.versions.items()
    }
    processes = {
        (version_id, process.key): process.title
        for version_id, playbook in live.versions.items()
        for process in playbook.playbook.processes[1:]
    }
    return tuple(_row(value, titles, processes, on, more) for value in values)


def _row(
    value: tuple[Any, ...],
    titles: Mapping[int, Mapping[str, str]],
    processes: Mapping[Place, str],
    on: date,
    more: Sequence[str],
) -> Row:
    pk, name, account, owner, amount, currency, stage, version_id, process, *assessed = value
    claimed, supported, gap, met, asked, warnings, close, last, *rest = assessed
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
        more=dict(zip(more, rest, strict=True)),
    )
