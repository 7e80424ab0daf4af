"""What works, how good the chances are, how opportunities move, what the data propose. Everybody reads the first two
and the last: nothing there is about a person. Flow goes as far as the reporting line."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fieldcraft.insight.flow.queries import flow_of_all, flow_page
from fieldcraft.insight.proposed.queries import effect_of, proposal_page
from fieldcraft.insight.queries import closed_here, effects_here, model_page
from fieldcraft.insight.running import is_learning
from fieldcraft.methodology.queries import compiled, version_in_use
from fieldcraft.methodology.rights import may_shape
from fieldcraft.web.learning.present import behaviour as of_behaviour
from fieldcraft.web.learning.present import flow as of_flow
from fieldcraft.web.learning.present import model as of_model
from fieldcraft.web.learning.present import proposals as of_proposals
from fieldcraft.web.learning.present import works as of_works
from fieldcraft.web.learning.present.naming import Names
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.shapes import Tab

TABS = (("works", "What works", ""), ("model", "How good is it", "model/"), ("flow", "Flow", "flow/"),
        ("proposals", "Proposals", "proposals/"))  # fmt: skip


@require_safe
def what_works(request: MemberRequest) -> HttpResponse:
    """Every criterion, play and activity with its effect on winning."""
    rows, flow = effects_here(), flow_of_all()
    run = next((row.run for row in rows.values()), None)
    base = None
    if run is not None:
        since = date.fromordinal(flow.closed_since) if flow and flow.closed_since else None
        base = of_works.Base(closed=run.deals, won=run.won, since=since, reckoned=run.at.date())
    view = of_works.works(
        effects=[effect_of(row=row) for row in rows.values()],
        names=Names(playbook=compiled(version=version_in_use()).playbook),
        base=base,
        closed=run.deals if run else closed_here(),
        on=request.viewer.on,
        simulated=request.organisation.simulated,
    )
    return render(request, "learning/works.html", {"view": view, **shared(request, "works")})


@require_safe
def behaviour(request: MemberRequest, kind: str, key: str) -> HttpResponse:
    """What one effect rests on."""
    row = effects_here().get(f"{kind}/{key}")
    if row is None:
        raise Http404("No such page.")
    playbook = compiled(version=version_in_use()).playbook
    view = of_behaviour.behaviour(effect=effect_of(row=row), names=Names(playbook=playbook), playbook=playbook)
    base = of_works.Base(closed=row.run.deals, won=row.run.won, since=None, reckoned=row.run.at.date())
    rests = of_works.rests_on(base=base, on=request.viewer.on, simulated=request.organisation.simulated)
    return render(request, "learning/behaviour.html", {"view": view, "rests": rests, **shared(request, "works")})


@require_safe
def model(request: MemberRequest) -> HttpResponse:
    """How often the chances were right."""
    view = of_model.model_view(
        page=model_page(viewer=request.viewer),
        playbook=compiled(version=version_in_use()),
        on=request.viewer.on,
        simulated=request.organisation.simulated,
        learning=is_learning(slug=request.organisation.slug),
    )
    return render(request, "learning/model.html", {"view": view, **shared(request, "model")})


@require_safe
def flow(request: MemberRequest) -> HttpResponse:
    """How opportunities move, as far as the line shows."""
    of = request.GET.get("of", "")
    page = flow_page(viewer=request.viewer, member_id=int(of) if of.isdecimal() and len(of) < 10 else None)
    if page is None or (of and not of.isdecimal()):
        raise Http404("No such page.")
    base = f"/o/{request.organisation.slug}/"
    view = of_flow.flow_view(
        page=page,
        titles={stage.key: stage.title for stage in compiled(version=version_in_use()).playbook.stages},
        typed=request.GET.get("quota", "")[:40],
        currency=request.organisation.currency,
        base=base,
        on=request.viewer.on,
        mine=request.member.pk,
        simulated=request.organisation.simulated,
    )
    above = [(one.name, f"{base}learning/flow/?of={one.pk}") for one in page.above]
    context = {"view": view, "of": of, "above": above, **shared(request, "flow")}
    return render(request, "learning/flow.html", context, status=422 if view.quota_error else 200)


@require_safe
def proposals(request: MemberRequest) -> HttpResponse:
    """What the data propose for the playbook."""
    return proposals_shown(request)


def proposals_shown(request: MemberRequest, *, problem: str = "", at: str = "", status: int = 200) -> HttpResponse:
    """The proposals, with what was wrong in a form that came back; `at` names the proposal it is about."""
    found = request.POST if request.method == "POST" else request.GET
    view = of_proposals.proposals_view(
        page=proposal_page(version=version_in_use()),
        chosen=found.getlist("proposal"),
        base=f"/o/{request.organisation.slug}/",
        on=request.viewer.on,
    )
    typed = {"title": found.get("title", view.title), "reason": found.get("reason", "")}
    context = {"view": view, "problem": problem, "at": at, **typed, **shared(request, "proposals")}
    return render(request, "learning/proposals.html", context, status=status)


def shared(request: MemberRequest, current: str) -> dict[str, Any]:
    """What all four pages carry: the tabs, and whether the member decides about the playbook."""
    home = f"/o/{request.organisation.slug}/learning/"
    return {
        "tabs": [Tab(label, home + path, key == current) for key, label, path in TABS],
        "learning_base": home,
        "playbook_base": f"/o/{request.organisation.slug}/playbook/",
        "shapes": may_shape(member=request.member),
    }
