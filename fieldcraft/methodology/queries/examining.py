"""What an organisation has to know of a package before it installs it."""

from __future__ import annotations

from collections.abc import Sequence

from fieldcraft.methodology.examining import Examined
from fieldcraft.methodology.models import PackageFile, PlaybookVersion, Publisher
from fieldcraft.methodology.package.compiled import content_hash
from fieldcraft.methodology.package.diff import compare, order
from fieldcraft.methodology.package.package import Package
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.methodology.queries.versions import playbook_of, publisher_of


def examine(*, package: Package) -> Examined:
    """What an organisation has to know of a package before it installs it. Changes nothing."""
    return _examine(package.playbook, package)


def examine_playbook(*, playbook: Playbook) -> Examined:
    """The same for a playbook without its files."""
    return _examine(playbook, None)


def _examine(playbook: Playbook, package: Package | None) -> Examined:
    keys = [playbook.key, *playbook.was]
    here = list(PlaybookVersion.objects.filter(key__in=keys).defer("content", "changelog"))
    same_number = next((one for one in here if (one.key, one.version) == (playbook.key, playbook.version)), None)
    installed = same_number if same_number is not None and _holds(same_number, playbook) else None
    previous = _previous([one for one in here if one is not same_number], playbook)
    signature = package.signature if package else None
    trusted = publisher_of(key=signature.key) if signature else None
    namesake = None
    if signature is not None and trusted is None:
        namesake = Publisher.objects.filter(name__iexact=signature.publisher).first()
    return Examined(
        playbook=playbook,
        package=package,
        installed=installed,
        clash=same_number if installed is None else None,
        has_files=installed is not None and PackageFile.objects.filter(version=installed).exists(),
        previous=previous,
        diff=compare(before=playbook_of(version=previous), after=playbook) if previous and not installed else None,
        trusted=trusted,
        namesake=namesake,
        publisher_changed="" if installed else _publisher_changed(here, signature.key if signature else "", trusted),
    )


def _holds(version: PlaybookVersion, playbook: Playbook) -> bool:
    """Whether an installed version has this content. Its digest may be that of an older way to write the content."""
    digest = content_hash(playbook=playbook)
    return version.digest == digest or content_hash(playbook=playbook_of(version=version)) == digest


def _previous(here: Sequence[PlaybookVersion], playbook: Playbook) -> PlaybookVersion | None:
    """The highest version below this one; above it, where there is none below, nothing is compared."""
    below = [one for one in here if order(version=one.version) < order(version=playbook.version)]
    return max(below, key=lambda one: order(version=one.version), default=None)


def _publisher_changed(here: Sequence[PlaybookVersion], key: str, trusted: Publisher | None) -> str:
    """Why whoever installs it should look twice, or empty.

    Versions signed before: one of those keys has to have signed this one. None signed before: a key nobody trusts is
    as strange as a stranger with a known name on his card.
    """
    known = {one.publisher_key: one.publisher for one in here if one.publisher_key}
    if not here or key in known or (not known and (not key or trusted is not None)):
        return ""
    before = ", ".join(sorted(known.values()))
    if not known:
        return "The installed versions are not signed, and this one is signed by a key you do not trust."
    if not key:
        return f"The installed versions are signed by {before}, and this one is not signed."
    return f"The installed versions are signed by {before}, and this one is signed by another key."
