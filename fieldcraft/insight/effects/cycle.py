"""Days to a win: what a behaviour changes for the deals that are won.

Only won deals that were still open when it is usually done are compared, so that a quick win does not count as one
"without". Log days, because stays are skewed; shrunk to no change, which a tenth either way is thought to be usual.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from fieldcraft.insight.effects.types import Estimate
from fieldcraft.insight.history.types import Bools, Floats

#: Spread of true changes, as a share of the days.
USUAL_CHANGE: Final = 0.15
_FEW, _WIDTH = 8, 1.6448536269514722


def days_saved(*, days: Floats, done: Bools, traits: Floats) -> Estimate | None:
    """Change in days to the win (negative: quicker) with a 90 % interval; rows are won deals that could do it."""
    if min(int(done.sum()), int((~done).sum())) < _FEW:
        return None
    log_days = np.log(np.maximum(days, 1.0))
    design = np.column_stack([np.ones(len(days)), done.astype(np.float64), traits])
    penalty = np.concatenate([[0.0, 0.0], np.full(traits.shape[1], 1.0)])
    inverse = np.linalg.inv(design.T @ design + np.diag(penalty + 1e-9))
    coefficients = inverse @ design.T @ log_days
    residual = log_days - design @ coefficients
    # Weights by leverage (HC3): few deals on one side must not look sure.
    lever = 1.0 - np.einsum("ij,jk,ik->i", design, inverse, design)
    scaled = design * (residual / np.maximum(lever, 0.1))[:, None]
    error = float(np.sqrt((inverse @ scaled.T @ scaled @ inverse)[1, 1]))
    weight = USUAL_CHANGE**2 / (USUAL_CHANGE**2 + error**2)
    middle, half = weight * float(coefficients[1]), _WIDTH * error * float(np.sqrt(weight))
    mean = float(days[~done].mean())
    low, value, high = (mean * (float(np.exp(each)) - 1.0) for each in (middle - half, middle, middle + half))
    return Estimate(value=value, low=low, high=high)
