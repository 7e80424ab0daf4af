"""Reads of notes and files. Callers check first that the viewer may see the opportunity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fieldcraft.pursuit.models import Attachment, Evidence, File, Note

#: More notes than anybody reads on one page.
MOST = 100


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of an opportunity: who brought it and when, and what it proves, by key of the criterion."""

    file: File
    by: str
    at: datetime
    attached: bool
    proves: tuple[str, ...]


def notes_of(*, opportunity_id: int) -> list[Note]:
    """Notes that say something, the latest changed first; one SQL statement."""
    rows = Note.objects.filter(opportunity=opportunity_id, removed_at=None).exclude(text="")
    return list(rows.select_related("begun_by", "changed_by").order_by("-changed_at", "-pk")[:MOST])


def note_of(*, opportunity_id: int, key: UUID) -> Note | None:
    """One note of an opportunity, also a removed one."""
    return Note.objects.select_related("changed_by").filter(opportunity=opportunity_id, key=key).first()


def files_of(*, opportunity_id: int) -> list[FileLine]:
    """Files that lie with an opportunity or prove one of its criteria, the latest first; two SQL statements."""
    attached = Attachment.objects.filter(opportunity=opportunity_id, removed_at=None)
    given = Evidence.objects.filter(pursuit__opportunity=opportunity_id, withdrawn_at=None, file__isnull=False)
    found: dict[int, FileLine] = {}
    for row in attached.select_related("file", "added_by").defer("file__content"):
        found[row.file_id] = FileLine(row.file, row.added_by.name, row.added_at, attached=True, proves=())
    for one in given.select_related("file", "stated_by").defer("file__content").order_by("-pk"):
        if one.file is None:
            continue
        line = found.get(one.file.pk) or FileLine(one.file, one.speaker, one.stated_at, attached=False, proves=())
        proves = (*line.proves, one.criterion) if one.supports else line.proves
        found[one.file.pk] = FileLine(line.file, line.by, line.at, attached=line.attached, proves=proves)
    return sorted(found.values(), key=lambda line: (line.at, line.file.pk), reverse=True)


def file_here(*, opportunity_id: int, file_id: int) -> File | None:
    """A file that lies with an opportunity, proves something there, or did until it was removed; with its content."""
    here = Attachment.objects.filter(opportunity=opportunity_id, file=file_id).exists()
    if not here and not Evidence.objects.filter(pursuit__opportunity=opportunity_id, file=file_id).exists():
        return None
    return File.objects.filter(pk=file_id).first()
