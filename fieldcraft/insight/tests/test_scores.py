"""What the model says is stored beside each opportunity, and can be reckoned again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from fieldcraft.crm.events import IMPORT_FINISHED
from fieldcraft.crm.models import Opportunity
from fieldcraft.insight.actions import keep_landmarks, rescore, say_chance
from fieldcraft.insight.errors import InsightError
from fieldcraft.insight.models import Landmark, ModelState, OwnChance, Score, ScoreHistory, WinModelVersion
from fieldcraft.insight.queries import (
    chance_of,
    effects_here,
    model_in_use,
    own_chance,
    reproduce,
    what_would_change,
)
from fieldcraft.insight.scoring import score_assessed
from fieldcraft.insight.tests.made import serving, stored
from fieldcraft.insight.training.making import of_belief
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit.actions import confirm_criterion
from fieldcraft.pursuit.assessing import assess_many
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.trail.models import Entry
from fieldcraft.trail.record import write
from tests.support.organisation import NOW, OPERATOR, TODAY, Cast, actor, opportunity_for

CRITERION = "problem-costed"


@pytest.fixture
def deal(cast: Cast) -> Pursuit:
    """An open opportunity of Jana's, scored by a model that learned from sixty deals."""
    serving()
    found = opportunity_for(owner=cast.jana, stage="Discover", extra={"probability": "60 %"})
    return Pursuit.objects.select_related("opportunity", "version").get(opportunity=found)


def test_a_score_is_reckoned_again_to_the_last_bit(deal: Pursuit) -> None:
    score = Score.objects.select_related("version").get(pk=deal.opportunity_id)
    again = reproduce(score=score)
    assert (again.chance, again.low, again.high, again.base) == (score.chance, score.low, score.high, score.base)
    assert [[one.column, one.value, one.log_odds, one.points, one.n] for one in again.reasons] == score.reasons
    assert score.low < score.chance < score.high
    assert 0 < score.learned < 1


def test_evidence_moves_the_chance_in_the_same_write(deal: Pursuit, cast: Cast) -> None:
    before = Score.objects.get(pk=deal.opportunity_id)
    confirm_criterion(
        pursuit=deal,
        criterion=CRITERION,
        note="Two million a year.",
        file=None,
        member=cast.marek,
        by=actor(cast.marek),
        now=NOW,
    )
    after = Score.objects.get(pk=deal.opportunity_id)
    assert after.features[f"criterion/{CRITERION}"] == "met"
    assert after.chance > before.chance
    assert after.prior > before.prior
    said = {one.column: one.chance for one in what_would_change(score=before)}
    assert said[f"criterion/{CRITERION}"] > before.chance


def test_a_score_costs_two_statements_whatever_the_number(deal: Pursuit, cast: Cast) -> None:
    others = [opportunity_for(owner=cast.jana, name=f"Deal {number}").pk for number in range(4)]
    (assessed,) = list(assess_many(opportunity_ids=[deal.opportunity_id, *others], now=NOW))
    with CaptureQueriesContext(connection) as captured:
        assert score_assessed(assessed=assessed, now=NOW) == 5
    assert len(captured) == 2
    with CaptureQueriesContext(connection) as captured:
        score_assessed(assessed=assessed[:1], now=NOW)
    assert len(captured) == 2


def test_history_keeps_a_week_once_and_only_what_moved(deal: Pursuit) -> None:
    (assessed,) = list(assess_many(opportunity_ids=[deal.opportunity_id], now=NOW))
    score_assessed(assessed=assessed, now=NOW)
    score_assessed(assessed=assessed, now=NOW + timedelta(days=7))
    assert ScoreHistory.objects.count() == 1
    ScoreHistory.objects.update(chance=0.9)
    score_assessed(assessed=assessed, now=NOW + timedelta(days=14))
    assert list(ScoreHistory.objects.order_by("week").values_list("on", flat=True)) == [
        TODAY, TODAY + timedelta(days=14)
    ]  # fmt: skip


def test_a_closed_opportunity_keeps_the_score_it_had(deal: Pursuit) -> None:
    before = Score.objects.get(pk=deal.opportunity_id)
    Opportunity.objects.filter(pk=deal.opportunity_id).update(outcome="won", closed_on=TODAY)
    (assessed,) = list(assess_many(opportunity_ids=[deal.opportunity_id], now=NOW + timedelta(days=1)))
    assert score_assessed(assessed=assessed, now=NOW + timedelta(days=1)) == 0
    assert Score.objects.get(pk=deal.opportunity_id).at == before.at


