"""The fields of one opportunity: a page of all of them, and one cell of the list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fieldcraft.crm.models import Opportunity
from fieldcraft.guidance.queries import first_titles
from fieldcraft.people.queries import seen_members
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.queries.lists import rows_by_id
from fieldcraft.pursuit.queries.live import live
from fieldcraft.pursuit.working.actions import edit_opportunity
from fieldcraft.pursuit.working.errors import Conflict, EditConflict, NotTakenError
from fieldcraft.pursuit.working.fields import FIELDS, FieldError, Value, as_typed, read, same
from fieldcraft.pursuit.working.queries import list_home
from fieldcraft.web.opportunities.around import around, pursuit_or_404
from fieldcraft.web.opportunities.present.asking import asked_of
from fieldcraft.web.opportunities.present.columns import Setting, read_besides, row_html
from fieldcraft.web.request import MemberRequest

NOT_SAVED, COLLIDED = 422, 409
#: In the order of the form.
ORDER: Final = ("name", "account", "amount", "close_date", "next_step", "product", "type", "owner")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Change fields; what others changed meanwhile is merged, and a collision shows both."""
    pursuit = pursuit_or_404(request, opportunity_id)
    if request.method != "POST":
        return _form(request, pursuit)
    typed = {key: request.POST[key][:1000] for key in FIELDS if key in request.POST}
    faults: dict[str, str] = {}
    collided: tuple[Conflict, ...] = ()
    saved: tuple[str, ...] = ()
    try:
        _save(request, pursuit, typed)
    except NotTakenError as error:
        faults = error.faults
    except EditConflict as error:
        collided, saved = error.conflicts, error.saved
    if request.htmx:
        return _cell(request, pursuit, faults, collided)
    if faults or collided:
        return _form(request, pursuit, typed=typed, faults=faults, conflicts=collided, saved=saved)
    messages.success(request, "Saved.")
    return redirect(f"/o/{request.organisation.slug}/opportunities/{opportunity_id}/")


def _save(request: MemberRequest, pursuit: Pursuit, typed: Mapping[str, str]) -> None:
    """Hand over what this person touched. Raises NotTakenError and EditConflict."""
    values: dict[str, Value] = {}
    seen: dict[str, Value] = {}
    faults: dict[str, str] = {}
    for key, text in typed.items():
        shown = request.POST.get(f"seen_{key}")
        if shown is not None and same(text, shown):
            continue
        try:
            values[key] = read(field=FIELDS[key], typed=text, on=request.viewer.on)
            if shown is not None:
                kind = FIELDS[key].kind
                seen[key] = (
                    shown if kind in ("text", "account") else read(field=FIELDS[key], typed=shown, on=request.viewer.on)
                )
        except FieldError as error:
            faults[key] = str(error)
    if faults:
        raise NotTakenError(faults=faults)
    edit_opportunity(
        pursuit=pursuit, values=values, seen=seen, member=request.member, by=request.actor, now=request.now
    )


def _shown(found: Opportunity, key: str) -> str:
    if key == "account":
        return found.account.name if found.account else ""
    return as_typed(value=getattr(found, FIELDS[key].column))


def _form(
    request: MemberRequest,
    pursuit: Pursuit,
    *,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    conflicts: tuple[Conflict, ...] = (),
    saved: tuple[str, ...] = (),
) -> HttpResponse:
    """The form. After a refusal it holds what was typed, and takes what others wrote for seen."""
    # Read again: others may have written since.
    found = pursuit_or_404(request, pursuit.opportunity_id).opportunity
    members = [one for one in seen_members(viewer=request.viewer) if one.active]
    given, told, collided = typed or {}, faults or {}, {one.field: one for one in conflicts}
    # Without a fault all that did not collide is saved, so the form goes on from there.
    kept = given if told else {key: text for key, text in given.items() if key in collided}
    fields = [
        {
            "key": key,
            "label": FIELDS[key].label,
            "value": kept.get(key, _shown(found, key)),
            "seen": request.POST.get(f"seen_{key}", _shown(found, key)) if told else _shown(found, key),
            "fault": told.get(key, ""),
            "conflict": collided.get(key),
        }
        for key in ORDER
        if key != "owner" or len(members) > 1
    ]
    base = f"/o/{request.organisation.slug}/"
    context = {
        "around": around(opportunity=found, base=base, part="Edit"),
        "fields": fields,
        "members": members,
        "saved": saved,
        "conflicts": conflicts,
        "refused": bool(told),
    }
    status = COLLIDED if conflicts else NOT_SAVED if told else 200
    return render(request, "lists/edit.html", context, status=status)


def _cell(
    request: MemberRequest, pursuit: Pursuit, faults: Mapping[str, str], conflicts: tuple[Conflict, ...]
) -> HttpResponse:
    """What the script of the list needs: the row as it is now, or why it was not saved."""
    if faults:
        return JsonResponse({"says": " ".join(faults.values())}, status=NOT_SAVED)
    if conflicts:
        one = conflicts[0]
        found = pursuit_or_404(request, pursuit.opportunity_id).opportunity
        says = (
            f"{one.who or 'Somebody'} changed this to “{one.theirs or 'nothing'}” meanwhile. Enter again puts yours in."
        )
        return JsonResponse({"says": says, "seen": _shown(found, one.field)}, status=COLLIDED)
    home = list_home(viewer=request.viewer)
    columns = asked_of(given=request.GET, viewer=request.viewer, remembered=home.columns).columns
    rows = rows_by_id(
        viewer=request.viewer, ids=[pursuit.opportunity_id], live=live(), more=read_besides(columns=columns)
    )
    if not rows:
        # It was handed to somebody outside the line of this person.
        return JsonResponse({"row": ""})
    here = Setting(
        f"/o/{request.organisation.slug}/",
        request.organisation.currency,
        request.viewer.on,
        request.viewer.leads,
        first_titles(opportunity_ids=[pursuit.opportunity_id], on=request.viewer.on),
    )
    return JsonResponse({"row": row_html(row=rows[0], columns=columns, here=here)})
