"""Saves of the editor. A script gets what to put on the screen; without one the page is shown again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from fieldcraft.methodology.package import forming
from fieldcraft.methodology.package.edits import EditError
from fieldcraft.methodology.package.nodes import RefusedError
from fieldcraft.methodology.studio import actions, queries
from fieldcraft.methodology.studio.actions import Edit, Saved
from fieldcraft.methodology.studio.errors import DraftError
from fieldcraft.methodology.studio.models import Draft
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.studio.present.outline import part_href
from fieldcraft.web.studio.screen import Screen, base_of, context_of, draft_or_404, parts_of, screen, writable_or_404

NOT_SAVED = 422
P = ParamSpec("P")


def told(view: Callable[Concatenate[MemberRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Say a refusal to whoever asked: the script shows it beside the text, the page above it."""

    @wraps(view)
    def guarded(request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (DraftError, EditError) as error:
            if _by_script(request):
                return JsonResponse({"refused": str(error)}, status=NOT_SAVED)
            messages.error(request, str(error))
            return redirect(_back(request, int(str(kwargs["draft_id"]))))

    return guarded


@require_POST
@told
def text(request: MemberRequest, draft_id: int) -> HttpResponse:
    """Save the text of one file."""
    draft = writable_or_404(request, draft_id)
    edit = Edit(request.POST.get("file", ""), _number(request, "revision"), request.POST.get("text", ""))
    saved = actions.save_files(draft=draft, edits=[edit], member=request.member, by=request.actor, now=request.now)
    return _answer(request, draft, saved)


@require_POST
@told
def form(request: MemberRequest, draft_id: int) -> HttpResponse:
    """Save the form of one part: its values are put into the text it was opened on."""
    draft = writable_or_404(request, draft_id)
    files = queries.files_of(draft=draft)
    based = {name[4:]: _number(request, name) for name in request.POST if name.startswith("rev:")}
    texts = {path: row.text for path, row in files.items()}
    texts |= {path: queries.text_at(row=files[path], revision=rev) for path, rev in based.items() if path in files}
    values = {name[2:]: request.POST.getlist(name) for name in request.POST if name.startswith("f:")}
    try:
        parts = parts_of(tuple((path, content.encode()) for path, content in texts.items()))
        changed = forming.reshaped(parts=parts, at=request.POST.get("at", ""), values=values)
    except (KeyError, RefusedError):
        raise DraftError("This part is not there any more, or its text cannot be read. Look at the text.") from None
    edits = [
        Edit(path, based.get(path, files[path].revision if path in files else 0), new) for path, new in changed.items()
    ]
    saved = actions.save_files(draft=draft, edits=edits, member=request.member, by=request.actor, now=request.now)
    return _answer(request, draft, saved)


@require_POST
@told
def part(request: MemberRequest, draft_id: int) -> HttpResponse:
    """Add a part, take one out, or move one up or down in its list."""
    draft = writable_or_404(request, draft_id)
    at, do = request.POST.get("at", ""), request.POST.get("do", "")
    files = queries.files_of(draft=draft)
    parts = parts_of(queries.contents(files=files))
    if at not in parts.spots or (do != "add" and not at):
        raise DraftError("This part is not there any more. The outline shows what is.")
    goes_to = at
    try:
        if do == "add":
            title = request.POST.get("title", "").strip()[:120] or "New"
            collection = request.POST.get("collection", "")
            goes_to, changed = forming.added(parts=parts, at=at, collection=collection, title=title)
        elif do == "remove":
            changed, goes_to = forming.removed(parts=parts, at=at), ".".join(at.split(".")[:-2])
        elif do in ("up", "down"):
            changed = forming.moved(parts=parts, at=at, by=-1 if do == "up" else 1)
        else:
            raise DraftError("Nothing was asked for. Add a part, take one out, or move one.")
    except (StopIteration, RefusedError):
        raise DraftError("That cannot be added here. Add it in the text.") from None
    edits = [Edit(path, files[path].revision if path in files else 0, new) for path, new in changed.items()]
    actions.save_files(draft=draft, edits=edits, member=request.member, by=request.actor, now=request.now)
    return redirect(part_href(base=base_of(request, draft.pk), at=goes_to))


@require_POST
@told
def turn(request: MemberRequest, draft_id: int) -> HttpResponse:
    """Undo the member's own last step, or put it back."""
    draft = writable_or_404(request, draft_id)
    act = actions.redo if request.POST.get("do") == "redo" else actions.undo
    saved = act(draft=draft, member=request.member, by=request.actor, now=request.now)
    return _answer(request, draft, saved)


@require_POST
@told
def comment(request: MemberRequest, draft_id: int) -> HttpResponse:
    """Leave a comment on a part."""
    draft = draft_or_404(request, draft_id)
    actions.add_comment(
        draft=draft,
        anchor=request.POST.get("at", ""),
        quote=request.POST.get("quote", ""),
        body=request.POST.get("body", ""),
        member=request.member,
        by=request.actor,
        now=request.now,
    )
    return redirect(_back(request, draft_id))


@require_POST
@told
def settle(request: MemberRequest, draft_id: int, comment_id: int) -> HttpResponse:
    """Mark a comment as settled."""
    draft = draft_or_404(request, draft_id)
    found = queries.comment_of(draft=draft, comment_id=comment_id)
    if found is None:
        raise Http404("No such page.")
    actions.resolve_comment(comment=found, member=request.member, by=request.actor, now=request.now)
    return redirect(_back(request, draft_id))


def _answer(request: MemberRequest, draft: Draft, saved: Sequence[Saved]) -> HttpResponse:
    """The parts of the screen that a save may change, or the page again."""
    note = notice(saved)
    if not _by_script(request):
        messages.success(request, note or "Saved.")
        return redirect(_back(request, draft.pk))
    draft.refresh_from_db(fields=["edited_at", "state"])
    at = screen(request, draft, at=request.POST.get("at", ""), file=request.POST.get("shown", ""))
    context = context_of(request, at)
    undo, redo = queries.steps_to_take_back(draft=draft, member=request.member)
    return JsonResponse(
        {
            "saved": context["saved"],
            "notice": note,
            "file": at.file,
            "text": context["text"],
            "revisions": {path: row.revision for path, row in at.files.items() if path in _wanted(at, saved)},
            "undo": undo is not None,
            "redo": redo is not None,
            "html": {
                "outline": render_to_string("studio/_outline.html", context, request),
                "check": render_to_string("studio/_check.html", context, request),
                "form": render_to_string("studio/_form.html", context, request),
            },
        }
    )


def _wanted(at: Screen, saved: Sequence[Saved]) -> set[str]:
    return {at.file, *(one.path for one in saved), *([at.spot.file, at.parts.text_of(at.spot)] if at.spot else [])}


def notice(saved: Sequence[Saved]) -> str:
    """What to tell about somebody else's text; empty where there is nothing."""
    clashes = [one for one in saved if one.clashes]
    if clashes:
        one = clashes[0]
        whom = one.with_whom or "You, in another place,"
        return (
            f"{whom} changed the same lines of {one.path}, at line {one.clashes[0].line}. "
            "Both texts are kept there; choose what should stand."
        )
    merged = [one for one in saved if one.merged]
    return f"{merged[0].with_whom} worked on {merged[0].path} too. Both changes are in." if merged else ""


def _by_script(request: MemberRequest) -> bool:
    return request.headers.get("X-Studio") == "1"


def _number(request: MemberRequest, name: str) -> int:
    found = request.POST.get(name, "")
    return int(found) if found.isdecimal() and len(found) < 10 else 0


def _back(request: MemberRequest, draft_id: int) -> str:
    base = base_of(request, draft_id)
    if request.POST.get("review"):
        return f"{base}review/"
    return part_href(base=base, at=request.POST.get("at", "")) if request.POST.get("at") else base
