"""Versions of the method: what is installed, what is different, who signed it."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from fieldcraft.methodology import actions, queries
from fieldcraft.methodology.adapting.actions import install_overlay
from fieldcraft.methodology.errors import MethodologyError, PublisherChangedError
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.archive import MAX_ARCHIVE_BYTES, unpack
from fieldcraft.methodology.package.diff import compare
from fieldcraft.methodology.package.faults import Fault, PlaybookError
from fieldcraft.methodology.package.overlay import HEAD_FILE
from fieldcraft.methodology.package.package import open_archive
from fieldcraft.methodology.rights import may_shape
from fieldcraft.pursuit.queries.versions import pursuits_by_version
from fieldcraft.web.playbook.guard import shapers_only
from fieldcraft.web.playbook.markdown import rendered
from fieldcraft.web.playbook.versions import present
from fieldcraft.web.request import MemberRequest

NOT_TAKEN = 422


@require_safe
def versions(request: MemberRequest) -> HttpResponse:
    """What is installed; for those who look after the method also what could be."""
    return _list(request)


@require_safe
def version(request: MemberRequest, version_id: int) -> HttpResponse:
    """One version, and what is different to the one before or to another of the same playbook."""
    found = _version(version_id)
    installed = queries.versions()
    others = [one for one in installed if one.key == found.key and one.pk != found.pk]
    since = _since(request.GET.get("since", ""), found, others)
    trusted = {one.public_key: one for one in queries.publishers()}
    diff = None
    if since is not None:
        before = queries.playbook_of(version=since)
        diff = compare(before=before, after=queries.playbook_of(version=found))
    playbook = queries.playbook_of(version=found)
    base = _base(request)
    return render(
        request,
        "playbook/versions/version.html",
        {
            "version": found,
            "playbook": playbook,
            "summary": rendered(playbook.summary),
            "story": rendered(queries.story_of(version=found)),
            "changes": present.changes(diff=diff, since=str(since)) if diff and since else None,
            "others": [(str(one), f"{base}{found.pk}/?since={one.pk}#changes") for one in others if one != since],
            "signature": present.signature(version=found, trusted=trusted),
            "pursuits": pursuits_by_version().get(found.pk, 0),
            "may_shape": may_shape(member=request.member),
            "has_files": queries.has_archive(version=found),
            "versions_base": base,
            "own": f"{base}{found.pk}/",
        },
    )


@require_safe
@shapers_only
def package(request: MemberRequest, version_id: int) -> HttpResponse:
    """The archive, byte for byte as it was installed."""
    found = _version(version_id)
    content = queries.archive_of(version=found)
    if content is None:
        raise Http404("No such page.")
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.key}-{found.version}.zip"'
    return response


@require_POST
@shapers_only
def use(request: MemberRequest, version_id: int) -> HttpResponse:
    """Let new pursuits follow it."""
    found = _version(version_id)
    try:
        actions.put_in_use(version=found, by=request.actor, now=request.now)
    except MethodologyError as error:
        messages.error(request, f"{found} is not in use yet. {error}")
        return redirect(f"{_base(request)}{found.pk}/")
    messages.success(request, f"New opportunities follow {found} now. Open ones stay where they are.")
    return redirect(f"{_base(request)}{found.pk}/")


@require_POST
@shapers_only
def upload(request: MemberRequest) -> HttpResponse:
    """Check an archive and install it."""
    given = request.FILES.get("package")
    if not isinstance(given, UploadedFile):
        return _list(request, error="Choose a file first.")
    if (given.size or 0) > MAX_ARCHIVE_BYTES:
        return _list(request, error=f"The archive is larger than {MAX_ARCHIVE_BYTES // 1024} kB. Is it a playbook?")
    try:
        found = _install(request, given.read())
    except PlaybookError as error:
        return _list(request, error="It was refused and nothing was changed. See below why.", faults=error.faults)
    except PublisherChangedError as error:
        text = f"{error} Ask the publisher. If you know why, tick the box below and choose the file again."
        return _list(request, error=text, confirm=True)
    except MethodologyError as error:
        return _list(request, error=str(error))
    messages.success(request, f"{found} is installed. Nobody follows it until you put it in use.")
    return redirect(f"{_base(request)}{found.pk}/")


def _install(request: MemberRequest, content: bytes) -> PlaybookVersion:
    files = unpack(content=content)
    if HEAD_FILE in files:
        return install_overlay(files=files, by=request.actor, now=request.now)
    confirmed = request.POST.get("confirmed") == "1"
    package = open_archive(content=content)
    return actions.install_package(package=package, by=request.actor, now=request.now, confirmed=confirmed)


@require_POST
@shapers_only
def shipped(request: MemberRequest, key: str) -> HttpResponse:
    """Install a playbook that comes with Fieldcraft."""
    try:
        found = actions.install_shipped_playbook(key=key, by=request.actor, now=request.now, use=False)
    except MethodologyError as error:
        return _list(request, error=str(error))
    messages.success(request, f"{found} is installed. Nobody follows it until you put it in use.")
    return redirect(f"{_base(request)}{found.pk}/")


@require_POST
@shapers_only
def trust(request: MemberRequest) -> HttpResponse:
    """Take a publisher's key into the list."""
    name, key = request.POST.get("name", ""), request.POST.get("key", "")
    try:
        found = actions.trust_publisher(name=name, public_key=key, by=request.actor, now=request.now)
    except MethodologyError as error:
        return _list(request, trust_error=str(error), typed=(name[:200], key[:200]))
    messages.success(request, f"{found} is trusted from now on.")
    return redirect(f"{_base(request)}#publishers")


