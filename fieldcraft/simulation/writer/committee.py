"""Buying committees of the rep one enters the demo as: who reports to whom, who is for us, and how that came about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from random import Random

from fieldcraft.crm.models import Contact, Opportunity, OpportunityContact
from fieldcraft.pursuit import events
from fieldcraft.pursuit.models import ChangeKind, CommitteeChange, CommitteePerson, Influence, Support
from fieldcraft.simulation.draw.names import ascii_key
from fieldcraft.simulation.draw.people import CAST_REP
from fieldcraft.simulation.draw.world import DrawnOpportunity, World
from fieldcraft.simulation.writer.people import People
from fieldcraft.trail.record import Change, Written

SOURCE = "demo"
#: A committee is filled up only from here on: fewer people are what some criteria and warnings are about.
ENOUGH = 3
#: So many of the largest opportunities have a large committee.
LARGE = 2
MORE = (
    ("Theres Amberg", "Head of controlling", "Finance", "manager", "influencer", "economic_buyer"),
    ("Ulrik Sandmo", "Shift leader", "Operations", "staff", "user", "champion"),
    ("Carmen Tovar", "Data protection officer", "Legal", "staff", "influencer", "economic_buyer"),
    ("Ivana Petrik", "Team lead dispatch", "Operations", "staff", "user", "champion"),
    ("Leopold Haas", "Head of IT", "IT", "director", "influencer", "economic_buyer"),
    ("Salma Rahimi", "Works council", "Management", "staff", "", ""),
    ("Ragnar Eide", "Head of logistics", "Logistics", "director", "", "economic_buyer"),
    ("Milena Horvat", "System administrator", "IT", "staff", "user", "technical_evaluator"),
)
INFLUENCE = {"economic_buyer": Influence.HIGH, "champion": Influence.MEDIUM, "user": Influence.LOW}
USUAL: dict[str, tuple[Support, ...]] = {
    "champion": (Support.ADVOCATE, Support.ADVOCATE, Support.SUPPORTIVE),
    "economic_buyer": (Support.SUPPORTIVE, Support.NEUTRAL, Support.NEUTRAL),
    "technical_evaluator": (Support.SUPPORTIVE, Support.NEUTRAL, Support.AGAINST),
    "procurement": (Support.NEUTRAL, Support.NEUTRAL, Support.AGAINST),
    "user": (Support.SUPPORTIVE, Support.UNKNOWN, Support.NEUTRAL),
}
OTHERWISE = (Support.NEUTRAL, Support.UNKNOWN, Support.SUPPORTIVE, Support.AGAINST)
EARLIER = {
    Support.ADVOCATE: Support.SUPPORTIVE,
    Support.SUPPORTIVE: Support.NEUTRAL,
    Support.NEUTRAL: Support.UNKNOWN,
    Support.AGAINST: Support.NEUTRAL,
}


def write_committees(*, world: World, people: People, opportunities: Sequence[Opportunity]) -> list[CommitteeChange]:
    """Store committees of the cast's rep; returns what was said about people, for `past_of_committees`."""
    own = [
        (drawn, stored)
        for drawn, stored in zip(world.opportunities, opportunities, strict=True)
        if drawn.owner == CAST_REP and drawn.outcome == "open"
    ]
    largest = {drawn.key for drawn, _ in sorted(own, key=lambda pair: -(pair[0].amount or 0))[:LARGE]}
    for drawn, stored in own:
        if _known(drawn) >= ENOUGH:
            _fill_up(world, drawn, stored, large=drawn.key in largest)
    parts = OpportunityContact.objects.filter(opportunity__in=[stored for _, stored in own])
    by_opportunity: dict[int, list[OpportunityContact]] = {}
    for part in parts.select_related("contact").order_by("pk"):
        by_opportunity.setdefault(part.opportunity_id, []).append(part)
    persons: list[CommitteePerson] = []
    changes: list[CommitteeChange] = []
    for drawn, stored in own:
        rng = Random(f"{world.seed} committee {drawn.key}")  # noqa: S311 - a drawing, no secret
        drawn_here = _persons(rng, world, drawn, by_opportunity.get(stored.pk, []))
        persons += drawn_here
        changes += _changes(rng, world, people, drawn, stored, drawn_here)
    CommitteePerson.objects.bulk_create(persons)
    return CommitteeChange.objects.bulk_create(changes)


