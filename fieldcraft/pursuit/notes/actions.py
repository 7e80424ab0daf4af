"""Write on notes, keep files, remember a look: one verb each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from fieldcraft.people.models import Member
from fieldcraft.pursuit import events
from fieldcraft.pursuit.actions import Upload, keep
from fieldcraft.pursuit.concluding import hold
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Attachment, File, Note, NoteRevision, Pursuit
from fieldcraft.pursuit.notes.merging import plain, put_together
from fieldcraft.trail.record import Actor, write

LONGEST_TEXT = 20_000
#: What one person writes on a note without a longer pause is one sitting: one entry of the trail.
SITTING = timedelta(minutes=30)
#: Between two of its saves a page may have lain on a machine without a network for so long.
KEPT = timedelta(days=2)
#: A look is noted at most once in this time.
LOOK = timedelta(minutes=3)

# A look after a pause begins a new sitting; what is marked as new is what came since the one before it.
LOOKED = """
    INSERT INTO pursuit_visit AS visit (opportunity_id, member_id, since, at)
    VALUES (%(opportunity)s, %(member)s, NULL, %(now)s)
    ON CONFLICT (opportunity_id, member_id) DO UPDATE
    SET since = CASE WHEN visit.at < %(pause)s THEN visit.at ELSE visit.since END, at = EXCLUDED.at
    WHERE visit.at < %(soon)s
"""

FORGET = """
    DELETE FROM pursuit_noterevision one WHERE one.note_id = %s AND one.at < %s AND EXISTS (
        SELECT 1 FROM pursuit_noterevision later WHERE later.note_id = one.note_id AND later.number > one.number
        AND later.member_id = one.member_id AND later.at < one.at + make_interval(secs => %s)
    )
