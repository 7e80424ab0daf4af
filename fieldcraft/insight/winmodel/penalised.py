"""Penalised logistic regression whose penalties the data choose (empirical Bayes).

Coefficients of group g have the prior N(0, v_g). Given the v, Newton's method finds the mode; given the mode, the v
that make the data most likely under Laplace's approximation (MacKay 1992, fixed point; an exponential prior on the
standard deviation with mean `SCALE` log-odds keeps groups of few coefficients from fitting luck). Null data shrink to
the base rate by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import linalg, sparse

from fieldcraft.insight.history.types import Floats, Ints
from fieldcraft.insight.winmodel.design import Design

#: Mean of the prior of a group's standard deviation, in log-odds.
SCALE: Final = 0.5
START: Final = 0.1
#: A variance below this is nothing: 0.001 log-odds.
FLOOR: Final = 1e-6
MOST: Final = 25.0
NEWTON_STEPS: Final = 30
ROUNDS: Final = 6
#: A deal that is half won, at the average of all columns (Jeffreys): no chance is ever 0 or 1.
PSEUDO: Final = 1.0


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients, the variance of each group, and the covariance of the coefficients (Laplace)."""

    beta: Floats
    variances: Floats
    covariance: Floats


@dataclass(frozen=True, slots=True)
class Data:
    """What is fitted: rows of a design with their outcomes (0 or 1) and weights."""

    design: Design
    shares: sparse.csr_matrix
    won: Floats
    weight: Floats


def data_of(*, design: Design, won: Floats, weight: Floats, rows: Ints | None = None) -> Data:
    """All rows of a design, or some."""
    if rows is None:
        return Data(design, design.shares, won, weight)
    return Data(design, design.shares[rows], won[rows], weight[rows])


def total(*, shares: sparse.csr_matrix, design: Design, beta: Floats) -> Floats:
    """Log-odds of rows."""
    found: Floats = shares @ (design.basis @ beta)
    return found


def fit_penalised(*, data: Data, variances: Floats | None = None) -> Fit:
    """Mode, variances and covariance. With `variances` these are kept as they are."""
    group = data.design.group
    v = np.full(len(data.design.groups), START) if variances is None else variances
    beta = _first(data)
    for _ in range(ROUNDS if variances is None else 1):
        beta, information, pull = _newton(data, beta, spread_of(v, group))
        if variances is not None:
            break
        before, v = v, choose_variances(information=information, pull=pull, group=group, variances=v)
        if np.abs(np.sqrt(v) - np.sqrt(before)).max(initial=0.0) < 1e-3:
            break
    beta, information, _ = _newton(data, beta, spread_of(v, group))
    return Fit(beta, v, _covariance(information, spread_of(v, group)))


def spread_of(variances: Floats, group: Ints) -> Floats:
    """Prior standard deviation per coefficient; that of the intercept is wide open."""
    return np.sqrt(np.where(group < 0, 1e4, np.append(variances, 0.0)[group]))


def _first(data: Data) -> Floats:
    beta = np.zeros(data.design.basis.shape[1])
    won = float((data.weight * data.won).sum()) + 0.5 * PSEUDO
    lost = float((data.weight * (1.0 - data.won)).sum()) + 0.5 * PSEUDO
    beta[0] = np.log(won / lost)
    return beta


def _newton(data: Data, beta: Floats, spread: Floats) -> tuple[Floats, Floats, Floats]:
    """The mode, the information of the data there, and `information @ mode + score` (for `choose_variances`)."""
    value = _objective(data, beta, spread)
    for _ in range(NEWTON_STEPS):
        score, information = _derivatives(data, beta)
        step = _solve(information, spread, score - beta / spread**2)
        size = 1.0
        while size > 1e-6:
            trial = beta + size * step
            reached = _objective(data, trial, spread)
            if reached <= value + 1e-12:
                break
            size /= 2.0
        else:
            break
        gained, beta, value = value - reached, trial, reached
        if gained < 1e-9 * (1.0 + abs(value)) and np.abs(size * step).max() < 1e-5:
            break
    score, information = _derivatives(data, beta)
    return beta, information, information @ beta + score


def _objective(data: Data, beta: Floats, spread: Floats) -> float:
    eta = total(shares=data.shares, design=data.design, beta=beta)
    loss = data.weight @ (np.logaddexp(0.0, eta) - data.won * eta)
    pseudo = PSEUDO * (np.logaddexp(0.0, beta[0]) - 0.5 * beta[0])
    return float(loss + pseudo + 0.5 * ((beta / spread) ** 2).sum())


def _derivatives(data: Data, beta: Floats) -> tuple[Floats, Floats]:
    eta = total(shares=data.shares, design=data.design, beta=beta)
    chance = 1.0 / (1.0 + np.exp(-np.clip(eta, -35, 35)))
    score = data.design.basis.T @ (data.shares.T @ (data.weight * (data.won - chance)))
    curve = np.sqrt(data.weight * chance * (1.0 - chance))
    weighted = sparse.diags_array(curve) @ data.shares
    information = data.design.basis.T @ (weighted.T @ weighted).toarray() @ data.design.basis
    middle = 1.0 / (1.0 + np.exp(-beta[0]))
    score[0] += PSEUDO * (0.5 - middle)
    information[0, 0] += PSEUDO * middle * (1.0 - middle)
    return score, information


def _solve(information: Floats, spread: Floats, right: Floats) -> Floats:
    inner = spread[:, None] * information * spread + np.eye(len(spread))
    found: Floats = spread * linalg.cho_solve(linalg.cho_factor(inner, lower=True), spread * right)
    return found


def _covariance(information: Floats, spread: Floats) -> Floats:
    inner = spread[:, None] * information * spread + np.eye(len(spread))
    found: Floats = (
        spread[:, None] * linalg.cho_solve(linalg.cho_factor(inner, lower=True), np.eye(len(inner))) * spread
    )
    return found


def choose_variances(*, information: Floats, pull: Floats, group: Ints, variances: Floats) -> Floats:
    """Variances under which the data are most likely, the likelihood taken as normal around the mode."""
    v, sizes = variances.copy(), np.bincount(group[1:], minlength=len(variances)).astype(np.float64)
    for _ in range(60):
        spread = spread_of(v, group)
        covariance = _covariance(information, spread)
        beta = covariance @ pull
        squares = np.bincount(group[1:], weights=beta[1:] ** 2, minlength=len(v))
        left = np.bincount(group[1:], weights=np.diag(covariance)[1:], minlength=len(v))
        determined = np.maximum(sizes - left / v, 1e-12)
        before, v = v, np.clip(squares / (determined + np.sqrt(v) / SCALE), FLOOR, MOST)
        if np.abs(np.sqrt(v) - np.sqrt(before)).max(initial=0.0) < 3e-4:
            break
    return v
