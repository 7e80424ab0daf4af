"""Rivals on one opportunity: name them, note how they stand, take them off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.rivals import actions
from fieldcraft.pursuit.rivals.queries import rival_of
from fieldcraft.web.opportunities.around import pursuit_or_404
from fieldcraft.web.opportunities.present.criteria import Typed
from fieldcraft.web.opportunities.present.scorecard import Scoring
from fieldcraft.web.opportunities.whole import whole_page
from fieldcraft.web.request import MemberRequest


@require_POST
def rival_naming(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Name somebody else whom the buyer could choose."""
    pursuit = pursuit_or_404(request, opportunity_id)
    try:
        rival = actions.name_rival(
            pursuit=pursuit,
            name=request.POST.get("name", ""),
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except PursuitError as error:
        messages.error(request, str(error))
        return whole_page(request, opportunity_id, typed=Typed(), scoring=Scoring(naming=True), status=422)
    messages.success(request, f"{rival.name} is on the scorecard.")
    return redirect(_page(request, opportunity_id))


@require_POST
def rival_score(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Note what we have heard of a rival in one factor."""
    pursuit = pursuit_or_404(request, opportunity_id)
    post = request.POST
    typed = Scoring(
        rival=post.get("rival", ""),
        factor=post.get("factor", ""),
        level=post.get("level", ""),
        note=post.get("note", ""),
        source=post.get("source", ""),
        heard_on=post.get("heard_on", ""),
    )
    try:
        actions.score_rival(
            pursuit=pursuit,
            name=typed.rival,
            factor=typed.factor,
            level=typed.level or "",
            note=typed.note or "",
            source=typed.source or "",
            heard_on=_day(typed.heard_on or "", request.viewer.on),
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except PursuitError as error:
        again = replace(typed, errors=(str(error),))
        return whole_page(request, opportunity_id, typed=Typed(), scoring=again, status=422)
    messages.success(request, "Noted.")
    return redirect(_page(request, opportunity_id))


@require_POST
def rival_removal(request: MemberRequest, opportunity_id: int, rival_id: int) -> HttpResponse:
    """Take a rival off the list; naming him again brings back what was noted."""
    pursuit_or_404(request, opportunity_id)
    rival = rival_of(opportunity_id=opportunity_id, rival_id=rival_id)
    if rival is None:
        raise Http404("No such page.")
    actions.remove_rival(rival=rival, member=request.member, by=request.actor, now=request.now)
    messages.success(request, f"{rival.name} is off the scorecard. Naming them again brings back what was noted.")
    return redirect(_page(request, opportunity_id))


def _page(request: MemberRequest, opportunity_id: int) -> str:
    return f"/o/{request.organisation.slug}/opportunities/{opportunity_id}/#scorecard"


def _day(text: str, on: date) -> date:
    if not text:
        return on
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise PursuitError(f"{text[:20]!r} is no day. Choose one from the calendar.") from error
