"""What history has taught, as the ranking takes it: stored effects, stored chances, and what people answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, cast

from django.db import connection

from fieldcraft.guidance.ranking.taught import taught
from fieldcraft.guidance.ranking.types import Learned, Opinion, Taught
from fieldcraft.insight.effects.types import Effect, Estimate, Verdict
from fieldcraft.insight.models import BehaviourEffect, Score
from fieldcraft.insight.queries import effects_here

#: Answers older than this say nothing about a play any more.
REMEMBERED_DAYS: Final = 365
OPINIONS: Final = """
    SELECT key, count(DISTINCT member_id) FILTER (WHERE answer = 'not_useful'), count(DISTINCT member_id)
    FROM guidance_response
    WHERE undone_at IS NULL AND at >= %(since)s AND key IN (
        SELECT key FROM guidance_response WHERE undone_at IS NULL AND answer = 'not_useful' AND play <> ''
            AND at >= %(since)s)
    GROUP BY key
"""


@dataclass(frozen=True, slots=True)
class Lessons:
    """All that is learned here; `chances` by opportunity: the chance of winning, and how much of it is history."""

    effects: Mapping[str, Taught] = field(default_factory=dict)
    chances: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    opinions: Mapping[str, Opinion] = field(default_factory=dict)

    def about(self, *, opportunity_id: int) -> Learned | None:
        """For one opportunity; None where nothing is learned at all, so that the playbook's beliefs stand alone."""
        chance, share = self.chances.get(opportunity_id, (None, 0.0))
        if chance is None and not self.effects and not self.opinions:
            return None
        return Learned(effects=self.effects, chance=chance, share=share, opinions=self.opinions)


def lessons(*, opportunity_ids: Sequence[int], on: date) -> Lessons:
    """What is known on a day for the ranking of these opportunities; three SQL statements."""
    found = Score.objects.filter(pk__in=opportunity_ids).values_list("pk", "chance", "learned")
    return Lessons(
        effects={name: taught(effect=_effect(row)) for name, row in effects_here().items()},
        chances={pk: (chance, learned) for pk, chance, learned in found},
        opinions=_opinions(on=on),
    )


def _effect(row: BehaviourEffect) -> Effect:
    return Effect(
        behaviour=row.behaviour,
        verdict=cast(Verdict, row.verdict),
        why=row.why,
        n=row.n,
        done=row.done,
        points=_estimate(row.points, row.points_low, row.points_high),
        log_odds=_estimate(row.log_odds, row.log_odds_low, row.log_odds_high),
        days=_estimate(row.days, row.days_low, row.days_high),
        naive=row.naive,
    )


def _estimate(value: float | None, low: float | None, high: float | None) -> Estimate | None:
    return None if value is None or low is None or high is None else Estimate(value, low, high)


def _opinions(*, on: date) -> dict[str, Opinion]:
    """People, not clicks, by play, of plays that somebody found not useful."""
    with connection.cursor() as cursor:
        cursor.execute(OPINIONS, {"since": date.fromordinal(on.toordinal() - REMEMBERED_DAYS)})
        return {key.replace(":", "/"): Opinion(against=against, people=people) for key, against, people in cursor}