@require_POST
@shapers_only
def distrust(request: MemberRequest, publisher_id: int) -> HttpResponse:
    """Take a publisher's key out of the list."""
    found = queries.publisher_by_id(id=publisher_id)
    if found is None:
        raise Http404("No such page.")
    actions.stop_trusting(publisher=found, by=request.actor, now=request.now)
    messages.success(request, f"{found} is no longer trusted. What is installed stays.")
    return redirect(f"{_base(request)}#publishers")


def _list(
    request: MemberRequest,
    *,
    error: str = "",
    faults: Sequence[Fault] = (),
    confirm: bool = False,
    trust_error: str = "",
    typed: tuple[str, str] = ("", ""),
) -> HttpResponse:
    base, on = _base(request), request.now.date()
    installed, publishers = queries.versions(), queries.publishers()
    shown, more = present.faults(found=faults)
    shapes = may_shape(member=request.member)
    current = next((one for one in installed if one.in_use), None)
    context = {
        "lines": present.lines(
            versions=installed,
            pursuits=pursuits_by_version(),
            trusted={one.public_key: one for one in publishers},
            base=base,
            on=on,
        ),
        "current": current,
        "may_shape": shapes,
        "versions_base": base,
        "upload": present.upload_field(error=error),
        "faults": shown,
        "more_faults": more,
        "confirm": confirm,
        "offers": present.offers(playbooks=queries.shipped_playbooks(), versions=installed, base=base)
        if shapes
        else [],
        "publishers": present.trusted_list(publishers=publishers, base=base, on=on) if shapes else [],
        "trust_error": trust_error,
        "typed_name": typed[0],
        "typed_key": typed[1],
    }
    refused = bool(error or trust_error)
    return render(request, "playbook/versions/list.html", context, status=NOT_TAKEN if refused else 200)


def _since(asked: str, found: PlaybookVersion, others: Sequence[PlaybookVersion]) -> PlaybookVersion | None:
    chosen = next((one for one in others if str(one.pk) == asked), None)
    return chosen or found.compares_to


def _version(version_id: int) -> PlaybookVersion:
    found = queries.version_by_id(id=version_id)
    if found is None:
        raise Http404("No such page.")
    return found


def _base(request: MemberRequest) -> str:
    return f"/o/{request.organisation.slug}/playbook/versions/"
