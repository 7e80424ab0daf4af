"""Saying how likely an opportunity is won, beside the reckoned number."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from fieldcraft.insight.actions import say_chance
from fieldcraft.insight.errors import InsightError
from fieldcraft.insight.foretelling import PARTS, said_from
from fieldcraft.pursuit.queries.beside import read_beside
from fieldcraft.pursuit.queries.page import opportunity_page
from fieldcraft.web.opportunities.around import pursuit_or_404
from fieldcraft.web.opportunities.present.chance import Typed as Own
from fieldcraft.web.opportunities.present.chance import own_view
from fieldcraft.web.opportunities.present.criteria import Typed
from fieldcraft.web.opportunities.whole import whole_page
from fieldcraft.web.request import MemberRequest


@require_POST
def own_chance(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Keep the owner's own number; the part of the page it stands in, or the page."""
    pursuit = pursuit_or_404(request, opportunity_id)
    typed = request.POST.get("percent", "").strip()
    try:
        say_chance(
            pursuit=pursuit, percent=_whole(typed), member=request.member, by=request.actor, now=request.now
        )  # fmt: skip
    except InsightError as error:
        return _answer(request, opportunity_id, Own(typed[:20], str(error)), status=422)
    if request.htmx:
        return _answer(request, opportunity_id, Own(), status=200)
    return redirect(f"/o/{request.organisation.slug}/opportunities/{opportunity_id}/#own-chance")


def _answer(request: MemberRequest, opportunity_id: int, own: Own, *, status: int) -> HttpResponse:
    if not request.htmx:
        return whole_page(request, opportunity_id, typed=Typed(), own=own, status=status)
    page = opportunity_page(viewer=request.viewer, opportunity_id=opportunity_id)
    if page is None:
        raise Http404("No such page.")
    beside = read_beside(viewer=request.viewer, pursuit=page.pursuit, now=request.now, more={"said": PARTS["said"]})
    view = own_view(
        said=said_from(rows=beside.more["said"]),
        page=page,
        base=f"/o/{request.organisation.slug}/",
        on=request.viewer.on,
        typed=own,
    )
    return render(request, "opportunities/own_chance.html", {"own": view}, status=status)


def _whole(typed: str) -> int:
    """A whole number of percent. Raises InsightError."""
    text = typed.removesuffix("%").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise InsightError(f"{typed[:20]!r} is no whole number. Give one from 0 to 100.")
