"""Effects as insight tells them, as the ranking reads them."""

from __future__ import annotations

from typing import Final

from fieldcraft.insight.effects.types import Effect, Estimate

from .types import Taught

#: Half a 90 % interval in standard errors.
_HALF_WIDTH: Final = 1.645


def taught(*, effect: Effect) -> Taught:
    """What cannot be told keeps its reason only."""
    if effect.verdict == "cannot be told" or effect.log_odds is None or effect.points is None:
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
        days=_sure(effect.days),
        why=effect.why,
    )


def _sure(days: Estimate | None) -> float:
    """Days, shrunk to 0 by how unsure they are (James and Stein 1961)."""
    if days is None or not days.value:
        return 0.0
    error = (days.high - days.low) / 2 / _HALF_WIDTH
    return days.value * max(0.0, 1 - (error / days.value) ** 2)
