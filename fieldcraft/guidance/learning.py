"""What history has taught, as the ranking takes it: stored effects, stored chances, and what people answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db import connection

from fieldcraft.guidance.ranking.types import Learned, Opinion, Taught
from fieldcraft.insight.effects.types import Effect, Estimate

#: Answers older than this say nothing about a play any more.
REMEMBERED_DAYS: Final = 365
#: Half a 90 % interval in standard errors.
HALF_WIDTH: Final = 1.645
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
    """What is known on a day for the ranking of these opportunities; one SQL statement and what insight needs."""
    effects = {name: taught(effect=effect) for name, effect in stored_effects().items()}
    return Lessons(effects=effects, chances=stored_chances(opportunity_ids=opportunity_ids), opinions=_opinions(on=on))


def taught(*, effect: Effect) -> Taught:
    """A stored effect as the ranking reads it. Days are shrunk to 0 by how sure they are (James and Stein 1961)."""
    if effect.log_odds is None or effect.points is None or effect.verdict == "cannot be told":
        return Taught(verdict="cannot be told", n=effect.n, why=effect.why)
    return Taught(
        verdict=effect.verdict,
        n=effect.n,
        log_odds=effect.log_odds.value,
        low=effect.log_odds.low,
        high=effect.log_odds.high,
        points=effect.points.value,
        points_low=effect.points.low,
        points_high=effect.points.high,
        days=_sure_days(effect.days),
        why=effect.why,
    )


def stored_effects() -> Mapping[str, Effect]:
    """The effects in use, by behaviour; empty before anything was learned."""
    return {}


def stored_chances(*, opportunity_ids: Sequence[int]) -> Mapping[int, tuple[float, float]]:
    """Chance of winning and how much of it is history, by opportunity, of those that have one."""
    return {}


def _sure_days(days: Estimate | None) -> float:
    if days is None or days.value == 0:
        return 0.0
    error = (days.high - days.low) / 2 / HALF_WIDTH
    return days.value * max(0.0, 1 - (error / days.value) ** 2)


def _opinions(*, on: date) -> dict[str, Opinion]:
    """People, not clicks, by play, of plays that somebody found not useful."""
    with connection.cursor() as cursor:
        cursor.execute(OPINIONS, {"since": date.fromordinal(on.toordinal() - REMEMBERED_DAYS)})
        return {key.replace(":", "/"): Opinion(against=against, people=people) for key, against, people in cursor}
