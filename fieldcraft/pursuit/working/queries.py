"""Reads for working a list: the views one has, one's columns, changes of many, and names to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Count, Q

from fieldcraft.crm.models import Opportunity
from fieldcraft.lib.joined import Joined, link
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.models import BulkChange, BulkRowState, ListTaste, SavedView

#: As long as a deleted view can be brought back, and a change of many is listed.
KEPT_DAYS: Final = 30
MOST_NAMES: Final = 200

_HOME = Joined(
    tables={"taste": ListTaste, "view": SavedView, "owner": Member},
    sql="""
        WITH RECURSIVE above(id) AS (
            SELECT %(member)s::bigint
            UNION
            SELECT line.manager_id FROM people_reportingline line JOIN above ON line.member_id = above.id
            WHERE line.valid_from <= %(on)s AND (line.valid_to IS NULL OR line.valid_to > %(on)s)
        )
        SELECT {columns} FROM (SELECT %(member)s::bigint AS id) me
        LEFT JOIN pursuit_listtaste taste ON taste.member_id = me.id
        LEFT JOIN pursuit_savedview view ON view.deleted_at IS NULL
            AND (view.owner_id = me.id OR (view.shared AND view.owner_id IN (SELECT id FROM above)))
        LEFT JOIN people_member owner ON owner.id = view.owner_id
        ORDER BY view.owner_id <> me.id, upper(view.name), view.id
    """,
)
# Distinct names by hops from one to the next in the index: as many steps as there are names, at any number of rows.
_HOPS: Final = """
    WITH RECURSIVE found(name) AS (
        (SELECT {column} FROM crm_opportunity WHERE outcome = 'open' AND {column} > '' ORDER BY {column} LIMIT 1)
        UNION ALL
        SELECT (SELECT {column} FROM crm_opportunity WHERE outcome = 'open' AND {column} > found.name
                ORDER BY {column} LIMIT 1) FROM found WHERE found.name IS NOT NULL
    ) SELECT name FROM found WHERE name IS NOT NULL LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class ListHome:
    """A member's views, those shared with him by people above him, and his taste. `start` is among the views."""

    own: tuple[SavedView, ...]
    shared: tuple[SavedView, ...]
    columns: tuple[str, ...]
    start: SavedView | None

    @property
    def views(self) -> tuple[SavedView, ...]:
        """All of them, his own first."""
        return (*self.own, *self.shared)


@dataclass(frozen=True, slots=True)
class BulkLine:
    """One change of many with how its rows stand."""

    bulk: BulkChange
    done: int
    waiting: int
    left: int
    back: int


def list_home(*, viewer: Viewer) -> ListHome:
    """One SQL statement. The operator, who is nobody, has no views."""
    if viewer.member is None:
        return ListHome((), (), (), None)
    rows = _HOME.read({"member": viewer.member.pk, "on": viewer.on})
    taste: ListTaste | None = rows[0][0]
    views: list[SavedView] = []
    for _, view, owner in rows:
        if view is not None:
            link(view, owner=owner)
            views.append(view)
    mine = viewer.member.pk
    start = next((view for view in views if taste and view.pk == taste.start_id), None)
    return ListHome(
        tuple(view for view in views if view.owner_id == mine),
        tuple(view for view in views if view.owner_id != mine),
        tuple(taste.columns) if taste else (),
        start,
    )


def own_view(*, member: Member, view_id: int) -> SavedView | None:
    """A view of the member's own, a deleted one too while it can be brought back."""
    return SavedView.objects.filter(owner=member, pk=view_id).first()


def deleted_views(*, member: Member, now: datetime) -> list[SavedView]:
    """Views the member can bring back, the latest deleted first."""
    rows = SavedView.objects.filter(owner=member, deleted_at__gt=now - timedelta(days=KEPT_DAYS))
    return list(rows.order_by("-deleted_at")[:10])


def own_bulk(*, member: Member, bulk_id: int) -> BulkChange | None:
    """A change of many that the member made."""
    return BulkChange.objects.filter(member=member, pk=bulk_id).first()


def any_seen(*, viewer: Viewer, ids: Sequence[int]) -> bool:
    """Whether the viewer's line shows at least one of these opportunities."""
    return Opportunity.objects.visible_to(viewer).filter(pk__in=ids).exists()


def bulk_lines(*, member: Member, now: datetime, bulk_id: int | None = None) -> list[BulkLine]:
    """The member's changes of many of the last days, newest first; one SQL statement."""
    found = BulkChange.objects.filter(member=member, created_at__gt=now - timedelta(days=KEPT_DAYS))
    if bulk_id is not None:
        found = found.filter(pk=bulk_id)
    counted = found.annotate(
        **{f"of_{state.value}": Count("rows", filter=Q(rows__state=state)) for state in BulkRowState}
    ).order_by("-created_at", "-pk")[:50]
    return [
        BulkLine(
            bulk=row,
            done=row.of_done,  # type: ignore[attr-defined]
            waiting=row.of_waiting,  # type: ignore[attr-defined]
            left=row.of_left + row.of_kept,  # type: ignore[attr-defined]
            back=row.of_back,  # type: ignore[attr-defined]
        )
        for row in counted
    ]


def products_in_use() -> list[str]:
    """Products of open opportunities, in order, at most MOST_NAMES."""
    return _names("product")


def sources_in_use() -> list[str]:
    """Lead sources of open opportunities, in order, at most MOST_NAMES."""
    return _names("lead_source")


def _names(column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_HOPS.replace("{column}", column), [MOST_NAMES])
        return [str(row[0]) for row in cursor.fetchall()]
