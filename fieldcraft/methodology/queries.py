"""Reads of installed playbooks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.compiled import CompiledPlaybook, compile_playbook, from_json
from fieldcraft.methodology.package.processes import process_for
from fieldcraft.methodology.package.succession import STAGE, Succession, between, resolve, succession

MOST_CACHED = 64
_cache: dict[tuple[str, str], CompiledPlaybook] = {}


def version_in_use() -> PlaybookVersion:
    """The version new pursuits follow, without its content. Raises MethodologyError where none is installed."""
    found = PlaybookVersion.objects.filter(in_use=True).defer("content").first()
    if found is None:
        raise MethodologyError("This organisation has no playbook, so nothing can be assessed. Install one first.")
    return found


def compiled(*, version: PlaybookVersion, process: str = "") -> CompiledPlaybook:
    """The version ready to evaluate, whole or for one of its processes.

    Compiled once per server process, because content never changes under its digest.
    """
    found = _cache.get((version.digest, process))
    if found is None:
        if len(_cache) >= MOST_CACHED:
            _cache.clear()
        playbook = compiled(version=version).playbook if process else from_json(text=json.dumps(version.content))
        found = compile_playbook(playbook=playbook, process=process)
        _cache[(version.digest, process)] = found
    return found


def process_of(*, version: PlaybookVersion, crm_type: str) -> str:
    """Key of the process that an opportunity of this CRM type follows; empty where the version has only one way."""
    return process_for(playbook=compiled(version=version).playbook, crm_type=crm_type)


def in_use() -> CompiledPlaybook:
    """The compiled playbook new pursuits follow; one SQL statement once it is cached."""
    return compiled(version=version_in_use())


def version_named(*, name: str) -> PlaybookVersion | None:
    """The installed version that `key@version` names, without its content."""
    key, _, number = name.partition("@")
    return PlaybookVersion.objects.filter(key=key, version=number).defer("content").first()


def installed() -> list[PlaybookVersion]:
    """Every installed version without its content, in the order of installation; one SQL statement."""
    return list(PlaybookVersion.objects.defer("content").order_by("pk"))


def succession_of(*, before: PlaybookVersion, after: PlaybookVersion) -> Succession:
    """What becomes of the parts of one installed version in another, by way of those installed in between."""
    return succession_among(before=before, after=after, known=installed())


def succession_among(
    *, before: PlaybookVersion, after: PlaybookVersion, known: Sequence[PlaybookVersion]
) -> Succession:
    """The same where the installed versions were read already; made once per process."""
    family = tuple(compiled(version=one) for one in known if one.key == before.key == after.key)
    return _succession(compiled(version=before), compiled(version=after), family)


def stage_called(*, key: str, playbook: CompiledPlaybook, known: Sequence[PlaybookVersion]) -> str | None:
    """The stage of `playbook` that some version called `key`; None where nothing came of it."""
    return _stage(key, playbook, tuple(compiled(version=one) for one in known))


@lru_cache(maxsize=256)
def _succession(before: CompiledPlaybook, after: CompiledPlaybook, family: tuple[CompiledPlaybook, ...]) -> Succession:
    first, last = before.playbook, after.playbook
    through = between(before=first, after=last, known=[one.playbook for one in family])
    return succession(before=first, after=last, through=through)


@lru_cache(maxsize=1024)
def _stage(key: str, playbook: CompiledPlaybook, known: tuple[CompiledPlaybook, ...]) -> str | None:
    return resolve(kind=STAGE, key=key, within=playbook.playbook, known=[one.playbook for one in known])
