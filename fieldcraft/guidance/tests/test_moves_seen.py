"""Moves that came in from outside: nobody could be asked, so they are seen, checked and counted."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fieldcraft.crm.models import Opportunity, StageName
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.pursuit.gates.models import How, StageMove
from fieldcraft.pursuit.gates.tests.conftest import Deal, deal
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, OPERATOR, TODAY, Cast, opportunity_for

__all__ = ["deal"]


def outside(deal: Deal, **values: object) -> None:
    Opportunity.objects.filter(pk=deal.opportunity.pk).update(**values)
    refresh(by=OPERATOR, now=NOW)


def test_a_move_by_import_is_checked_and_counts_for_the_owner(deal: Deal, cast: Cast) -> None:
    entries = Entry.objects.count()
    outside(deal, stage="Prove")
    move = StageMove.objects.get()
    assert (move.how, move.door, move.whose, move.by) == (How.SEEN, "import", cast.jana, None)
    assert (move.from_stage, move.to_stage, move.counts) == ("propose", "prove", True)
    assert set(move.missing) == {one.key for one in deal.check("prove").lacking}
    assert Entry.objects.count() == entries, "the import left the entry of this change"


def test_it_is_seen_once(deal: Deal) -> None:
    outside(deal, stage="Prove")
    refresh(by=OPERATOR, now=NOW)
    assert StageMove.objects.count() == 1


def test_back_by_import_asks_for_nothing(deal: Deal) -> None:
    outside(deal, stage="Discover")
    move = StageMove.objects.get()
    assert (move.how, move.missing, move.counts) == (How.SEEN, [], False)


def test_a_move_made_here_is_not_seen_again(deal: Deal, cast: Cast) -> None:
    deal.move("prove", cast.jana, reason="They asked for it.")
    refresh(by=OPERATOR, now=NOW)
    assert list(StageMove.objects.values_list("how", flat=True)) == [How.OVERRIDDEN]


def test_another_meaning_of_the_same_word_is_no_move(deal: Deal) -> None:
    StageName.objects.create(source="test", name="Propose", means="prove")
    refresh(by=OPERATOR, now=NOW)
    assert deal.pursuit.claimed_stage == "prove"
    assert not StageMove.objects.exists()


@pytest.mark.parametrize(("outcome", "counts"), [("won", True), ("lost", False)])
def test_an_end_by_import_is_seen_once_and_won_asks_for_the_facts(deal: Deal, outcome: str, counts: bool) -> None:
    outside(deal, outcome=outcome, closed_on=TODAY, lost_reason="Price")
    refresh(by=OPERATOR, now=NOW)
    move = StageMove.objects.get()
    assert (move.how, move.outcome, move.counts, bool(move.missing)) == (How.SEEN, outcome, counts, counts)


def test_seeing_costs_no_statement_per_row(deal: Deal, cast: Cast) -> None:
    for number in range(3):
        opportunity_for(owner=cast.jana, name=f"Other {number}")

    def statements(stage: str, most: int) -> int:
        ids = list(Opportunity.objects.order_by("pk").values_list("pk", flat=True)[:most])
        Opportunity.objects.filter(pk__in=ids).update(stage=stage)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            refresh(by=OPERATOR, now=NOW)
        return len(captured)

    one, four = statements("Prove", 1), statements("Commit", 4)
    assert StageMove.objects.count() == 5
    assert four == one
