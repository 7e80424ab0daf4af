"""Today, and one verb per button of a step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fieldcraft.crm.models import Opportunity
from fieldcraft.guidance import actions, queries
from fieldcraft.guidance.errors import GuidanceError
from fieldcraft.guidance.models import Response
from fieldcraft.lib.undoing import OFFERED_SECONDS
from fieldcraft.pursuit.calls.queries import just_done
from fieldcraft.pursuit.queries.lists import what_is_here
from fieldcraft.pursuit.queries.team import own_work
from fieldcraft.web.asks import asks
from fieldcraft.web.opportunities.around import pursuit_or_404
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.shapes import Undo
from fieldcraft.web.steps import Place, activity_undo_shape, undo_shape
from fieldcraft.web.today.present import today_view


@never_cache
@require_safe
def today(request: MemberRequest) -> HttpResponse:
    """At most seven steps worth doing now."""
    return render(
        request,
        "today/page.html",
        {**_context(request), "asks": asks(request), "undo": undo_asked_for(request, "today")},
    )


@require_POST
def step_completion(request: MemberRequest, opportunity_id: int, key: str) -> HttpResponse:
    """Done."""

    def answer(opportunity: Opportunity) -> Response:
        note = request.POST.get("note", "")
        return actions.complete_step(
            opportunity=opportunity, key=key, note=note, member=request.member, by=request.actor, now=request.now
        )

    return _answer(request, opportunity_id, answer)


@require_POST
def step_snooze(request: MemberRequest, opportunity_id: int, key: str) -> HttpResponse:
    """Not today: tomorrow, or the day in `until`."""

    def answer(opportunity: Opportunity) -> Response:
        until = _day(request.GET.get("until", ""))
        return actions.snooze_step(
            opportunity=opportunity, key=key, until=until, member=request.member, by=request.actor, now=request.now
        )

    return _answer(request, opportunity_id, answer)


@require_POST
def step_dismissal(request: MemberRequest, opportunity_id: int, key: str) -> HttpResponse:
    """Not useful."""

    def answer(opportunity: Opportunity) -> Response:
        return actions.dismiss_step(
            opportunity=opportunity, key=key, member=request.member, by=request.actor, now=request.now
        )

    return _answer(request, opportunity_id, answer)


@require_POST
def step_answer_undo(request: MemberRequest, opportunity_id: int, key: str) -> HttpResponse:
    """Take the answer back."""
    actions.undo_answer(
        opportunity=pursuit_or_404(request, opportunity_id).opportunity,
        key=key,
        member=request.member,
        by=request.actor,
        now=request.now,
    )
    messages.success(request, "Taken back.")
    return redirect(_page(request, opportunity_id))


def undo_asked_for(request: MemberRequest, place: Place) -> Undo | None:
    """The undo that a redirect after an answer carries in its address, while it may be offered."""
    if did := _number(request.GET.get("did", "")):
        done = just_done(viewer=request.viewer, activity_id=did, seconds=OFFERED_SECONDS, now=request.now)
        base = f"/o/{request.organisation.slug}/"
        return activity_undo_shape(done=done, base=base, on=request.viewer.on, place=place) if done else None
    asked = _number(request.GET.get("answer", ""))
    if not asked:
        return None
    found = queries.answer_just_given(viewer=request.viewer, answer_id=asked, seconds=OFFERED_SECONDS, now=request.now)
    return _undo(request, found, place) if found else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _answer(request: MemberRequest, opportunity_id: int, act: Callable[[Opportunity], Response]) -> HttpResponse:
    opportunity = pursuit_or_404(request, opportunity_id).opportunity
    place = _place(request)
    try:
        response = act(opportunity)
    except GuidanceError as error:
        messages.error(request, str(error))
        return _refused(request, opportunity_id, place)
    if request.htmx and place == "today":
        return swapped_today(request, undo=_undo(request, response, place))
    return redirect(f"{_page(request, opportunity_id)}?answer={response.pk}")


def _refused(request: MemberRequest, opportunity_id: int, place: Place) -> HttpResponse:
    if place == "opportunity":
        return redirect(_page(request, opportunity_id))
    if request.htmx:
        return swapped_today(request, undo=None, status=422)
    return render(request, "today/page.html", _context(request), status=422)


def swapped_today(request: MemberRequest, *, undo: Undo | None, status: int = 200) -> HttpResponse:
    """The list anew for htmx, with the line under the name and the way back."""
    # Old and new rows are in the page together for a moment, and of one group of rows only one may be open.
    group = f"steps-{request.now.timestamp():.3f}"
    return render(request, "today/answered.html", {**_context(request), "undo": undo, "group": group}, status=status)


def _context(request: MemberRequest) -> dict[str, object]:
    page = queries.today_page(viewer=request.viewer, currency=request.organisation.currency, now=request.now)
    view = today_view(
        page=page,
        book=own_work(viewer=request.viewer),
        holds="own" if page.steps else what_is_here(viewer=request.viewer),
        viewer=request.viewer,
        member=request.member,
        currency=request.organisation.currency,
        base=f"/o/{request.organisation.slug}/",
    )
    return {"today": view}


def _undo(request: MemberRequest, response: Response, place: Place) -> Undo:
    return undo_shape(answer=response, base=f"/o/{request.organisation.slug}/", on=request.viewer.on, place=place)


def _place(request: MemberRequest) -> Place:
    return "today" if request.GET.get("from") == "today" else "opportunity"


def _page(request: MemberRequest, opportunity_id: int) -> str:
    base = f"/o/{request.organisation.slug}/"
    return f"{base}today/" if _place(request) == "today" else f"{base}opportunities/{opportunity_id}/"


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise GuidanceError(f"{text[:20]!r} is no day. Choose a day from the list.") from error
