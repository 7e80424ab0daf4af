"""The plan of one opportunity: see it, change it, take it along."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Plan, PlanStep
from fieldcraft.pursuit.mutual import queries
from fieldcraft.pursuit.mutual.actions import answering, starting, steps
from fieldcraft.pursuit.mutual.backwards import out_of_order
from fieldcraft.pursuit.mutual.calendar import calendar_file
from fieldcraft.pursuit.mutual.paper import paper
from fieldcraft.web.mutual.present import Typed
from fieldcraft.web.mutual.shared.present import shared_view
from fieldcraft.web.mutual.shared.views import calendar_answer, paper_answer
from fieldcraft.web.mutual.whole import back, href_of, plan_or_404, refused, whole_plan
from fieldcraft.web.once import key_of
from fieldcraft.web.opportunities.around import pursuit_or_404
from fieldcraft.web.request import MemberRequest

FIELDS = ("title", "side", "owner_name", "due_on")


@never_cache
@require_safe
def mutual_plan(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """The plan, or the form that starts one."""
    return whole_plan(request, opportunity_id, typed=Typed())


@require_POST
def plan_start(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Make the plan with proposed steps."""
    pursuit = pursuit_or_404(request, opportunity_id)
    goal, goal_on = request.POST.get("goal", ""), request.POST.get("goal_on", "")
    try:
        starting.start_plan(
            pursuit=pursuit, goal=goal, goal_on=goal_on, member=request.member, by=request.actor, now=request.now
        )
    except PursuitError as error:
        return refused(request, opportunity_id, "start", error)
    messages.success(request, "The plan is there. Nobody sees it until you share it.")
    return redirect(href_of(request, opportunity_id))


