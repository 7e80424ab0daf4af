"""Answers to offered sentences. Accepting is stating evidence: whoever has to verify it still has to."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fieldcraft.people.models import Member
from fieldcraft.pursuit.actions import confirm_criterion, withdraw_evidence
from fieldcraft.pursuit.concluding import hold
from fieldcraft.pursuit.intake import events
from fieldcraft.pursuit.intake.errors import IntakeError
from fieldcraft.pursuit.intake.models import Answer, Offer
from fieldcraft.pursuit.intake.quoting import note_of
from fieldcraft.trail.record import Actor, write


def accept_offer(*, offer: Offer, member: Member, by: Actor, now: datetime) -> Offer:
    """State the sentence as evidence, quoted, with its source and day; the same again changes nothing.

    Raises PursuitError where the criterion is not asked any more, IntakeError where it was declined meanwhile.
    """
    with transaction.atomic():
        row = _locked(offer)
        if row.answer == Answer.ACCEPTED:
            return row
        if row.answer == Answer.DECLINED:
            raise IntakeError("This sentence was declined meanwhile. Undo that first.")
        row.evidence = confirm_criterion(
            pursuit=row.pursuit,
            criterion=row.criterion,
            note=note_of(text=row.text, item=row.incoming),
            file=None,
            member=member,
            by=by,
            now=now,
        )
        row.answer, row.answered_at = Answer.ACCEPTED, now
        row.save()
    return row


def decline_offer(*, offer: Offer, member: Member, by: Actor, now: datetime) -> Offer:
    """Remember that the sentence does not prove it; it is not offered again here. Repeating it changes nothing.

    Raises IntakeError where it was accepted meanwhile.
    """
    with write(by=by, verb=events.DECLINED, now=now) as change:
        row = _locked(offer)
        change.about(kind="criterion", id=row.criterion, label=_label(row))
        if row.answer == Answer.ACCEPTED:
            raise IntakeError("This sentence was accepted meanwhile. Undo that first.")
        if row.answer == Answer.DECLINED:
            change.nothing()
            return row
        row.answer, row.answered_at = Answer.DECLINED, now
        row.save()
    return row


def reopen_offer(*, offer: Offer, member: Member, by: Actor, now: datetime) -> Offer:
    """Undo an answer: accepted evidence is withdrawn. Repeating it changes nothing.

    Raises PursuitError where the evidence is somebody else's.
    """
    with transaction.atomic():
        row = _locked(offer)
        if row.answer == Answer.ACCEPTED and row.evidence is not None:
            withdraw_evidence(evidence=row.evidence, member=member, by=by, now=now)
            _open(row)
            return row
        with write(by=by, verb=events.OFFERED_AGAIN, now=now) as change:
            change.about(kind="criterion", id=row.criterion, label=_label(row))
            if row.answer == Answer.OPEN:
                change.nothing()
            _open(row)
    return row


def _open(row: Offer) -> None:
    row.answer, row.answered_at, row.evidence = Answer.OPEN, None, None
    row.save()


def _locked(offer: Offer) -> Offer:
    hold(pursuit=offer.pursuit)
    rows = Offer.objects.select_for_update(of=("self",))
    return rows.select_related("incoming", "evidence", "pursuit__opportunity", "pursuit__version").get(pk=offer.pk)


def _label(row: Offer) -> str:
    part = row.pursuit.criterion_called(key=row.criterion)
    return part.text if part else row.criterion
