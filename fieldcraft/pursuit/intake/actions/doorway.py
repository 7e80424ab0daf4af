"""A member's intake address: make, renew, remove, and who may write to it."""

from __future__ import annotations

from datetime import datetime

from fieldcraft.people.keys import digest_of
from fieldcraft.people.models import Member
from fieldcraft.pursuit.intake import events
from fieldcraft.pursuit.intake.addresses import new_nonce, secret_of
from fieldcraft.pursuit.intake.errors import IntakeError
from fieldcraft.pursuit.intake.models import IntakeAddress
from fieldcraft.trail.record import Actor, write

NAME = "an intake address"


def make_address(*, member: Member, by: Actor, now: datetime) -> IntakeAddress:
    """Make the member's address, or another one in its place: the one before stops working at once."""
    nonce = new_nonce()
    with write(by=by, verb=events.ADDRESS_MADE, now=now) as change:
        change.about(kind="member", id=member.pk, label=NAME)
        row, _ = IntakeAddress.objects.update_or_create(
            member=member, defaults={"nonce": nonce, "digest": digest_of(secret_of(nonce=nonce)), "made_at": now}
        )
    return row


def remove_address(*, member: Member, by: Actor, now: datetime) -> None:
    """Stop the address; repeating it changes nothing."""
    with write(by=by, verb=events.ADDRESS_REMOVED, now=now) as change:
        change.about(kind="member", id=member.pk, label=NAME)
        if not IntakeAddress.objects.filter(member=member).delete()[0]:
            change.nothing()


def take_from_anybody(*, member: Member, anybody: bool, by: Actor, now: datetime) -> None:
    """Take mail from every sender, or only from the member's own address. Raises IntakeError without an address."""
    with write(by=by, verb=events.ADDRESS_CHANGED, now=now) as change:
        change.about(kind="member", id=member.pk, label=NAME)
        row = IntakeAddress.objects.select_for_update().filter(member=member).first()
        if row is None:
            raise IntakeError("You have no intake address yet. Make one first.")
        change.field("any sender", row.any_sender, anybody)
        if not change.changes:
            change.nothing()
        row.any_sender = anybody
        row.save(update_fields=["any_sender"])
