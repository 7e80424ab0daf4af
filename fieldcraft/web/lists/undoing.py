"""The undo bar after a change of many, or after a view was deleted: the address of the page says what to offer."""

from __future__ import annotations

from datetime import timedelta

from fieldcraft.lib.undoing import OFFERED_SECONDS
from fieldcraft.pursuit.models import BulkState
from fieldcraft.pursuit.working.queries import bulk_lines, own_bulk, own_view
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.shapes import Undo
from fieldcraft.web.words import plural


def undo_of_many(request: MemberRequest) -> Undo | None:
    """The undo of a change of many just made; no SQL statement where the address names none."""
    number = number_of(request.GET.get("changed_many", ""))
    found = own_bulk(member=request.member, bulk_id=number) if number else None
    if found is None or found.state != BulkState.DONE or found.ended_at is None:
        return None
    if request.now - found.ended_at > timedelta(seconds=OFFERED_SECONDS):
        return None
    line = bulk_lines(member=request.member, now=request.now, bulk_id=found.pk)[0]
    told = f"{found.told}: {plural(count=line.done, one='opportunity', many='opportunities')}."
    return Undo(told, f"{_href(request)}changes/{found.pk}/undo/", OFFERED_SECONDS)


def undo_of_view(request: MemberRequest) -> Undo | None:
    """The undo of a view just deleted."""
    number = number_of(request.GET.get("deleted", ""))
    found = own_view(member=request.member, view_id=number) if number else None
    if found is None or found.deleted_at is None or request.now - found.deleted_at > timedelta(seconds=OFFERED_SECONDS):
        return None
    return Undo(f"The view “{found.name}” is deleted.", f"{_href(request)}views/{found.pk}/restore/", OFFERED_SECONDS)


def number_of(text: str) -> int:
    """A positive number from an address, else 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _href(request: MemberRequest) -> str:
    return f"/o/{request.organisation.slug}/opportunities/"
