"""Forwarded mail: kept as it came, then read by a job. Killed between the two, nothing is lost and nothing doubled."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from fieldcraft.people.models import Member
from fieldcraft.pursuit.intake import events
from fieldcraft.pursuit.intake.actions.arriving import arrive
from fieldcraft.pursuit.intake.arrivals import Arrived, at_intake
from fieldcraft.pursuit.intake.models import Letter, Origin
from fieldcraft.pursuit.intake.offering import domain_of
from fieldcraft.pursuit.intake.reading import letters as reading
from fieldcraft.pursuit.intake.reading.calendars import Event, UnreadableCalendarError, events_in
from fieldcraft.pursuit.intake.reading.forwarded import Person
from fieldcraft.trail.record import write

TASK = "pursuit.read_letter"
MAIL = "an e-mail"


def take_in(*, raw: bytes, digest: str, member: Member, organisation: str, now: datetime) -> Letter | None:
    """Keep a mail and queue its reading, in one transaction; None where it was kept before."""
    try:
        with write(by=at_intake(member=member), verb=events.RECEIVED, now=now) as change:
            row = Letter.objects.create(member=member, digest=digest, raw=raw, size=len(raw), received_at=now)
            change.about(kind="letter", id=row.pk, label=MAIL)
            app.configure_task(TASK, lock=f"letter-{organisation}-{row.pk}").defer(
                organisation=organisation, letter_id=row.pk
            )
    except IntegrityError:
        return None
    return row


def read_letter(*, letter_id: int, now: datetime) -> None:
    """Read a kept mail, log it or let it wait to be sorted, and delete its bytes; read before, it changes nothing."""
    with transaction.atomic():
        row = Letter.objects.select_for_update(of=("self",)).select_related("member").filter(pk=letter_id).first()
        if row is None or row.raw is None:
            return
        try:
            found = reading.letter_of(bytes(row.raw))
        except reading.UnreadableError as error:
            row.fault = str(error)
        else:
            by = at_intake(member=row.member)
            arrive(arrived=_arrived(found, row.member, now), member=row.member, by=by, now=now)
        row.raw, row.read_at = None, now
        row.save()


def _arrived(letter: reading.Letter, member: Member, now: datetime) -> Arrived:
    own = member.email.casefold()
    ours = domain_of(own)
    everybody = [letter.sender, *letter.others]
    invited = _meeting(letter, own, now)
    if invited is not None:
        everybody += invited.people
    outside = _outside(everybody, own, ours)
    today = now.date()
    subject = invited.subject if invited and invited.subject else letter.subject
    on = invited.on if invited else min(letter.on or today, today)
    return Arrived(
        origin=Origin.MAIL,
        key=_key(letter, invited),
        kind="meeting" if invited else "email",
        subject=subject,
        text=letter.text,
        on=on,
        people=tuple((one.name, one.address) for one in outside),
        sender=letter.sender.name or letter.sender.address,
        inbound=letter.sender.address != own and (not ours or domain_of(letter.sender.address) != ours),
        planned=bool(invited and not invited.ended and on >= today),
        files=letter.files,
    )


def _outside(everybody: list[Person], own: str, ours: str) -> list[Person]:
    """Those of other companies, each once."""
    found: dict[str, Person] = {}
    for one in everybody:
        if one.address and one.address != own and (not ours or domain_of(one.address) != ours):
            found.setdefault(one.address, one)
    return list(found.values())[:50]


def _meeting(letter: reading.Letter, own: str, now: datetime) -> Event | None:
    """The meeting an invitation in the mail is about."""
    year = timedelta(days=365)
    first: date = now.date() - year
    for content in letter.calendars:
        try:
            found = events_in(content=content, first=first, last=now.date() + year, now=now, own=own)
        except UnreadableCalendarError:
            continue
        if found and not found[0].cancelled:
            return found[0]
    return None


def _key(letter: reading.Letter, invited: Event | None) -> str:
    """The same mail forwarded twice is one item, although each forwarding has a Message-ID of its own."""
    if invited is not None:
        return invited.key
    said = (letter.sender.address, letter.subject, str(letter.on), " ".join(letter.text.split()))
    return hashlib.sha256("\n".join(("mail", *said)).encode()).hexdigest()
