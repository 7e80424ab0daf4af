"""Moving the stage: what passes, what asks, what it leaves, and the way back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldcraft.crm.models import Opportunity, StageEntry, StageName
from fieldcraft.pursuit.actions import confirm_criterion, verify_evidence
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.gates import actions
from fieldcraft.pursuit.gates.errors import FactsMissingError, MovedMeanwhileError
from fieldcraft.pursuit.gates.models import How, StageMove
from fieldcraft.pursuit.gates.tests.conftest import Deal
from fieldcraft.pursuit.models import Evidence, Tally
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, TODAY, Cast, actor

NEXT = "prove"


def stays(deal: Deal) -> list[tuple[str, object, object]]:
    rows = StageEntry.objects.filter(opportunity=deal.opportunity).order_by("pk")
    return list(rows.values_list("stage", "entered_on", "left_on"))


def test_a_move_without_facts_is_not_made_and_names_what_is_asked(deal: Deal, cast: Cast) -> None:
    entries = Entry.objects.count()
    with pytest.raises(FactsMissingError) as refused:
        deal.move(NEXT, cast.jana)
    asked = {one.key for one in refused.value.check.lacking}
    assert "business-case-reviewed" in asked
    assert deal.now().stage == "Propose"
    assert (Entry.objects.count(), StageMove.objects.count(), Evidence.objects.count()) == (entries, 0, 0)


def test_answers_are_stored_as_evidence_and_the_move_waits_for_verification(deal: Deal, cast: Cast) -> None:
    entries = Entry.objects.count()
    answers = deal.answers(NEXT)
    move = deal.move(NEXT, cast.jana, answers=answers)
    assert move.how == How.CLAIMED
    assert (move.missing, move.counts) == ([], False)
    assert "business-case-reviewed" in move.waiting, "the owner's word does not verify itself"
    assert set(Evidence.objects.values_list("criterion", flat=True)) == set(answers)
    assert Entry.objects.count() == entries + 1
    entry = Entry.objects.latest("pk")
    assert entry.verb == "pursuit.stage_moved"
    assert "Waiting for verification" in entry.note


def test_with_everything_met_it_passes(deal: Deal, cast: Cast) -> None:
    for key, note in deal.answers(NEXT).items():
        evidence = confirm_criterion(
            pursuit=deal.pursuit, criterion=key, note=note, file=None, member=cast.jana, by=actor(cast.jana), now=NOW
        )
        verify_evidence(evidence=evidence, member=cast.marek, by=actor(cast.marek), now=NOW)
    move = deal.move(NEXT, cast.jana)
    found = deal.check(NEXT)
    assert move.how == (How.MET if not found.waiting else How.CLAIMED)
    assert not found.lacking


def test_an_override_needs_a_reason_and_counts_for_who_made_it(deal: Deal, cast: Cast) -> None:
    move = deal.move(NEXT, cast.marek, reason="The board meets on 1 Dec.")
    assert (move.how, move.counts, move.whose) == (How.OVERRIDDEN, True, cast.marek)
    assert "business-case-reviewed" in move.missing
    assert "Because: The board meets on 1 Dec." in Entry.objects.latest("pk").note
    assert deal.pursuit.claimed_stage == NEXT
    assert (deal.pursuit.gap or 0) > 0


def test_back_asks_for_nothing(deal: Deal, cast: Cast) -> None:
    move = deal.move("shape", cast.jana)
    assert (move.how, move.missing, move.counts) == (How.BACK, [], False)
    assert deal.pursuit.claimed_stage == "shape"


def test_the_history_has_one_present_stay_and_no_gap(deal: Deal, cast: Cast) -> None:
    deal.move("shape", cast.jana)
    deal.move("propose", cast.jana, reason="They asked for it.")
    assert [row[0] for row in stays(deal)] == ["Propose", "Shape", "Propose"]
    ends, begins = [row[2] for row in stays(deal)[:-1]], [row[1] for row in stays(deal)[1:]]
    assert ends == begins == [TODAY, TODAY]
    assert stays(deal)[-1][2] is None
    assert deal.now().stage_entered_on == TODAY


def test_the_source_s_own_word_is_written(deal: Deal, cast: Cast) -> None:
    StageName.objects.create(source="test", name="4 - Angebot", means="propose")
    StageName.objects.create(source="test", name="3 - Lösung", means="shape")
    StageName.objects.create(source="elsewhere", name="C", means="shape")
    deal.move("shape", cast.jana)
    assert deal.now().stage == "3 - Lösung"
    assert deal.pursuit.claimed_stage == "shape"


def test_the_same_again_has_one_effect(deal: Deal, cast: Cast) -> None:
    answers = deal.answers(NEXT)
    first = deal.move(NEXT, cast.jana, answers=answers, made_from="Propose")
    entries = Entry.objects.count()
    again = deal.move(NEXT, cast.jana, answers=answers, made_from="Propose")
    assert again.pk == first.pk
    assert (Entry.objects.count(), StageMove.objects.count()) == (entries, 1)
    assert Evidence.objects.count() == len(answers)


def test_who_moved_it_meanwhile_is_told_and_nothing_is_stored(deal: Deal, cast: Cast) -> None:
    deal.move("shape", cast.marek)
    with pytest.raises(MovedMeanwhileError, match="Marek moved it from Propose to Shape"):
        deal.move(NEXT, cast.jana, answers=deal.answers(NEXT), made_from="Propose")
    assert not Evidence.objects.exists()


def test_notes_for_a_stage_it_is_in_already_are_not_dropped_in_silence(deal: Deal, cast: Cast) -> None:
    deal.move("shape", cast.marek)
    with pytest.raises(MovedMeanwhileError, match="not stored yet"):
        deal.move("shape", cast.jana, answers={"business-case-reviewed": "Ines has read it."})


def test_undo_restores_stage_and_history_and_keeps_the_evidence(deal: Deal, cast: Cast) -> None:
    before, values = stays(deal), Opportunity.objects.filter(pk=deal.opportunity.pk).values().get()
    answers = deal.answers(NEXT)
    move = deal.move(NEXT, cast.jana, answers=answers)
    later = NOW + timedelta(seconds=20)
    actions.undo_move(move=move, member=cast.jana, by=actor(cast.jana), now=later)
    actions.undo_move(move=move, member=cast.jana, by=actor(cast.jana), now=later)
    after = Opportunity.objects.filter(pk=deal.opportunity.pk).values().get()
    assert {name: value for name, value in after.items() if name != "changed_at"} == {
        name: value for name, value in values.items() if name != "changed_at"
    }
    assert stays(deal) == before
    assert Evidence.objects.filter(withdrawn_at__isnull=True).count() == len(answers)
    assert deal.pursuit.claimed_stage == "propose"


@pytest.mark.parametrize(
    ("seconds", "who", "says"),
    [(601, "jana", "too long ago"), (5, "marek", "Only who moved it")],
)
def test_undo_is_for_who_moved_it_and_for_half_a_minute(
    deal: Deal, cast: Cast, seconds: int, who: str, says: str
) -> None:
    move, member = deal.move("shape", cast.jana), getattr(cast, who)
    with pytest.raises(PursuitError, match=says):
        actions.undo_move(move=move, member=member, by=actor(member), now=NOW + timedelta(seconds=seconds))
    assert deal.now().stage == "Shape"


def test_undo_does_not_run_over_a_later_move(deal: Deal, cast: Cast) -> None:
    move = deal.move("shape", cast.jana)
    deal.move("qualify", cast.marek)
    with pytest.raises(PursuitError, match="Marek has moved it on"):
        actions.undo_move(move=move, member=cast.jana, by=actor(cast.jana), now=NOW)
    assert deal.now().stage == "Qualify"


def test_steps_and_sums_follow_in_the_same_write(deal: Deal, cast: Cast) -> None:
    deal.move(NEXT, cast.jana, reason="They asked for it.")
    assert sum(Tally.objects.filter(owner=cast.jana).values_list("ahead", flat=True)) == 1
    assert deal.opportunity.steps.exists()
