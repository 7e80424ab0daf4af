"""Reads of installed playbooks."""

from __future__ import annotations

import json

from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.compiled import CompiledPlaybook, compile_playbook, from_json
from fieldcraft.methodology.package.processes import process_for
from fieldcraft.methodology.studio.queries import rollout_blockers

__all__ = ["compiled", "in_use", "installed_versions", "process_of", "rollout_blockers", "version_in_use"]

MOST_CACHED = 64
_cache: dict[tuple[str, str], CompiledPlaybook] = {}


def version_in_use() -> PlaybookVersion:
    """The version new pursuits follow, without its content. Raises MethodologyError where none is installed."""
    found = PlaybookVersion.objects.filter(in_use=True).defer("content").first()
    if found is None:
        raise MethodologyError("This organisation has no playbook, so nothing can be assessed. Install one first.")
    return found


def installed_versions() -> list[PlaybookVersion]:
    """All installed versions without their content, the one in use first, then the latest; one SQL statement."""
    return list(PlaybookVersion.objects.defer("content").order_by("-in_use", "-installed_at", "-pk"))


def version_of(*, version_id: int) -> PlaybookVersion | None:
    """One installed version with its content."""
    return PlaybookVersion.objects.filter(pk=version_id).first()


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
