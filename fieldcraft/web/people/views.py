"""People, teams and reporting lines. Who does not administer gets the 404 of a wrong address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldcraft.people import actions, queries
from fieldcraft.people.errors import PeopleError
from fieldcraft.people.models import Team
from fieldcraft.people.queries import PersonPage
from fieldcraft.web.home.wording import refuse
from fieldcraft.web.people import present
from fieldcraft.web.people.forms import AddForm, MoveForm, PersonForm, TeamForm
from fieldcraft.web.request import MemberRequest

NOT_SAVED = 422
P = ParamSpec("P")
View = Callable[Concatenate[MemberRequest, P], HttpResponse]


def administrators_only(view: View[P]) -> View[P]:
    """Answer everybody else as if there were no such page."""

    @wraps(view)
    def guarded(request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.member.administers:
            raise Http404("No such page.")
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@administrators_only
def people(request: MemberRequest) -> HttpResponse:
    """Everybody by reporting line, with role and since when."""
    found = queries.tree(on=request.viewer.on)
    return render(
        request,
        "people/people.html",
        {
            "tree": present.branches(people=found, base=_base(request), organisation=request.organisation.name),
            "roles": present.roles(people=found),
            "total": sum(placed.member.active for placed in found),
            "teams": len(queries.teams()),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def add(request: MemberRequest) -> HttpResponse:
    """Add a person; the next page is theirs, where they can be invited."""
    teams, members = queries.teams(), queries.active_members()
    form = AddForm(request.POST if request.method == "POST" else None, teams=teams, members=members)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            member = actions.add_member(
                name=given["name"],
                email=given["email"],
                role=given["role"],
                team=_team(teams, given["team"]),
                manager=next((found for found in members if found.pk == given["manager"]), None),
                crm_key=given["crm_key"],
                administers=given["administers"],
                by=request.actor,
                now=request.now,
            )
        except PeopleError as error:
            refuse(form, error)
        else:
            messages.success(request, f"{member.name} was added.")
            return redirect(f"{_base(request)}{member.pk}/")
    return render(request, "people/add.html", {"form": form, "back": _base(request)}, status=_status(request))


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def person(request: MemberRequest, member_id: int) -> HttpResponse:
    """One person: who, what, line, sign-in. A POST changes who and what."""
    page = _page(request, member_id)
    if request.method != "POST":
        return _person(request, page)
    teams = queries.teams()
    form = PersonForm(request.POST, initial=_initial(page), teams=teams, signs_in=page.member.login_id is not None)
    if not form.is_valid():
        return _person(request, page, form=form)
    given = form.cleaned_data
    try:
        actions.change_member(
            member=page.member,
            name=given["name"],
            email=given["email"],
            role=given["role"],
            team=_team(teams, given["team"]),
            administers=given["administers"],
            active=page.member.active,
            by=request.actor,
            now=request.now,
        )
    except PeopleError as error:
        refuse(form, error)
        return _person(request, page, form=form)
    return _saved(request, page, f"{given['name']} was changed.")


@require_POST
@administrators_only
def move(request: MemberRequest, member_id: int) -> HttpResponse:
    """Let a person report to somebody else from a day on."""
    page = _page(request, member_id)
    members = [found for found in queries.active_members() if found.pk != member_id]
    form = MoveForm(request.POST, members=members, prefix="move")
    if not form.is_valid():
        return _person(request, page, moving=form)
    manager = next((found for found in members if found.pk == form.cleaned_data["manager"]), None)
    start = form.cleaned_data["start"]
    try:
        actions.move_member(member=page.member, manager=manager, start=start, by=request.actor, now=request.now)
    except PeopleError as error:
        refuse(form, error)
        return _person(request, page, moving=form)
    whom = manager.name if manager else "nobody"
    return _saved(request, page, f"{page.member.name} reports to {whom} from {present.day(start)} on.")


@never_cache
@require_POST
@administrators_only
def invite(request: MemberRequest, member_id: int) -> HttpResponse:
    """Make a one-time link and show it in this very answer: kept for a later page it would lie in the session."""
    page = _page(request, member_id)
    try:
        secret = actions.invite_member(member=page.member, by=request.actor, now=request.now)
    except PeopleError as error:
        messages.error(request, str(error))
        return redirect(f"{_base(request)}{member_id}/")
    path = reverse("invitation", kwargs={"slug": request.organisation.slug, "secret": secret})
    context = {
        "link": request.build_absolute_uri(path),
        "person": page.member,
        "back": f"{_base(request)}{member_id}/",
        "days": actions.INVITATION_DAYS,
    }
    return render(request, "people/invited.html", context)


@require_POST
@administrators_only
def set_active(request: MemberRequest, member_id: int) -> HttpResponse:
    """Close the door for a person at once, or open it again."""
    page = _page(request, member_id)
    member, active = page.member, request.POST.get("active") == "1"
    try:
        actions.change_member(
            member=member,
            role=member.role,
            team=member.team,
            administers=member.administers,
            active=active,
            by=request.actor,
            now=request.now,
        )
    except PeopleError as error:
        messages.error(request, str(error))
        return redirect(f"{_base(request)}{member_id}/")
    return _saved(request, page, f"{member.name} is {'back' if active else 'out. Nothing they did is lost'}.")


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def teams(request: MemberRequest) -> HttpResponse:
    """All teams, each with a field for its name; a POST adds one."""
    form = TeamForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            team = actions.add_team(name=form.cleaned_data["name"], by=request.actor, now=request.now)
        except PeopleError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"{team.name} was added.")
            return redirect("people-teams", organisation=request.organisation.slug)
    return _teams(request, form=form)


@require_POST
@administrators_only
def rename(request: MemberRequest, team_id: int) -> HttpResponse:
    """Give a team another name."""
    team = queries.team(id=team_id)
    if team is None:
        raise Http404("No such page.")
    form = TeamForm(request.POST, prefix=f"team-{team.pk}")
    if form.is_valid():
        try:
            actions.rename_team(team=team, name=form.cleaned_data["name"], by=request.actor, now=request.now)
        except PeopleError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"The team is called {team.name}.")
            return redirect("people-teams", organisation=request.organisation.slug)
    return _teams(request, form=TeamForm(), renaming=(team.pk, form))


def _teams(request: MemberRequest, *, form: TeamForm, renaming: tuple[int, TeamForm] | None = None) -> HttpResponse:
    rows: list[tuple[Team, forms.Form]] = []
    for team in queries.teams():
        fresh = TeamForm(initial={"name": team.name}, prefix=f"team-{team.pk}")
        rows.append((team, renaming[1] if renaming and renaming[0] == team.pk else fresh))
    context = {"rows": rows, "form": form, "back": _base(request), "teams_base": f"{_base(request)}teams/"}
    return render(request, "people/teams.html", context, status=_status(request))


def _person(
    request: MemberRequest, page: PersonPage, *, form: PersonForm | None = None, moving: MoveForm | None = None
) -> HttpResponse:
    members = [found for found in queries.active_members() if found.pk != page.member.pk]
    signs_in = page.member.login_id is not None
    form = form or PersonForm(initial=_initial(page), teams=queries.teams(), signs_in=signs_in)
    now = next((line for line in page.lines if line.since <= request.viewer.on), None)
    current = now.manager if now and (now.until is None or now.until >= request.viewer.on) else None
    context = {
        "person": page.member,
        "page": page,
        "form": form,
        "moving": moving
        or MoveForm(
            members=members,
            today=request.viewer.on,
            prefix="move",
            initial={"manager": current.pk if current else ""},
        ),
        "current": current,
        "history": present.history(lines=page.lines, today=request.viewer.on),
        "signs_in": signs_in,
        "people_base": _base(request),
        "own": f"{_base(request)}{page.member.pk}/",
    }
    return render(request, "people/person.html", context, status=_status(request))


def _page(request: MemberRequest, member_id: int) -> PersonPage:
    page = queries.person_page(id=member_id, now=request.now)
    if page is None:
        raise Http404("No such page.")
    return page


def _initial(page: PersonPage) -> dict[str, object]:
    member = page.member
    return {
        "name": member.name,
        "email": member.email,
        "role": member.role,
        "team": member.team_id or "",
        "administers": member.administers,
    }


def _saved(request: MemberRequest, page: PersonPage, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect(f"{_base(request)}{page.member.pk}/")


def _team(teams: list[Team], id: int | None) -> Team | None:
    return next((team for team in teams if team.pk == id), None)


def _base(request: MemberRequest) -> str:
    return f"/o/{request.organisation.slug}/people/"


def _status(request: MemberRequest) -> int:
    return NOT_SAVED if request.method == "POST" else 200
