"""Move opportunities to another version: choose, look, start, watch, roll back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldcraft.guidance.moving import actions
from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.people.models import Team
from fieldcraft.people.queries import teams
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Move
from fieldcraft.pursuit.moving import queries
from fieldcraft.web.playbook.guard import shapers_only
from fieldcraft.web.playbook.moving import present
from fieldcraft.web.request import MemberRequest

MOST_CHOSEN = 2_000


@never_cache
@require_safe
@shapers_only
def moves(request: MemberRequest) -> HttpResponse:
    """All moves, the latest first."""
    view = present.moves_view(moves=queries.moves(), base=_base(request), on=request.viewer.on)
    return render(request, "playbook/moves/list.html", {"view": view})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@shapers_only
def new_move(request: MemberRequest) -> HttpResponse:
    """Choose which opportunities go to which version; sending it works out what would happen."""
    error = ""
    if request.method == "POST":
        try:
            return redirect(f"{_base(request)}moves/{_planned(request).pk}/")
        except (PursuitError, MethodologyError) as refused:
            error = str(refused)
    view = present.choice_view(
        versions=methodology.installed(),
        teams=teams(),
        counts=queries.open_by_version(),
        chosen=request.POST if error else request.GET,
        base=_base(request),
        error=error,
    )
    return render(request, "playbook/moves/new.html", {"view": view}, status=422 if error else 200)


@never_cache
@require_safe
@shapers_only
def move(request: MemberRequest, move_id: int) -> HttpResponse:
    """What a move would do, does or did."""
    found = _move(request, move_id)
    page = queries.move_page(viewer=request.viewer, move=found)
    view = present.move_view(page=page, base=_base(request), on=request.viewer.on)
    if request.htmx and view.progress is not None:
        return render(request, "components/progress.html", {"progress": view.progress})
    response = render(request, "playbook/moves/move.html", {"view": view})
    if request.htmx:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@shapers_only
def move_start(request: MemberRequest, move_id: int) -> HttpResponse:
    """Move what was looked at."""
    found = _move(request, move_id)
    try:
        actions.start_move(move=found, by=request.actor, now=request.now, organisation=request.organisation.slug)
    except (PursuitError, MethodologyError) as error:
        messages.error(request, str(error))
    return redirect(f"{_base(request)}moves/{move_id}/")


@require_POST
@shapers_only
def move_roll_back(request: MemberRequest, move_id: int) -> HttpResponse:
    """Take every opportunity of a move back."""
    found = _move(request, move_id)
    try:
        actions.roll_back(move=found, by=request.actor, now=request.now, organisation=request.organisation.slug)
    except PursuitError as error:
        messages.error(request, str(error))
    return redirect(f"{_base(request)}moves/{move_id}/")


def _planned(request: MemberRequest) -> Move:
    post = request.POST
    versions = {str(version.pk): version for version in methodology.installed()}
    version = versions.get(post.get("to", ""))
    if version is None:
        raise PursuitError("Choose the version to move to.")
    whom = present.whom_of(post.get("which", ""))
    return actions.plan_move(
        version=version,
        version_from=versions.get(post.get("from", "")),
        whom=whom,
        team=_team(post.get("team", "")),
        opportunity_ids=_chosen(request),
        member=request.member,
        by=request.actor,
        now=request.now,
        organisation=request.organisation.slug,
    )


def _team(text: str) -> Team | None:
    return next((team for team in teams() if str(team.pk) == text), None)


def _chosen(request: MemberRequest) -> list[int]:
    """Numbers from the form of what the viewer's line shows; anything else is left out."""
    words = request.POST.get("ids", "").replace(",", " ").split()[:MOST_CHOSEN]
    asked = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 19]
    return queries.seen_ids(viewer=request.viewer, opportunity_ids=asked)


def _move(request: MemberRequest, move_id: int) -> Move:
    found = queries.move(id=move_id)
    if found is None:
        raise Http404("No such page.")
    return found


def _base(request: MemberRequest) -> str:
    return f"/o/{request.organisation.slug}/playbook/"
