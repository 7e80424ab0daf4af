"""Notes, files, rivals and looks of a drawn organisation: what a rep has written beside his opportunities."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from fieldcraft.crm.models import Opportunity, OpportunityContact, Outcome
from fieldcraft.pursuit.models import Attachment, File, Note, NoteRevision, Rival, RivalScore, Visit
from fieldcraft.pursuit.rivals.queries import rivals_in_crm

NOTES: Final = (
    "Before the next talk\n\n- {one} asked who else in their trade does it. Bring two names.\n"
    "- Their year ends in March; what is signed after that waits for the new budget.\n"
    "- Nobody has counted the hours of the night shift yet.",
    "What {two} cares about\n\nOne page, three numbers, no film. Wants to see what it costs to wait.",
    "Open questions\n\n- Who signs above {one}?\n- Is the old contract let go in time?\n- May we see the site first?",
)
#: Factor, level, what was heard. The keys are those of the playbook the demo follows.
HEARD: Final = (
    ("economic-buyer", "met", "Had lunch with {two} in October."),
    ("decision-criteria", "looked-at", "Their engineer was here for a day."),
    ("champion", "", "Nobody here speaks for them, as far as {one} knows."),
)


def write_beside(*, opportunities: Sequence[Opportunity], now: datetime) -> None:
    """For the open opportunities of each owner in order; the same names again make the same texts."""
    live = [row for row in opportunities if row.outcome == Outcome.OPEN and row.owner_id]
    people: dict[int, list[str]] = {}
    parts = OpportunityContact.objects.filter(opportunity__in=live).select_related("contact").order_by("pk")
    for part in parts:
        people.setdefault(part.opportunity_id, []).append(part.contact.name)
    known = [row for row in live if len(people.get(row.pk, ())) >= 2]
    names = {row.pk: {"one": people[row.pk][0], "two": people[row.pk][1]} for row in known}
    _notes(known, names, now)
    _rivals(known, names, now)
    _files(known[:3], now)
    Visit.objects.bulk_create(
        Visit(opportunity=row, member_id=row.owner_id or 0, since=None, at=now - timedelta(days=4)) for row in known
    )


def _notes(rows: Sequence[Opportunity], names: Mapping[int, Mapping[str, str]], now: datetime) -> None:
    notes = []
    for number, row in enumerate(rows):
        at = now - timedelta(days=2 + number % 9, hours=number % 5)
        notes.append(
            Note(
                opportunity=row,
                key=uuid5(NAMESPACE_URL, f"demo/{row.external_id}"),
                text=NOTES[number % len(NOTES)].format(**names[row.pk]),
                revision=1,
                begun_by_id=row.owner_id or 0,
                begun_at=at,
                changed_by_id=row.owner_id or 0,
                changed_at=at,
            )
        )
    NoteRevision.objects.bulk_create(
        NoteRevision(note=note, number=1, text=note.text, member_id=note.begun_by_id, at=note.begun_at)
        for note in Note.objects.bulk_create(notes)
    )


def _rivals(rows: Sequence[Opportunity], names: Mapping[int, Mapping[str, str]], now: datetime) -> None:
    met = {
        row.pk: Rival(opportunity=row, name=found[0], named_by_id=row.owner_id or 0, named_at=now)
        for row in rows
        if (found := rivals_in_crm(extra=row.extra))
    }
    rivals = Rival.objects.bulk_create(met.values())
    scores = []
    for rival in rivals:
        said = names[rival.opportunity_id]
        for number, (factor, level, note) in enumerate(HEARD):
            at = now - timedelta(days=5 + 6 * number)
            scores.append(
                RivalScore(
                    rival=rival,
                    factor=factor,
                    level=level,
                    note=note.format(**said),
                    source=said["one"],
                    heard_on=at.date(),
                    member_id=rival.named_by_id,
                    at=at,
                )
            )
    RivalScore.objects.bulk_create(scores)


def _files(rows: Sequence[Opportunity], now: datetime) -> None:
    for row in rows:
        content = f"Agenda for {row.name}\n\n1. What they have\n2. What it costs them\n3. Who decides\n".encode()
        file = File.objects.create(
            name="Agenda.txt",
            media_type="text/plain",
            size=len(content),
            digest=hashlib.sha256(content).hexdigest(),
            content=content,
        )
        Attachment.objects.create(
            opportunity=row, file=file, added_by_id=row.owner_id or 0, added_at=now - timedelta(days=6)
        )
