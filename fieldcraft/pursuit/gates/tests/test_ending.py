"""Won, lost and open again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fieldcraft.crm.models import Opportunity, StageEntry, StageName
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.gates import actions
from fieldcraft.pursuit.gates.errors import FactsMissingError, MovedMeanwhileError
from fieldcraft.pursuit.gates.models import How, StageMove
from fieldcraft.pursuit.gates.tests.conftest import Deal
from fieldcraft.pursuit.models import Tally
from fieldcraft.pursuit.queries.filtering import Filters
from fieldcraft.pursuit.queries.lists import opportunity_list
from fieldcraft.pursuit.queries.live import live
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, TODAY, Cast, actor


def listed(cast: Cast) -> int:
    viewer = viewer_of(member=cast.jana, on=TODAY)
    return len(opportunity_list(viewer=viewer, filters=Filters(), live=live()).rows)


def test_lost_leaves_lists_steps_and_sums_at_once(deal: Deal, cast: Cast) -> None:
    assert listed(cast) == 1
    entries = Entry.objects.count()
    move = deal.close("lost", cast.jana, reason="Too expensive", rival="Contoso")
    assert (move.how, move.counts, move.rival) == (How.ENDED, False, "Contoso")
    found = deal.now()
    assert (found.outcome, found.closed_on, found.lost_reason) == ("lost", TODAY, "Too expensive")
    assert listed(cast) == 0
    assert not deal.opportunity.steps.exists()
    assert not Tally.objects.filter(owner=cast.jana).exists()
    assert Entry.objects.count() == entries + 1
    assert Entry.objects.latest("pk").note == "Too expensive. Rival: Contoso"


def test_lost_needs_a_reason(deal: Deal, cast: Cast) -> None:
    with pytest.raises(PursuitError, match="why it was lost"):
        deal.close("lost", cast.jana, reason="  ")
    assert deal.now().outcome == "open"


def test_won_asks_for_every_fact_of_the_playbook(deal: Deal, cast: Cast) -> None:
    with pytest.raises(FactsMissingError) as refused:
        deal.close("won", cast.jana)
    assert {one.key for one in refused.value.check.asked} == {one.key for one in deal.pursuit.playbook.criteria}
    move = deal.close("won", cast.jana, answers=deal.answers(None), reason="Best fit")
    assert (move.how, move.outcome, deal.now().outcome) == (How.CLAIMED, "won", "won")


def test_won_without_facts_needs_a_reason_and_counts(deal: Deal, cast: Cast) -> None:
    move = deal.close("won", cast.jana, override="They signed before anybody asked.")
    assert (move.how, move.counts) == (How.OVERRIDDEN, True)


def test_the_end_writes_the_word_of_the_source_where_it_has_one(deal: Deal, cast: Cast) -> None:
    StageName.objects.create(source="test", name="Closed Lost", means="lost")
    deal.close("lost", cast.jana, reason="Too expensive")
    assert deal.now().stage == "Closed Lost"
    words = StageEntry.objects.filter(opportunity=deal.opportunity).order_by("pk").values_list("stage", "left_on")
    assert list(words) == [("Propose", TODAY), ("Closed Lost", None)]
    actions.reopen_opportunity(pursuit=deal.pursuit, reason="", member=cast.jana, by=actor(cast.jana), now=NOW)
    assert (deal.now().stage, deal.pursuit.claimed_stage) == ("Propose", "propose")


def test_the_same_end_again_has_one_effect_and_the_other_end_is_told(deal: Deal, cast: Cast) -> None:
    first = deal.close("lost", cast.jana, reason="Too expensive", made_from="Propose")
    entries = Entry.objects.count()
    assert deal.close("lost", cast.jana, reason="Too expensive", made_from="Propose").pk == first.pk
    assert Entry.objects.count() == entries
    with pytest.raises(MovedMeanwhileError, match="Jana closed it as lost"):
        deal.close("won", cast.marek, override="No.")
    with pytest.raises(PursuitError, match="Reopen it first"):
        deal.move("shape", cast.jana)


def test_an_undone_end_is_open_as_before(deal: Deal, cast: Cast) -> None:
    before = Opportunity.objects.filter(pk=deal.opportunity.pk).values().get()
    move = deal.close("lost", cast.jana, reason="Too expensive")
    actions.undo_move(move=move, member=cast.jana, by=actor(cast.jana), now=NOW + timedelta(seconds=10))
    after = Opportunity.objects.filter(pk=deal.opportunity.pk).values().get()
    assert {**after, "changed_at": None} == {**before, "changed_at": None}
    assert listed(cast) == 1
    assert deal.opportunity.steps.exists()


def test_reopened_is_worked_again_where_it_was(deal: Deal, cast: Cast) -> None:
    deal.close("lost", cast.jana, reason="Too expensive")
    by: dict[str, Any] = {"member": cast.jana, "by": actor(cast.jana), "now": NOW}
    move = actions.reopen_opportunity(pursuit=deal.pursuit, reason="They called back.", **by)
    assert move is not None
    assert move.how == How.REOPENED
    found = deal.now()
    assert (found.outcome, found.stage, found.closed_on, found.lost_reason) == ("open", "Propose", None, "")
    assert listed(cast) == 1
    again = actions.reopen_opportunity(pursuit=deal.pursuit, reason="They called back.", **by)
    assert again is not None
    assert again.pk == move.pk
    assert StageMove.objects.count() == 2
