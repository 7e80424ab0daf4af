"""The page before a call and after it: the plan, filled in from what is known, and what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fieldcraft.crm.models import Activity
from fieldcraft.guidance.queries import steps_of
from fieldcraft.pursuit.actions import confirm_criterion
from fieldcraft.pursuit.calls import actions, planning, queries
from fieldcraft.pursuit.calls.models import CallPlan
from fieldcraft.pursuit.calls.plans import write_call_plan
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.queries.page import OpportunityPage, opportunity_page
from fieldcraft.web.calls.plan_present import plan_view, texts_of
from fieldcraft.web.calls.views import activity_or_404, next_after, page_of, undo_of
from fieldcraft.web.once import key_of, new_key
from fieldcraft.web.opportunities.around import around
from fieldcraft.web.request import MemberRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activity_call_plan(request: MemberRequest, opportunity_id: int, activity_id: int) -> HttpResponse:
    """The plan of an activity; after the call its debrief."""
    page = _known(request, opportunity_id)
    activity = activity_or_404(request, opportunity_id, activity_id)
    return _page(request, page, activity, activity.play)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opportunity_call_plan(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """The plan of a call that nobody has planned yet, for a play where the address names one."""
    page = _known(request, opportunity_id)
    play = request.GET.get("play", "")
    return _page(request, page, None, play if play in page.playbook.play_by_key else "")


def _known(request: MemberRequest, opportunity_id: int) -> OpportunityPage:
    """What the plan is filled in from. Raises Http404 for what the line does not show."""
    page = opportunity_page(viewer=request.viewer, opportunity_id=opportunity_id)
    if page is None:
        raise Http404("No such page.")
    return page


def _page(request: MemberRequest, page: OpportunityPage, activity: Activity | None, play: str) -> HttpResponse:
    pursuit, plan = page.pursuit, _filled(request, page, play)
    stored = queries.call_plan(pursuit=pursuit, activity=activity, play=play)
    if request.method == "POST":
        return _write(request, pursuit, activity, play, plan, stored)
    return _shown(request, pursuit, activity, play, plan, stored)


def _shown(
    request: MemberRequest,
    pursuit: Pursuit,
    activity: Activity | None,
    play: str,
    plan: planning.Plan,
    stored: CallPlan | None,
) -> HttpResponse:
    base = f"/o/{request.organisation.slug}/"
    view = plan_view(
        plan=plan,
        stored=stored,
        pursuit=pursuit,
        activity=activity,
        play=play,
        page=page_of(request, pursuit.opportunity_id),
        on=request.viewer.on,
        key=new_key(),
    )
    context = {
        "around": around(opportunity=pursuit.opportunity, base=base, part=plan.title),
        "plan": view,
        "next": next_after(request, pursuit, activity) if activity and activity.done else None,
        "undo": undo_of(request, activity.pk) if activity and request.GET.get("did") else None,
    }
    return render(request, "calls/plan.html", context)


def _filled(request: MemberRequest, page: OpportunityPage, play: str) -> planning.Plan:
    steps = steps_of(viewer=request.viewer, opportunity_id=page.opportunity.pk)
    titles = [row.title for row in steps if row.play and row.play != play and row.actor != "manager"]
    known = queries.known_of(page=page, on=request.viewer.on, play=play, steps=titles)
    plan = planning.fill(known=known)
    if plan is None:
        raise Http404("This playbook has no template for a call plan.")
    return plan


def _write(
    request: MemberRequest,
    pursuit: Pursuit,
    activity: Activity | None,
    play: str,
    plan: planning.Plan,
    stored: CallPlan | None,
) -> HttpResponse:
    """Save what was typed; with an outcome, log a call nobody had planned; with a criterion, give the note for it."""
    typed = request.POST
    here = request.get_full_path()
    try:
        if criterion := typed.get("evidence", ""):
            confirm_criterion(
                pursuit=pursuit,
                criterion=criterion,
                note=typed.get("said", ""),
                file=None,
                member=request.member,
                by=request.actor,
                now=request.now,
            )
            messages.success(request, "Evidence added.")
            return redirect(f"{here}#debrief")
        if outcome := typed.get("outcome", ""):
            return _logged(request, pursuit, play, plan, stored, outcome)
        saved = write_call_plan(
            pursuit=pursuit,
            activity=activity,
            play=play,
            texts=texts_of(plan=plan, typed=typed),
            proposed=_proposed(plan),
            seen=int(seen) if (seen := typed.get("seen", "")).isdigit() else 0,
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except PursuitError as error:
        if "autosave" in typed:
            return JsonResponse({"error": str(error)}, status=422)
        messages.error(request, str(error))
        return redirect(here)
    if "autosave" in typed:
        return JsonResponse({"revision": saved.revision})
    messages.success(request, "Saved.")
    return redirect(here)


def _logged(
    request: MemberRequest,
    pursuit: Pursuit,
    play: str,
    plan: planning.Plan,
    stored: CallPlan | None,
    said: str,
) -> HttpResponse:
    kind, _, outcome = said.partition(".")
    steps = pursuit.playbook.play_by_key.get(play)
    row = actions.log_activity(
        pursuit=pursuit,
        kind=kind,
        subject=request.POST.get("subject", "") or (steps.part.fallback_title if steps else plan.title),
        outcome=outcome,
        note=request.POST.get("note", ""),
        on=request.viewer.on,
        contact=None,
        inbound=False,
        request_key=key_of(request.POST),
        plan=stored,
        member=request.member,
        by=request.actor,
        now=request.now,
    )
    return redirect(f"{page_of(request, pursuit.opportunity_id)}activities/{row.pk}/call-plan/?did={row.pk}#debrief")


def _proposed(plan: planning.Plan) -> dict[str, str]:
    return {f"plan.{section.key}": "\n".join(section.lines) for section in plan.sections}
