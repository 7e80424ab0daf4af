"""What is believed of the behaviours' coefficients after data and prior: a mixture of normals, drawn from.

A behaviour changes the log-odds of passing through a run of stages, from some stage to some stage. In the run it adds
(common + own_s), outside nothing, so that a stage in which nothing happens does not add its noise. Which run is unknown
for each behaviour; how large commons are and how far owns lie from them is unknown for all, and gets its chance from
all of them together on a grid (empirical Bayes with the uncertainty of the spreads kept; Gelman et al., Bayesian Data
Analysis, ch. 5): where nothing has an effect everything shrinks to 0, where much has, little does. That is also what
keeps a long list of behaviours from throwing up a lucky one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.effects.fitting import Fit
from fieldcraft.insight.history.types import Floats

#: Tried: spread of commons and of owns, in log-odds of passing one stage.
COMMONS: Final = (0.03, 0.08, 0.15, 0.25, 0.4, 0.7)
OWNS: Final = (0.02, 0.08, 0.2)
#: Beforehand a run that starts when the behaviour is first done is so many times as likely; how length counts.
STARTS, LONG = 4.0, 2.0
#: Intervals are so much wider than the mixture says. The pooling is an assumption: in worlds that break it (the same
#: effect in all stages) the plain mixture covers 85 % for 90, and on data that others generated it covered 3 of 5.
WIDER: Final = 1.4
#: Spread of the other behaviours' coefficients while one is looked at.
_OTHERS: Final = 0.4


@dataclass(frozen=True, slots=True)
class Held:
    """The playbook's belief in one behaviour, per stage log-odds: `mean` and `spread` of its common part."""

    mean: float
    spread: float


@dataclass(frozen=True, slots=True)
class Believed:
    """`mean` by (behaviour, stage) and `draws` by (draw, behaviour, stage)."""

    mean: Floats
    draws: Floats


@dataclass(frozen=True, slots=True)
class _Parts:
    """Normals, one per kind and run: log-chances of the data under them, their means and roots of their covariances."""

    heights: Floats
    means: Floats
    roots: Floats


def believe(*, fit: Fit, begins: list[int], held: dict[int, Held], draws: int, seed: int) -> Believed:
    """Combine what the data told with the prior.

    `begins` is the stage in which each behaviour begins to be done, `held` what the playbook holds of some (by place).
    """
    count, stages = fit.first.shape
    kinds = [(common, own) for common in COMMONS for own in OWNS]
    runs = [(start, end) for start in range(stages) for end in range(start + 1, stages + 1)]
    alone = [_alone(fit=fit, place=place) for place in range(count)]
    parts = [
        _parts(told=told, weight=weight, held=held.get(place), kinds=kinds, runs=runs)
        for place, (told, weight) in enumerate(alone)
    ]
    likely = np.log(np.array([_likely(runs=runs, begins=begin) for begin in begins]))
    chances = _chances(parts=parts, likely=likely, kinds=len(kinds), held=held)
    rng = np.random.default_rng([seed, 3])
    mean, drawn = np.zeros((count, stages)), np.zeros((draws, count, stages))
    for place in range(count):
        mean[place], drawn[:, place, :] = _mix(parts=parts[place], chances=chances[place], draws=draws, rng=rng)
    return Believed(mean=mean, draws=drawn)


def _alone(*, fit: Fit, place: int) -> tuple[Floats, Floats]:
    """What was told of one behaviour, the others integrated out."""
    stages = fit.first.shape[1]
    mine = np.zeros(fit.first.size, dtype=np.bool_)
    mine[place * stages : (place + 1) * stages] = True
    rest = fit.weight[np.ix_(~mine, ~mine)] + np.eye(int((~mine).sum())) * _OTHERS**-2
    across = fit.weight[np.ix_(mine, ~mine)]
    pulled = (
        np.linalg.solve(rest, np.column_stack([fit.told[~mine], across.T])) if rest.size else np.zeros((0, 1 + stages))
    )
    return fit.told[mine] - across @ pulled[:, 0], fit.weight[np.ix_(mine, mine)] - across @ pulled[:, 1:]


