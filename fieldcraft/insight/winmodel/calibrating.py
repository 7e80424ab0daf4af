"""Calibration of log-odds on deals the model had not seen: a shift and a slope, believed by the number of deals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import Floats

#: Slopes up to 1 are alike before a deal is seen; above 1 belief falls off over this.
OVER: Final = 0.15
SLOPES: Final = np.linspace(0.0, 1.5, 31)
#: So far may the base have moved, in log-odds.
SHIFT_SPREAD: Final = 0.15


@dataclass(frozen=True, slots=True)
class Calibration:
    """Calibrated log-odds are `shift + slope * log-odds`; the slope is never negative, so the order stays.

    `doubt` is the standard deviation of the slope.
    """

    slope: float = 0.0
    shift: float = 0.0
    doubt: float = 0.0


def calibrate(*, odds: Floats, won: Floats, weight: Floats, middle: float) -> Calibration:
    """A line through the log-odds: the mean of the slopes by how likely they make the deals, then the shift.

    As long as the deals cannot tell, slopes from 0 to 1 are equally likely, so effects are halved; the more deals, the
    more the deals decide. The slope turns around `middle`, the log-odds of the average deal: it does not move the base.
    """
    away = odds - middle
    losses = np.array([log_loss(odds=middle + slope * away, won=won, weight=weight) for slope in SLOPES])
    likely = np.exp(-weight.sum() * (losses - losses.min()) - 0.5 * (np.maximum(SLOPES - 1.0, 0.0) / OVER) ** 2)
    likely /= likely.sum()
    slope = float(likely @ SLOPES)
    doubt = float(np.sqrt(likely @ (SLOPES - slope) ** 2))
    shift = _shift(odds=middle + slope * away, won=won, weight=weight)
    return Calibration(slope=slope, shift=shift + middle * (1.0 - slope), doubt=doubt)


def _shift(*, odds: Floats, won: Floats, weight: Floats) -> float:
    shift = 0.0
    for _ in range(25):
        chance = 1.0 / (1.0 + np.exp(-np.clip(odds + shift, -35, 35)))
        score = weight @ (won - chance) - shift / SHIFT_SPREAD**2
        step = float(score / (weight @ (chance * (1.0 - chance)) + SHIFT_SPREAD**-2))
        shift += min(max(step, -0.5), 0.5)
        if abs(step) < 1e-9:
            break
    return shift


def log_loss(*, odds: Floats, won: Floats, weight: Floats) -> float:
    """Mean log loss in nats of log-odds."""
    return float(weight @ (np.logaddexp(0.0, odds) - won * odds) / weight.sum())
