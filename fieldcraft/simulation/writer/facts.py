"""Accounts, contacts, opportunities, stage history and activities of a drawn world."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

from fieldcraft.crm.models import (
    Account,
    Activity,
    Contact,
    Opportunity,
    OpportunityContact,
    StageEntry,
    StageName,
)
from fieldcraft.lib.bulk import insert
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.simulation.draw.world import DrawnActivity, DrawnOpportunity, World
from fieldcraft.simulation.writer.people import People

BATCH = 2000


def write_facts(*, world: World, people: People, playbook: Playbook) -> tuple[Opportunity, ...]:
    """Store what the CRM would hold; returns the opportunities in the order of their keys."""
    means = {stage.title: stage.key for stage in playbook.stages} | {"Won": "won", "Lost": "lost"}
    StageName.objects.bulk_create(StageName(source=world.source, name=name, means=key) for name, key in means.items())
    accounts = Account.objects.bulk_create(
        Account(
            source=world.source,
            external_id=f"account-{drawn.key}",
            name=drawn.name,
            domain=drawn.domain,
            industry=drawn.industry,
        )
        for drawn in world.accounts
    )
    contacts = _contacts(world=world, accounts=accounts)
    opportunities = Opportunity.objects.bulk_create(
        [_opportunity(world, drawn, accounts, people) for drawn in world.opportunities], batch_size=BATCH
    )
    _parts_and_stays(world=world, opportunities=opportunities, contacts=contacts)
    _activities(world=world, opportunities=opportunities, contacts=contacts, people=people)
    return tuple(opportunities)


def _contacts(*, world: World, accounts: list[Account]) -> list[Contact]:
    return Contact.objects.bulk_create(
        Contact(
            account=accounts[drawn.account],
            source=world.source,
            external_id=f"contact-{drawn.key}",
            name=drawn.name,
            email=drawn.email,
            title=drawn.title,
            department=drawn.department,
            seniority=drawn.seniority,
        )
        for account in world.accounts
        for drawn in account.contacts
    )


def _opportunity(world: World, drawn: DrawnOpportunity, accounts: list[Account], people: People) -> Opportunity:
    today = world.now.date()
    return Opportunity(
        source=world.source,
        external_id=f"opportunity-{drawn.key}",
        account=accounts[drawn.account],
        owner=people.members[drawn.owner],
        name=drawn.name,
        product=drawn.product,
        amount=Decimal(drawn.amount) if drawn.amount is not None else None,
        stage=drawn.stage,
        stage_entered_on=drawn.stage_entered_on,
        created_on=drawn.created_on,
        close_date=drawn.close_date,
        first_close_date=drawn.first_close_date,
        close_date_moves=drawn.close_date_moves,
        outcome=drawn.outcome,
        closed_on=drawn.closed_on,
        lost_reason=drawn.lost_reason,
        next_step=drawn.next_step,
        lead_source=drawn.lead_source,
        type=drawn.type,
        extra=dict(drawn.extra),
        last_activity_on=max((each.on for each in drawn.activities if each.done), default=None),
        next_activity_on=min((each.on for each in drawn.activities if _planned(each, today)), default=None),
        changed_at=_changed_at(world, drawn),
    )


def _planned(activity: DrawnActivity, today: date) -> bool:
    return not activity.done and activity.on >= today


def _changed_at(world: World, drawn: DrawnOpportunity) -> datetime:
    """The latest thing that is known to have happened."""
    days = [activity.on for activity in drawn.activities if activity.done] + [drawn.stage_entered_on]
    return min(datetime.combine(max(days), time(18), tzinfo=UTC), world.now)


def _parts_and_stays(*, world: World, opportunities: list[Opportunity], contacts: list[Contact]) -> None:
    insert(
        rows=[
            OpportunityContact(opportunity=stored, contact=contacts[part.contact], role=part.role, since=part.since)
            for drawn, stored in zip(world.opportunities, opportunities, strict=True)
            for part in drawn.parts
        ]
    )
    insert(
        rows=[
            StageEntry(opportunity=stored, stage=stay.stage, entered_on=stay.entered_on, left_on=stay.left_on)
            for drawn, stored in zip(world.opportunities, opportunities, strict=True)
            for stay in drawn.stays
        ]
    )


def _activities(*, world: World, opportunities: list[Opportunity], contacts: list[Contact], people: People) -> None:
    rows = [
        Activity(
            opportunity=stored,
            contact=contacts[activity.contact] if activity.contact is not None else None,
            owner=people.members[drawn.owner],
            kind=activity.kind,
            inbound=activity.inbound,
            subject=activity.subject,
            on=activity.on,
            done=activity.done,
            source=world.source,
            external_id=f"activity-{drawn.key}-{number}",
        )
        for drawn, stored in zip(world.opportunities, opportunities, strict=True)
        for number, activity in enumerate(drawn.activities)
    ]
    insert(rows=rows)
