"""Reads of installed playbooks."""

from __future__ import annotations

import json
from collections.abc import Sequence

from fieldcraft.lib.installation import playbooks_dir
from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.methodology.examining import Examined
from fieldcraft.methodology.models import PackageFile, PlaybookVersion, Publisher
from fieldcraft.methodology.package.compiled import CompiledPlaybook, compile_playbook, content_hash, from_json
from fieldcraft.methodology.package.diff import compare, order
from fieldcraft.methodology.package.package import Package, open_package
from fieldcraft.methodology.package.schema import Playbook

#: The playbook a new organisation starts with.
SHIPPED = "complex-sale"
MOST_CACHED = 64
_cache: dict[str, CompiledPlaybook] = {}


def version_in_use() -> PlaybookVersion:
    """The version new pursuits follow, without its content. Raises MethodologyError where none is installed."""
    found = PlaybookVersion.objects.filter(in_use=True).defer("content", "changelog").first()
    if found is None:
        raise MethodologyError("This organisation has no playbook, so nothing can be assessed. Install one first.")
    return found


def compiled(*, version: PlaybookVersion) -> CompiledPlaybook:
    """The version ready to evaluate; compiled once per process, because content never changes under its digest."""
    found = _cache.get(version.digest)
    if found is None:
        if len(_cache) >= MOST_CACHED:
            _cache.clear()
        found = compile_playbook(playbook=from_json(text=json.dumps(version.content)))
        _cache[version.digest] = found
    return found


def in_use() -> CompiledPlaybook:
    """The compiled playbook new pursuits follow; one SQL statement once it is cached."""
    return compiled(version=version_in_use())


def versions() -> list[PlaybookVersion]:
    """Every installed version without its content: by playbook, the newest number first."""
    found = sorted(
        PlaybookVersion.objects.defer("content", "changelog").select_related("published_by"),
        key=lambda one: order(version=one.version),
        reverse=True,
    )
    return sorted(found, key=lambda one: (one.title.casefold(), one.key))


def version_by_id(*, id: int) -> PlaybookVersion | None:
    """An installed version, without its content; None where there is no such one."""
    found = PlaybookVersion.objects.select_related("compares_to", "published_by")
    return found.defer("content", "compares_to__content", "compares_to__changelog").filter(pk=id).first()


def version_named(*, name: str) -> PlaybookVersion:
    """The installed version that is called key@version. Raises MethodologyError with what is installed."""
    key, _, number = name.partition("@")
    found = PlaybookVersion.objects.filter(key=key, version=number).first()
    if found is None:
        installed = ", ".join(f"{one.key}@{one.version}" for one in versions()) or "nothing"
        raise MethodologyError(f"{name} is not installed here. Installed: {installed}.")
    return found


def playbook_of(*, version: PlaybookVersion) -> Playbook:
    """The playbook of an installed version."""
    return compiled(version=version).playbook


def archive_of(*, version: PlaybookVersion) -> bytes | None:
    """The archive it was installed from, byte for byte; None for a version installed without one."""
    found = PackageFile.objects.filter(version=version).values_list("content", flat=True).first()
    return None if found is None else bytes(found)


def publishers() -> Sequence[Publisher]:
    """Whom this organisation trusts, by name."""
    return list(Publisher.objects.select_related("trusted_by").order_by("name", "pk"))


def publisher_by_id(*, id: int) -> Publisher | None:
    """A trusted publisher; None where there is no such one."""
    return Publisher.objects.filter(pk=id).first()


def publisher_of(*, key: str) -> Publisher | None:
    """The trusted publisher with this public key; None where the key is not trusted."""
    return Publisher.objects.filter(public_key=key).first() if key else None


def shipped_packages() -> list[Package]:
    """The playbooks that come with Fieldcraft, by title."""
    folders = [each for each in playbooks_dir().iterdir() if (each / "playbook.yaml").is_file()]
    return sorted((open_package(path=folder) for folder in folders), key=lambda one: one.playbook.title)


def shipped_package(*, key: str) -> Package:
    """One of them by its key. Raises MethodologyError where none of that key comes with Fieldcraft."""
    keys = sorted(each.name for each in playbooks_dir().iterdir() if (each / "playbook.yaml").is_file())
    if key not in keys:
        raise MethodologyError(f"No playbook '{key}' comes with Fieldcraft. There is: {', '.join(keys)}.")
    return open_package(path=playbooks_dir() / key)


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
