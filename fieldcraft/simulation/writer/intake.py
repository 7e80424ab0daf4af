"""What came in at the rep of the cast: pasted notes with sentences to look at, and two things to sort.

Through the same actions as everybody's, once all opportunities are assessed.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

from fieldcraft.crm.models import Opportunity
from fieldcraft.people.models import Member
from fieldcraft.pursuit.intake.actions import make_address, paste_notes
from fieldcraft.pursuit.intake.actions.arriving import arrive
from fieldcraft.pursuit.intake.arrivals import Arrived, at_intake
from fieldcraft.pursuit.intake.models import Origin
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor

FEWEST = 3
NOTES = """Meeting at {account}, {day}
With {people}

- {first} explained that the money comes from the operations budget of next year
- {first} told us that we are on the shortlist, with one other supplier
- they came back on the proposal with two questions and one change
- if nothing has changed by the end of March they lose the exemption from the port authority
- {first} went through the business case line by line with her own numbers
- legal has not looked at the contract yet
- they will tell us next week who signs

I showed the new dashboard. Lunch in the canteen.
"""
MAIL = """Hello,

thank you for the proposal. We have three questions on the scope and one change to the price list, see below.
Our lawyers are working on the contract and will send their comments.

Kind regards
Carla Mensing, {word}
"""
CALL = """Call with {word}, short

They want to see it work with their own data. Asked for a day in December.
"""


def write_intake(*, member: Member, now: datetime) -> None:
    """Fill the screens of `member`; nothing for somebody without open opportunities."""
    works = list(
        Opportunity.objects.filter(owner=member, account__isnull=False).open().select_related("account").order_by("pk")
    )
    if len(works) < FEWEST:
        return
    by = Actor(member_id=member.pk, name=member.name, door=Door.WEB)
    make_address(member=member, by=by, now=now)
    _notes(works[0], member, by, now)
    _mail(works[1], member, now)
    _call(works[2], member, now)


def _notes(found: Opportunity, member: Member, by: Actor, now: datetime) -> None:
    people = [part.contact.name for part in found.people.select_related("contact").order_by("pk")[:2]]
    text = NOTES.format(
        account=found.account,
        day=f"{now - timedelta(days=1):%d %B %Y}",
        people=" and ".join(people) or "two of theirs",
        first=people[0].split()[0] if people else "Ines",
    )
    pursuit = Pursuit.objects.select_related("opportunity__account", "version").get(opportunity=found)
    paste_notes(text=text, pursuit=pursuit, member=member, by=by, now=now)


def _mail(found: Opportunity, member: Member, now: datetime) -> None:
    text = MAIL.format(word=str(found.account).split()[0])
    arrive(
        arrived=Arrived(
            origin=Origin.MAIL,
            key=_key("mail"),
            kind="email",
            subject="Re: your proposal",
            text=text,
            on=_quiet_day(found, now),
            people=(("Carla Mensing", "carla.mensing@posteo.de"),),
            sender="Carla Mensing",
            inbound=True,
        ),
        member=member,
        by=at_intake(member=member),
        now=now,
    )


def _call(found: Opportunity, member: Member, now: datetime) -> None:
    word = str(found.account).split()[0]
    arrive(
        arrived=Arrived(
            origin=Origin.PASTE,
            key=_key("call"),
            kind="call",
            subject=f"Call with {word}, short",
            text=CALL.format(word=word),
            on=_quiet_day(found, now),
        ),
        member=member,
        by=at_intake(member=member),
        now=now,
    )


def _quiet_day(found: Opportunity, now: datetime) -> date:
    """The latest day on which nothing is noted there: a note of such a day cannot be placed for sure."""
    days = set(found.activities.values_list("on", flat=True))
    return next(day for back in range(1000) if (day := now.date() - timedelta(days=back)) not in days)


def _key(name: str) -> str:
    return hashlib.sha256(f"simulated {name}".encode()).hexdigest()
