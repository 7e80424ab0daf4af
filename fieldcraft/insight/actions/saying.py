"""A rep's own number, beside the reckoned one."""

from __future__ import annotations

from datetime import datetime

from fieldcraft.insight import events
from fieldcraft.insight.errors import InsightError
from fieldcraft.insight.models import OwnChance
from fieldcraft.people.models import Member
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.trail.record import Actor, write


def say_chance(*, pursuit: Pursuit, percent: int, member: Member, by: Actor, now: datetime) -> OwnChance:
    """Note the owner's own chance, in percent, beside the reckoned one; the same again changes nothing.

    Raises InsightError for a number outside 0 to 100, for a closed opportunity, and for anybody but its owner.
    """
    if not 0 <= percent <= 100:
        raise InsightError(f"{percent} is no chance in percent. Give a number from 0 to 100.")
    found = pursuit.opportunity
    if found.owner_id != member.pk:
        raise InsightError("Only the owner gives an own number. Yours stands beside your own opportunities.")
    if found.outcome != "open":
        raise InsightError(f"{found.name} is closed. A number given now would say nothing.")
    with write(by=by, verb=events.CHANCE_SAID, now=now) as change:
        last = OwnChance.objects.filter(opportunity=found).order_by("-pk").first()
        if last is not None and (last.percent, last.member_id) == (percent, member.pk):
            change.nothing()
            return last
        row = OwnChance.objects.create(opportunity=found, member=member, percent=percent, at=now)
        change.about(kind="chance", id=row.pk, label=found.name, opportunity_id=found.pk)
        change.field("chance", last.percent if last else None, percent)
    return row
