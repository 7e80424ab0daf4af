"""Opportunities to choose one from."""

from __future__ import annotations

from fieldcraft.crm.models import Opportunity
from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.models import Pursuit

MOST = 40


def open_opportunities(*, viewer: Viewer) -> list[Opportunity]:
    """The largest open opportunities of the viewer's line, with account and owner; one SQL statement."""
    rows = Opportunity.objects.visible_to(viewer).open().select_related("account", "owner")
    return list(rows.order_by("-amount", "pk")[:MOST])


def opportunity_seen(*, viewer: Viewer, opportunity_id: int) -> Opportunity | None:
    """One opportunity of the viewer's line, with account and owner."""
    rows = Opportunity.objects.visible_to(viewer).select_related("account", "owner")
    return rows.filter(pk=opportunity_id).first()


def playbook_followed(*, opportunity: Opportunity) -> CompiledPlaybook:
    """The playbook the opportunity follows now, or would follow if it were opened today."""
    pursuit = Pursuit.objects.filter(opportunity=opportunity).select_related("version").first()
    if pursuit is not None:
        return pursuit.playbook
    version = methodology.version_in_use()
    process = methodology.process_of(version=version, crm_type=opportunity.type)
    return methodology.compiled(version=version, process=process)
