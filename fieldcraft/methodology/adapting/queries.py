"""Reads of adapted versions and of the bases they could be brought to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from fieldcraft.lib.installation import playbooks_dir
from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.methodology.models import Adaptation, PlaybookVersion
from fieldcraft.methodology.package.compiled import content_hash, from_json
from fieldcraft.methodology.package.diff import next_version, order, raised
from fieldcraft.methodology.package.faults import PlaybookError
from fieldcraft.methodology.package.loader import load
from fieldcraft.methodology.package.overlay import Choice, Extends, Overlay, Upgrade, load_overlay_files, upgraded
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.methodology.queries import playbook_of


@dataclass(frozen=True, slots=True)
class Base:
    """A playbook that an overlay may extend, without its content. `shipped`: it comes with Fieldcraft."""

    key: str
    version: str
    title: str
    digest: str
    shipped: bool


def adapted_versions() -> list[Adaptation]:
    """The newest adapted version of each key, the one in use first."""
    newest: dict[str, Adaptation] = {}
    rows = Adaptation.objects.select_related("version").defer("version__content", "base", "files")
    for row in sorted(rows, key=lambda row: order(version=row.version.version)):
        newest[row.version.key] = row
    used = PlaybookVersion.objects.filter(in_use=True).values_list("key", flat=True).first()
    return sorted(newest.values(), key=lambda row: (row.version.key != used, row.version.title))


def version_with(*, version_id: int) -> PlaybookVersion | None:
    """An installed version by its number."""
    return PlaybookVersion.objects.filter(pk=version_id).first()


def version_in_use() -> PlaybookVersion | None:
    """The version new pursuits follow, without its content."""
    return PlaybookVersion.objects.filter(in_use=True).defer("content").first()


def adaptation(*, version_id: int) -> Adaptation | None:
    """How a version was made; None where it is no adaptation."""
    return Adaptation.objects.select_related("version").defer("version__content").filter(version_id=version_id).first()


def overlay_of(*, found: Adaptation) -> Overlay:
    """The overlay that a version was made from."""
    return load_overlay_files(files=files_of_row(found=found))


def files_of_row(*, found: Adaptation) -> dict[str, bytes]:
    """The files of the overlay as they were read."""
    files: Mapping[str, str] = found.files
    return {name: text.encode() for name, text in files.items()}


def base_of(*, found: Adaptation) -> Playbook:
    """The base that a version was made from."""
    return from_json(text=json.dumps(found.base))


def bases() -> list[Base]:
    """Every playbook that could be a base: installed here without being an adaptation, or brought by Fieldcraft."""
    rows = PlaybookVersion.objects.filter(adaptation=None).values_list("key", "version", "title", "digest")
    found = {row[3]: Base(*row, shipped=False) for row in rows}
    for digest, playbook in _shipped().items():
        found[digest] = Base(playbook.key, playbook.version, playbook.title, digest, shipped=True)
    return sorted(found.values(), key=lambda one: (one.title, order(version=one.version)))


def newer_bases(*, found: Adaptation) -> list[Base]:
    """Newer versions of the base of a version, newest first."""
    newer = [
        one
        for one in bases()
        if one.key == found.base_key and order(version=one.version) > order(version=found.base_version)
    ]
    return sorted(newer, key=lambda one: order(version=one.version), reverse=True)


def base_with(*, digest: str) -> Playbook | None:
    """The content of a base; None where there is none with that digest."""
    row = PlaybookVersion.objects.filter(digest=digest).first()
    if row is not None:
        return playbook_of(version=row)
    return _shipped().get(digest)


def upgrade_of(*, found: Adaptation, base: Playbook, choices: Mapping[str, Choice]) -> Upgrade:
    """What the merge of a version's overlay with a newer base gives."""
    return upgraded(old=base_of(found=found), new=base, overlay=overlay_of(found=found), choices=choices)


def base_named(*, extends: Extends) -> Playbook:
    """The base an overlay names. Raises MethodologyError where neither this organisation nor Fieldcraft has it."""
    named = f"{extends.key} {extends.version}"
    found = [one for one in bases() if (one.key, one.version) == (extends.key, extends.version)]
    for one in found:
        playbook = base_with(digest=one.digest)
        if playbook is not None and extends.digest in (None, one.digest):
            return playbook
    if found:
        raise MethodologyError(f"The base {named} here has other content than the one the overlay was written for.")
    raise MethodologyError(f"The overlay extends {named}, which is not installed here. Install that base first.")


def number_after(*, before: PlaybookVersion, after: Playbook) -> str:
    """The version number for what an adapted version becomes: raised by what is different, and never one taken."""
    taken = set(PlaybookVersion.objects.filter(key=before.key).values_list("version", flat=True))
    number = next_version(before=playbook_of(version=before), after=after)
    while number in taken:
        number = raised(version=number, bump="patch")
    return number


@cache
def _shipped() -> dict[str, Playbook]:
    """By digest; what comes with Fieldcraft does not change while it runs."""
    found: dict[str, Playbook] = {}
    for folder in sorted(playbooks_dir().iterdir()):
        if (folder / "playbook.yaml").is_file():
            try:
                playbook = load(folder=folder)
            except PlaybookError as error:
                raise MethodologyError(f"The playbook {folder.name} that comes with Fieldcraft is broken.") from error
            found[content_hash(playbook=playbook)] = playbook
    return found
