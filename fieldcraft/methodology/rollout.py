"""Lets new pursuits follow another version. The one place where a rollout is refused."""

from __future__ import annotations

from datetime import datetime

from fieldcraft.methodology import events
from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.studio.queries import rollout_blockers
from fieldcraft.trail.record import Actor, Change, write


def put_in_use(*, version: PlaybookVersion, by: Actor, now: datetime) -> PlaybookVersion:
    """Let new pursuits follow this version; those that are open stay where they are. Repeating it changes nothing.

    Raises MethodologyError where the version may not be rolled out yet.
    """
    refuse_if_blocked(version=version)
    with write(by=by, verb=events.PLAYBOOK_PUT_IN_USE, now=now) as change:
        switch_in_use(version=version, change=change)
        if not change.changes:
            change.nothing()
        change.about(kind="playbook", id=version.pk, label=str(version))
    return version


def switch_in_use(*, version: PlaybookVersion, change: Change) -> PlaybookVersion | None:
    """The same within the caller's write. Returns what was in use before; None where nothing was or nothing changed."""
    # All rows locked, so that two who do this at once come one after the other, also where none is in use yet.
    rows = PlaybookVersion.objects.select_for_update().defer("content", "changelog").order_by("pk")
    before = next((row for row in rows if row.in_use), None)
    if before is not None and before.pk == version.pk:
        return None
    PlaybookVersion.objects.filter(in_use=True).update(in_use=False)
    PlaybookVersion.objects.filter(pk=version.pk).update(in_use=True)
    version.in_use = True
    change.field("in use", str(before) if before else None, str(version))
    return before


def refuse_if_blocked(*, version: PlaybookVersion) -> None:
    """Raises MethodologyError with whatever has to happen before this version may meet an opportunity.

    Putting in use, moving pursuits and starting a trial all ask here first.
    """
    if reasons := rollout_blockers(version=version):
        raise MethodologyError(" ".join(reasons))
