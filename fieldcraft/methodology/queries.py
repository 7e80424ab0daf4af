"""Reads of installed playbooks."""

from __future__ import annotations

import json

from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.compiled import CompiledPlaybook, compile_playbook, from_json
from fieldcraft.methodology.studio.queries import rollout_blockers

__all__ = ["compiled", "in_use", "rollout_blockers", "version_in_use"]

MOST_CACHED = 64
_cache: dict[str, CompiledPlaybook] = {}


def version_in_use() -> PlaybookVersion:
    """The version new pursuits follow, without its content. Raises MethodologyError where none is installed."""
    found = PlaybookVersion.objects.filter(in_use=True).defer("content").first()
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
