"""The action of a recommended step, in its place: plan it, log it, ask the customer, look at evidence, read."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fieldcraft.guidance.models import NextStep
from fieldcraft.guidance.queries import step_of
from fieldcraft.pursuit.calls import queries
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.queries.page import OpportunityPage, opportunity_page
from fieldcraft.web.calls import asking
from fieldcraft.web.calls.views import next_for, page_of, place_of
from fieldcraft.web.opportunities.around import Around, around, pursuit_or_404
from fieldcraft.web.opportunities.present.criteria import Typed, criterion_shape
from fieldcraft.web.opportunities.present.page import how_html
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.shapes import Criterion


@dataclass(frozen=True, slots=True)
class Reading:
    """A page of knowledge to read in place."""

    title: str
    text: str
    href: str


@never_cache
@require_safe
def step_act(request: MemberRequest, opportunity_id: int, key: str) -> HttpResponse:
    """What to do with a step. In place for htmx, else a page. Raises Http404 for a step that is not offered."""
    pursuit = pursuit_or_404(request, opportunity_id)
    row = step_of(viewer=request.viewer, opportunity_id=opportunity_id, key=key)
    if row is None:
        raise Http404("No such page.")
    context: dict[str, object] = {"step": row, "how": _how(pursuit, row), "place": place_of(request)}
    if row.kind == "learn":
        context["readings"] = _readings(request, pursuit, row)
    elif row.kind == "verify":
        context["criterion"] = _criterion(request, opportunity_id, row)
        context["asking"] = _asking(request, pursuit, row) if row.actor != "manager" else None
    elif row.kind == "ask":
        context["asking"] = _asking(request, pursuit, row)
        context["criterion"] = _criterion(request, opportunity_id, row)
    else:
        context["next"] = next_for(request, pursuit, play=row.play)
        context["criterion"] = _criterion(request, opportunity_id, row) if row.kind == "log" else None
    if request.htmx:
        return render(request, "calls/_act.html", context)
    head: Around = around(opportunity=pursuit.opportunity, base=_base(request), part=row.title)
    return render(request, "calls/act.html", {**context, "around": head})


def _base(request: MemberRequest) -> str:
    return f"/o/{request.organisation.slug}/"


def _how(pursuit: Pursuit, row: NextStep) -> str:
    play = pursuit.playbook.play_by_key.get(row.play)
    return how_html(play.part.how) if play else ""


def _readings(request: MemberRequest, pursuit: Pursuit, row: NextStep) -> list[Reading]:
    play = pursuit.playbook.play_by_key.get(row.play)
    wanted = play.part.knowledge if play else ()
    return [
        Reading(item.title, how_html(item.text), f"{_base(request)}playbook/knowledge/{item.key}/")
        for item in pursuit.playbook.playbook.knowledge
        if item.key in wanted
    ]


def _criterion(request: MemberRequest, opportunity_id: int, row: NextStep) -> Criterion | None:
    """The criterion with its evidence and what the reader may do about it."""
    page = opportunity_page(viewer=request.viewer, opportunity_id=opportunity_id) if row.criterion else None
    if page is None:
        return None
    return _shape(request, page, row.criterion)


def _shape(request: MemberRequest, page: OpportunityPage, key: str) -> Criterion | None:
    lines = [line for stage in page.stages for line in stage.lines if line.part.key == key]
    if not lines:
        return None
    typed = Typed(criterion=key, form="")
    return criterion_shape(
        line=lines[0], page=page, member=request.member, base=_base(request), typed=typed, whole=True
    )


def _asking(request: MemberRequest, pursuit: Pursuit, row: NextStep) -> asking.Asking:
    """The words to send, and to whom."""
    criterion = pursuit.criterion_called(key=row.criterion) if row.criterion else None
    play = pursuit.playbook.play_by_key.get(row.play)
    contacts = queries.contacts_at(pursuit=pursuit)
    return asking.asking(
        title=row.title,
        opportunity=pursuit.opportunity,
        criterion=criterion,
        how=play.part.how if play else "",
        contacts=contacts,
        inside=row.kind == "verify" and row.title.startswith("Ask your manager"),
        member=request.member,
        plan_href=f"{page_of(request, pursuit.opportunity_id)}call-plan/?play={row.play}" if row.play else "",
    )
