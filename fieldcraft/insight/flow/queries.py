"""Reads of the figures of the night. No numpy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q

from fieldcraft.insight.flow.figures import Flow
from fieldcraft.insight.flow.models import FlowFigure
from fieldcraft.methodology.rights import may_shape
from fieldcraft.people import queries as people
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer

#: With fewer owners a figure of all would be one about persons.
FEWEST_OWNERS: Final = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One direct report: himself, or him and everybody below. `flow` is None where nothing is known yet."""

    member: Member
    leads: bool
    flow: Flow | None


@dataclass(frozen=True, slots=True)
class FlowPage:
    """How opportunities move as far as the viewer's line goes. `lead` None: the whole organisation.

    `own`: the figures are of the lead alone. `few`: there are too few owners to show figures of all to somebody
    outside the line. `above` leads from the viewer down to `lead`.
    """

    lead: Member | None
    own: bool
    above: tuple[Member, ...]
    flow: Flow | None
    at: datetime | None
    lines: tuple[Line, ...]
    few: bool = False


def flow_page(*, viewer: Viewer, member_id: int | None) -> FlowPage | None:
    """The figures of a line or of a person the viewer may see, and of each direct report; three SQL statements.

    Without a number: the viewer's own line; for who looks after the method and leads nobody, the whole organisation.
    None for whom the viewer does not see.
    """
    if member_id is None and _looks_at_all(viewer):
        return _of_all()
    branch = people.branch_of(viewer=viewer, member_id=member_id)
    if branch is None or branch.lead is None:
        return None
    lead, leaders = branch.lead, set(branch.managers.values())
    ids = [lead.pk, *(one.pk for one in branch.reports)]
    rows = {(row.member_id, row.below): row for row in FlowFigure.objects.filter(member_id__in=ids)}
    leads = lead.pk in leaders
    row = rows.get((lead.pk, leads))
    lines = [_line(one, one.pk in leaders, rows) for one in branch.reports]
    if leads and (lead.pk, False) in rows:
        lines.insert(0, _line(lead, False, rows))
    return FlowPage(
        lead=lead,
        own=not leads,
        above=branch.above,
        flow=Flow.of(figures=row.figures) if row else None,
        at=row.at if row else _latest(),
        lines=tuple(lines),
    )


def flow_of_all() -> Flow | None:
    """The figures of the whole organisation; for what is reckoned from them. One SQL statement."""
    row = FlowFigure.objects.filter(member=None).first()
    return Flow.of(figures=row.figures) if row else None


def _looks_at_all(viewer: Viewer) -> bool:
    return viewer.member is None or (not viewer.leads and may_shape(member=viewer.member))


def _of_all() -> FlowPage:
    row = FlowFigure.objects.filter(member=None).first()
    flow = Flow.of(figures=row.figures) if row else None
    few = flow is not None and 0 < flow.owners < FEWEST_OWNERS
    return FlowPage(None, False, (), None if few else flow, row.at if row else None, (), few)


def _line(member: Member, leads: bool, rows: dict[tuple[int | None, bool], FlowFigure]) -> Line:
    row = rows.get((member.pk, leads))
    return Line(member, leads, Flow.of(figures=row.figures) if row else None)


def _latest() -> datetime | None:
    return FlowFigure.objects.filter(Q(member=None)).values_list("at", flat=True).first()
