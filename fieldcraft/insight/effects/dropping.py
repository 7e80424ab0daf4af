"""Which behaviours the data say do no good."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fieldcraft.insight.effects.types import Effect, Prior

#: A behaviour may be dropped when even the best that is likely of it is less than this, in points of the win rate.
#: On 170 drawn organisations of 1,100 deals none useful was proposed at 0.25, beside 54 useless or harmful ones; at 0.5
#: two, at 0.75 five, at 1.0 ten useful ones were. "No effect seen" alone is far too weak a reason to drop something.
SMALL: Final = 0.25
#: A prior within these odds is no reason to keep it.
NO_REASON: Final = (0.95, 1.05)


def useless(
    *, effects: tuple[Effect, ...], priors: Mapping[str, Prior] | None = None, small: float = SMALL
) -> tuple[Effect, ...]:
    """Those that do no good: the interval ends below `small` points, and no playbook says otherwise.

    Only these may be proposed for removal; those that do harm are among them. One of which little is known has a wide
    interval and is never among them.
    """
    kept = {name for name, prior in (priors or {}).items() if not NO_REASON[0] <= prior.odds <= NO_REASON[1]}
    return tuple(
        each
        for each in effects
        if each.points is not None
        and each.points.high <= small
        and (each.behaviour not in kept or each.points.high < 0)
    )
