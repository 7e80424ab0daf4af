"""Changes to adapted playbooks. Each installs a version that nobody follows yet, or says where one comes from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from fieldcraft.methodology import events
from fieldcraft.methodology.actions.installing import store
from fieldcraft.methodology.adapting import queries
from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.methodology.models import Adaptation, PlaybookVersion
from fieldcraft.methodology.package.compiled import content_hash, to_json
from fieldcraft.methodology.package.faults import Fault
from fieldcraft.methodology.package.overlay import (
    Choice,
    Overlay,
    applied,
    between,
    faults_of,
    files_of,
    read_overlay,
)
from fieldcraft.methodology.package.package import package_of
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.methodology.package.writer import written
from fieldcraft.methodology.queries import examine, playbook_of
from fieldcraft.trail.record import Actor, Change, write


def install_adapted(*, base: Playbook, files: Mapping[str, bytes], by: Actor, now: datetime) -> PlaybookVersion:
    """Install the playbook that an overlay makes of its base; the same again changes nothing.

    `files` is the overlay folder: path to content. Raises MethodologyError with the first fault and how many there
    are, and where the version number is taken by other content.
    """
    overlay, faults = read_overlay(files=files)
    _refuse(faults)
    if overlay is None:
        raise MethodologyError("The overlay names no base. Write overlay.yaml; see the overlay reference.")
    _refuse(faults_of(base=base, overlay=overlay))
    with write(by=by, verb=events.PLAYBOOK_ADAPTED, now=now) as change:
        return _installed(base, overlay, files, by, now, change)


def install_overlay(*, files: Mapping[str, bytes], by: Actor, now: datetime) -> PlaybookVersion:
    """The same with the base the overlay names: an installed version, or one that comes with Fieldcraft."""
    overlay, faults = read_overlay(files=files)
    _refuse(faults)
    if overlay is None:
        raise MethodologyError("The overlay names no base. Write overlay.yaml; see the overlay reference.")
    base = queries.base_named(extends=overlay.head.extends)
    return install_adapted(base=base, files=files, by=by, now=now)


def upgrade_adapted(
    *, found: Adaptation, base: Playbook, choices: Mapping[str, Choice], by: Actor, now: datetime
) -> PlaybookVersion:
    """Merge a version's overlay with a newer base and install the result under the next version number.

    Raises MethodologyError while a conflict is not decided, and where the result is no sound playbook.
    """
    merged = queries.upgrade_of(found=found, base=base, choices=choices)
    if merged.open:
        count = len(merged.open)
        raise MethodologyError(
            f"{count} {'conflict is' if count == 1 else 'conflicts are'} not decided yet. Choose a side for each."
        )
    _refuse(faults_of(base=base, overlay=merged.overlay))
    after = applied(base=base, overlay=merged.overlay)
    overlay = _numbered(merged.overlay, queries.number_after(before=found.version, after=after))
    files = files_of(overlay=overlay, before=queries.files_of_row(found=found))
    with write(by=by, verb=events.PLAYBOOK_UPGRADED, now=now) as change:
        version = _installed(base, overlay, files, by, now, change)
        change.field("base", f"{found.base_key} {found.base_version}", f"{base.key} {base.version}")
        for conflict in merged.conflicts:
            change.field(conflict.id[:200], None, conflict.choice)
    return version


def name_base(*, version: PlaybookVersion, base: Playbook, by: Actor, now: datetime) -> Adaptation:
    """Write down what an installed version does differently from a base, so that the base can be upgraded.

    Raises MethodologyError where the two have one key: then one is simply a version of the other.
    """
    playbook = playbook_of(version=version)
    if playbook.key == base.key:
        raise MethodologyError(f"{version} is a version of {base.title} itself. Choose the playbook it was made from.")
    files = files_of(overlay=between(base=base, result=playbook))
    with write(by=by, verb=events.PLAYBOOK_BASE_NAMED, now=now) as change:
        change.about(kind="playbook", id=version.pk, label=str(version))
        before = Adaptation.objects.filter(version=version).first()
        if before is not None and before.base_digest == content_hash(playbook=base):
            change.nothing()
            return before
        if before is not None:
            raise MethodologyError(f"{version} already has a base: {before.base_key} {before.base_version}.")
        change.field("base", None, f"{base.key} {base.version}")
        return _row(version, base, files)


def _installed(
    base: Playbook, overlay: Overlay, files: Mapping[str, bytes], by: Actor, now: datetime, change: Change
) -> PlaybookVersion:
    playbook = applied(base=base, overlay=overlay)
    digest = content_hash(playbook=playbook)
    same = PlaybookVersion.objects.filter(digest=digest).first()
    if same is not None:
        change.nothing()
        return same
    taken = PlaybookVersion.objects.filter(key=playbook.key, version=playbook.version).first()
    if taken is not None:
        raise MethodologyError(
            f"{taken} is installed with other content. A version never changes: raise the version number."
        )
    version = store(examined=examine(package=package_of(files=written(playbook=playbook))), by=by, now=now)
    _row(version, base, files)
    change.about(kind="playbook", id=version.pk, label=str(version))
    change.field("digest", None, digest)
    return version


def _row(version: PlaybookVersion, base: Playbook, files: Mapping[str, bytes]) -> Adaptation:
    return Adaptation.objects.create(
        version=version,
        base_key=base.key,
        base_version=base.version,
        base_digest=content_hash(playbook=base),
        base=json.loads(to_json(playbook=base)),
        files={name: content.decode() for name, content in files.items()},
    )


def _numbered(overlay: Overlay, number: str) -> Overlay:
    return Overlay(
        head=overlay.head.model_copy(update={"version": number}), changes=overlay.changes, place=overlay.place
    )


def _refuse(faults: tuple[Fault, ...]) -> None:
    errors = [fault for fault in faults if fault.severity == "error"]
    if errors:
        more = f" And {len(errors) - 1} more." if len(errors) > 1 else ""
        raise MethodologyError(f"{errors[0].file}, line {errors[0].line}: {errors[0].what} {errors[0].mend}{more}")
