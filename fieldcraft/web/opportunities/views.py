"""One opportunity, and the list or board of many."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fieldcraft.guidance.queries import first_titles
from fieldcraft.people.queries import seen_members
from fieldcraft.pursuit.queries.lists import Filters, board, opportunity_list, what_is_here
from fieldcraft.pursuit.queries.live import live
from fieldcraft.web.opportunities.present.criteria import Typed
from fieldcraft.web.opportunities.present.many import ManyView, board_view, filters_of, list_view
from fieldcraft.web.opportunities.whole import whole_page
from fieldcraft.web.request import MemberRequest


@never_cache
@require_safe
def opportunity(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Everything about one opportunity; `criterion` opens the form of that one."""
    return whole_page(request, opportunity_id, typed=Typed(criterion=request.GET.get("criterion", "")[:80]))


@never_cache
@require_safe
def opportunities(request: MemberRequest) -> HttpResponse:
    """Open opportunities the member may see, as a list or a board, narrowed by the address."""
    filters = filters_of(asked=request.GET, viewer=request.viewer)
    many = _board(request, filters) if request.GET.get("as") == "board" else _list(request, filters)
    template = "opportunities/found.html" if request.htmx else "opportunities/many.html"
    response = render(request, template, {"many": many})
    patch_vary_headers(response, ["HX-Request"])
    if request.htmx:
        response["HX-Push-Url"] = many.list_href + many.query_string
    return response


def _list(request: MemberRequest, filters: Filters) -> ManyView:
    shown = live()
    page = opportunity_list(viewer=request.viewer, filters=filters, live=shown)
    return list_view(
        page=page,
        titles=first_titles(opportunity_ids=[row.id for row in page.rows]),
        members=seen_members(viewer=request.viewer),
        live=shown,
        viewer=request.viewer,
        holds="own" if page.rows else what_is_here(viewer=request.viewer),
        administers=request.member.administers,
        currency=request.organisation.currency,
        base=f"/o/{request.organisation.slug}/",
    )


def _board(request: MemberRequest, filters: Filters) -> ManyView:
    shown = live()
    found = board(viewer=request.viewer, filters=filters, live=shown)
    return board_view(
        board=found,
        filters=filters,
        members=seen_members(viewer=request.viewer),
        live=shown,
        viewer=request.viewer,
        holds="own" if any(found.counts.values()) else what_is_here(viewer=request.viewer),
        administers=request.member.administers,
        currency=request.organisation.currency,
        base=f"/o/{request.organisation.slug}/",
    )
