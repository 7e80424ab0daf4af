"""Reads of the trail. Callers check first that the viewer may see the opportunity."""

from __future__ import annotations

from fieldcraft.lib.joined import Joined
from fieldcraft.trail.models import Entry

TIMELINE = Joined(
    tables={"entry": Entry},
    sql="""
        SELECT {columns} FROM trail_entry entry
        WHERE entry.opportunity_id = %(id)s ORDER BY entry.at DESC, entry.id DESC LIMIT %(limit)s
    """,
)


def timeline(*, opportunity_id: int, limit: int = 50) -> list[Entry]:
    """The latest entries about one opportunity, newest first."""
    return [row[0] for row in TIMELINE.read({"id": opportunity_id, "limit": limit})]


def latest_change(*, opportunity_id: int, name: str) -> Entry | None:
    """The last entry that changed the field called `name` of an opportunity."""
    rows = Entry.objects.filter(opportunity_id=opportunity_id, changes__has_key=name)
    return rows.order_by("-at", "-pk").first()
