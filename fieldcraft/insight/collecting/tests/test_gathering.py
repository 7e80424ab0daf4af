"""What is learned from was known on its day, whoever wrote what into the CRM at the close."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fieldcraft.crm.models import Account, Opportunity, StageEntry
from fieldcraft.insight.collecting.days import landmark_days
from fieldcraft.insight.collecting.gathering import gather
from fieldcraft.insight.collecting.history import history_of
from fieldcraft.insight.collecting.holding import held_since
from fieldcraft.insight.collecting.undated import trusted_fields
from fieldcraft.insight.history.types import Labels
from fieldcraft.insight.models import Landmark
from fieldcraft.pursuit.evaluation.types import CriterionState, EvidenceUsed, FactUsed
from tests.support.organisation import NOW, TODAY, Cast, activity_for

PER_OUTCOME = 24


@pytest.fixture
def brought_in(cast: Cast) -> list[Opportunity]:
    """Opportunities that came in by one file, most of them closed long before: nobody saw how their fields changed."""
    account = Account.objects.create(source="t", external_id="a", name="Nordwind", industry="Food")
    rows = [
        Opportunity(
            source="t", external_id=f"{outcome}{n}", owner=cast.jana, account=account, name=f"{outcome} {n}",
            amount=1000, product="Fleet" if n % 2 else "Plant", lead_source="" if outcome == "open" else "Web",
            type="Closed won" if outcome == "won" else "New business", stage="Propose",
            extra={"reason": "Price"} if outcome == "lost" else {}, created_on=TODAY - timedelta(days=80),
            close_date=TODAY, outcome=outcome, closed_on=None if outcome == "open" else TODAY - timedelta(days=20),
            changed_at=NOW,
        )
        for outcome in ("open", "won", "lost") for n in range(PER_OUTCOME)
    ]  # fmt: skip
    return Opportunity.objects.bulk_create(rows)


def test_a_field_that_is_filled_at_the_close_is_not_trusted(brought_in: list[Opportunity]) -> None:
    trusted = trusted_fields()
    assert {"product", "owner", "industry"} <= trusted
    assert "lead_source" not in trusted, "it is empty on open ones"
    assert "type" not in trusted, "it names the outcome"


def test_columns_planted_at_the_close_change_nothing(brought_in: list[Opportunity]) -> None:
    before = repr([(name, column) for name, column in gather(on=TODAY).table.columns.items()])
    for row in Opportunity.objects.exclude(outcome="open"):
        won = row.outcome == "won"
        row.amount, row.lead_source, row.type = 9_999 if won else 1, f"Source {won}", f"Type {won}"
        row.extra, row.next_step, row.lost_reason = {f"closed_as_{row.outcome}": "yes"}, row.outcome, row.outcome
        row.close_date, row.close_date_moves, row.first_close_date = row.closed_on, 7 * won, row.closed_on
        row.stage = f"Closed {row.outcome}"
        row.save()
    found = gather(on=TODAY)
    assert repr([(name, column) for name, column in found.table.columns.items()]) == before
    assert not {"amount", "source", "type", "days_to_close", "close_date_moves"} & found.table.columns.keys()


def test_landmarks_end_before_the_close_and_a_deals_rows_stand_together(brought_in: list[Opportunity]) -> None:
    found = gather(on=TODAY)
    closed = (TODAY - timedelta(days=20)).toordinal()
    assert len(found.deals) == 2 * PER_OUTCOME
    assert found.day.max() == closed - 1 - (closed - 1 - (TODAY - timedelta(days=80)).toordinal()) % 7
    assert (found.deal[1:] != found.deal[:-1]).sum() == len(found.deals) - 1
    assert found.weights.sum() == pytest.approx(len(found.deals))


def test_only_the_latest_closed_are_taken_where_there_are_too_many(brought_in: list[Opportunity]) -> None:
    latest = Opportunity.objects.filter(outcome="won").order_by("pk").first()
    assert latest is not None
    Opportunity.objects.filter(pk=latest.pk).update(closed_on=TODAY - timedelta(days=1))
    found = gather(on=TODAY, most=18)
    assert found.table.rows <= 18
    assert found.deals[-1].id == latest.pk
    assert len(found.deals) == 2


def test_what_was_stored_on_the_day_stands_for_it(brought_in: list[Opportunity]) -> None:
    row = Opportunity.objects.filter(outcome="lost").order_by("pk").first()
    assert row is not None
    on = TODAY - timedelta(days=50)
    features = {"amount": 70.0, "criterion/problem-costed": "met"}
    Landmark.objects.create(opportunity=row, on=on, features=features, prior=0.25)
    Landmark.objects.create(opportunity=row, on=TODAY - timedelta(days=20), features={"amount": 1.0}, prior=0.9)
    found = gather(on=TODAY)
    mine = found.deal == row.pk
    assert found.day[mine].max() == on.toordinal(), "the landmark of the closing day is never used"
    assert found.prior[mine][-1] == 0.25
    amounts = found.table.columns["amount"]
    assert not isinstance(amounts, Labels)
    assert amounts[mine][-1] == 70.0
    history = history_of(gathered=found, on=TODAY)
    place = history.behaviours.index("criterion/problem-costed")
    assert [int(day) for day in history.events.day[history.events.name == place]] == [on.toordinal()]


def test_a_history_holds_what_was_done_before_the_close(brought_in: list[Opportunity]) -> None:
    row = Opportunity.objects.filter(outcome="won").order_by("pk").first()
    assert row is not None
    StageEntry.objects.create(opportunity=row, stage="Discover", entered_on=TODAY - timedelta(days=80), left_on=TODAY)
    StageEntry.objects.create(opportunity=row, stage="Propose", entered_on=TODAY - timedelta(days=40))
    activity_for(opportunity=row, kind="call", days=-30, play="show-the-sum")
    activity_for(opportunity=row, kind="call", days=-20)
    activity_for(opportunity=row, kind="email", inbound=True, days=-31)
    history = history_of(gathered=gather(on=TODAY), on=TODAY)
    deal = history.deals.keys.index(str(row.pk))
    mine = history.events.deal == deal
    done = {history.behaviours[name] for name in history.events.name[mine]}
    assert {"activity/call", "play/show-the-sum"} <= done
    assert "activity/email" not in done, "the customer's own word is no behaviour of ours"
    assert set(history.events.day[mine]) <= set(range((TODAY - timedelta(days=20)).toordinal()))
    stays = [history.stages[stage] for stage in history.entries.stage[history.entries.deal == deal]]
    assert stays == ["discover", "propose"]


def test_a_criterion_holds_from_the_day_of_what_proves_it() -> None:
    before, on = date(2026, 3, 1), date(2026, 3, 15)
    told = EvidenceUsed("1", "file", "supports", "2", date(2026, 3, 4), "3", date(2026, 3, 9))
    verified = CriterionState("x", "s", "met", evidence=told)
    met = CriterionState("x", "s", "met", (FactUsed("meetings", 2), FactUsed("last_meeting_on", "2026-03-05")))
    named = CriterionState("x", "s", "met", (FactUsed("has_champion", True),))
    assert held_since(state=verified, before=before, on=on) == date(2026, 3, 9)
    assert held_since(state=met, before=before, on=on) == date(2026, 3, 5)
    assert held_since(state=named, before=before, on=on) == on
    late = date(2026, 3, 10)
    assert held_since(state=met, before=late, on=on) == date(2026, 3, 11), "it did not hold when we looked"


def test_a_long_deal_is_looked_at_eight_times() -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    entries = [first + timedelta(days=n * 45) for n in range(4)]
    days = landmark_days(opened=first, last=last, entries=entries)
    assert len(days) == 8
    assert {first, *entries} <= set(days)
    assert list(days) == sorted(days)
    assert landmark_days(opened=last, last=first, entries=()) == ()
    assert landmark_days(opened=first, last=first + timedelta(days=15), entries=()) == tuple(
        first + timedelta(days=n) for n in (0, 7, 14)
    )
