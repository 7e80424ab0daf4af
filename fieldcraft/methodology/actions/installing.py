"""Installing versions and putting one in use. What is installed never changes."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import IntegrityError

from fieldcraft.methodology import events
from fieldcraft.methodology.errors import MethodologyError, PublisherChangedError
from fieldcraft.methodology.examining import Examined
from fieldcraft.methodology.models import PackageFile, PlaybookVersion
from fieldcraft.methodology.package.compiled import content_hash, to_json
from fieldcraft.methodology.package.diff_words import changelog
from fieldcraft.methodology.package.package import Package
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.methodology.queries import SHIPPED, examine, examine_playbook, shipped_package
from fieldcraft.methodology.rollout import put_in_use, switch_in_use
from fieldcraft.trail.record import Actor, write


def install_package(
    *, package: Package, by: Actor, now: datetime, confirmed: bool = False, use: bool = False
) -> PlaybookVersion:
    """Install a package; with `use` new pursuits follow it from now on. The same content again changes nothing.

    `confirmed`: whoever installs it knows that another publisher than before signed it, or none.
    Raises PublisherChangedError without that, and MethodologyError when the version number is installed already with
    other content.
    """
    return _install(examine(package=package), by=by, now=now, confirmed=confirmed, use=use)


def install_playbook(*, playbook: Playbook, by: Actor, now: datetime) -> PlaybookVersion:
    """Install a checked playbook without its files and put it in use; the same content again changes nothing.

    Raises MethodologyError when the version number is installed already with other content: versions never change.
    """
    return _install(examine_playbook(playbook=playbook), by=by, now=now, confirmed=True, use=True)


def install_shipped_playbook(*, by: Actor, now: datetime, key: str = SHIPPED, use: bool = True) -> PlaybookVersion:
    """Install a playbook that comes with Fieldcraft; safe to repeat.

    Raises MethodologyError where none of that key comes with it.
    """
    return _install(examine(package=shipped_package(key=key)), by=by, now=now, confirmed=True, use=use)


def _install(examined: Examined, *, by: Actor, now: datetime, confirmed: bool, use: bool) -> PlaybookVersion:
    playbook = examined.playbook
    if examined.clash is not None:
        raise MethodologyError(
            f"{examined.clash} is installed with other content. A version never changes: raise the version number."
        )
    if examined.publisher_changed and not confirmed:
        raise PublisherChangedError(examined.publisher_changed)
    if examined.installed is not None and _has_all(examined):
        return put_in_use(version=examined.installed, by=by, now=now) if use else examined.installed
    try:
        with write(by=by, verb=events.PLAYBOOK_INSTALLED, now=now) as change:
            version = store(examined=examined, by=by, now=now)
            if use:
                switch_in_use(version=version, change=change)
            change.about(kind="playbook", id=version.pk, label=str(version))
            change.field("digest", None, version.digest)
            change.field("publisher", None, version.publisher or None)
    except IntegrityError as error:
        raise MethodologyError(
            f"{playbook.title} {playbook.version} was installed by somebody else just now. Look at the list."
        ) from error
    return version


def store(*, examined: Examined, by: Actor, now: datetime) -> PlaybookVersion:
    """Store what was examined, within the caller's write, which says so. Nobody follows it yet."""
    version = examined.installed or _row(examined, by=by, now=now)
    if examined.package is not None:
        archive = examined.package.archive
        PackageFile.objects.create(version=version, content=archive, size=len(archive))
    return version


def _has_all(examined: Examined) -> bool:
    """Whether nothing is left to store: an installed version takes the files it lacks, if nobody signed them."""
    return examined.package is None or examined.has_files or examined.package.signature is not None


def _row(examined: Examined, *, by: Actor, now: datetime) -> PlaybookVersion:
    playbook, signature = examined.playbook, examined.signature
    return PlaybookVersion.objects.create(
        key=playbook.key,
        version=playbook.version,
        title=playbook.title,
        digest=content_hash(playbook=playbook),
        content=json.loads(to_json(playbook=playbook)),
        installed_at=now,
        licence=playbook.licence,
        attribution=playbook.attribution,
        publisher=signature.publisher if signature else "",
        publisher_key=signature.key if signature else "",
        signature_state=examined.state,
        changelog=changelog(diff=examined.diff, version=playbook.version) if examined.diff else "",
        compares_to=examined.previous,
        published_by_id=by.member_id,
    )
