"""Reads of rivals. Callers check first that the viewer may see the opportunity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.schema import Factor
from fieldcraft.pursuit.models import Rival


def rival_factors(*, playbook: CompiledPlaybook) -> tuple[Factor, ...]:
    """The factors in which the playbook scores rivals, in its order."""
    return tuple(
        factor
        for qualification in playbook.playbook.qualification
        if "rivals" in qualification.scored_for
        for factor in qualification.factors
    )


def rivals_in_crm(*, extra: Mapping[str, Any]) -> tuple[str, ...]:
    """Names in the CRM's field for competitors, in its order."""
    text = str(extra.get("competitors") or extra.get("competitor") or "")
    return tuple(dict.fromkeys(part.strip() for part in re.split(r"[;,]", text) if part.strip()))


def rivals_known(*, extra: Mapping[str, Any], named: Iterable[str]) -> tuple[str, ...]:
    """Names in the CRM's field, then those named here that it has not, whatever the case."""
    found = {name.lower(): name for name in rivals_in_crm(extra=extra)}
    for name in named:
        found.setdefault(name.lower(), name)
    return tuple(found.values())


def names_of_rivals(*, opportunity_id: int) -> list[str]:
    """Who was named here and not taken off, in order; one SQL statement."""
    rows = Rival.objects.filter(opportunity=opportunity_id, removed_at=None).order_by("pk")
    return list(rows.values_list("name", flat=True))


def rival_named(*, opportunity_id: int, name: str) -> Rival | None:
    """A rival by name, whatever the case, also one that was taken off the list."""
    return Rival.objects.filter(opportunity=opportunity_id, name__iexact=name).first()


def rival_of(*, opportunity_id: int, rival_id: int) -> Rival | None:
    """One rival of an opportunity."""
    return Rival.objects.filter(opportunity=opportunity_id, pk=rival_id).first()
