"""Adapted playbooks: what is ours in them, and bringing them to a newer base. For those who look after the method."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldcraft.methodology.adapting import actions, queries
from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.methodology.models import Adaptation
from fieldcraft.methodology.package.overlay import Choice, applied
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.web.playbook import adapt_present as present
from fieldcraft.web.playbook.guard import shapers_only
from fieldcraft.web.request import MemberRequest

NOT_SAVED = 422


@require_safe
@shapers_only
def overview(request: MemberRequest) -> HttpResponse:
    """Every adapted playbook with its base and what is ours in it."""
    return _overview(request)


@require_POST
@shapers_only
def name_base(request: MemberRequest, version_id: int) -> HttpResponse:
    """Say which playbook an installed version was made from."""
    version = queries.version_with(version_id=version_id)
    if version is None:
        raise Http404("No such page.")
    base = queries.base_with(digest=request.POST.get("base", ""))
    if base is None:
        return _overview(request, problem="Choose the playbook that it was made from.")
    try:
        actions.name_base(version=version, base=base, by=request.actor, now=request.now)
    except MethodologyError as error:
        return _overview(request, problem=str(error))
    messages.success(request, f"{version} now knows its base, {base.title} {base.version}.")
    return redirect(_base(request))


@require_http_methods(["GET", "HEAD", "POST"])
@shapers_only
def upgrade(request: MemberRequest, version_id: int, digest: str) -> HttpResponse:
    """The three-way merge with a newer base; a POST decides the conflicts and installs the result."""
    found = queries.adaptation(version_id=version_id)
    base = queries.base_with(digest=digest)
    if found is None or base is None or not any(one.digest == digest for one in queries.newer_bases(found=found)):
        raise Http404("No such page.")
    if request.method != "POST":
        return _upgrade(request, found, base, {})
    choices = {
        name.removeprefix(present.TAKE): cast(Choice, side)
        for name, side in request.POST.items()
        if name.startswith(present.TAKE) and side in ("ours", "theirs", "both")
    }
    try:
        version = actions.upgrade_adapted(found=found, base=base, choices=choices, by=request.actor, now=request.now)
    except MethodologyError as error:
        return _upgrade(request, found, base, choices, problem=str(error))
    messages.success(request, f"{version} is installed. Nobody follows it until you put it in use.")
    return redirect(_base(request))


def _overview(request: MemberRequest, *, problem: str = "") -> HttpResponse:
    adapted = queries.adapted_versions()
    wanted = request.GET.get("of", "")
    shown = next((row for row in adapted if str(row.version_id) == wanted), adapted[0] if adapted else None)
    row = queries.adaptation(version_id=shown.version_id) if shown else None
    every = queries.bases()
    used = queries.version_in_use()
    context = {
        "book": present.book(
            found=row, playbook_base=queries.base_of(found=row), overlay=queries.overlay_of(found=row),
            newer=queries.newer_bases(found=row), base=_base(request),
        )
        if row
        else None,
        "others": [present.other(found=one, base=_base(request)) for one in adapted if one is not shown],
        "used": used,
        "ask_base": present.may_have_a_base(used=used, adapted=adapted, bases=every, base=_base(request)),
        "problem": problem,
        "playbook_base": _base(request).removesuffix("adapt/"),
    }  # fmt: skip
    return render(request, "playbook/adapt.html", context, status=NOT_SAVED if problem else 200)


def _upgrade(
    request: MemberRequest, found: Adaptation, base: Playbook, choices: Mapping[str, Choice], *, problem: str = ""
) -> HttpResponse:
    merged = queries.upgrade_of(found=found, base=base, choices=choices)
    older = queries.base_of(found=found)
    ours = applied(base=older, overlay=queries.overlay_of(found=found))
    context = {
        "found": found,
        "newer": base,
        "number": queries.number_after(before=found.version, after=applied(base=base, overlay=merged.overlay)),
        "conflicts": present.conflicts(upgrade=merged, ours=ours, older=older, newer=base, tried=bool(problem)),
        "kept": present.changes(leaves=merged.kept, named=(ours, base), older=older),
        "same": present.changes(leaves=merged.same, named=(ours, base), older=older),
        "kept_count": len(merged.kept),
        "same_count": len(merged.same),
        "news": present.news(older=older, newer=base),
        "problem": problem,
        "adapt_base": _base(request),
    }
    return render(request, "playbook/adapt_upgrade.html", context, status=NOT_SAVED if problem else 200)


def _base(request: MemberRequest) -> str:
    return f"/o/{request.organisation.slug}/playbook/adapt/"
