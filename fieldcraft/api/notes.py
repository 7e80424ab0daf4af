"""Notes of one opportunity, read and written by a program: the same actions as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Form, Path, Router, Schema
from pydantic import Field

from fieldcraft.api.problems import REFUSED_READ, REFUSED_WRITE
from fieldcraft.api.reads import STORABLE, OpportunityId, Slug
from fieldcraft.api.sign_in import caller_of
from fieldcraft.pursuit.notes import queries
from fieldcraft.pursuit.notes.actions import LONGEST_TEXT, save_note
from fieldcraft.pursuit.queries.page import pursuit_of

router = Router(tags=["notes"])
NoteKey = Annotated[UUID, Path(description="Key of the note; for a new one any UUID you choose.")]


class KeptNote(Schema):
    """A note that several people write."""

    key: UUID
    text: str
    revision: int = Field(description="Number of the latest save; send it as `base` with the next one.")
    begun_by: str
    begun_at: datetime
    changed_by: str
    changed_at: datetime


class Written(Schema):
    """What a save starts from and comes to."""

    text: str = Field(pattern=STORABLE, max_length=LONGEST_TEXT, description="The whole text, not only what is new.")
    base: int = Field(default=0, ge=0, le=2**31 - 1, description="Revision it was begun on; 0: a new note.")


class SavedNote(Schema):
    """How a note stands after a save."""

    key: UUID
    text: str = Field(description="With what somebody else wrote meanwhile, line by line.")
    revision: int
    base: int = Field(description="The revision that holds exactly what was sent.")
    merged: bool = Field(description="True: the text is not only what was sent.")
    clash: bool = Field(description="True: somebody changed the same lines; both texts stand in it.")


@router.get(
    "/opportunities/{int:opportunity}/notes",
    response={200: list[KeptNote], **REFUSED_READ},
    operation_id="notes",
    summary="Notes of one opportunity",
)
def notes(request: HttpRequest, organisation: Slug, opportunity: OpportunityId) -> list[KeptNote]:
    """Free notes, the latest changed first; at most 100."""
    if pursuit_of(viewer=caller_of(request).viewer, opportunity_id=opportunity) is None:
        raise Http404
    return [
        KeptNote(
            key=row.key,
            text=row.text,
            revision=row.revision,
            begun_by=row.begun_by.name,
            begun_at=row.begun_at,
            changed_by=row.changed_by.name,
            changed_at=row.changed_at,
        )
        for row in queries.notes_of(opportunity_id=opportunity)
    ]


@router.post(
    "/opportunities/{int:opportunity}/notes/{uuid:key}",
    response={200: SavedNote, **REFUSED_WRITE},
    operation_id="save_note",
    summary="Write a note, or on one",
)
def save(
    request: HttpRequest, organisation: Slug, opportunity: OpportunityId, key: NoteKey, form: Form[Written]
) -> SavedNote:
    """Save the whole text. What others wrote since `base` is kept; the same save again changes nothing."""
    caller = caller_of(request)
    pursuit = pursuit_of(viewer=caller.viewer, opportunity_id=opportunity)
    if pursuit is None:
        raise Http404
    saved = save_note(
        pursuit=pursuit,
        key=key,
        text=form.text,
        base=form.base,
        member=caller.member,
        by=caller.actor,
        now=caller.now,
    )
    if saved is None:
        return SavedNote(key=key, text="", revision=0, base=0, merged=False, clash=False)
    note = saved.note
    return SavedNote(
        key=key, text=note.text, revision=note.revision, base=saved.base, merged=saved.both, clash=saved.clash
    )
