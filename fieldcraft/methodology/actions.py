"""Changes to installed playbooks."""

from __future__ import annotations

import json
from datetime import datetime

from fieldcraft.methodology import events
from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.compiled import content_hash, to_json
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.trail.record import Actor, write


def install_playbook(*, playbook: Playbook, by: Actor, now: datetime) -> PlaybookVersion:
    """Install a checked playbook and let new pursuits follow it; the same content again changes nothing.

    Raises MethodologyError when the version number is installed already with other content: versions never change.
    """
    digest = content_hash(playbook=playbook)
    taken = PlaybookVersion.objects.filter(key=playbook.key, version=playbook.version).exclude(digest=digest).first()
    if taken:
        raise MethodologyError(
            f"{taken} is installed with other content. A version never changes: raise the version number."
        )
    with write(by=by, verb=events.PLAYBOOK_INSTALLED, now=now) as change:
        found = PlaybookVersion.objects.filter(digest=digest).first()
        if found and found.in_use:
            change.nothing()
            return found
        PlaybookVersion.objects.filter(in_use=True).update(in_use=False)
        if found is None:
            found = PlaybookVersion(
                key=playbook.key,
                version=playbook.version,
                title=playbook.title,
                digest=digest,
                content=json.loads(to_json(playbook=playbook)),
                installed_at=now,
            )
        found.in_use = True
        found.save()
        change.about(kind="playbook", id=found.pk, label=str(found))
        change.field("digest", None, digest)
    return found
