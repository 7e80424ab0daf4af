"""The page of a plan, as every view of this part answers with it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from fieldcraft.lib.undoing import OFFERED_SECONDS
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Plan, Pursuit
from fieldcraft.pursuit.mutual import queries
from fieldcraft.pursuit.mutual.limits import LONGEST_WORD
from fieldcraft.web.mutual.present import Typed, plan_view, start_view
from fieldcraft.web.opportunities.around import around, pursuit_or_404
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.shapes import Undo

NOT_SAVED = 422


def href_of(request: MemberRequest, opportunity_id: int) -> str:
    """Address of the plan's page."""
    return f"/o/{request.organisation.slug}/opportunities/{opportunity_id}/plan/"


def plan_or_404(request: MemberRequest, opportunity_id: int) -> Plan:
    """The plan, for whom the line shows its opportunity. Raises Http404 where there is none, and for everybody else."""
    found = queries.plan_of(pursuit=pursuit_or_404(request, opportunity_id))
    if found is None:
        raise Http404("No such page.")
    return found


def whole_plan(
    request: MemberRequest, opportunity_id: int, *, typed: Typed, status: int = 200, fresh: tuple[str, str] = ("", "")
) -> HttpResponse:
    """The page; with `fresh` the address of a link that was just made, the only time it is shown."""
    pursuit = pursuit_or_404(request, opportunity_id)
    base = f"/o/{request.organisation.slug}/"
    plan = queries.plan_of(pursuit=pursuit)
    context: dict[str, object] = {"around": around(opportunity=pursuit.opportunity, base=base, part="plan/")}
    if plan is None:
        context["start"] = start_view(opportunity=pursuit.opportunity, base=base, on=request.viewer.on, typed=typed)
        return render(request, "mutual/start.html", context, status=status)
    context["view"] = plan_view(
        page=queries.plan_page(plan=plan),
        opportunity=pursuit.opportunity,
        company=request.organisation.name,
        base=base,
        on=request.viewer.on,
        now=request.now,
        typed=typed,
        propose=request.GET.get("dates", "")[:18],
        fresh=fresh,
    )
    context["undo"] = _undo(request, plan, pursuit)
    return render(request, "mutual/plan.html", context, status=status)


def refused(request: MemberRequest, opportunity_id: int, form: str, error: PursuitError) -> HttpResponse:
    """The page with the form still open, what was typed in it, and why it was not taken."""
    values = tuple((name, value[:LONGEST_WORD]) for name, value in request.POST.items() if isinstance(value, str))
    typed = Typed(form=form, values=values, errors=(str(error),))
    return whole_plan(request, opportunity_id, typed=typed, status=NOT_SAVED)


def back(
    request: MemberRequest, opportunity_id: int, *, step: int | None = None, undo: bool = False, dates: str = ""
) -> HttpResponse:
    """To the page again, at the step that changed; new dates are shown where the old ones do not fit any more."""
    asked = {name: value for name, value in (("undo", "1" if undo else ""), ("dates", dates)) if value}
    query = f"?{urlencode(asked)}" if asked else ""
    anchor = "#dates" if dates else f"#step-{step}" if step else ""
    return redirect(f"{href_of(request, opportunity_id)}{query}{anchor}")


def _undo(request: MemberRequest, plan: Plan, pursuit: Pursuit) -> Undo | None:
    if request.GET.get("undo") != "1":
        return None
    plan.pursuit = pursuit
    entry = queries.just_changed(plan=plan, member_id=request.member.pk, seconds=OFFERED_SECONDS, now=request.now)
    if entry is None:
        return None
    href = f"{href_of(request, pursuit.opportunity_id)}undo/{entry.pk}/"
    return Undo(text=f"Changed: {entry.subject}", href=href, seconds=OFFERED_SECONDS)
