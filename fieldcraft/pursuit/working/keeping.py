"""Saved views, the columns of one's list, and the note that a list was taken out as a file: one verb each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from fieldcraft.people.models import Member
from fieldcraft.pursuit import events
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import ListTaste, SavedView
from fieldcraft.trail.record import Actor, write

LONGEST_NAME, LONGEST_QUERY, MOST_VIEWS, MOST_COLUMNS = 60, 1500, 50, 30
VIEW: Final = "view"


def save_view(*, name: str, query: str, shared: bool, member: Member, by: Actor, now: datetime) -> SavedView:
    """Keep a list under a name of the member's own; the same name again replaces what it shows.

    Raises PursuitError for a name that cannot be taken, or where the member has MOST_VIEWS already.
    """
    name = _name(name)
    if len(query) > LONGEST_QUERY:
        raise PursuitError("This view has too many filters to keep. Take some out.")
    with write(by=by, verb=events.VIEW_SAVED, now=now) as change:
        Member.objects.select_for_update(no_key=True).get(pk=member.pk)
        own = SavedView.objects.filter(owner=member, deleted_at__isnull=True)
        view = own.filter(name=name).first()
        if view is None and own.count() >= MOST_VIEWS:
            raise PursuitError(f"You have {MOST_VIEWS} views. Delete one first.")
        before = (view.query, view.shared) if view else (None, None)
        if before == (query, shared) and view is not None:
            change.nothing()
            return view
        view = view or SavedView(owner=member, name=name, created_at=now)
        view.query, view.shared = query, shared
        view.save()
        change.about(kind=VIEW, id=view.pk, label=name)
        change.field("query", before[0], query)
        change.field("shared", before[1], shared)
    return view


def rename_view(*, view: SavedView, name: str, by: Actor, now: datetime) -> None:
    """Give a view another name. Raises PursuitError where another one has it."""
    name = _name(name)
    with write(by=by, verb=events.VIEW_CHANGED, now=now) as change:
        if view.name == name:
            change.nothing()
            return
        if SavedView.objects.filter(owner=view.owner_id, name=name, deleted_at__isnull=True).exists():
            raise PursuitError(f"Another view is called “{name}”. Choose another name.")
        change.about(kind=VIEW, id=view.pk, label=name)
        change.field("name", view.name, name)
        view.name = name
        view.save(update_fields=["name"])


def share_view(*, view: SavedView, shared: bool, by: Actor, now: datetime) -> None:
    """Show a view to everybody below its owner, or to him alone again."""
    with write(by=by, verb=events.VIEW_CHANGED, now=now) as change:
        if not SavedView.objects.filter(pk=view.pk, shared=not shared).update(shared=shared):
            change.nothing()
            return
        change.about(kind=VIEW, id=view.pk, label=view.name)
        change.field("shared", not shared, shared)


def delete_view(*, view: SavedView, by: Actor, now: datetime) -> None:
    """Take a view away, for those it was shared with too; `restore_view` brings it back."""
    with write(by=by, verb=events.VIEW_DELETED, now=now) as change:
        if not SavedView.objects.filter(pk=view.pk, deleted_at__isnull=True).update(deleted_at=now):
            change.nothing()
            return
        change.about(kind=VIEW, id=view.pk, label=view.name)


def restore_view(*, view: SavedView, by: Actor, now: datetime) -> None:
    """Bring a deleted view back. Raises PursuitError where another one has taken its name."""
    with write(by=by, verb=events.VIEW_RESTORED, now=now) as change:
        if SavedView.objects.filter(pk=view.pk, deleted_at__isnull=True).exists():
            change.nothing()
            return
        if SavedView.objects.filter(owner=view.owner_id, name=view.name, deleted_at__isnull=True).exists():
            raise PursuitError(f"Another view is called “{view.name}” by now. Rename that one first.")
        SavedView.objects.filter(pk=view.pk).update(deleted_at=None)
        change.about(kind=VIEW, id=view.pk, label=view.name)


def choose_start(*, view: SavedView | None, member: Member, by: Actor, now: datetime) -> None:
    """The view that opens when the member goes to his opportunities; None: all of them."""
    with write(by=by, verb=events.LIST_TASTE_SET, now=now) as change:
        taste = _taste(member)
        if taste.start_id == (view.pk if view else None):
            change.nothing()
            return
        change.about(kind="list", id=member.pk, label="the first view")
        change.field("start", taste.start.name if taste.start else None, view.name if view else None)
        taste.start = view
        taste.save()


def choose_columns(*, columns: Sequence[str], member: Member, by: Actor, now: datetime) -> None:
    """Remember the columns of the member's list in their order; none: those the product shows."""
    if len(columns) > MOST_COLUMNS or any(len(one) > 20 for one in columns):
        raise PursuitError("These are no columns of the list. Choose again.")
    with write(by=by, verb=events.LIST_TASTE_SET, now=now) as change:
        taste = _taste(member)
        if taste.columns == list(columns):
            change.nothing()
            return
        change.about(kind="list", id=member.pk, label="the columns")
        change.field("columns", taste.columns, list(columns))
        taste.columns = list(columns)
        taste.save()


def note_export(*, rows: int, query: str, form: str, by: Actor, now: datetime) -> None:
    """Leave in the trail who took how many opportunities out, in which form, by which view."""
    with write(by=by, verb=events.LIST_EXPORTED, now=now) as change:
        change.about(kind="list", id=form, label=f"{rows:,} opportunities as {form.upper()}")
        change.field("opportunities", None, rows)
        change.note = query[:LONGEST_QUERY]


def _taste(member: Member) -> ListTaste:
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    return ListTaste.objects.filter(member=member).select_related("start").first() or ListTaste(member=member)


def _name(name: str) -> str:
    name = " ".join(name.replace("\0", "").split())
    if not name:
        raise PursuitError("The view has no name. Give it one, such as “Closing this quarter”.")
    if len(name) > LONGEST_NAME:
        raise PursuitError(f"The name has {len(name)} characters; {LONGEST_NAME} fit. Shorten it.")
    return name
