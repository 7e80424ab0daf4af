"""Which behaviours matter most, and which the data say do nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fieldcraft.insight.effects.types import Effect, Prior

#: Within so many points of 0 on both sides a behaviour is called useless, if that also is little of the win rate's
#: worth.
SMALL: Final = 2.0
#: A prior within these odds is no reason to keep it.
NO_REASON: Final = (0.95, 1.05)


def by_effect(*, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """Those that can be told, the largest gain first; equal ones by name."""
    told = [(each.points.value, each) for each in effects if each.points is not None]
    return tuple(each for _, each in sorted(told, key=lambda pair: (-pair[0], pair[1].behaviour)))


def useless(
    *, effects: tuple[Effect, ...], priors: Mapping[str, Prior] | None = None, small: float = SMALL
) -> tuple[Effect, ...]:
    """Those that do next to nothing: the whole interval within `small` points of 0, and no playbook says otherwise.

    Only these may be proposed for removal. One of which little is known has a wide interval and is never among them.
    """
    kept = {name for name, prior in (priors or {}).items() if not NO_REASON[0] <= prior.odds <= NO_REASON[1]}
    return tuple(
        each
        for each in effects
        if each.points is not None
        and each.verdict == "no effect seen"
        and max(abs(each.points.low), abs(each.points.high)) <= small
        and each.behaviour not in kept
    )