@require_POST
def plan_goal(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Change the goal; a new day proposes new dates."""
    plan = plan_or_404(request, opportunity_id)
    seen = {name: request.POST[f"seen-{name}"] for name in ("goal", "goal_on") if f"seen-{name}" in request.POST}
    try:
        moved = starting.change_goal(
            plan=plan,
            goal=request.POST.get("goal", ""),
            goal_on=request.POST.get("goal_on", ""),
            seen=seen,
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except PursuitError as error:
        return refused(request, opportunity_id, "goal", error)
    messages.success(request, "Saved.")
    return redirect(f"{href_of(request, opportunity_id)}{'?dates=1' if moved else ''}")


@require_POST
def plan_dates(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Take the proposed dates that are ticked."""
    plan = plan_or_404(request, opportunity_id)
    dates, seen = {}, {}
    for one in request.POST.getlist("take")[:100]:
        number, _, iso = one.partition(":")
        try:
            dates[int(number[:18])] = date.fromisoformat(iso)
        except ValueError:
            continue
        if f"seen-{number}" in request.POST:
            seen[int(number[:18])] = request.POST[f"seen-{number}"]
    taken = starting.take_dates(
        plan=plan, dates=dates, seen=seen, member=request.member, by=request.actor, now=request.now
    )
    told = f"{taken} new dates." if taken != 1 else "One new date."
    messages.success(request, f"{told} What the customer had agreed is offered to the customer.")
    return redirect(href_of(request, opportunity_id))


@require_POST
def plan_step_add(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Add a step."""
    plan = plan_or_404(request, opportunity_id)
    try:
        added = steps.add_step(
            plan=plan,
            values={name: request.POST.get(name, "") for name in FIELDS},
            request=key_of(request.POST),
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except PursuitError as error:
        return refused(request, opportunity_id, "add", error)
    return back(request, opportunity_id, step=added, undo=True)


@require_POST
def plan_step(request: MemberRequest, opportunity_id: int, step_id: int) -> HttpResponse:
    """Change a step in place. A field that somebody else changed meanwhile is shown, the others are saved."""
    step = _step(request, opportunity_id, step_id)
    before = step.offered_on or step.due_on
    form = f"step-{step.pk}"
    try:
        conflicts = steps.edit_step(
            step=step,
            values={name: request.POST.get(name, "") for name in FIELDS},
            seen={name: request.POST[f"seen-{name}"] for name in FIELDS if f"seen-{name}" in request.POST},
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except PursuitError as error:
        return refused(request, opportunity_id, form, error)
    if conflicts:
        return whole_plan(request, opportunity_id, typed=Typed(form=form, conflicts=conflicts), status=409)
    again = queries.steps_of_plan(plan=step.plan)
    now_on = next((one.offered_on or one.due_on for one in again if one.pk == step.pk), None)
    moved = now_on != before and out_of_order(
        dates=[one.offered_on or one.due_on for one in again if one.done_on is None], goal=step.plan.goal_on
    )
    return back(request, opportunity_id, step=step.pk, undo=True, dates=str(step.pk) if moved else "")


@require_POST
def plan_step_place(request: MemberRequest, opportunity_id: int, step_id: int) -> HttpResponse:
    """Move a step to another place."""
    step = _step(request, opportunity_id, step_id)
    to = request.POST.get("to", "")
    if not to.isdecimal() or len(to) > 4:
        raise Http404("No such place.")
    steps.place_step(step=step, to=int(to), member=request.member, by=request.actor, now=request.now)
    return back(request, opportunity_id, step=step.pk, undo=True)


@require_POST
def plan_step_done(request: MemberRequest, opportunity_id: int, step_id: int) -> HttpResponse:
    """Say that it is done, or not."""
    step = _step(request, opportunity_id, step_id)
    done = request.POST.get("done", "1") == "1"
    try:
        steps.tick_step(step=step, done=done, member=request.member, by=request.actor, now=request.now)
    except PursuitError as error:
        return refused(request, opportunity_id, f"step-{step.pk}", error)
    return back(request, opportunity_id, step=step.pk, undo=True)


@require_POST
def plan_step_removal(request: MemberRequest, opportunity_id: int, step_id: int) -> HttpResponse:
    """Take it out of the plan."""
    step = _step(request, opportunity_id, step_id)
    steps.remove_step(step=step, member=request.member, by=request.actor, now=request.now)
    return back(request, opportunity_id, undo=True)


@require_POST
def plan_undo(request: MemberRequest, opportunity_id: int, entry_id: int) -> HttpResponse:
    """Put back one's own last change."""
    plan = plan_or_404(request, opportunity_id)
    try:
        title = steps.undo_change(
            plan=plan, entry_id=entry_id, member=request.member, by=request.actor, now=request.now
        )
    except PursuitError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Put back: {title}")
    return back(request, opportunity_id)


@require_POST
def plan_word(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Write to the customer."""
    plan = plan_or_404(request, opportunity_id)
    about = _about(request, plan)
    try:
        answering.write_word(
            plan=plan,
            step=about,
            text=request.POST.get("text", ""),
            request=key_of(request.POST),
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except PursuitError as error:
        return refused(request, opportunity_id, f"step-{about.pk}" if about else "word", error)
    messages.success(request, "The customer reads it in the plan.")
    return back(request, opportunity_id, step=about.pk if about else None)


@require_POST
def plan_word_answer(request: MemberRequest, opportunity_id: int, word_id: int) -> HttpResponse:
    """Take the day that the customer asks for or keep ours; with anything else, say that it was seen."""
    plan = plan_or_404(request, opportunity_id)
    word = queries.word_of_plan(plan=plan, id=word_id)
    if word is None:
        raise Http404("No such page.")
    take = request.POST.get("take", "1") == "1"
    answering.answer_word(word=word, take=take, member=request.member, by=request.actor, now=request.now)
    return back(request, opportunity_id)


@require_POST
def plan_colleague(request: MemberRequest, opportunity_id: int, colleague_id: int) -> HttpResponse:
    """Make a suggested colleague a contact, or not."""
    plan = plan_or_404(request, opportunity_id)
    found = queries.colleague_of_plan(plan=plan, id=colleague_id)
    if found is None:
        raise Http404("No such page.")
    accept = request.POST.get("take", "1") == "1"
    try:
        answering.decide_colleague(
            colleague=found, accept=accept, member=request.member, by=request.actor, now=request.now
        )
    except PursuitError as error:
        return refused(request, opportunity_id, "word", error)
    return back(request, opportunity_id)


@never_cache
@require_safe
def plan_preview(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """The plan as the customer sees it, without the forms."""
    plan = plan_or_404(request, opportunity_id)
    shared = queries.shared_plan(plan=plan, company=request.organisation.name)
    view = shared_view(shared=shared, reader="", contact="", path="", on=request.viewer.on, answers=False)
    return render(request, "shared/plan.html", {"view": view, "simulated": request.organisation.simulated})


@never_cache
@require_safe
def plan_calendar(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """The dates as a calendar file."""
    plan = plan_or_404(request, opportunity_id)
    shared = queries.shared_plan(plan=plan, company=request.organisation.name)
    return calendar_answer(calendar_file(shared=shared, now=request.now))


@never_cache
@require_safe
def plan_paper(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """The plan to print."""
    plan = plan_or_404(request, opportunity_id)
    shared = queries.shared_plan(plan=plan, company=request.organisation.name)
    return paper_answer(paper(shared=shared, today=request.viewer.on))


def _step(request: MemberRequest, opportunity_id: int, step_id: int) -> PlanStep:
    plan = plan_or_404(request, opportunity_id)
    found = queries.step_of_plan(plan=plan, id=step_id)
    if found is None:
        raise Http404("No such page.")
    return found


def _about(request: MemberRequest, plan: Plan) -> PlanStep | None:
    given = request.POST.get("step", "")
    return queries.step_of_plan(plan=plan, id=int(given)) if given.isdecimal() and len(given) < 19 else None
