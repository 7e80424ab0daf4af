"""One opportunity, and the list or board of many."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fieldcraft.guidance.queries import first_titles
from fieldcraft.people.queries import seen_members
from fieldcraft.pursuit.queries.board import board
from fieldcraft.pursuit.queries.lists import Holds, opportunity_list, what_is_here
from fieldcraft.pursuit.queries.live import Live, live
from fieldcraft.pursuit.working.queries import ListHome, list_home
from fieldcraft.web.gates.undoing import undo_of_move
from fieldcraft.web.lists.undoing import undo_of_many
from fieldcraft.web.opportunities.present.asking import Asked, asked_of
from fieldcraft.web.opportunities.present.columns import read_besides
from fieldcraft.web.opportunities.present.criteria import Typed
from fieldcraft.web.opportunities.present.many import Around, ManyView, board_view, list_view
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
    """Open opportunities the member may see, as a list or a board, as the address says; bare: his first view."""
    home = list_home(viewer=request.viewer)
    if not request.GET and home.start and home.start.query:
        return redirect(f"{request.path}?{home.start.query}")
    asked = asked_of(given=request.GET, viewer=request.viewer, remembered=home.columns)
    many = _board(request, asked, home) if asked.board else _list(request, asked, home)
    return render(
        request, "opportunities/many.html", {"many": many, "undo": undo_of_move(request) or undo_of_many(request)}
    )


def _list(request: MemberRequest, asked: Asked, home: ListHome) -> ManyView:
    shown = live()
    page = opportunity_list(
        viewer=request.viewer, filters=asked.filters, live=shown, more=read_besides(columns=asked.columns)
    )
    holds: Holds = "own" if page.rows else what_is_here(viewer=request.viewer)
    titles = (
        first_titles(opportunity_ids=[row.id for row in page.rows], on=request.viewer.on)
        if "step" in asked.columns
        else {}
    )
    return list_view(page=page, titles=titles, around=around_many(request, asked, home, shown, holds))


def _board(request: MemberRequest, asked: Asked, home: ListHome) -> ManyView:
    shown = live()
    found = board(viewer=request.viewer, filters=asked.filters, live=shown)
    holds: Holds = "own" if any(found.counts.values()) else what_is_here(viewer=request.viewer)
    return board_view(board=found, around=around_many(request, asked, home, shown, holds))


def around_many(request: MemberRequest, asked: Asked, home: ListHome, shown: Live, holds: Holds) -> Around:
    """What list and board are drawn with."""
    return Around(
        asked=asked,
        home=home,
        members=seen_members(viewer=request.viewer),
        live=shown,
        viewer=request.viewer,
        holds=holds,
        administers=request.member.administers,
        currency=request.organisation.currency,
        base=f"/o/{request.organisation.slug}/",
    )
