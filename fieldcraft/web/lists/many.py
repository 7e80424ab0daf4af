"""Changing many opportunities at once: choose, look at what it would do, do it, take it back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldcraft.guidance.working.actions import carry_on, change_many, take_back
from fieldcraft.people.queries import seen_members
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import BulkChange
from fieldcraft.pursuit.queries.lists import matching_ids
from fieldcraft.pursuit.queries.live import live
from fieldcraft.pursuit.working.bulk import MOST, Planned, Wish, plan_many, wish_of
from fieldcraft.pursuit.working.fields import FieldError, Value, as_json, from_json
from fieldcraft.pursuit.working.queries import any_seen, bulk_lines, own_bulk, products_in_use
from fieldcraft.web.lists.many_present import bulk_view, preview_rows
from fieldcraft.web.lists.sheet import back_to, list_href, sheet
from fieldcraft.web.lists.undoing import number_of
from fieldcraft.web.once import key_of, new_key
from fieldcraft.web.opportunities.present.asking import asked_of, query_of
from fieldcraft.web.request import MemberRequest

NOT_DONE: Final = 422
#: What one can do to many, as the buttons say it.
WHATS: Final = (
    ("owner", "Owner"),
    ("shift", "Shift the close date"),
    ("close_date", "Set the close date"),
    ("next_step", "Noted next step"),
    ("product", "Product"),
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest) -> HttpResponse:
    """GET: what a change would do, touching nothing. POST: do it to what the preview showed."""
    if request.method == "POST":
        return _change(request)
    everything = bool(request.GET.get("all"))
    asked = asked_of(given=request.GET, viewer=request.viewer)
    if everything:
        ids = matching_ids(viewer=request.viewer, filters=asked.filters, live=live(), most=MOST + 1)
    else:
        ids = [number for text in request.GET.getlist("id")[: MOST + 1] if (number := number_of(text))]
        if ids and not any_seen(viewer=request.viewer, ids=ids):
            raise Http404("No such page.")
    query = query_of(asked=asked)
    return _look(request, ids=ids, what=request.GET.get("what", ""), typed=request.GET.get("value"), query=query)


def _look(
    request: MemberRequest, *, ids: Sequence[int], what: str, typed: str | None, query: str, fault: str = ""
) -> HttpResponse:
    members = seen_members(viewer=request.viewer)
    planned: list[Planned] = []
    wish: Wish | None = None
    same = 0
    if not ids:
        fault = fault or "Nothing is chosen. Tick some opportunities first."
    elif len(ids) > MOST:
        fault = f"More than {MOST:,} fit; so many can be changed in one go. Narrow the list first."
    elif typed is not None:
        try:
            wish = wish_of(what=what, typed=typed, members=members, on=request.viewer.on)
            planned, same = plan_many(viewer=request.viewer, ids=ids, wish=wish)
        except FieldError as error:
            fault = str(error)
    context = {
        "ids": ids if len(ids) <= MOST else (),
        "whats": [one for one in WHATS if one[0] != "owner" or request.viewer.leads],
        "what": what or ("owner" if request.viewer.leads else "shift"),
        "typed": typed or "",
        "members": [one for one in members if one.active],
        "products": products_in_use(),
        "planned": preview_rows(planned=planned, members=members, currency=request.organisation.currency),
        "count": len(planned),
        "same": same,
        "told": wish.told if wish else "",
        "shown": json.dumps([[one.id, as_json(value=one.before)] for one in planned]),
        "key": new_key(),
        "query": query.removeprefix("?"),
        "fault": fault,
        "wide": True,
    }
    return sheet(request, part="change", title="Change many", context=context, status=NOT_DONE if fault else 200)


def _change(request: MemberRequest) -> HttpResponse:
    what, typed = request.POST.get("what", ""), request.POST.get("value", "")
    query = request.POST.get("query", "")
    try:
        members = seen_members(viewer=request.viewer)
        wish = wish_of(what=what, typed=typed, members=members, on=request.viewer.on)
        shown = _shown(request.POST.get("shown", ""), wish)
        if not any_seen(viewer=request.viewer, ids=[pk for pk, _ in shown]):
            raise Http404("No such page.")
        made = change_many(
            wish=wish,
            shown=shown,
            key=key_of(request.POST),
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except (PursuitError, FieldError) as error:
        messages.error(request, str(error))
        return redirect(back_to(request, query))
    address = back_to(request, query)
    return redirect(f"{address}{'&' if '?' in address else '?'}changed_many={made.pk}")


def _shown(text: str, wish: Wish) -> list[tuple[int, Value]]:
    """What the preview showed. Raises FieldError for what no preview wrote."""
    try:
        rows = json.loads(text)
        return [(int(pk), from_json(field=wish.field, value=before)) for pk, before in rows][: MOST + 1]
    except (ValueError, TypeError) as error:
        raise FieldError("The form is not complete. Open the preview again.") from error


@never_cache
@require_safe
def changes(request: MemberRequest) -> HttpResponse:
    """One's own changes of many of the last days, each with its way back."""
    href = f"{list_href(request)}changes/"
    lines = bulk_lines(member=request.member, now=request.now)
    context = {"lines": [bulk_view(line=line, href=href, on=request.viewer.on) for line in lines], "wide": True}
    return sheet(request, part="changes", title="Changes of many", context=context)


@require_POST
def change_undo(request: MemberRequest, bulk_id: int) -> HttpResponse:
    """Take it back where nobody has changed the field since."""
    return _carried(
        request,
        bulk_id,
        lambda bulk: take_back(bulk=bulk, member=request.member, by=request.actor, now=request.now),
    )


@require_POST
def change_go_on(request: MemberRequest, bulk_id: int) -> HttpResponse:
    """Finish what was broken off."""
    return _carried(request, bulk_id, lambda bulk: carry_on(bulk=bulk, by=request.actor, now=request.now))


def _carried(request: MemberRequest, bulk_id: int, act: Callable[[BulkChange], BulkChange]) -> HttpResponse:
    bulk = own_bulk(member=request.member, bulk_id=bulk_id)
    if bulk is None:
        raise Http404("No such page.")
    act(bulk)
    line = bulk_lines(member=request.member, now=request.now, bulk_id=bulk.pk)
    if line:
        messages.success(request, bulk_view(line=line[0], href="", on=request.viewer.on).said)
    return redirect(f"{list_href(request)}changes/")
