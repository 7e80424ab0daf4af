"""Installed versions, their archives and changelogs, whom this organisation trusts, and what comes with Fieldcraft."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from fieldcraft.lib.installation import playbooks_dir
from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.methodology.models import PackageFile, PlaybookVersion, Publisher
from fieldcraft.methodology.package.archive import unpack
from fieldcraft.methodology.package.diff import order
from fieldcraft.methodology.package.faults import PlaybookError
from fieldcraft.methodology.package.loader import load
from fieldcraft.methodology.package.package import Package, open_package
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.methodology.queries.evaluating import compiled

#: The playbook a new organisation starts with.
SHIPPED = "complex-sale"


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


def has_archive(*, version: PlaybookVersion) -> bool:
    """Whether it was installed with its files."""
    return PackageFile.objects.filter(version=version).exists()


def story_of(*, version: PlaybookVersion) -> str:
    """What the publisher writes about his versions: the package's own CHANGELOG.md; empty where it has none."""
    archive = archive_of(version=version)
    files = unpack(content=archive) if archive is not None else {}
    return files.get("CHANGELOG.md", b"").decode("utf-8", "replace")


def publishers() -> Sequence[Publisher]:
    """Whom this organisation trusts, by name."""
    return list(Publisher.objects.select_related("trusted_by").order_by("name", "pk"))


def publisher_by_id(*, id: int) -> Publisher | None:
    """A trusted publisher; None where there is no such one."""
    return Publisher.objects.filter(pk=id).first()


def publisher_of(*, key: str) -> Publisher | None:
    """The trusted publisher with this public key; None where the key is not trusted."""
    return Publisher.objects.filter(public_key=key).first() if key else None


def shipped_playbooks() -> tuple[Playbook, ...]:
    """The playbooks that come with Fieldcraft, by title. Read once, and again after a change on the disk."""
    heads = sorted(playbooks_dir().glob("*/playbook.yaml"))
    return _shipped(tuple((head.parent, head.stat().st_mtime_ns) for head in heads))


@lru_cache(maxsize=2)
def _shipped(folders: tuple[tuple[Path, int], ...]) -> tuple[Playbook, ...]:
    found = []
    for folder, _ in folders:
        with suppress(PlaybookError):  # one that is being written is not offered
            found.append(load(folder=folder))
    return tuple(sorted(found, key=lambda one: one.title))


def shipped_package(*, key: str) -> Package:
    """One of them by its key. Raises MethodologyError where none of that key comes with Fieldcraft."""
    keys = sorted(each.name for each in playbooks_dir().iterdir() if (each / "playbook.yaml").is_file())
    if key not in keys:
        raise MethodologyError(f"No playbook '{key}' comes with Fieldcraft. There is: {', '.join(keys)}.")
    return open_package(path=playbooks_dir() / key)
