"""Eleven questions, and a playbook cut to size with the reasons. Nothing is stored: the answers are the address.

What is proposed becomes something only as a draft in the studio, or as an overlay to take along.
"""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.archive import pack
from fieldcraft.methodology.package.overlay import between, files_of
from fieldcraft.methodology.package.rightsizing import (
    QUESTIONS,
    Answers,
    History,
    Proposal,
    WrongAnswerError,
    answered,
    propose,
)
from fieldcraft.methodology.queries import compiled, version_in_use
from fieldcraft.methodology.studio.actions import start_draft
from fieldcraft.pursuit.queries.history import history_of
from fieldcraft.web.playbook.guard import shapers_only
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.rightsize import present

NOT_ANSWERED = 422


@require_safe
@shapers_only
def right_size(request: MemberRequest) -> HttpResponse:
    """The questions; with all answers in the address, the proposal."""
    given = _given(request)
    try:
        answers = answered(given=given)
    except WrongAnswerError:
        return _questions(request, status=NOT_ANSWERED if given else 200)
    version, history, found = _proposal(request, answers)
    return render(
        request,
        "rightsize/proposal.html",
        {
            **_shared(request, version),
            "proposal": found,
            "rests_on": present.rests_on(history=history),
            "stages": [present.stage(found=one) for one in found.stages],
            "changes": [present.change(found=one) for one in found.changes],
            "asked": sum(len(one.asked) for one in found.stages),
            "in_all": sum(len(one.asked) + len(one.later) for one in found.stages),
            "overlay_href": f"overlay.zip?{urlencode(given)}",
            "given": list(given.items()),
        },
    )


@require_POST
@shapers_only
def open_draft(request: MemberRequest) -> HttpResponse:
    """Begin a draft with the proposal and open it in the studio."""
    try:
        answers = answered(given=_given(request))
    except WrongAnswerError:
        return _questions(request, status=NOT_ANSWERED)
    version, _, found = _proposal(request, answers)
    draft = start_draft(
        title=f"{version.title}, our size",
        version=version,
        cut=found.playbook,
        member=request.member,
        by=request.actor,
        now=request.now,
    )
    return redirect(f"{_base(request)}studio/{draft.pk}/")


@require_safe
@shapers_only
def overlay(request: MemberRequest) -> HttpResponse:
    """The proposal as an overlay folder in an archive."""
    try:
        answers = answered(given=_given(request))
    except WrongAnswerError as error:
        raise Http404("No such page.") from error
    version, _, found = _proposal(request, answers)
    own = {"key": f"own-{version.key}"[:60], "version": "1.0.0", "title": f"{version.title}, our size"}
    result = found.playbook.model_copy(update=own)
    files = files_of(overlay=between(base=compiled(version=version).playbook, result=result))
    return HttpResponse(
        pack(files=files),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{own["key"]}-overlay.zip"'},
    )


def _proposal(request: MemberRequest, answers: Answers) -> tuple[PlaybookVersion, History, Proposal]:
    version = version_in_use()
    base = compiled(version=version)
    history = history_of(base=base, on=request.viewer.on)
    return version, history, propose(base=base.playbook, history=history, answers=answers)


def _given(request: MemberRequest) -> dict[str, str]:
    found = request.POST if request.method == "POST" else request.GET
    return {question.key: found[question.key] for question in QUESTIONS if question.key in found}


def _questions(request: MemberRequest, *, status: int) -> HttpResponse:
    return render(request, "rightsize/questions.html", _shared(request, version_in_use()), status=status)


def _shared(request: MemberRequest, version: PlaybookVersion) -> dict[str, object]:
    given = _given(request)
    return {
        "questions": present.asked(given=given),
        "playbook": version,
        "playbook_base": _base(request),
        "started": bool(given),
    }


def _base(request: MemberRequest) -> str:
    return f"/o/{request.organisation.slug}/playbook/"
