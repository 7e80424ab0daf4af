"""Criteria of several playbook versions under one name each."""

from __future__ import annotations

from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.package.succession import CRITERION


def renamed_criteria() -> dict[str, str]:
    """Keys of criteria of installed versions that became another one in the version in use; two SQL statements.

    A key that means something in the version in use is never renamed.
    """
    known = methodology.installed()
    used = next((row for row in known if row.in_use), None)
    if used is None:
        return {}
    keys = methodology.compiled(version=used).criterion_index
    found: dict[str, str] = {}
    for row in known:
        if row.pk == used.pk:
            continue
        way = methodology.succession_among(before=row, after=used, known=known)
        for criterion in methodology.compiled(version=row).criteria:
            heir = way.heir(kind=CRITERION, key=criterion.key)
            if heir and heir != criterion.key and criterion.key not in keys:
                found[criterion.key] = heir
    return dict(sorted(found.items()))
