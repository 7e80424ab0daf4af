"""Which of the words is said of an effect."""

from __future__ import annotations

from typing import Final

import numpy as np

from fieldcraft.insight.effects.types import Estimate, Verdict
from fieldcraft.insight.history.types import Floats

#: Of what is called proven, this share may be wrong (Benjamini and Hochberg 1995), over all behaviours looked at.
WRONG: Final = 0.05
#: An interval within so many points of 0 on both sides is narrow enough to say that nothing is seen.
BAND: Final = 3.0
#: From this chance on that the effect has its sign, it is called suggestive.
LEANS: Final = 0.9


def proven(*, chances: Floats) -> list[bool]:
    """Which of the two-sided `chances` (p-values) stand, all of them considered."""
    count = len(chances)
    order = np.argsort(chances, kind="stable")
    stands = np.flatnonzero(chances[order] <= WRONG * (np.arange(count) + 1) / max(count, 1))
    kept = set(order[: stands[-1] + 1].tolist()) if len(stands) else set()
    return [place in kept for place in range(count)]


def verdict_of(*, points: Estimate, sure: float, stands: bool, told: float, has_prior: bool) -> tuple[Verdict, str]:
    """The word and the reason. `sure`: chance of the sign, 0.5 to 1; `told`: share the data have in it, 0 to 1."""
    if stands and (points.low > 0 or points.high < 0):
        return "proven here", "the interval leaves out 0, all behaviours looked at considered"
    if has_prior and told < 0.5:
        return "prior only", f"the playbook's belief; the deals here weigh {100 * told:.0f} % of it"
    if sure >= LEANS and max(abs(points.low), abs(points.high)) >= 1.0:
        return "suggestive", f"{100 * sure:.0f} % sure of the direction; not proven"
    if max(abs(points.low), abs(points.high)) <= BAND:
        return "no effect seen", f"whatever it changes lies between {points.low:+.1f} and {points.high:+.1f} points"
    return "prior only", f"the deals here do not decide: {points.low:+.1f} and {points.high:+.1f} points both fit"
