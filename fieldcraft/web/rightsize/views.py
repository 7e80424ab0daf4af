"""Eleven questions, and a playbook cut to size with the reasons. Nothing is stored: the answers are the address."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.rightsizing import QUESTIONS, Answers, WrongAnswerError, answered, propose
from fieldcraft.methodology.queries import in_use
from fieldcraft.methodology.rights import may_shape
from fieldcraft.pursuit.queries.history import history_of
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.rightsize import present


@require_safe
def right_size(request: MemberRequest) -> HttpResponse:
    """The questions; with all answers in the address, the proposal."""
    if not may_shape(member=request.member):
        raise Http404("No such page.")
    playbook = in_use()
    given = {question.key: request.GET[question.key] for question in QUESTIONS if question.key in request.GET}
    context: dict[str, object] = {
        "questions": present.asked(given=given),
        "playbook": playbook.playbook,
        "playbook_base": f"/o/{request.organisation.slug}/playbook/",
        "started": bool(given),
    }
    try:
        answers = answered(given=given)
    except WrongAnswerError:
        return render(request, "rightsize/questions.html", context, status=422 if given else 200)
    return render(request, "rightsize/proposal.html", {**context, **_proposal(request, playbook, answers)})


def _proposal(request: MemberRequest, playbook: CompiledPlaybook, answers: Answers) -> dict[str, object]:
    history = history_of(base=playbook, on=request.viewer.on)
    found = propose(base=playbook.playbook, history=history, answers=answers)
    return {
        "proposal": found,
        "rests_on": present.rests_on(history=history),
        "stages": [present.stage(found=one) for one in found.stages],
        "changes": [present.change(found=one) for one in found.changes],
        "asked": sum(len(one.asked) for one in found.stages),
        "in_all": sum(len(one.asked) + len(one.later) for one in found.stages),
    }
