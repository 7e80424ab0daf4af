"""Evidence for one criterion: give it, speak against it, verify it, take it back, fetch its file."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from fieldcraft.pursuit import actions
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Evidence, File, Pursuit
from fieldcraft.pursuit.notes.queries import file_here
from fieldcraft.pursuit.queries.page import evidence_of, file_of
from fieldcraft.pursuit.uploads import check_size
from fieldcraft.web.opportunities.around import pursuit_or_404
from fieldcraft.web.opportunities.present.criteria import Open, Typed
from fieldcraft.web.opportunities.whole import whole_page
from fieldcraft.web.request import MemberRequest

CHOOSE_AGAIN = "Your note is still here. Choose the file again."


@require_POST
def criterion_evidence(request: MemberRequest, opportunity_id: int, criterion: str) -> HttpResponse:
    """Put forward a note, a file or both."""
    pursuit = pursuit_or_404(request, opportunity_id)
    note = request.POST.get("note", "")
    sent = request.FILES.get("file")
    try:
        actions.confirm_criterion(
            pursuit=pursuit,
            criterion=criterion,
            note=note,
            file=upload_of(sent),
            existing=_existing(request, opportunity_id),
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except PursuitError as error:
        return _refused(request, pursuit, criterion, "confirm", note, error, sent=sent is not None)
    messages.success(request, "Evidence added.")
    return _back(request, opportunity_id, criterion)


@require_POST
def criterion_dispute(request: MemberRequest, opportunity_id: int, criterion: str) -> HttpResponse:
    """Say that a criterion does not hold."""
    pursuit = pursuit_or_404(request, opportunity_id)
    note = request.POST.get("note", "")
    try:
        actions.dispute_criterion(
            pursuit=pursuit, criterion=criterion, note=note, member=request.member, by=request.actor, now=request.now
        )
    except PursuitError as error:
        return _refused(request, pursuit, criterion, "dispute", note, error)
    messages.success(request, "Noted that it does not hold.")
    return _back(request, opportunity_id, criterion)


@require_POST
def evidence_verification(request: MemberRequest, opportunity_id: int, evidence_id: int) -> HttpResponse:
    """Stand behind somebody else's evidence."""
    found = _evidence(request, opportunity_id, evidence_id)
    try:
        actions.verify_evidence(evidence=found, member=request.member, by=request.actor, now=request.now)
    except PursuitError as error:
        return _told(request, opportunity_id, found, error)
    messages.success(request, "Verified.")
    return _back(request, opportunity_id, found.criterion)


@require_POST
def evidence_withdrawal(request: MemberRequest, opportunity_id: int, evidence_id: int) -> HttpResponse:
    """Take back one's own evidence."""
    found = _evidence(request, opportunity_id, evidence_id)
    try:
        actions.withdraw_evidence(evidence=found, member=request.member, by=request.actor, now=request.now)
    except PursuitError as error:
        return _told(request, opportunity_id, found, error)
    messages.success(request, "Taken back.")
    return _back(request, opportunity_id, found.criterion)


@require_safe
def evidence_file(request: MemberRequest, opportunity_id: int, evidence_id: int) -> HttpResponse:
    """The file, to save and never to show: what somebody uploaded must not run here."""
    found = file_of(viewer=request.viewer, opportunity_id=opportunity_id, evidence_id=evidence_id)
    if found is None:
        raise Http404("No such page.")
    return saved_to_disk(found)


def saved_to_disk(found: File) -> HttpResponse:
    """A file as an answer that a browser saves and never shows."""
    response = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, found.name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _evidence(request: MemberRequest, opportunity_id: int, evidence_id: int) -> Evidence:
    found = evidence_of(viewer=request.viewer, opportunity_id=opportunity_id, evidence_id=evidence_id)
    if found is None:
        raise Http404("No such page.")
    return found


def upload_of(sent: UploadedFile[bytes] | None) -> actions.Upload | None:
    """A sent file as the actions take it. Raises PursuitError over the limit."""
    if sent is None:
        return None
    name = sent.name or "file"
    # Before reading: a file of a gigabyte must not fill the memory to be refused.
    check_size(name=name, size=sent.size or 0)
    return actions.Upload(name=name, media_type=sent.content_type or "", content=sent.read())


def _existing(request: MemberRequest, opportunity_id: int) -> File | None:
    chosen = request.POST.get("existing", "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 19):
        return None
    return file_here(opportunity_id=opportunity_id, file_id=int(chosen))


def _refused(
    request: MemberRequest,
    pursuit: Pursuit,
    criterion: str,
    form: Open,
    note: str,
    error: PursuitError,
    *,
    sent: bool = False,
) -> HttpResponse:
    errors = (str(error), CHOOSE_AGAIN) if sent and note else (str(error),)
    typed = Typed(criterion=criterion, form=form, note=note, errors=errors)
    return whole_page(request, pursuit.opportunity_id, typed=typed, status=422)


def _told(request: MemberRequest, opportunity_id: int, found: Evidence, error: PursuitError) -> HttpResponse:
    messages.error(request, str(error))
    return whole_page(request, opportunity_id, typed=Typed(criterion=found.criterion, form=""), status=422)


def _back(request: MemberRequest, opportunity_id: int, criterion: str) -> HttpResponse:
    base = f"/o/{request.organisation.slug}/"
    if request.GET.get("from") == "today":
        return redirect(f"{base}today/")
    page = f"{base}opportunities/{opportunity_id}/"
    return redirect(f"{page}?stage={criterion}#criterion-{criterion}")