def _likely(*, runs: list[tuple[int, int]], begins: int) -> Floats:
    """Chances of the runs beforehand: long ones more than short ones, and those most that start when it is done."""
    chances = np.array([(end - start) ** LONG * (STARTS if start == begins else 1.0) for start, end in runs])
    return np.asarray(chances / chances.sum())


def _parts(
    *, told: Floats, weight: Floats, held: Held | None, kinds: list[tuple[float, float]], runs: list[tuple[int, int]]
) -> _Parts:
    """One part per kind and run, in this order."""
    stages = len(told)
    acts = np.zeros((len(runs), stages))
    for place, (start, end) in enumerate(runs):
        # What a playbook believes of a behaviour holds for the whole way.
        acts[place, slice(None) if held else slice(start, end)] = 1.0
    acts = np.tile(acts, (len(kinds), 1))
    common = np.repeat([held.spread if held else kind[0] for kind in kinds], len(runs))[:, None, None]
    own = np.repeat([kind[1] for kind in kinds], len(runs))[:, None, None]
    outer, eye = acts[:, :, None] * acts[:, None, :], np.eye(stages)
    roots = np.linalg.cholesky(common**2 * outer + own**2 * acts[:, :, None] * eye + 1e-10 * eye)
    centres = (held.mean if held else 0.0) * acts
    pull = told[None, :] - centres @ weight
    flipped = roots.transpose(0, 2, 1)
    lower = np.linalg.cholesky(eye + flipped @ weight @ roots)
    moved = np.linalg.solve(lower, flipped @ pull[:, :, None])
    back = roots @ np.linalg.inv(lower).transpose(0, 2, 1)
    heights = (
        0.5 * (moved[:, :, 0] ** 2).sum(axis=1)
        - np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(axis=1)
        + centres @ told
        - 0.5 * np.einsum("pi,ij,pj->p", centres, weight, centres)
    )
    return _Parts(heights=heights, means=centres + (back @ moved)[:, :, 0], roots=np.asarray(back, dtype=np.float64))


def _chances(*, parts: list[_Parts], likely: Floats, kinds: int, held: dict[int, Held]) -> list[Floats]:
    """The chance of each part of each behaviour; the spreads are weighed by all behaviours together."""
    inside = np.array([each.heights for each in parts]).reshape(len(parts), kinds, -1)
    inside = inside + likely[:, None, :]
    top = inside.max(axis=2)
    spoken = top + np.log(np.exp(inside - top[:, :, None]).sum(axis=2))
    # A behaviour of which the playbook believes something has no part in saying how large effects are.
    free = [place for place in range(len(parts)) if place not in held]
    together = spoken[free].sum(axis=0) if free else np.zeros(kinds)
    weight = np.exp(together - together.max())
    found = []
    for place in range(len(parts)):
        by_kind = weight * np.exp(spoken[place] - spoken[place].max()) if place in held else weight
        chance = (by_kind[:, None] * np.exp(inside[place] - spoken[place][:, None])).reshape(-1)
        found.append(chance / chance.sum())
    return found


def _mix(*, parts: _Parts, chances: Floats, draws: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Mean of the mixture, and draws of it by systematic sampling: no draw is spent on chance in the shares."""
    mean = chances @ parts.means
    edges = np.cumsum(chances) / chances.sum()
    places = np.searchsorted(edges, (np.arange(draws) + 0.5) / draws).clip(0, len(chances) - 1)
    noise = rng.normal(size=(draws, len(mean)))
    drawn = parts.means[places] + np.einsum("dij,dj->di", parts.roots[places], noise)
    return np.asarray(mean), mean + WIDER * (drawn - mean)
