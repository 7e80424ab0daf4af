"""What was learned, in the steps people see."""

from __future__ import annotations

from fieldcraft.guidance import actions
from fieldcraft.guidance.learning import lessons
from fieldcraft.guidance.models import NextStep
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.insight.models import BehaviourEffect, EffectRun, Score, WinModelVersion
from tests.support.organisation import NOW, OPERATOR, TODAY, Cast, actor, opportunity_for


def _learn(criterion: str, log_odds: float, opportunity_id: int) -> None:
    run = EffectRun.objects.create(at=NOW, seed=0, deals=412, won=100, digest="")
    BehaviourEffect.objects.create(
        run=run, behaviour=f"criterion/{criterion}", verdict="proven here", why="", n=412, done=200,
        points=8.0, points_low=3.0, points_high=13.0, naive=20.0,
        log_odds=log_odds, log_odds_low=log_odds - 0.2, log_odds_high=log_odds + 0.2,
        days=-30.0, days_low=-40.0, days_high=-20.0,
    )  # fmt: skip
    version = WinModelVersion.objects.create(
        state="retired", trained_at=NOW, seed=0, deals=412, won=100, landmarks=900, text="{}", proof_text="{}",
        digest="", columns={}, decided="first",
    )  # fmt: skip
    Score.objects.create(
        opportunity_id=opportunity_id, version=version, chance=0.4, low=0.3, high=0.5, learned=0.6, base=0.2,
        prior=0.12, reasons=[], features={}, on=TODAY, at=NOW,
    )  # fmt: skip


def test_what_was_learned_stands_in_the_stored_step(cast: Cast) -> None:
    opportunity = opportunity_for(owner=cast.jana)
    before = NextStep.objects.filter(opportunity=opportunity, criterion__gt="", actor="rep").order_by("-priority")[0]
    _learn(before.criterion, 0.9, opportunity.pk)
    known = lessons(opportunity_ids=[opportunity.pk], on=TODAY)
    assert known.chances == {opportunity.pk: (0.4, 0.6)}
    refresh(by=OPERATOR, now=NOW)
    step = NextStep.objects.get(opportunity=opportunity, key=before.key)
    assert "Here, like deals won 8 points more often with it (n = 412, 3 to 13), and" in step.why
    assert step.rests_on.startswith("Your own history, 412 closed deals: proven here.")
    assert step.spread > 0 == before.spread


def test_people_are_counted_and_not_their_clicks(cast: Cast) -> None:
    for owner, deals in ((cast.jana, 3), (cast.tomasz, 1)):
        for number in range(deals):
            opportunity = opportunity_for(owner=owner, name=f"Deal {number}")
            step = NextStep.objects.filter(opportunity=opportunity, member=owner).exclude(play="").order_by("key")[0]
            if owner == cast.jana:
                actions.dismiss_step(opportunity=opportunity, key=step.key, member=owner, by=actor(owner), now=NOW)
    found = lessons(opportunity_ids=[], on=TODAY).opinions
    assert [(one.against, one.people) for one in found.values()] == [(1, 1)]
