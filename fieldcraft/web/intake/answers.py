"""One verb per button on the page of an item."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.intake import actions, queries
from fieldcraft.pursuit.intake.errors import IntakeError
from fieldcraft.pursuit.intake.models import Offer
from fieldcraft.web.intake.views import NOT_SAVED, item_or_404, item_page
from fieldcraft.web.opportunities.around import pursuit_or_404
from fieldcraft.web.request import MemberRequest


@require_POST
def place(request: MemberRequest, incoming_id: int) -> HttpResponse:
    """Log the item on an opportunity, as a kind, on a day."""
    item = item_or_404(request, incoming_id)
    chosen = request.POST.get("opportunity", "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 19):
        return item_page(request, item, error="Choose the opportunity it is about.", status=NOT_SAVED)
    pursuit = pursuit_or_404(request, int(chosen))
    try:
        on = _day(request.POST.get("on", ""))
        kind = request.POST.get("kind", "")
        actions.settle(item=item, pursuit=pursuit, kind=kind, on=on, by=request.actor, now=request.now)
    except PursuitError as error:
        return item_page(request, item, error=str(error), status=NOT_SAVED)
    return redirect(_page(request, incoming_id))


@require_POST
def undo(request: MemberRequest, incoming_id: int) -> HttpResponse:
    """Take the logged activity back."""
    actions.take_back(item=item_or_404(request, incoming_id), by=request.actor, now=request.now)
    messages.success(request, "Taken back. It waits for its place again.")
    return redirect(_page(request, incoming_id))


@require_POST
def leave_out(request: MemberRequest, incoming_id: int) -> HttpResponse:
    """It is about no opportunity."""
    item = item_or_404(request, incoming_id)
    try:
        actions.leave_out(item=item, by=request.actor, now=request.now)
    except PursuitError as error:
        return item_page(request, item, error=str(error), status=NOT_SAVED)
    messages.success(request, "Left out. Nothing of it is kept.")
    return redirect(f"/o/{request.organisation.slug}/incoming/")


@require_POST
def forget(request: MemberRequest, incoming_id: int) -> HttpResponse:
    """Delete the text and the files."""
    actions.forget(item=item_or_404(request, incoming_id), by=request.actor, now=request.now)
    messages.success(request, "The text and its files are deleted.")
    return redirect(_page(request, incoming_id))


@require_POST
def offer_acceptance(request: MemberRequest, incoming_id: int, offer_id: int) -> HttpResponse:
    """Yes: it is evidence."""
    return _answer(request, incoming_id, offer_id, actions.accept_offer)


@require_POST
def offer_refusal(request: MemberRequest, incoming_id: int, offer_id: int) -> HttpResponse:
    """No: it proves nothing."""
    return _answer(request, incoming_id, offer_id, actions.decline_offer)


@require_POST
def offer_undo(request: MemberRequest, incoming_id: int, offer_id: int) -> HttpResponse:
    """Take an answer back."""
    found = _offer(request, incoming_id, offer_id)
    try:
        actions.reopen_offer(offer=found, member=request.member, by=request.actor, now=request.now)
    except PursuitError as error:
        return item_page(request, item_or_404(request, incoming_id), error=str(error), status=NOT_SAVED)
    messages.success(request, "Taken back.")
    return redirect(_page(request, incoming_id))


def _answer(request: MemberRequest, incoming_id: int, offer_id: int, act: Callable[..., Offer]) -> HttpResponse:
    found = _offer(request, incoming_id, offer_id)
    try:
        act(offer=found, member=request.member, by=request.actor, now=request.now)
    except PursuitError as error:
        return item_page(request, item_or_404(request, incoming_id), error=str(error), status=NOT_SAVED)
    return redirect(f"{_page(request, incoming_id)}?answered={found.pk}")


def _offer(request: MemberRequest, incoming_id: int, offer_id: int) -> Offer:
    found = queries.offer(member=request.member, incoming_id=incoming_id, id=offer_id)
    # Whom the line does not show the opportunity any more must not write on it.
    if found is None:
        raise Http404("No such page.")
    pursuit_or_404(request, found.pursuit.opportunity_id)
    return found


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise IntakeError(f"{text[:20]!r} is no day. Choose it from the calendar.") from error


def _page(request: MemberRequest, incoming_id: int) -> str:
    return f"/o/{request.organisation.slug}/incoming/{incoming_id}/"
