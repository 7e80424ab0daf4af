"""From the rates of leaving each stage to the time until a win: a semi-Markov process, solved exactly on a grid.

With F(w) the Fourier transforms of the densities of going from stage to stage and g(w) those of winning, the density of
the time to a win from the entry of each stage is v(w) = (I - F(w))^-1 g(w) (Pyke 1961): skips, steps back and all
the ways through are in it. A deal that has stood in its stage for some days goes on with what is left of that density.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fieldcraft.insight.history.types import Floats, Ints

from .leaving import Leaving

#: Points of the grid, and how many of them the usual way from first stage to win takes.
POINTS: Final = 4096
USUAL_POINTS: Final = 150
#: Days in stage for which the way ahead is kept, as multiples of what is usual; between them it is interpolated.
AGES: Final[Floats] = np.concatenate([[0.0], np.geomspace(0.1, 20, 30)])
QUANTILES: Final = np.array([0.1, 0.5, 0.9])


@dataclass(frozen=True, slots=True)
class Paths:
    """By stage and age (row of AGES): the chance of winning, and the logarithm of the days till a win, if it comes, at
    the quantiles 10, 50 and 90 %."""

    win: Floats
    log_days: Floats
    usual: Floats

    def ahead(self, *, stage: Ints, age: Floats) -> tuple[Floats, Floats]:
        """Chance of winning, and the three log-quantiles of days till a win, after `age` days in `stage`."""
        relative = np.clip(age / self.usual[stage], 0, AGES[-1])
        above = np.clip(np.searchsorted(AGES, relative, side="right"), 1, len(AGES) - 1)
        share = (relative - AGES[above - 1]) / (AGES[above] - AGES[above - 1])
        win = self.win[stage, above - 1] * (1 - share) + self.win[stage, above] * share
        low, high = self.log_days[stage, above - 1], self.log_days[stage, above]
        return win, low + (high - low) * share[:, None]


def paths(*, of: Leaving) -> Paths:
    """Solve it for every stage and age."""
    stages = len(of.usual)
    step = float(of.usual.sum()) / USUAL_POINTS
    edges = np.linspace(0, POINTS * step, POINTS + 1)
    leave = [_survival(of, s, edges) for s in range(stages)]
    moves = np.array([_transform(_moving(of, s, edges, leave[s])) for s in range(stages)])
    ways = moves[:, None, :] * of.goes[:, :, None]
    matrix = np.moveaxis(np.eye(stages)[:, :, None] - ways[:, :stages], 2, 0)
    wins = np.linalg.solve(matrix, np.moveaxis(ways[:, stages:], 2, 0))[:, :, 0].T
    win, log_days = np.zeros((stages, len(AGES))), np.zeros((stages, len(AGES), len(QUANTILES)))
    for s in range(stages):
        after = of.goes[s, :stages] @ wins + of.goes[s, stages]
        for number, age in enumerate(AGES * float(of.usual[s])):
            later: Floats = edges + float(age)
            shifted = _survival(of, s, later)
            going = _transform(_moving(of, s, later, shifted) / max(shifted[0], 1e-300))
            density = np.maximum(np.fft.irfft(going * after, n=2 * POINTS)[:POINTS], 0)
            win[s, number], log_days[s, number] = _quantiles(density, step)
    return Paths(win, log_days, of.usual)


def _survival(of: Leaving, stage: int, at: Floats) -> Floats:
    rate = of.onward[stage] + of.lost[stage]
    passed = np.concatenate([[0.0], np.cumsum(rate * np.diff(of.cuts[stage]))])
    beyond = np.maximum(at - of.cuts[stage][-1], 0) * rate[-1]
    result: Floats = np.exp(-(np.interp(at, of.cuts[stage], passed) + beyond))
    return result


def _moving(of: Leaving, stage: int, edges: Floats, still: Floats) -> Floats:
    """Share of those who enter that move on within each step of the grid."""
    piece = np.clip(np.searchsorted(of.cuts[stage], edges[:-1], side="right") - 1, 0, of.onward.shape[1] - 1)
    onward, lost = of.onward[stage][piece], of.lost[stage][piece]
    result: Floats = -np.diff(still) * onward / np.maximum(onward + lost, 1e-300)
    return result


def _transform(mass: Floats) -> NDArray[np.complex128]:
    """Half of a step's mass at its start, half at its end, so that no time is lost by rounding."""
    at = np.zeros(2 * POINTS)
    at[: len(mass)] += mass / 2
    at[1 : len(mass) + 1] += mass / 2
    return np.fft.rfft(at)


def _quantiles(density: Floats, step: float) -> tuple[float, Floats]:
    total = np.cumsum(density)
    if total[-1] <= 0:
        return 0.0, np.log(np.full(len(QUANTILES), POINTS * step))
    days = np.interp(QUANTILES * total[-1], total, np.arange(POINTS) * step)
    return float(min(total[-1], 1.0)), np.log(np.maximum(days, 0.5))
