"""What people do with what was learned: a training now, a draft from proposals, a proposal left for later."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fieldcraft.insight.actions.drafting import bring_back, draft_from_proposals, leave_proposal
from fieldcraft.insight.errors import InsightError
from fieldcraft.insight.jobs import queue_learning
from fieldcraft.methodology.queries import version_in_use
from fieldcraft.methodology.studio.errors import DraftError
from fieldcraft.web.learning.views import proposals_shown
from fieldcraft.web.playbook.guard import shapers_only
from fieldcraft.web.request import MemberRequest

NOT_DONE = 422


@require_POST
@shapers_only
def train(request: MemberRequest) -> HttpResponse:
    """Queue a training; one that waits already is enough."""
    queue_learning(slug=request.organisation.slug)
    messages.success(request, "Learning has begun. It takes some minutes; reload this page then.")
    return redirect(f"{_base(request)}model/")


@require_POST
@shapers_only
def draft(request: MemberRequest) -> HttpResponse:
    """Begin a draft with the ticked proposals and open it in the Studio."""
    try:
        made = draft_from_proposals(
            version=version_in_use(),
            chosen_keys=request.POST.getlist("proposal"),
            title=request.POST.get("title", ""),
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except (InsightError, DraftError) as error:
        return proposals_shown(request, problem=str(error), status=NOT_DONE)
    messages.success(request, "A draft with your choice. Nothing has changed for anybody yet.")
    return redirect(f"/o/{request.organisation.slug}/playbook/studio/{made.pk}/")


@require_POST
@shapers_only
def later(request: MemberRequest, kind: str, key: str) -> HttpResponse:
    """Leave a proposal until the evidence has grown."""
    found = f"{kind}/{key}"
    reason = request.POST.get("reason", "")
    try:
        leave_proposal(key=found, reason=reason, member=request.member, by=request.actor, now=request.now)
    except InsightError as error:
        return proposals_shown(request, problem=str(error), at=found, status=NOT_DONE)
    messages.success(request, "Left for later.")
    return redirect(f"{_base(request)}proposals/")


@require_POST
@shapers_only
def back(request: MemberRequest, kind: str, key: str) -> HttpResponse:
    """Put a proposal back that was left."""
    bring_back(key=f"{kind}/{key}", member=request.member, by=request.actor, now=request.now)
    messages.success(request, "It is proposed again.")
    return redirect(f"{_base(request)}proposals/")


def _base(request: MemberRequest) -> str:
    return f"/o/{request.organisation.slug}/learning/"