def past_of_committees(*, people: People, changes: Sequence[CommitteeChange]) -> Iterator[Written]:
    """The trail of what was said about people."""
    actors = {member.pk: actor for member, actor in zip(people.members, people.actors, strict=True)}
    for change in changes:
        if change.contact is None or change.by_id is None:
            continue
        told = Change()
        told.about(
            kind="person", id=change.contact_id or 0, label=change.contact.name, opportunity_id=change.opportunity_id
        )
        for name, (before, after) in change.changes.items():
            told.field(name, Support(before).label.lower(), Support(after).label.lower())
        yield Written(change.at, actors[change.by_id], events.PERSON_CHANGED, told)


def _known(drawn: DrawnOpportunity) -> int:
    active = {activity.contact for activity in drawn.activities if activity.contact is not None}
    return len(active | {part.contact for part in drawn.parts})


def _fill_up(world: World, drawn: DrawnOpportunity, stored: Opportunity, *, large: bool) -> None:
    """Everybody of the account takes part, without a role that a fact would count; large ones have eight more."""
    account = world.accounts[drawn.account]
    keys = [f"contact-{contact.key}" for contact in account.contacts]
    absent = Contact.objects.filter(source=SOURCE, external_id__in=keys).exclude(opportunities__opportunity=stored)
    contacts = [(contact, "") for contact in absent.order_by("pk")]
    if large:
        contacts += [(_contact(stored.account_id or 0, account.domain, row), row[4]) for row in MORE]
    OpportunityContact.objects.bulk_create(
        OpportunityContact(opportunity=stored, contact=contact, role=role, since=drawn.created_on)
        for contact, role in contacts
    )


def _contact(account_id: int, domain: str, row: tuple[str, ...]) -> Contact:
    name, title, department, seniority, _, _ = row
    key = ascii_key(text=name, joint=".")
    found, _ = Contact.objects.get_or_create(
        source=SOURCE,
        external_id=f"more-{account_id}-{key}",
        defaults={
            "account_id": account_id,
            "name": name,
            "title": title,
            "department": department,
            "seniority": seniority,
            "email": f"{key}@{domain}",
        },
    )
    return found


def _persons(
    rng: Random, world: World, drawn: DrawnOpportunity, parts: Sequence[OpportunityContact]
) -> list[CommitteePerson]:
    usual = {f"contact-{contact.key}": contact.part for contact in world.accounts[drawn.account].contacts}
    more = {name: (role, boss) for name, _, _, _, role, boss in MORE}
    plays = {part.pk: usual.get(part.contact.external_id) or more.get(part.contact.name, ("", ""))[0] for part in parts}
    by_play = {play: part for part in reversed(parts) if (play := plays[part.pk])}
    persons = []
    for part in parts:
        play = plays[part.pk]
        wanted = more[part.contact.name][1] if part.contact.name in more else "economic_buyer"
        boss = by_play.get(wanted) if play != wanted else None
        persons.append(
            CommitteePerson(
                part=part,
                influence=INFLUENCE.get(play, ""),
                support=rng.choice(USUAL.get(play, OTHERWISE)),
                reports_to=boss if boss and boss.pk != part.pk and rng.random() < 0.85 else None,
                note="Asks for numbers first." if play == "economic_buyer" else "",
            )
        )
    return persons


def _changes(
    rng: Random,
    world: World,
    people: People,
    drawn: DrawnOpportunity,
    stored: Opportunity,
    persons: Sequence[CommitteePerson],
) -> list[CommitteeChange]:
    found = []
    began = drawn.events[0].at + timedelta(hours=1)
    for person in persons:
        before = EARLIER.get(Support(person.support))
        if before is None or rng.random() < 0.35:
            continue
        on = world.now.date() - timedelta(days=rng.randint(2, 75))
        found.append(
            CommitteeChange(
                opportunity=stored,
                contact=person.part.contact,
                kind=ChangeKind.CHANGED,
                changes={"support": [before.value, person.support]},
                by=people.members[CAST_REP],
                at=min(max(datetime.combine(on, time(rng.randint(8, 16)), tzinfo=UTC), began), world.now),
            )
        )
    return found
