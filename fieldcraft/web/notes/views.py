"""Notes that save themselves, files, and the look that marks what is new."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import File, Note
from fieldcraft.pursuit.notes import actions, queries
from fieldcraft.web.notes.present import NotesView, Sent, notes_view, said, undo_of
from fieldcraft.web.opportunities.around import pursuit_or_404
from fieldcraft.web.opportunities.evidence import saved_to_disk, upload_of
from fieldcraft.web.request import MemberRequest


@require_POST
def visit(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """The page was looked at; sent by the page itself, because reading must not write."""
    actions.look(pursuit=pursuit_or_404(request, opportunity_id), member=request.member, now=request.now)
    return HttpResponse(status=204)


@never_cache
@require_safe
def notes(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """All notes and files of an opportunity."""
    return _page(request, opportunity_id)


@require_POST
def note(request: MemberRequest, opportunity_id: int, key: UUID) -> HttpResponse:
    """Save what was typed. A script gets what became of it, a form the page it came from."""
    pursuit = pursuit_or_404(request, opportunity_id)
    text = request.POST.get("text", "")
    script = request.headers.get("Accept") == "application/json"
    try:
        saved = actions.save_note(
            pursuit=pursuit,
            key=key,
            text=text,
            base=_number(request.POST.get("base", "")),
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except PursuitError as error:
        if script:
            return JsonResponse({"problem": str(error)}, status=422)
        return _page(request, opportunity_id, sent=Sent(str(key), text, str(error)), status=422)
    words = said(saved=saved, now=request.now)
    if script:
        latest = saved.note if saved else None
        return JsonResponse(
            {
                "base": saved.base if saved else 0,
                "revision": latest.revision if latest else 0,
                "text": latest.text if latest else text,
                "said": words,
            }
        )
    messages.success(request, words or "There was nothing to save.")
    back = "" if request.POST.get("from") == "overview" else "notes/"
    return redirect(f"{_base(request, opportunity_id)}{back}")


@require_POST
def note_removal(request: MemberRequest, opportunity_id: int, key: UUID) -> HttpResponse:
    """Show a note no more."""
    found = _note(request, opportunity_id, key)
    actions.remove_note(note=found, member=request.member, by=request.actor, now=request.now)
    return redirect(f"{_base(request, opportunity_id)}notes/?removed=note-{key}")


@require_POST
def note_return(request: MemberRequest, opportunity_id: int, key: UUID) -> HttpResponse:
    """Show it again."""
    actions.restore_note(note=_note(request, opportunity_id, key), by=request.actor, now=request.now)
    return redirect(f"{_base(request, opportunity_id)}notes/#note-{key}")


@require_POST
def files(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Add a file."""
    pursuit = pursuit_or_404(request, opportunity_id)
    try:
        upload = upload_of(request.FILES.get("file"))
        if upload is None:
            raise PursuitError("Choose a file first.")
        actions.add_file(pursuit=pursuit, file=upload, member=request.member, by=request.actor, now=request.now)
    except PursuitError as error:
        return _page(request, opportunity_id, refused=str(error), status=422)
    messages.success(request, "File added.")
    return redirect(f"{_base(request, opportunity_id)}notes/#files")


@require_safe
def file(request: MemberRequest, opportunity_id: int, file_id: int) -> HttpResponse:
    """The file, to save and never to show: what somebody uploaded must not run here."""
    return saved_to_disk(_file(request, opportunity_id, file_id))


@require_POST
def file_removal(request: MemberRequest, opportunity_id: int, file_id: int) -> HttpResponse:
    """List a file no more; what it proves stays proved."""
    pursuit = pursuit_or_404(request, opportunity_id)
    found = _file(request, opportunity_id, file_id)
    actions.remove_file(pursuit=pursuit, file=found, member=request.member, by=request.actor, now=request.now)
    return redirect(f"{_base(request, opportunity_id)}notes/?removed=file-{file_id}#files")


@require_POST
def file_return(request: MemberRequest, opportunity_id: int, file_id: int) -> HttpResponse:
    """List it again."""
    pursuit = pursuit_or_404(request, opportunity_id)
    found = _file(request, opportunity_id, file_id)
    actions.restore_file(pursuit=pursuit, file=found, by=request.actor, now=request.now)
    return redirect(f"{_base(request, opportunity_id)}notes/#files")


def _page(
    request: MemberRequest, opportunity_id: int, *, sent: Sent | None = None, refused: str = "", status: int = 200
) -> HttpResponse:
    pursuit = pursuit_or_404(request, opportunity_id)
    base = f"/o/{request.organisation.slug}/"
    view: NotesView = notes_view(
        pursuit=pursuit,
        notes=queries.notes_of(opportunity_id=opportunity_id),
        files=queries.files_of(opportunity_id=opportunity_id),
        member=request.member,
        base=base,
        on=request.viewer.on,
        key=str(uuid4()),
        sent=sent,
        refused=refused,
    )
    undo = undo_of(removed=request.GET.get("removed", ""), href=f"{_base(request, opportunity_id)}notes/")
    return render(request, "notes/page.html", {"view": view, "around": view.around, "undo": undo}, status=status)


def _note(request: MemberRequest, opportunity_id: int, key: UUID) -> Note:
    pursuit_or_404(request, opportunity_id)
    found = queries.note_of(opportunity_id=opportunity_id, key=key)
    if found is None:
        raise Http404("No such page.")
    return found


def _file(request: MemberRequest, opportunity_id: int, file_id: int) -> File:
    pursuit_or_404(request, opportunity_id)
    found = queries.file_here(opportunity_id=opportunity_id, file_id=file_id)
    if found is None:
        raise Http404("No such page.")
    return found


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _base(request: MemberRequest, opportunity_id: int) -> str:
    return f"/o/{request.organisation.slug}/opportunities/{opportunity_id}/"