def test_a_new_model_speaks_of_every_open_opportunity(deal: Pursuit, cast: Cast) -> None:
    WinModelVersion.objects.update(state=ModelState.RETIRED)
    newest = stored(new=of_belief(renamed={}, seed=1))
    assert rescore(by=OPERATOR, now=NOW) == 1
    score = Score.objects.get(pk=deal.opportunity_id)
    assert score.version_id == newest.pk
    assert (score.chance, score.learned) == (score.prior, 0.0)
    assert rescore(by=OPERATOR, now=NOW) == 0
    Score.objects.all().delete()
    assert rescore(by=OPERATOR, now=NOW) == 1
    found = model_in_use()
    assert found is not None
    assert found.pk == newest.pk


def test_only_who_sees_an_opportunity_sees_its_chance(deal: Pursuit, cast: Cast) -> None:
    seen = [
        chance_of(pursuit=deal, viewer=viewer_of(member=member, on=TODAY)) is not None
        for member in (cast.jana, cast.marek, cast.omar)
    ]
    assert seen == [True, True, False]


def test_without_a_model_nothing_is_said(cast: Cast) -> None:
    found = opportunity_for(owner=cast.jana)
    assert not Score.objects.filter(pk=found.pk).exists()
    assert model_in_use() is None
    assert effects_here() == {}
    assert rescore(by=OPERATOR, now=NOW) == 0


def test_what_is_known_is_kept_weekly_and_at_each_stage(deal: Pursuit) -> None:
    assert keep_landmarks(by=OPERATOR, now=NOW) == 1
    assert keep_landmarks(by=OPERATOR, now=NOW) == 0
    row = Landmark.objects.get()
    score = Score.objects.get()
    assert (row.features, row.prior, row.said) == (score.features, score.prior, 60)
    Score.objects.update(on=TODAY + timedelta(days=3))
    assert keep_landmarks(by=OPERATOR, now=NOW + timedelta(days=3)) == 0, "nothing new, and no week is over"
    Opportunity.objects.update(stage_entered_on=TODAY + timedelta(days=2))
    assert keep_landmarks(by=OPERATOR, now=NOW + timedelta(days=3)) == 1
    assert keep_landmarks(by=OPERATOR, now=NOW + timedelta(days=20)) == 0, "only what was assessed that day"


def test_a_reps_own_number_stands_beside_and_is_never_overwritten(deal: Pursuit, cast: Cast) -> None:
    before = Score.objects.get()
    for percent in (70, 70, 55):
        say_chance(pursuit=deal, percent=percent, member=cast.jana, by=actor(cast.jana), now=NOW)
    assert [row.percent for row in OwnChance.objects.order_by("pk")] == [70, 55]
    assert Entry.objects.filter(verb="chance.said", opportunity_id=deal.opportunity_id).count() == 2
    assert Score.objects.get().chance == before.chance
    own = own_chance(pursuit=deal, viewer=viewer_of(member=cast.marek, on=TODAY))
    assert own is not None
    assert own.percent == 55
    keep_landmarks(by=OPERATOR, now=NOW)
    assert Landmark.objects.get().said == 55


def test_an_own_number_is_the_owners_of_an_open_one_and_a_percentage(deal: Pursuit, cast: Cast) -> None:
    for percent, member in ((101, cast.jana), (-1, cast.jana), (50, cast.marek)):
        with pytest.raises(InsightError):
            say_chance(pursuit=deal, percent=percent, member=member, by=actor(member), now=NOW)
    deal.opportunity.outcome = "won"
    with pytest.raises(InsightError, match="closed"):
        say_chance(pursuit=deal, percent=50, member=cast.jana, by=actor(cast.jana), now=NOW)
    assert not OwnChance.objects.exists()


def test_learning_is_queued_once_and_after_an_import(cast: Cast) -> None:
    before = ProcrastinateJob.objects.count()
    for number in range(2):
        with write(by=actor(cast.ada), verb=IMPORT_FINISHED, now=NOW) as change:
            change.about(kind="import", id=number, label="deals.csv")
    jobs = ProcrastinateJob.objects.filter(task_name="insight.learn")
    assert [job.args for job in jobs] == [{"slug": "acme"}]
    assert ProcrastinateJob.objects.count() > before
