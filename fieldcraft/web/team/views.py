"""Team: one's own people, and those of anybody below."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fieldcraft.methodology.queries import in_use
from fieldcraft.people.models import Member
from fieldcraft.people.queries import leads_somebody, line_down_to, member
from fieldcraft.pursuit.queries.lists import what_is_here
from fieldcraft.pursuit.queries.team import team_page
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.team.present import team_view


@never_cache
@require_safe
def team(request: MemberRequest) -> HttpResponse:
    """The viewer's direct reports; 404 for whom nobody reports to."""
    if not request.viewer.leads:
        raise Http404("No such page.")
    return _page(request, None)


@never_cache
@require_safe
def team_member(request: MemberRequest, member_id: int) -> HttpResponse:
    """Somebody below the viewer: his direct reports, or his opportunities where nobody reports to him."""
    if member_id not in (request.viewer.sees or ()):
        raise Http404("No such page.")
    base = f"/o/{request.organisation.slug}/"
    if member_id == request.member.pk:
        return redirect(f"{base}team/" if request.viewer.leads else f"{base}opportunities/")
    found = member(id=member_id)
    if found is None:
        raise Http404("No such page.")
    if not leads_somebody(member=found, on=request.viewer.on):
        return redirect(f"{base}opportunities/?owner={member_id}")
    return _page(request, found)


def _page(request: MemberRequest, lead: Member | None) -> HttpResponse:
    page = team_page(viewer=request.viewer, lead=lead, playbook=in_use())
    view = team_view(
        page=page,
        above=line_down_to(viewer=request.viewer, member=lead) if lead else [],
        holds="own" if page.total.opportunities else what_is_here(viewer=request.viewer),
        viewer=request.viewer,
        administers=request.member.administers,
        currency=request.organisation.currency,
        base=f"/o/{request.organisation.slug}/",
    )
    return render(request, "team/page.html", {"team": view})
