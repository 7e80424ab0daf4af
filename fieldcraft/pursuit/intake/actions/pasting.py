"""Pasted notes."""

from __future__ import annotations

import hashlib
from datetime import datetime

from fieldcraft.people.models import Member
from fieldcraft.pursuit.intake.actions.arriving import arrive
from fieldcraft.pursuit.intake.arrivals import Arrived
from fieldcraft.pursuit.intake.errors import IntakeError
from fieldcraft.pursuit.intake.models import Incoming, Origin
from fieldcraft.pursuit.intake.offering import domain_of
from fieldcraft.pursuit.intake.reading.notes import LONGEST, notes_of
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.trail.record import Actor


def paste_notes(*, text: str, pursuit: Pursuit | None, member: Member, by: Actor, now: datetime) -> Incoming:
    """Log pasted notes on `pursuit`, or where they belong for sure; else they wait to be sorted.

    The same text again, on the same opportunity, is the same item. Raises IntakeError when there is nothing to read.
    """
    plain = text.replace("\r\n", "\n").strip()
    if not plain:
        raise IntakeError("There is nothing to read. Paste your notes first.")
    if len(plain) > LONGEST:
        raise IntakeError(f"The notes have {len(plain):,} characters; {LONGEST:,} fit. Paste them in two parts.")
    today = now.date()
    notes = notes_of(text=plain, on=today)
    where = pursuit.opportunity_id if pursuit else ""
    ours = domain_of(member.email)
    outside = [one for one in notes.people if one.address and (not ours or domain_of(one.address) != ours)]
    arrived = Arrived(
        origin=Origin.MAIL if notes.sender else Origin.PASTE,
        key=hashlib.sha256(f"paste\n{where}\n{' '.join(plain.split())}".encode()).hexdigest(),
        kind=notes.kind,
        subject=notes.subject,
        text=notes.text,
        on=notes.on or today,
        people=tuple((one.name, one.address) for one in outside),
        sender=(notes.sender.name or notes.sender.address) if notes.sender else "",
        inbound=bool(notes.sender and notes.sender in outside),
    )
    return arrive(arrived=arrived, member=member, by=by, now=now, to=pursuit)
