"""From draft to version: the review page and what can be done on it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fieldcraft.methodology.package.diff import compare
from fieldcraft.methodology.package.diff_words import told
from fieldcraft.methodology.package.faults import PlaybookError
from fieldcraft.methodology.package.loader import load_files
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.methodology.queries import playbook_of
from fieldcraft.methodology.rights import may_shape
from fieldcraft.methodology.studio import actions, queries
from fieldcraft.methodology.studio.errors import DraftError
from fieldcraft.methodology.studio.models import Draft, DraftState
from fieldcraft.methodology.studio.rights import is_co_author
from fieldcraft.people.models import Member
from fieldcraft.web.playbook.versions.present import changes
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.studio.present import review as present
from fieldcraft.web.studio.present.words import state_of
from fieldcraft.web.studio.screen import base_of, draft_or_404, screen
from fieldcraft.web.studio.views import preview_of


@never_cache
@require_safe
def review(request: MemberRequest, draft_id: int) -> HttpResponse:
    """What the draft changes, for whom, and who has said what."""
    draft = draft_or_404(request, draft_id)
    at = screen(request, draft)
    compiled = queries.compiled_draft(at.folder)
    before = _first(draft)
    diff = compare(before=before, after=compiled.playbook) if before and compiled else None
    lines = told(diff=diff) if diff else ()
    digest = draft.version.digest if draft.version else queries.digest_of(folder=at.folder)
    shapes, co_author = may_shape(member=request.member), is_co_author(draft=draft, member=request.member)
    co_authors = list(draft.co_authors.all())
    answering = draft.state in (DraftState.PROPOSED, DraftState.PUBLISHED)
    return render(
        request,
        "studio/review.html",
        {
            "draft": draft,
            "draft_base": at.base,
            "studio_base": base_of(request),
            "state": state_of(draft=draft),
            "digest": digest,
            "errors": sum(fault.severity == "error" for fault in at.faults),
            "changed": lines,
            "changes": changes(diff=diff, since=draft.based_on or "the first text") if diff else None,
            "from_nothing": before is None,
            "team": present.for_team(lines=lines),
            "answers": present.answers(co_authors=co_authors, digest=digest, now=request.now),
            "blockers": queries.blockers_of(draft=draft, digest=digest),
            "may_answer": co_author and answering,
            "said_yes": any(
                one.member_id == request.member.pk and one.approved_digest == digest and digest for one in co_authors
            ),
            "shapes": shapes,
            "live": draft.live,
            "could": queries.could_co_write(draft=draft) if shapes and draft.live else [],
            "comments": present.comment_lines(
                comments=[one for one in at.comments if one.resolved_at is None], now=request.now
            ),
            "files": present.file_diffs(files=queries.all_files_of(draft=draft)),
            "preview": preview_of(request, at, page="review/"),
            "counted": present.counted(playbook=compiled),
            "version": draft.version,
            "at": "",
        },
    )


def _first(draft: Draft) -> Playbook | None:
    """The playbook the draft began with; None for one that could not be read."""
    if draft.base_id:
        base = queries.base_of(draft=draft)
        return playbook_of(version=base) if base else None
    try:
        return load_files(files=queries.first_contents(draft=draft))
    except PlaybookError:
        return None


@require_POST
def co_author(request: MemberRequest, draft_id: int) -> HttpResponse:
    """Name a manager as a co-author, or release one."""
    draft = _shaped(request, draft_id)
    asked = request.POST.get("member", "")
    if request.POST.get("do") == "remove":
        found = queries.co_author_of(draft=draft, member_id=int(asked)) if asked.isdecimal() else None
        member = found.member if found else None
    else:
        member = next((one for one in queries.could_co_write(draft=draft) if str(one.pk) == asked), None)
    if member is None:
        messages.error(request, "Choose a manager of the list.")
        return redirect(f"{base_of(request, draft_id)}review/")
    act = actions.remove_co_author if request.POST.get("do") == "remove" else actions.name_co_author
    return _done(request, draft_id, lambda: act(draft=draft, member=member, by=request.actor, now=request.now))


@require_POST
def state(request: MemberRequest, draft_id: int) -> HttpResponse:
    """Propose, publish, close, or go on writing."""
    draft = _shaped(request, draft_id)
    verbs = {
        "propose": (actions.propose, "Proposed. Its co-authors can answer now."),
        "publish": (actions.publish, "Published. Nothing follows it yet."),
        "close": (actions.close, "Closed. Its text is kept."),
        "reopen": (actions.reopen, "Open for writing again."),
    }
    found = verbs.get(request.POST.get("do", ""))
    if found is None:
        raise Http404("No such page.")
    act, said = found
    return _done(request, draft_id, lambda: act(draft=draft, by=request.actor, now=request.now), said)


@require_POST
def answer(request: MemberRequest, draft_id: int) -> HttpResponse:
    """A co-author's yes, or what should change first."""
    draft = draft_or_404(request, draft_id)
    if not is_co_author(draft=draft, member=request.member):
        raise Http404("No such page.")
    return _done(
        request, draft_id, lambda: _answered(request, draft, request.member), "Thank you. Your answer is noted."
    )


def _answered(request: MemberRequest, draft: Draft, member: Member) -> object:
    if request.POST.get("do") == "approve":
        return actions.approve(
            draft=draft, digest=request.POST.get("digest", ""), member=member, by=request.actor, now=request.now
        )
    return actions.ask_for_changes(
        draft=draft, wants=request.POST.get("wants", ""), member=member, by=request.actor, now=request.now
    )


def _shaped(request: MemberRequest, draft_id: int) -> Draft:
    draft = draft_or_404(request, draft_id)
    if not may_shape(member=request.member):
        raise Http404("No such page.")
    return draft


def _done(request: MemberRequest, draft_id: int, act: Callable[[], object], said: str = "") -> HttpResponse:
    try:
        act()
    except DraftError as error:
        messages.error(request, str(error))
    else:
        if said:
            messages.success(request, said)
    return redirect(f"{base_of(request, draft_id)}review/")
