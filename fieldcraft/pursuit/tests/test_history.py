"""What right-sizing sees of the CRM: sums, no names, ends left out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldcraft.crm.models import Opportunity, Outcome, StageEntry
from fieldcraft.methodology.queries import in_use
from fieldcraft.pursuit.queries.history import history_of
from tests.support.organisation import TODAY, Cast, opportunity_for

pytestmark = pytest.mark.django_db


def _worked(cast: Cast, *, stages: tuple[str, ...], outcome: str, days: int = 10) -> None:
    found = opportunity_for(owner=cast.jana, stage=stages[-1], name=f"Deal {Opportunity.objects.count()}")
    StageEntry.objects.filter(opportunity=found).delete()
    start = TODAY - timedelta(days=days * len(stages))
    for number, stage in enumerate(stages):
        entered = start + timedelta(days=days * number)
        left = entered + timedelta(days=days) if number + 1 < len(stages) else None
        StageEntry.objects.create(opportunity=found, stage=stage, entered_on=entered, left_on=left)
    found.outcome = outcome
    found.created_on = start
    found.closed_on = None if outcome == Outcome.OPEN else TODAY
    found.save()


def test_stages_come_in_the_order_they_are_worked_with_the_usual_stay(cast: Cast) -> None:
    for outcome in (Outcome.WON, Outcome.LOST, Outcome.OPEN):
        _worked(cast, stages=("Lead", "Meeting", "Offer"), outcome=outcome, days=8)
    found = history_of(base=in_use(), on=TODAY)
    assert [stage.name for stage in found.stages] == ["Lead", "Meeting", "Offer"]
    assert [stage.place for stage in found.stages] == [0.0, 0.5, 1.0]
    assert found.stages[0].days == 8.0
    assert (found.opportunities, found.open, found.closed, found.won) == (3, 1, 2, 1)
    assert (found.sellers, found.managers) == (1, 1)
    assert found.cycle_days == 24.0


def test_a_word_that_only_ends_deals_is_no_stage(cast: Cast) -> None:
    _worked(cast, stages=("Lead", "Offer", "Closed won"), outcome=Outcome.WON)
    _worked(cast, stages=("Lead", "Offer"), outcome=Outcome.OPEN)
    assert [stage.name for stage in history_of(base=in_use(), on=TODAY).stages] == ["Lead", "Offer"]


def test_where_deals_end_or_stand_still_counts_as_stalled(cast: Cast) -> None:
    for _ in range(3):
        _worked(cast, stages=("Lead", "Offer"), outcome=Outcome.LOST)
    _worked(cast, stages=("Lead", "Offer", "Papers"), outcome=Outcome.WON)
    found = {stage.name: stage.stalled for stage in history_of(base=in_use(), on=TODAY).stages}
    assert found == {"Lead": 0.0, "Offer": 0.75}


def test_what_won_deals_show_is_a_share_of_the_won(cast: Cast) -> None:
    _worked(cast, stages=("Lead", "Offer"), outcome=Outcome.WON)
    _worked(cast, stages=("Lead", "Offer"), outcome=Outcome.WON)
    held = history_of(base=in_use(), on=TODAY).held
    assert set(held) <= {criterion.key for criterion in in_use().criteria}
    assert all(0 < share <= 1 for share in held.values())


def test_opportunities_of_another_process_are_left_out(cast: Cast) -> None:
    _worked(cast, stages=("Lead", "Offer"), outcome=Outcome.OPEN)
    _worked(cast, stages=("Look back", "Sign again"), outcome=Outcome.OPEN)
    Opportunity.objects.filter(stage="Sign again").update(type="RENEWAL")
    found = history_of(base=in_use(), on=TODAY)
    assert [stage.name for stage in found.stages] == ["Lead", "Offer"]
    assert found.opportunities == 1


def test_an_empty_organisation_shows_nothing(cast: Cast) -> None:
    found = history_of(base=in_use(), on=TODAY)
    assert (found.stages, found.opportunities, found.held, found.cycle_days) == ((), 0, {}, None)
