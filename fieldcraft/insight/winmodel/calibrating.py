"""Calibration of log-odds on deals the model had not seen: a shift and a slope, believed by the number of deals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import Floats

#: Before any deal is seen the slope is 1 within so much, and the shift 0.
SLOPE_SPREAD: Final = 0.25
SHIFT_SPREAD: Final = 0.15


@dataclass(frozen=True, slots=True)
class Calibration:
    """Calibrated log-odds are `shift + slope * log-odds`; the slope is never negative, so the order stays."""

    slope: float = 1.0
    shift: float = 0.0


def calibrate(*, odds: Floats, won: Floats, weight: Floats, middle: float) -> Calibration:
    """Platt's line through the log-odds, with a normal prior around leaving them as they are.

    The slope turns around `middle`, the log-odds of the average deal, so that it does not move the base.
    """
    found, prior = np.array([0.0, 1.0]), np.array([0.0, 1.0])
    precision = np.array([SHIFT_SPREAD**-2, SLOPE_SPREAD**-2])
    lines = np.stack((np.ones(len(odds)), odds - middle))
    for _ in range(25):
        chance = 1.0 / (1.0 + np.exp(-np.clip(middle + found @ lines, -35, 35)))
        score = lines @ (weight * (won - chance)) - precision * (found - prior)
        information = (lines * (weight * chance * (1.0 - chance))) @ lines.T + np.diag(precision)
        step = np.linalg.solve(information, score)
        found = found + np.clip(step, -0.5, 0.5)
        if np.abs(step).max() < 1e-9:
            break
    slope = max(float(found[1]), 0.0)
    return Calibration(slope=slope, shift=float(found[0]) + middle * (1.0 - slope))


def log_loss(*, odds: Floats, won: Floats, weight: Floats) -> float:
    """Mean log loss in nats of log-odds."""
    return float(weight @ (np.logaddexp(0.0, odds) - won * odds) / weight.sum())
