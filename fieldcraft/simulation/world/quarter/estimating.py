"""Effects of criteria from a history, as the ranking takes them.

A logistic model of going on at the end of each stage on what was proved before, with stage, amount and score beside it,
drawn to the playbook's beliefs (Laplace's approximation); then turned into the odds of winning at usual rates.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from fieldcraft.guidance.ranking import Taught
from fieldcraft.insight.effects.types import Verdict
from fieldcraft.insight.history.spells import ENDS_WON, STAYS, spells
from fieldcraft.insight.history.types import Floats, History
from fieldcraft.methodology.package.compiled import CompiledPlaybook

_WIDE = 1.645
_NOTHING = 0.25


def estimated(*, history: History, playbook: CompiledPlaybook, seed: int) -> Mapping[str, Taught]:
    """By `criterion/<key>`."""
    del seed
    stays = spells(history=history)
    ended = stays.left != STAYS
    deal, stage, left = stays.deal[ended], stays.stage[ended], stays.end[ended]
    went_on = (stays.left[ended] >= 0) | (stays.left[ended] == ENDS_WON)
    first = np.full((len(history.deals), len(history.behaviours)), np.inf)
    np.minimum.at(first, (history.events.deal, history.events.name), history.events.day.astype(np.float64))
    own = np.array([criterion.position - 1 for criterion in playbook.criteria])
    proved = ((first[deal] < left[:, None]) & (own[None, :] <= stage[:, None])).astype(np.float64)
    stages = np.eye(len(history.stages))[stage]
    score = np.asarray(history.deals.traits["score"], dtype=np.float64)
    amount = np.log(history.deals.amount)
    others = np.column_stack([stages, (amount - amount.mean())[deal], score[deal]])
    rates = np.array(
        [went_on[stage == s].mean() if (stage == s).any() else 0.7 for s in range(len(history.stages))]
    ).clip(0.02, 0.98)
    p = float(rates.mean())
    believed = np.array([np.log(c.odds) / 2 for c in playbook.criteria])
    variance = np.array([4 / (c.worth_deals * p * (1 - p)) for c in playbook.criteria])
    design = np.column_stack([proved, others])
    means = np.concatenate([believed, np.zeros(others.shape[1])])
    precision = np.concatenate([1 / variance, np.full(others.shape[1], 0.01)])
    beta, covariance = _laplace(design, went_on.astype(np.float64), means, precision)
    n = int(np.count_nonzero(history.deals.outcome >= 0))
    found = {}
    for place, criterion in enumerate(playbook.criteria):
        error = float(np.sqrt(covariance[place, place]))
        value, low, high = (
            _of_winning(rates, int(own[place]), float(beta[place]) + side * error) for side in (0, -_WIDE, _WIDE)
        )
        moved = error**2 < variance[place] / 2
        found[f"criterion/{criterion.key}"] = Taught(_verdict(low, high, moved), n, value, low, high)
    return found


def _verdict(low: float, high: float, moved: bool) -> Verdict:
    if not moved:
        return "prior only"
    if low > 0 or high < 0:
        return "proven here"
    return "no effect seen" if max(-low, high) < 2 * _NOTHING else "suggestive"


def _of_winning(rates: Floats, own: int, effect: float) -> float:
    """The change of the log-odds of winning from stage `own` on, by a change of the log-odds of going on."""
    odds = rates[own:] / (1 - rates[own:])
    before = float(rates[own:].prod())
    after = before
    # Later stages keep part of it; the first carries it.
    first = odds[0] * np.exp(effect)
    after *= float(first / (1 + first) / rates[own])
    after = min(max(after, 1e-6), 1 - 1e-6)
    return float(np.log(after / (1 - after)) - np.log(before / (1 - before)))


def _laplace(design: Floats, y: Floats, means: Floats, precision: Floats) -> tuple[Floats, Floats]:
    beta = means.copy()
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        gradient = design.T @ (y - p) - precision * (beta - means)
        hessian = (design * (p * (1 - p))[:, None]).T @ design + np.diag(precision)
        step = np.linalg.solve(hessian, gradient).astype(np.float64)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    return beta, np.linalg.inv(hessian).astype(np.float64)
