"""Champion and challenger: assignment in turn, fixed and recorded."""

from __future__ import annotations

from collections import Counter

import pytest

from fieldcraft.crm.models import Opportunity
from fieldcraft.guidance.moving.actions import carry_on, plan_move, start_move
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import MoveRow, Pursuit, Stays, Trial, Whom
from fieldcraft.pursuit.trials.actions import end_trial, start_trial
from fieldcraft.pursuit.trials.queries import trials
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, OPERATOR, Cast, opportunity_for
from tests.support.versions import install, next_version, shipped

OLD = shipped().version


@pytest.fixture
def trial(cast: Cast) -> Trial:
    """The shipped version against the next one."""
    champion = PlaybookVersion.objects.get(in_use=True)
    challenger = install(playbook=next_version())
    return start_trial(champion=champion, challenger=challenger, member=cast.erin, by=OPERATOR, now=NOW)


def arms() -> list[tuple[int, str, str]]:
    return list(Pursuit.objects.order_by("pk").values_list("opportunity_id", "arm", "version__version"))


def test_new_pursuits_go_to_the_arms_in_turn(trial: Trial, cast: Cast) -> None:
    for number in range(5):
        opportunity_for(owner=cast.jana, name=f"Deal {number}")
    assert [arm for _, arm, _ in arms()] == ["champion", "challenger", "champion", "challenger", "champion"]
    assert {(arm, version) for _, arm, version in arms()} == {("champion", OLD), ("challenger", "2.0.0")}


def test_many_at_once_are_balanced_too(trial: Trial, cast: Cast) -> None:
    Opportunity.objects.bulk_create(
        Opportunity(source="t", external_id=str(n), owner=cast.jana, name=f"D{n}", stage="Propose", changed_at=NOW)
        for n in range(601)
    )
    refresh(by=OPERATOR, now=NOW)
    counted = Counter(arm for _, arm, _ in arms())
    assert counted == {"champion": 301, "challenger": 300}


def test_an_assignment_survives_assessing_again_and_the_end_of_the_trial(trial: Trial, cast: Cast) -> None:
    found = [opportunity_for(owner=cast.jana, name=f"Deal {number}") for number in range(3)]
    before = arms()
    Opportunity.objects.update(amount=5)
    refresh(by=OPERATOR, now=NOW, opportunity_ids=[one.pk for one in reversed(found)])
    assert arms() == before
    end_trial(trial=trial, by=OPERATOR, now=NOW)
    refresh(by=OPERATOR, now=NOW)
    assert arms() == before
    after = opportunity_for(owner=cast.jana, name="After")
    assert Pursuit.objects.get(opportunity=after).arm == ""


def test_at_most_one_trial_runs(trial: Trial, cast: Cast) -> None:
    same = start_trial(champion=trial.champion, challenger=trial.challenger, member=None, by=OPERATOR, now=NOW)
    assert same.pk == trial.pk
    assert Entry.objects.filter(verb="trial.started").count() == 1
    with pytest.raises(PursuitError, match="End it before"):
        start_trial(champion=trial.challenger, challenger=trial.champion, member=None, by=OPERATOR, now=NOW)
    end_trial(trial=trial, by=OPERATOR, now=NOW)
    start_trial(champion=trial.challenger, challenger=trial.champion, member=None, by=OPERATOR, now=NOW)


def test_no_version_runs_against_itself(cast: Cast) -> None:
    version = PlaybookVersion.objects.get(in_use=True)
    with pytest.raises(PursuitError, match="against itself"):
        start_trial(champion=version, challenger=version, member=None, by=OPERATOR, now=NOW)


def test_counts_are_by_assignment_and_say_when_they_are_too_few(trial: Trial, cast: Cast) -> None:
    found = [opportunity_for(owner=cast.jana, name=f"Deal {number}") for number in range(4)]
    Opportunity.objects.filter(pk=found[0].pk).update(outcome="won")
    Opportunity.objects.filter(pk=found[1].pk).update(outcome="lost")
    (counted,) = trials()
    champion, challenger = counted.arms
    assert (champion.assigned, champion.won, champion.lost, champion.open) == (2, 1, 0, 1)
    assert (challenger.assigned, challenger.won, challenger.lost, challenger.open) == (2, 0, 1, 1)
    assert not counted.enough


def test_a_move_leaves_pursuits_of_a_running_trial_alone(trial: Trial, cast: Cast) -> None:
    opportunity_for(owner=cast.jana, name="In the trial")
    move = plan_move(version=trial.challenger, whom=Whom.ALL, member=None, by=OPERATOR, now=NOW)
    start_move(move=move, by=OPERATOR, now=NOW)
    carry_on(move_id=move.pk, by=OPERATOR, now=NOW)
    assert MoveRow.objects.get(move=move).stays == Stays.TRIAL
    assert Pursuit.objects.get().version == trial.champion
