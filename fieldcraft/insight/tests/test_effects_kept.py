"""What works is reckoned from the organisation's own history and kept, latest first."""

from __future__ import annotations

from datetime import timedelta

from fieldcraft.crm.models import Opportunity, StageEntry
from fieldcraft.insight.actions import learn_effects
from fieldcraft.insight.collecting.gathering import gather
from fieldcraft.insight.learning import learn
from fieldcraft.insight.models import BehaviourEffect, EffectRun, Score
from fieldcraft.insight.queries import effects_here
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, OPERATOR, TODAY, Cast, activity_for, opportunity_for

DEALS = 24


def closed_ones(cast: Cast) -> None:
    """Two stages each; half of them with a call in the first one."""
    for number in range(DEALS):
        first = TODAY - timedelta(days=90 - number)
        row = Opportunity.objects.create(
            source="t", external_id=str(number), owner=cast.jana, name=f"D{number}", stage="Qualify", changed_at=NOW,
            created_on=first, closed_on=first + timedelta(days=50), outcome="won" if number % 3 else "lost",
        )  # fmt: skip
        moved = first + timedelta(days=20)
        StageEntry.objects.create(opportunity=row, stage="Discover", entered_on=first, left_on=moved)
        StageEntry.objects.create(opportunity=row, stage="Qualify", entered_on=moved)
        if number % 2 == 0:
            activity_for(opportunity=row, kind="call", days=9 - 90 + number)


def test_a_night_of_learning_leaves_an_entry_per_thing_learned_and_nothing_the_second_time(cast: Cast) -> None:
    closed_ones(cast)
    found = opportunity_for(owner=cast.jana)
    first = learn(by=OPERATOR, now=NOW)
    assert (first.trained.made.deals, first.scored, first.kept) == (DEALS, 1, 1)
    assert Score.objects.filter(pk=found.pk).exists()
    entries = {verb: Entry.objects.filter(verb=verb).count() for verb in ("model.trained", "effects.learned")}
    assert entries == {"model.trained": 1, "effects.learned": 1}
    again = learn(by=OPERATOR, now=NOW)
    assert again.effects.pk == first.effects.pk
    assert (again.scored, again.kept) == (0, 0)
    assert {verb: Entry.objects.filter(verb=verb).count() for verb in entries} == entries


def test_effects_are_of_the_latest_reckoning_and_name_no_person(cast: Cast) -> None:
    closed_ones(cast)
    old = EffectRun.objects.create(at=NOW - timedelta(days=1), seed=0, deals=1, won=0, digest="x")
    BehaviourEffect.objects.create(run=old, behaviour="activity/call", verdict="proven here", n=1, done=1, naive=0)
    run = learn_effects(by=OPERATOR, now=NOW, gathered=gather(on=TODAY))
    found = effects_here()
    assert "activity/call" in found
    assert all(row.run_id == run.pk for row in found.values())
    assert found["activity/call"].verdict != "proven here", "24 deals that differ by chance prove nothing"
    assert (found["activity/call"].n, found["activity/call"].done) == (DEALS, DEALS // 2)
    kinds = {name.partition("/")[0] for name in found}
    assert kinds <= {"criterion", "play", "activity"}
