"""The page of a buying committee, and one verb per button on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fieldcraft.lib.undoing import OFFERED_SECONDS
from fieldcraft.pursuit.committee import actions
from fieldcraft.pursuit.committee.fields import FIELDS
from fieldcraft.pursuit.committee.queries import committee_of, just_changed
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import CommitteeChange, Pursuit
from fieldcraft.web.committee.present import committee_view, undo_shape
from fieldcraft.web.committee.sheet import AddTyped, add_sheet, person_sheet
from fieldcraft.web.opportunities.around import around, pursuit_or_404
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.shapes import Undo

SEEN = "seen-"
LONGEST_ORDER = 400


@dataclass(frozen=True, slots=True)
class Shown:
    """Which sheet is open on the page, and what was typed into it."""

    person: int | None = None
    add: bool = False
    typed: AddTyped = field(default_factory=AddTyped)
    values: Mapping[str, str] = field(default_factory=dict)
    conflicts: Sequence[actions.Conflict] = ()
    error: str = ""


@never_cache
@require_safe
def committee(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Map and table; `person` opens one, `add` the form for a new one, `sort` orders the table."""
    pursuit = pursuit_or_404(request, opportunity_id)
    shown = Shown(
        person=_number(request.GET.get("person", "")),
        add="add" in request.GET,
        typed=AddTyped(role=request.GET.get("role", "")[:60], name=request.GET.get("name", "")[:200]),
    )
    if shown.person is None and "person" in request.GET:
        raise Http404("No such page.")
    return _answer(request, pursuit, shown, sheet_only=bool(request.htmx))


@require_POST
def committee_add(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Add somebody by name, title, e-mail and role."""
    pursuit = pursuit_or_404(request, opportunity_id)
    typed = AddTyped(**{name: request.POST.get(name, "")[:1000] for name in ("name", "title", "email", "role")})
    try:
        part, change = actions.add_person(
            pursuit=pursuit, name=typed.name, title=typed.title, email=typed.email, role=typed.role,
            member=request.member, by=request.actor, now=request.now,
        )  # fmt: skip
    except PursuitError as error:
        return _answer(request, pursuit, Shown(add=True, typed=typed, error=str(error)), sheet_only=True, status=422)
    if change is None:
        messages.info(request, f"{part.contact.name} is in the committee already.")
    return _done(request, pursuit, change)


@require_POST
def committee_person(request: MemberRequest, opportunity_id: int, part_id: int) -> HttpResponse:
    """Change any field of a person, or his place on the map."""
    pursuit = pursuit_or_404(request, opportunity_id)
    values = {name: request.POST[name] for name in FIELDS if name in request.POST}
    seen = {name: request.POST.get(SEEN + name, "") for name in values}
    try:
        done = actions.change_person(
            pursuit=pursuit, part_id=part_id, values=values, seen=seen, order=_order(request.POST.get("order", "")),
            member=request.member, by=request.actor, now=request.now,
        )  # fmt: skip
    except PursuitError as error:
        return _refused(request, pursuit, Shown(person=part_id, values=values, error=str(error)))
    if done.conflicts:
        return _refused(request, pursuit, Shown(person=part_id, values=values, conflicts=done.conflicts))
    return _done(request, pursuit, done.change)


@require_POST
def committee_removal(request: MemberRequest, opportunity_id: int, part_id: int) -> HttpResponse:
    """Take a person out of this opportunity."""
    pursuit = pursuit_or_404(request, opportunity_id)
    try:
        change = actions.remove_person(
            pursuit=pursuit, part_id=part_id, member=request.member, by=request.actor, now=request.now
        )
    except PursuitError as error:
        return _refused(request, pursuit, Shown(person=part_id, error=str(error)))
    return _done(request, pursuit, change)


@require_POST
def committee_undo(request: MemberRequest, opportunity_id: int, change_id: int) -> HttpResponse:
    """Take one's own change back."""
    pursuit = pursuit_or_404(request, opportunity_id)
    try:
        actions.undo_change(
            pursuit=pursuit, change_id=change_id, member=request.member, by=request.actor, now=request.now
        )
    except PursuitError as error:
        messages.error(request, str(error))
        return _answer(request, pursuit, Shown(), status=422)
    messages.success(request, "Taken back.")
    return redirect(_page(request, opportunity_id))


def _done(request: MemberRequest, pursuit: Pursuit, change: CommitteeChange | None) -> HttpResponse:
    if request.htmx:
        # A role that was just set changes what is asked for, and that is read from the stored assessment.
        fresh = pursuit_or_404(request, pursuit.opportunity_id)
        return _answer(request, fresh, Shown(), change=change)
    asked = f"?change={change.pk}" if change else ""
    return redirect(_page(request, pursuit.opportunity_id) + asked)


def _refused(request: MemberRequest, pursuit: Pursuit, shown: Shown) -> HttpResponse:
    """The form again with what was typed; where there was no form, the map as it stands and a message."""
    if request.POST.get("from") == "map":
        told = [f"{found.by} has set this meanwhile. Nothing was changed." for found in shown.conflicts[:1]]
        messages.error(request, shown.error or told[0])
        return _answer(request, pursuit, Shown(), status=422)
    return _answer(request, pursuit, shown, sheet_only=True, status=422)


def _answer(
    request: MemberRequest,
    pursuit: Pursuit,
    shown: Shown,
    *,
    change: CommitteeChange | None = None,
    sheet_only: bool = False,
    status: int = 200,
) -> HttpResponse:
    found = committee_of(viewer=request.viewer, pursuit=pursuit)
    base = f"/o/{request.organisation.slug}/"
    page = f"{base}opportunities/{pursuit.opportunity_id}/people/"
    context: dict[str, object] = {"sheet": None, "undo": _undo(request, pursuit, change, page)}
    if shown.person is not None:
        if found.member(id=shown.person) is None and not shown.error:
            raise Http404("No such page.")
        if found.member(id=shown.person) is None:
            messages.error(request, shown.error)
        context["sheet"] = person_sheet(
            committee=found, id=shown.person, page=page, values=shown.values, conflicts=shown.conflicts,
            error=shown.error,
        )  # fmt: skip
    elif shown.add:
        context["sheet"] = add_sheet(committee=found, page=page, typed=shown.typed, error=shown.error)
    if request.htmx and sheet_only and context["sheet"]:
        response = render(request, "committee/sheet.html", context, status=status)
        if status != 200:
            response["HX-Retarget"], response["HX-Reswap"] = "#committee-sheet", "innerHTML"
    else:
        context["view"] = committee_view(committee=found, page=page, sort=request.GET.get("sort", ""))
        context["around"] = around(opportunity=pursuit.opportunity, base=base, part="people/")
        template = "committee/swapped.html" if request.htmx else "committee/page.html"
        response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _undo(request: MemberRequest, pursuit: Pursuit, change: CommitteeChange | None, page: str) -> Undo | None:
    asked = _number(request.GET.get("change", ""))
    if change is None and asked is not None:
        change = just_changed(
            viewer=request.viewer, opportunity_id=pursuit.opportunity_id, change_id=asked, seconds=OFFERED_SECONDS,
            now=request.now,
        )  # fmt: skip
    return undo_shape(change=change, page=page, seconds=OFFERED_SECONDS) if change else None


def _page(request: MemberRequest, opportunity_id: int) -> str:
    return f"/o/{request.organisation.slug}/opportunities/{opportunity_id}/people/"


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _order(text: str) -> list[int]:
    found = [_number(part) for part in text.split(",")[:LONGEST_ORDER]]
    return [number for number in found if number is not None]
