"""Notes and files in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fieldcraft.people.models import Member
from fieldcraft.pursuit.models import Note, Pursuit
from fieldcraft.pursuit.notes.actions import Saved
from fieldcraft.pursuit.notes.queries import FileLine
from fieldcraft.web import words
from fieldcraft.web.opportunities.around import Around, around
from fieldcraft.web.shapes import Undo

REMOVED = re.compile(r"(note)-([0-9a-f-]{36})|(file)-([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class NoteForm:
    """A note being written. `base` is the revision its text stands on."""

    key: str
    save_href: str
    removal_href: str
    text: str
    base: int
    label: str
    who: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file with what it proves. `removal_href` is empty where it only proves something."""

    name: str
    href: str
    small: str
    proves: str
    removal_href: str


@dataclass(frozen=True, slots=True)
class NotesView:
    """The page of notes and files; `new` is a note to begin."""

    around: Around
    new: NoteForm
    notes: Sequence[NoteForm]
    owner: int
    files: Sequence[FileRow]
    upload_href: str
    refused: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What was not taken, and why: it stands in its form again."""

    key: str
    text: str
    error: str


def notes_view(
    *,
    pursuit: Pursuit,
    notes: Sequence[Note],
    files: Sequence[FileLine],
    member: Member,
    base: str,
    on: date,
    key: str,
    sent: Sent | None,
    refused: str,
) -> NotesView:
    """All of it for `member`; `key` is for a note begun here."""
    href = f"{base}opportunities/{pursuit.opportunity_id}/notes/"
    forms = [_form(note, href, on, sent) for note in notes]
    known = {form.key for form in forms}
    new = sent if sent and sent.key not in known else None
    first = new.key if new else key
    texts = {one.key: one.part.text for one in pursuit.playbook.criteria}
    return NotesView(
        around=around(opportunity=pursuit.opportunity, base=base, part="notes/"),
        new=NoteForm(
            key=first,
            save_href=f"{href}{first}/",
            removal_href="",
            text=new.text if new else "",
            base=0,
            label="New note",
            who="",
            error=new.error if new else "",
        ),
        notes=forms,
        owner=member.pk,
        files=[_file(line, href, on, texts) for line in files],
        upload_href=f"{href}files/",
        refused=refused,
    )


def said(*, saved: Saved | None, now: datetime) -> str:
    """What became of a save, in a line."""
    if saved is None:
        return ""
    if saved.clash:
        return "Saved. Somebody changed the same lines; both texts stand in the note."
    if saved.both:
        return "Saved, together with what somebody else wrote meanwhile."
    return f"Saved {now:%H:%M}"


def undo_of(*, removed: str, href: str) -> Undo | None:
    """The way back from a removal that a redirect carries in its address."""
    found = REMOVED.fullmatch(removed)
    if found is None:
        return None
    if found[1]:
        return Undo(text="Note removed.", href=f"{href}{found[2]}/return/")
    return Undo(text="File removed.", href=f"{href}files/{found[4]}/return/")


def _form(note: Note, href: str, on: date, sent: Sent | None) -> NoteForm:
    key = str(note.key)
    mine = sent if sent and sent.key == key else None
    who = f"{note.begun_by.name}, {words.day(value=note.begun_at.date(), on=on)}"
    if (note.changed_by_id, note.changed_at.date()) != (note.begun_by_id, note.begun_at.date()):
        who += f". Changed by {note.changed_by.name}, {words.day(value=note.changed_at.date(), on=on)}"
    return NoteForm(
        key=key,
        save_href=f"{href}{key}/",
        removal_href=f"{href}{key}/removal/",
        text=mine.text if mine else note.text,
        base=note.revision,
        label=f"Note of {who}",
        who=who,
        error=mine.error if mine else "",
    )


def _file(line: FileLine, href: str, on: date, texts: dict[str, str]) -> FileRow:
    proves = "; ".join(texts.get(key, words.in_words(key=key)).rstrip(".") for key in line.proves)
    return FileRow(
        name=line.file.name,
        href=f"{href}files/{line.file.pk}/",
        small=f"{_size(line.file.size)}, {line.by}, {words.day(value=line.at.date(), on=on)}",
        proves=f"Given for: {proves}." if proves else "",
        removal_href=f"{href}files/{line.file.pk}/removal/" if line.attached else "",
    )


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"
