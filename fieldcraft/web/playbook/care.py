"""Where those who look after the method begin: what is in use, what is being written, what can be done with it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fieldcraft.methodology import queries
from fieldcraft.methodology.adapting import queries as adapting
from fieldcraft.methodology.rights import may_shape
from fieldcraft.methodology.studio.queries import drafts
from fieldcraft.methodology.studio.rights import sees_all
from fieldcraft.pursuit.moving.queries import open_by_version
from fieldcraft.pursuit.trials.queries import running
from fieldcraft.web.playbook import care_present as present
from fieldcraft.web.request import MemberRequest


@never_cache
@require_safe
def care(request: MemberRequest) -> HttpResponse:
    """Everything that can be done with the playbook, each with how it stands."""
    if not sees_all(member=request.member):
        raise Http404("No such page.")
    base = f"/o/{request.organisation.slug}/playbook/"
    versions = queries.versions()
    used = next((one for one in versions if one.in_use), None)
    standing = present.Standing(
        versions=versions,
        used=used,
        open_on=open_by_version(),
        drafts=[line for line in drafts(member=request.member) if line.draft.live],
        trial=running(),
        newer=[
            one for row in adapting.adapted_versions() if row.version.in_use for one in adapting.newer_bases(found=row)
        ],
    )
    shapes = may_shape(member=request.member)
    context = {
        "used": used,
        "shapes": shapes,
        "groups": present.groups(found=standing, shapes=shapes, base=base),
        "figures": present.figures(found=standing),
        "playbook_base": base,
    }
    return render(request, "playbook/care.html", context)
