"""Rules held against each other over many organisations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fieldcraft.insight.effects.types import Estimate

from .trial import Trial

_DRAWS = 2_000


def against(*, trials: Sequence[Trial], name: str, base: str, seed: int = 0) -> Estimate:
    """How much more value a rule wins than another, in per cent of all organisations' value together.

    The 90 % interval comes from drawing organisations anew (bootstrap); the luck is the same for both rules.
    """
    own = np.array([trial.value[name] for trial in trials])
    other = np.array([trial.value[base] for trial in trials])
    rows = np.random.default_rng(seed).integers(0, len(trials), (_DRAWS, len(trials)))
    drawn = (own[rows].sum(axis=1) / other[rows].sum(axis=1) - 1) * 100
    low, high = np.quantile(drawn, [0.05, 0.95])
    return Estimate(float((own.sum() / other.sum() - 1) * 100), float(low), float(high))


def correlation(*, of: Trial) -> float:
    """Of learned with true effects of the criteria; NaN where nothing could be told."""
    keys = [f"criterion/{criterion.key}" for criterion in of.ground.playbook.criteria]
    told = [
        (true, taught.log_odds)
        for key, true in zip(keys, of.ground.effects, strict=True)
        if (taught := of.lessons.effects.get(key)) and taught.verdict != "cannot be told"
    ]
    if len(told) < 3:
        return float("nan")
    return float(np.corrcoef(np.array(told).T)[0, 1])
