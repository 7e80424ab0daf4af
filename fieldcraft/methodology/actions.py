"""Changes to installed playbooks."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction

from fieldcraft.lib.installation import playbooks_dir
from fieldcraft.lib.schema import within
from fieldcraft.methodology import events
from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.compiled import content_hash, to_json
from fieldcraft.methodology.package.loader import load
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.people import actions as people
from fieldcraft.people.directory.models import Login, Organisation
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor, write

SHIPPED = "complex-sale"


def found_organisation(
    *, slug: str, name: str, by: Actor, now: datetime, simulated: bool = False, currency: str = "EUR"
) -> Organisation:
    """Set up an organisation that can work at once: its schema and the shipped playbook.

    Raises PeopleError when the short name is taken or does not work.
    """
    with transaction.atomic():
        organisation = people.create_organisation(
            slug=slug, name=name, by=by, now=now, simulated=simulated, currency=currency
        )
        with within(organisation):
            install_shipped_playbook(by=by, now=now)
    return organisation


def found_installation(
    *, organisation_name: str, name: str, email: str, password: str, now: datetime
) -> tuple[Login, Organisation]:
    """The first-run page: the first organisation, its administrator and the shipped playbook.

    Raises PeopleError once anybody can sign in, so that the page can never be used twice.
    """
    with transaction.atomic():
        login, organisation = people.create_first_administrator(
            organisation_name=organisation_name, name=name, email=email, password=password, now=now
        )
        with within(organisation):
            install_shipped_playbook(by=Actor(member_id=None, name=name, door=Door.WEB), now=now)
    return login, organisation


def install_shipped_playbook(*, by: Actor, now: datetime) -> PlaybookVersion:
    """Install the playbook that comes with Fieldcraft; safe to repeat."""
    return install_playbook(playbook=load(folder=playbooks_dir() / SHIPPED), by=by, now=now)


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
