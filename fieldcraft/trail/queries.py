"""Reads of the trail. Callers check first that the viewer may see the opportunity."""

from __future__ import annotations

from fieldcraft.trail.models import Entry


def timeline(*, opportunity_id: int, limit: int = 50) -> list[Entry]:
    """The latest entries about one opportunity, newest first."""
    return list(Entry.objects.filter(opportunity_id=opportunity_id).order_by("-at", "-id")[:limit])
