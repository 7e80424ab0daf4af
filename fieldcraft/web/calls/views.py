"""Log, plan, move and take back activities, on a page of their own or in place of the row they were asked from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fieldcraft.crm.models import Activity, ActivityKind, Contact
from fieldcraft.guidance.queries import steps_of
from fieldcraft.lib.days import DayError, read_day
from fieldcraft.lib.undoing import OFFERED_SECONDS
from fieldcraft.pursuit.calls import actions, queries
from fieldcraft.pursuit.calls.outcomes import MOVED
from fieldcraft.pursuit.calls.proposing import Ended, Proposal, propose
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.web.calls import present
from fieldcraft.web.once import key_of, new_key
from fieldcraft.web.opportunities.around import around, pursuit_or_404
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.shapes import Undo
from fieldcraft.web.steps import Place, activity_undo_shape
from fieldcraft.web.today.views import swapped_today

LIST = "#steps"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activity_outcome(request: MemberRequest, opportunity_id: int, activity_id: int) -> HttpResponse:
    """Say how a planned activity ended; what could be next appears in the same place."""
    pursuit = pursuit_or_404(request, opportunity_id)
    activity = activity_or_404(request, opportunity_id, activity_id)
    if request.method != "POST":
        return _small(request, pursuit, "How it went", outcome=_outcome_form(request, activity))
    outcome, note = request.POST.get("outcome", ""), request.POST.get("note", "")
    if outcome == MOVED:
        return _ask_day(request, pursuit, activity)
    try:
        done = actions.log_outcome(
            activity=activity,
            outcome=outcome,
            note=note,
            on=None,
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except PursuitError as error:
        form = _outcome_form(request, activity, error=str(error), note=note)
        return _again(request, pursuit, "How it went", outcome=form)
    if place_of(request) == "plan":
        return redirect(f"{page_of(request, opportunity_id)}activities/{activity_id}/call-plan/?did={done.pk}#debrief")
    if not request.htmx:
        address = f"{page_of(request, opportunity_id)}activities/planned/"
        return redirect(f"{address}?after={done.pk}&from={place_of(request)}&did={done.pk}")
    return _in_place(request, pursuit, next_after(request, pursuit, done), done)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activity_plan(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Plan an activity; the form has the proposal, or what was typed and why it was not taken."""
    pursuit = pursuit_or_404(request, opportunity_id)
    if request.method != "POST":
        after = _number(request.GET.get("after", ""))
        ended = activity_or_404(request, opportunity_id, after) if after else None
        form = next_after(request, pursuit, ended) if ended else next_for(request, pursuit)
        return _small(request, pursuit, "Next step", next=form)
    try:
        row = plan_typed(request, pursuit)
    except PursuitError as error:
        form = replace(next_for(request, pursuit, typed=True), error=str(error))
        return _again(request, pursuit, "Next step", next=form)
    return _finished(request, opportunity_id, row)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activity_day(request: MemberRequest, opportunity_id: int, activity_id: int) -> HttpResponse:
    """Put a planned activity on another day."""
    pursuit = pursuit_or_404(request, opportunity_id)
    activity = activity_or_404(request, opportunity_id, activity_id)
    if request.method != "POST":
        return _small(request, pursuit, "Another day", next=_day_form(request, pursuit, activity))
    try:
        row = actions.reschedule_activity(
            activity=activity, on=_day(request), member=request.member, by=request.actor, now=request.now
        )
    except PursuitError as error:
        form = replace(_day_form(request, pursuit, activity), day=request.POST.get("on", ""), error=str(error))
        return _again(request, pursuit, "Another day", next=form)
    return _finished(request, opportunity_id, row)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activity_log(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Log something that was not planned, with its next step where one is typed."""
    pursuit = pursuit_or_404(request, opportunity_id)
    if request.method != "POST":
        form = _log_form(request, pursuit)
        if request.htmx:
            return render(request, "calls/_log.html", {"log": form})
        return _small(request, pursuit, "Log what happened", log=form)
    try:
        row = _logged(request, pursuit)
    except PursuitError as error:
        form = replace(_log_form(request, pursuit), error=str(error))
        return _small(request, pursuit, "Log what happened", status=422, log=form)
    return _finished(request, opportunity_id, row)


@require_POST
def activity_undo(request: MemberRequest, opportunity_id: int, activity_id: int) -> HttpResponse:
    """Take back what was just logged, planned or moved."""
    pursuit = pursuit_or_404(request, opportunity_id)
    found = queries.activity_of(viewer=request.viewer, opportunity_id=opportunity_id, activity_id=activity_id)
    activity = found or Activity(pk=activity_id, opportunity=pursuit.opportunity)
    try:
        actions.undo_activity(activity=activity, member=request.member, by=request.actor, now=request.now)
        messages.success(request, "Taken back.")
    except PursuitError as error:
        messages.error(request, str(error))
    return redirect(back_to(request, opportunity_id))


def plan_typed(request: MemberRequest, pursuit: Pursuit, prefix: str = "") -> Activity:
    """Plan what the form names; fields may carry a prefix. Raises PursuitError for what does not fit."""
    typed = request.POST
    return actions.plan_activity(
        pursuit=pursuit,
        kind=typed.get(f"{prefix}kind", ActivityKind.CALL),
        subject=typed.get(f"{prefix}subject", ""),
        on=_day(request, f"{prefix}on"),
        contact=_contact(pursuit, typed.get(f"{prefix}contact", "")),
        play=typed.get(f"{prefix}play", ""),
        request_key=key_of(typed, before=prefix),
        member=request.member,
        by=request.actor,
        now=request.now,
    )


def next_after(request: MemberRequest, pursuit: Pursuit, ended: Activity) -> present.NextForm:
    """What could be next after an activity: proposed from the playbook's next step and the usual gap."""
    proposal = _proposal(request, pursuit, present.ended_of(activity=ended))
    return _next(request, pursuit, proposal, title=present.ended_words(activity=ended), said=ended.subject)


def next_for(request: MemberRequest, pursuit: Pursuit, *, typed: bool = False, play: str = "") -> present.NextForm:
    """A next activity without one before it: for a play, or what was typed and not taken."""
    wanted = play or request.GET.get("play", "")
    ended = Ended(outcome="", contact=queries.usual_contact(pursuit=pursuit))
    proposal = _proposal(request, pursuit, ended, play=wanted)
    form = replace(_next(request, pursuit, proposal, title="Plan the next step"), cancel="Leave it")
    return present.typed_again(form=form, typed=request.POST, contacts=_contacts(pursuit)) if typed else form


def activity_or_404(request: MemberRequest, opportunity_id: int, activity_id: int) -> Activity:
    """An activity of an opportunity the viewer sees. Raises Http404 for everything else."""
    found = queries.activity_of(viewer=request.viewer, opportunity_id=opportunity_id, activity_id=activity_id)
    if found is None:
        raise Http404("No such page.")
    return found


def place_of(request: MemberRequest) -> str:
    """Where the person came from and goes back to: today, opportunity or plan."""
    asked = request.GET.get("from", "")
    return asked if asked in ("today", "plan") else "opportunity"


def page_of(request: MemberRequest, opportunity_id: int) -> str:
    return f"/o/{request.organisation.slug}/opportunities/{opportunity_id}/"


def back_to(request: MemberRequest, opportunity_id: int) -> str:
    """The page the person came from."""
    today = f"/o/{request.organisation.slug}/today/"
    return today if place_of(request) == "today" else page_of(request, opportunity_id)


def _proposal(request: MemberRequest, pursuit: Pursuit, ended: Ended, play: str = "") -> Proposal:
    steps = steps_of(viewer=request.viewer, opportunity_id=pursuit.opportunity_id)
    plays = present.recommended_of(steps=steps, member_id=request.member.pk)
    plays.sort(key=lambda one: one.play != play)
    gap = queries.usual_gap(pursuit=pursuit, on=request.viewer.on)
    people = {one.name: one.pk for one in _contacts(pursuit)}
    return propose(ended=ended, plays=plays, gap=gap, as_of=request.viewer.on, people=people)


def _next(
    request: MemberRequest, pursuit: Pursuit, proposal: Proposal, *, title: str, said: str = ""
) -> present.NextForm:
    place = place_of(request)
    return present.next_form(
        proposal=proposal,
        contacts=_contacts(pursuit),
        href=f"{page_of(request, pursuit.opportunity_id)}activities/planned/?from={place}",
        cancel_href=back_to(request, pursuit.opportunity_id),
        title=title,
        said=said,
        swap=LIST if place == "today" and request.htmx else "",
        on=request.viewer.on,
        key=new_key(),
    )


def _contacts(pursuit: Pursuit) -> list[Contact]:
    return queries.contacts_at(pursuit=pursuit)


def _contact(pursuit: Pursuit, typed: str) -> Contact | None:
    number = _number(typed)
    return next((one for one in _contacts(pursuit) if one.pk == number), None) if number else None


def _day(request: MemberRequest, name: str = "on", *, ahead: bool = True) -> date:
    try:
        return read_day(text=request.POST.get(name, ""), on=request.viewer.on, ahead=ahead)
    except DayError as error:
        raise PursuitError(str(error)) from error


def _logged(request: MemberRequest, pursuit: Pursuit) -> Activity:
    typed = request.POST
    kind, _, outcome = typed.get("outcome", "").rpartition(".")
    wants_next = bool(typed.get("next-subject", "").strip())
    if wants_next:
        _day(request, "next-on")  # what is not taken must not leave half of it behind
    row = actions.log_activity(
        pursuit=pursuit,
        kind=kind or typed.get("kind", ""),
        subject=typed.get("subject", ""),
        outcome=outcome,
        note=typed.get("note", ""),
        on=_day(request, ahead=False) if typed.get("on") else request.viewer.on,
        contact=_contact(pursuit, typed.get("contact", "")),
        inbound=bool(typed.get("inbound")),
        request_key=key_of(typed),
        member=request.member,
        by=request.actor,
        now=request.now,
    )
    if wants_next:
        plan_typed(request, pursuit, "next-")
    return row


def _log_form(request: MemberRequest, pursuit: Pursuit) -> present.LogForm:
    typed = {name: str(value) for name, value in request.POST.items()}
    return present.log_form(
        href=f"{page_of(request, pursuit.opportunity_id)}activities/?from={place_of(request)}",
        contacts=_contacts(pursuit),
        next=next_for(request, pursuit),
        typed=typed,
        chosen=queries.usual_contact(pursuit=pursuit),
        key=new_key(),
    )


def _outcome_form(request: MemberRequest, activity: Activity, error: str = "", note: str = "") -> present.OutcomeForm:
    page = page_of(request, activity.opportunity_id)
    return present.outcome_form(
        activity=activity, on=request.viewer.on, page=page, place=place_of(request), error=error, note=note
    )


def _day_form(request: MemberRequest, pursuit: Pursuit, activity: Activity) -> present.NextForm:
    gap = queries.usual_gap(pursuit=pursuit, on=request.viewer.on)
    proposal = propose(
        ended=present.ended_of(activity=activity, outcome=MOVED), plays=(), gap=gap, as_of=request.viewer.on
    )
    place = place_of(request)
    return present.move_form(
        activity=activity,
        day=proposal.on,
        on=request.viewer.on,
        href=f"{page_of(request, activity.opportunity_id)}activities/{activity.pk}/day/?from={place}",
        cancel_href=back_to(request, activity.opportunity_id),
        title="To which day?",
        swap=LIST if place == "today" and request.htmx else "",
    )


def _ask_day(request: MemberRequest, pursuit: Pursuit, activity: Activity) -> HttpResponse:
    if not request.htmx:
        page = page_of(request, activity.opportunity_id)
        return redirect(f"{page}activities/{activity.pk}/day/?from={place_of(request)}")
    return _in_place(request, pursuit, _day_form(request, pursuit, activity))


def _in_place(
    request: MemberRequest, pursuit: Pursuit, form: present.NextForm, done: Activity | None = None
) -> HttpResponse:
    """The row again, now asking what is next."""
    undo = undo_of(request, done.pk) if done else None
    context = {"next": form, "group": f"next-{request.now.timestamp():.3f}", "opportunity": pursuit.opportunity}
    return render(request, "calls/row_next.html", {**context, "undo": undo})


def undo_of(request: MemberRequest, activity_id: int) -> Undo | None:
    """The way back from what the member just did to an activity, while it may be offered."""
    done = queries.just_done(viewer=request.viewer, activity_id=activity_id, seconds=OFFERED_SECONDS, now=request.now)
    if done is None:
        return None
    place: Place = "today" if place_of(request) == "today" else "opportunity"
    base = f"/o/{request.organisation.slug}/"
    return activity_undo_shape(done=done, base=base, on=request.viewer.on, place=place)


def _finished(request: MemberRequest, opportunity_id: int, row: Activity) -> HttpResponse:
    if request.htmx and place_of(request) == "today":
        return swapped_today(request, undo=undo_of(request, row.pk))
    return redirect(f"{back_to(request, opportunity_id)}?did={row.pk}")


def _again(request: MemberRequest, pursuit: Pursuit, part: str, **forms: object) -> HttpResponse:
    """What was typed, and why it was not taken: in the row it came from or on a page."""
    if not request.htmx:
        return _small(request, pursuit, part, status=422, **forms)
    context = {"group": f"next-{request.now.timestamp():.3f}", "opportunity": pursuit.opportunity, **forms}
    answer = render(request, "calls/row_next.html", context, status=422)
    answer["HX-Retarget"] = "closest li"
    return answer


def _small(request: MemberRequest, pursuit: Pursuit, part: str, status: int = 200, **forms: object) -> HttpResponse:
    """A page with one form, for who has no script and for whom something was not taken."""
    base = f"/o/{request.organisation.slug}/"
    head = around(opportunity=pursuit.opportunity, base=base, part=part)
    did = _number(request.GET.get("did", ""))
    context = {"around": head, "undo": undo_of(request, did) if did else None, **forms}
    return render(request, "calls/form.html", context, status=status)


def _number(text: object) -> int:
    said = str(text)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else 0