"""


@dataclass(frozen=True, slots=True)
class Saved:
    """A save. `base` is the revision that holds what was sent, to save on top of; `note.revision` the latest."""

    note: Note
    base: int
    both: bool
    clash: bool


def save_note(
    *, pursuit: Pursuit, key: UUID, text: str, base: int, member: Member, by: Actor, now: datetime
) -> Saved | None:
    """Keep what was typed into a note, begun on revision `base` (0: a new one). Nobody's words are lost.

    Where somebody else has saved meanwhile both texts are put together by lines; where both changed the same lines
    both stand. The same text again changes nothing; None for an empty new note. Every save is a revision, and what a
    person writes in one sitting leaves one entry of the trail. Raises PursuitError for a text that is too long or a
    key of another opportunity.
    """
    text = plain(text=text)
    if len(text) > LONGEST_TEXT:
        raise PursuitError(f"The note has {len(text):,} characters; {LONGEST_TEXT:,} fit. Begin another one.")
    with write(by=by, verb=events.NOTE_WRITTEN, now=now) as change:
        # The pursuit's row is the lock: also the note that is not there yet is written by one at a time.
        hold(pursuit=pursuit)
        note = _note(pursuit=pursuit, key=key, member=member, now=now)
        if note.pk is None and not text.strip():
            change.nothing()
            return None
        saved, new = _put(note=note, text=text, base=base, member=member, now=now)
        if not new or _sitting(note=note, member=member, before=saved.base, now=now):
            change.nothing()
            return saved
        _forget(note=note, now=now)
        change.about(kind="note", id=note.pk, label=note.title or "empty", opportunity_id=pursuit.opportunity_id)
    return saved


def remove_note(*, note: Note, member: Member, by: Actor, now: datetime) -> None:
    """Show a note no more; removing it again changes nothing."""
    with write(by=by, verb=events.NOTE_REMOVED, now=now) as change:
        if not Note.objects.filter(pk=note.pk, removed_at=None).update(removed_at=now, removed_by=member):
            change.nothing()
            return
        change.about(kind="note", id=note.pk, label=note.title or "empty", opportunity_id=note.opportunity_id)


def restore_note(*, note: Note, by: Actor, now: datetime) -> None:
    """Show a removed note again; repeating it changes nothing."""
    with write(by=by, verb=events.NOTE_RESTORED, now=now) as change:
        if not Note.objects.filter(pk=note.pk, removed_at__isnull=False).update(removed_at=None, removed_by=None):
            change.nothing()
            return
        change.about(kind="note", id=note.pk, label=note.title or "empty", opportunity_id=note.opportunity_id)


def add_file(*, pursuit: Pursuit, file: Upload, member: Member, by: Actor, now: datetime) -> Attachment:
    """Lay a file with the opportunity; the same file again changes nothing. Raises PursuitError over the limit."""
    with write(by=by, verb=events.FILE_ADDED, now=now) as change:
        hold(pursuit=pursuit)
        stored = keep(file=file, opportunity_id=pursuit.opportunity_id)
        same = Attachment.objects.filter(opportunity_id=pursuit.opportunity_id, file=stored, removed_at=None)
        if found := same.select_related("file").defer("file__content").first():
            change.nothing()
            return found
        row = Attachment.objects.create(
            opportunity_id=pursuit.opportunity_id, file=stored, added_by=member, added_at=now
        )
        change.about(kind="file", id=stored.pk, label=stored.name, opportunity_id=pursuit.opportunity_id)
    return row


def remove_file(*, pursuit: Pursuit, file: File, member: Member, by: Actor, now: datetime) -> None:
    """List a file no more; what it proves stays proved. Removing it again changes nothing."""
    with write(by=by, verb=events.FILE_REMOVED, now=now) as change:
        rows = Attachment.objects.filter(opportunity_id=pursuit.opportunity_id, file=file, removed_at=None)
        if not rows.update(removed_at=now, removed_by=member):
            change.nothing()
            return
        change.about(kind="file", id=file.pk, label=file.name, opportunity_id=pursuit.opportunity_id)


def restore_file(*, pursuit: Pursuit, file: File, by: Actor, now: datetime) -> None:
    """List a removed file again; repeating it changes nothing."""
    with write(by=by, verb=events.FILE_RESTORED, now=now) as change:
        hold(pursuit=pursuit)
        rows = Attachment.objects.filter(opportunity_id=pursuit.opportunity_id, file=file)
        last = rows.order_by("-pk").first()
        if last is None or last.removed_at is None:
            change.nothing()
            return
        last.removed_at = last.removed_by = None
        last.save(update_fields=["removed_at", "removed_by"])
        change.about(kind="file", id=file.pk, label=file.name, opportunity_id=pursuit.opportunity_id)


def look(*, pursuit: Pursuit, member: Member, now: datetime) -> None:
    """Remember that a member looks at an opportunity now. No entry: nobody decided anything."""
    values: dict[str, int | datetime] = {
        "opportunity": pursuit.opportunity_id,
        "member": member.pk,
        "now": now,
        "pause": now - SITTING,
        "soon": now - LOOK,
    }
    with connection.cursor() as cursor:
        cursor.execute(LOOKED, values)


def _note(*, pursuit: Pursuit, key: UUID, member: Member, now: datetime) -> Note:
    found = Note.objects.select_related("changed_by").filter(key=key).first()
    if found is None:
        return Note(opportunity_id=pursuit.opportunity_id, key=key, begun_by=member, begun_at=now, changed_by=member)
    if found.opportunity_id != pursuit.opportunity_id:
        raise PursuitError("This note belongs to another opportunity. Open it there.")
    return found


def _put(*, note: Note, text: str, base: int, member: Member, now: datetime) -> tuple[Saved, bool]:
    """The save, and whether anything was stored. What was sent is always a revision: the page types on upon it."""
    there = note.pk is not None and note.removed_at is None
    if there and text == note.text:
        return Saved(note=note, base=note.revision, both=False, clash=False), False
    begun_on = _text_at(note, base)
    if there and text == begun_on:
        return Saved(note=note, base=base, both=True, clash=False), False
    put = put_together(base=begun_on, mine=text, theirs=note.text, who=note.changed_by.name)
    sent = note.revision + 1
    note.revision = sent + put.both
    note.text, note.changed_by, note.changed_at = put.text, member, now
    note.removed_at = note.removed_by = None
    note.save()
    rows = [NoteRevision(note=note, number=sent, text=text, member=member, at=now)]
    if put.both:
        rows.append(NoteRevision(note=note, number=note.revision, text=put.text, member=member, at=now))
    NoteRevision.objects.bulk_create(rows)
    return Saved(note=note, base=sent, both=put.both, clash=put.clash), True


def _text_at(note: Note, base: int) -> str:
    if note.pk is None or base <= 0:
        return ""
    if base == note.revision:
        return note.text
    found = NoteRevision.objects.filter(note=note, number__lte=base).order_by("-number").first()
    return found.text if found else ""


def _sitting(*, note: Note, member: Member, before: int, now: datetime) -> bool:
    """Whether this member saved the note a moment ago already."""
    own = NoteRevision.objects.filter(note=note, member=member, number__lt=before, at__gt=now - SITTING)
    return own.exists()


def _forget(*, note: Note, now: datetime) -> None:
    """Of older sittings only the text each ended with is kept: a revision a second would be a library in a year."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [note.pk, now - KEPT, SITTING.total_seconds()])


__all__ = [
    "LONGEST_TEXT",
    "Saved",
    "add_file",
    "look",
    "remove_file",
    "remove_note",
    "restore_file",
    "restore_note",
    "save_note",
]
