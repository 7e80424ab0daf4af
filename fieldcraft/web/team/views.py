"""Team: one's own people, and those of anybody below."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fieldcraft.people.queries import branch_of
from fieldcraft.pursuit.queries.lists import what_is_here
from fieldcraft.pursuit.queries.live import live
from fieldcraft.pursuit.queries.team import team_of
from fieldcraft.web.gates.listing import team_figures
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.team.present import team_view


@never_cache
@require_safe
def team(request: MemberRequest) -> HttpResponse:
    """The viewer's direct reports; 404 for whom nobody reports to."""
    if not request.viewer.leads:
        raise Http404("No such page.")
    return _page(request, request.member.pk)


@never_cache
@require_safe
def team_member(request: MemberRequest, member_id: int) -> HttpResponse:
    """Somebody below the viewer: his direct reports, or his opportunities where nobody reports to him."""
    return _page(request, member_id)


def _page(request: MemberRequest, member_id: int) -> HttpResponse:
    branch = branch_of(viewer=request.viewer, member_id=member_id)
    if branch is None:
        raise Http404("No such page.")
    if not branch.reports:
        return redirect(f"/o/{request.organisation.slug}/opportunities/?owner={member_id}")
    page = team_of(branch=branch, viewer=request.viewer, live=live())
    view = team_view(
        page=page,
        above=branch.above,
        holds="own" if page.total.opportunities else what_is_here(viewer=request.viewer),
        viewer=request.viewer,
        administers=request.member.administers,
        currency=request.organisation.currency,
        base=f"/o/{request.organisation.slug}/",
    )
    base = f"/o/{request.organisation.slug}/"
    moved = team_figures(branch=branch, viewer=request.viewer, base=base, now=request.now)
    return render(request, "team/page.html", {"team": view, "moved": moved})
