"""A past day knows nothing that came later."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from fieldcraft.crm.events import OPPORTUNITY_CHANGED, OPPORTUNITY_IMPORTED
from fieldcraft.crm.models import Account, Activity, Contact, Opportunity, OpportunityContact, StageEntry
from fieldcraft.people.models import Member
from fieldcraft.pursuit.models import CommitteeChange, Evidence, Pursuit, Rival
from fieldcraft.pursuit.past.then import UNDATED, Then, assessed_then
from fieldcraft.trail.record import Change, Written, write_many
from tests.support.organisation import NOW, OPERATOR, TODAY, Cast, activity_for, contact_for, opportunity_for
from tests.support.world import undone

CLOSED = TODAY - timedelta(days=10)
LOOKED = CLOSED - timedelta(days=15)
LATER = LOOKED + timedelta(days=1)
CRITERION = "criteria-in-writing"


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=UTC)


def told(opportunity: Opportunity, on: date, verb: str = OPPORTUNITY_CHANGED, **changes: list[str | None]) -> None:
    """An entry of the trail on a day."""
    change = Change(changes={name: list(pair) for name, pair in changes.items()})
    change.about(kind="opportunity", id=opportunity.pk, label=opportunity.name, opportunity_id=opportunity.pk)
    write_many(entries=[Written(at(on), OPERATOR, verb, change)])


@pytest.fixture
def lost(cast: Cast) -> Opportunity:
    """Came in ninety days ago with a proposal since then; lost ten days ago. One meeting, one proof of a criterion."""
    found = opportunity_for(owner=cast.jana, name="Depot", product="Fleet", lead_source="Web", type="New business")
    StageEntry.objects.filter(opportunity=found).update(entered_on=TODAY - timedelta(days=60))
    told(found, TODAY - timedelta(days=90), OPPORTUNITY_IMPORTED, amount=[None, "184000.00"])
    ines = contact_for(opportunity=found, name="Ines", role="champion")
    OpportunityContact.objects.filter(contact=ines).update(since=TODAY - timedelta(days=80))
    activity_for(opportunity=found, contact=ines, days=-50)
    give(found, cast.jana, TODAY - timedelta(days=40))
    Opportunity.objects.filter(pk=found.pk).update(outcome="lost", closed_on=CLOSED)
    return found


def give(opportunity: Opportunity, member: Member, on: date, criterion: str = CRITERION) -> Evidence:
    pursuit = Pursuit.objects.get(opportunity=opportunity)
    return Evidence.objects.create(
        pursuit=pursuit, criterion=criterion, given_for=criterion, given_under=pursuit.version, kind="file",
        note="They sent it.", owner=member, stated_by=member, stated_at=at(on),
    )  # fmt: skip


def seen(opportunity: Opportunity, on: date = LOOKED, *, trusted: bool = True) -> Then:
    (found,) = assessed_then(moments=[(opportunity.pk, on)], trusted=UNDATED if trusted else ())
    return found


def everything(then: Then) -> str:
    return repr((sorted(then.facts.items()), then.assessment, then.owner_id))


def late_activity(found: Opportunity, cast: Cast) -> None:
    activity_for(opportunity=found, kind="email", inbound=True, days=(LATER - TODAY).days)
    activity_for(opportunity=found, days=5, done=False)


def late_evidence(found: Opportunity, cast: Cast) -> None:
    give(found, cast.jana, LATER, "decision-steps-known")
    Evidence.objects.filter(criterion=CRITERION).update(verified_by=cast.marek, verified_at=at(LATER))


def late_withdrawal(found: Opportunity, cast: Cast) -> None:
    Evidence.objects.update(withdrawn_by=cast.jana, withdrawn_at=at(LATER))


def late_fields(found: Opportunity, cast: Cast) -> None:
    told(
        found, CLOSED, amount=["184000.00", "1.00"], close_date=["2026-12-18", "2027-05-01"],
        product=["Fleet", "Plant"], lead_source=["Web", "Closed"], type=["New business", "Lost"],
        next_step=[None, "None, it is lost"], owner=["Jana", "Omar"], extra=["", "reason_code: R7; churned: yes"],
    )  # fmt: skip
    found.refresh_from_db()
    found.amount, found.close_date, found.product = Decimal(1), date(2027, 5, 1), "Plant"
    found.lead_source, found.type, found.next_step = "Closed", "Lost", "None, it is lost"
    found.owner, found.extra = cast.omar, {"reason_code": "R7", "churned": "yes"}
    found.lost_reason, found.close_date_moves, found.stage = "Price", 9, "Closed Lost"
    found.stage_entered_on, found.last_activity_on, found.first_close_date = CLOSED, CLOSED, CLOSED
    found.save()


def late_stage(found: Opportunity, cast: Cast) -> None:
    StageEntry.objects.filter(opportunity=found).update(left_on=LATER)
    StageEntry.objects.create(opportunity=found, stage="Discover", entered_on=LATER)


def late_people(found: Opportunity, cast: Cast) -> None:
    account = Account.objects.get(name="Nordwind")
    for name, since in (("Late", LATER), ("Undated", None)):
        contact = Contact.objects.create(
            account=account, source="t", external_id=name, name=name, seniority="executive"
        )
        OpportunityContact.objects.create(opportunity=found, contact=contact, role="economic_buyer", since=since)
    ines = Contact.objects.get(name="Ines")
    changes = {"role": ["champion", "procurement"]}
    CommitteeChange.objects.create(
        opportunity=found, contact=ines, kind="changed", changes=changes, by=cast.jana, at=at(LATER)
    )
    OpportunityContact.objects.filter(contact=ines).update(role="procurement")


def late_rival(found: Opportunity, cast: Cast) -> None:
    Rival.objects.create(opportunity=found, name="Ostwind", named_by=cast.jana, named_at=at(LATER))


LATE = (late_activity, late_evidence, late_withdrawal, late_fields, late_stage, late_people, late_rival)


def test_what_came_later_changes_not_a_byte(lost: Opportunity, cast: Cast) -> None:
    before, after = everything(seen(lost)), everything(seen(lost, CLOSED))
    for plant in LATE:
        with undone():
            plant(lost, cast)
            assert everything(seen(lost)) == before, plant.__name__
            shown = everything(seen(lost, CLOSED)) != after
        lost.refresh_from_db()
        assert shown, f"{plant.__name__} shows nowhere: this test would not see a leak."


def test_before_it_came_in_only_what_has_a_day_is_known(cast: Cast) -> None:
    found = opportunity_for(owner=cast.jana, product="Fleet", lead_source="Web", extra={"budget": "yes"})
    told(found, TODAY, OPPORTUNITY_IMPORTED, amount=[None, "184000.00"])
    activity_for(opportunity=found, days=-50)
    then = seen(found, TODAY - timedelta(days=45), trusted=False)
    assert then.facts["meetings"] == 1
    assert then.facts["age_days"] == 45
    unknown = ("amount", "has_amount", "days_to_close", "product", "source", "filled_fields", "close_date_moves")
    assert [then.facts[name] for name in unknown] == [None] * len(unknown)
    assert then.owner_id is None
    vouched = seen(found, TODAY - timedelta(days=45))
    assert (vouched.facts["product"], vouched.owner_id) == ("Fleet", cast.jana.pk)
    assert vouched.facts["amount"] is None, "an amount is never vouched for: it is corrected at the close"


def test_today_is_seen_as_it_is_seen_today(cast: Cast) -> None:
    """What both know, they know alike: a model fitted on the past is asked about the present."""
    from fieldcraft.pursuit.facts import collect

    found = opportunity_for(owner=cast.jana, product="Fleet")
    told(found, TODAY - timedelta(days=90), OPPORTUNITY_IMPORTED)
    ines = contact_for(opportunity=found, name="Ines", role="economic_buyer", seniority="executive")
    OpportunityContact.objects.update(since=TODAY - timedelta(days=9))
    activity_for(opportunity=found, contact=ines)
    activity_for(opportunity=found, kind="email", subject="Our proposal", days=-8)
    activity_for(opportunity=found, kind="email", inbound=True, contact=ines, days=-2)
    then = seen(found, TODAY)
    (now,) = collect(
        opportunities=[Opportunity.objects.select_related("account", "owner").get(pk=found.pk)],
        playbook=then.playbook, as_of=TODAY,
    ).values()  # fmt: skip
    planned = {"planned_activities", "planned_meetings", "overdue_activities", "next_activity_on"}
    assert {name: value for name, value in then.facts.items() if name not in planned} == {
        name: value for name, value in now.facts.items() if name not in planned
    }
    assert Activity.objects.count() == 3
    assert NOW.date() == TODAY
