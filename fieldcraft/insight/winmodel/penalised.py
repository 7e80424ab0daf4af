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
#: Coefficients' worth of doubt in every group: what is just seen is not yet believed.
DOUBT: Final = 0.5
START: Final = 0.1
#: A variance below this is nothing (0.01 log-odds), and its group is left out.
FLOOR: Final = 1e-4
MOST: Final = 25.0
NEWTON_STEPS: Final = 30
ROUNDS: Final = 6
#: A deal that is half won, at the average of all columns (Jeffreys): no chance is ever 0 or 1.
PSEUDO: Final = 1.0
#: A group of k coefficients may have a variance the deals are too few to show: about sqrt(2 k) over their information
#: (the standard error of a variance of k effects, each known that well in all); this share of it is allowed for.
UNSEEN: Final = 0.3
#: What a group in use costs in log evidence, since its variance was chosen to suit these deals.
PRICE: Final = 1.0
#: With more rows than this the data speak clearly enough: parts of the variances are not weighed.
MANY_ROWS: Final = 8_000
#: Numbers in a table of rows by coefficients that is written out: 160 MB.
MOST_DENSE: Final = 20_000_000
#: Parts of the chosen variances that are weighed against each other by how likely they make the data.
PARTS: Final = (0.0, 1 / 64, 1 / 16, 1 / 4, 1.0)


@dataclass(frozen=True, slots=True)
class Fit:
    """Effects of all states (the first is the intercept), the variance of each group, and the coefficients.

    `apart` is how the parts of the variances differ in the coefficients: its square is a covariance.
    """

    effects: Floats
    variances: Floats
    beta: Floats
    apart: Floats


@dataclass(frozen=True, slots=True)
class Mode:
    """Most likely coefficients of the groups in use, what the data know there, and the evidence (log, Laplace)."""

    beta: Floats
    used: Ints
    information: Floats
    pull: Floats
    evidence: float


@dataclass(frozen=True, slots=True)
class Data:
    """What is fitted: rows of a design with their outcomes (0 or 1) and weights."""

    design: Design
    shares: sparse.csr_matrix
    won: Floats
    weight: Floats


@dataclass(frozen=True, slots=True)
class Seen:
    """The basis of the coefficients in use, and the rows in it where they are few enough to be written out."""

    basis: Floats
    rows: Floats | None


def data_of(*, design: Design, won: Floats, weight: Floats, rows: Ints | None = None) -> Data:
    """All rows of a design, or some."""
    if rows is None:
        return Data(design, design.shares, won, weight)
    return Data(design, design.shares[rows], won[rows], weight[rows])


def total(*, shares: sparse.csr_matrix, effects: Floats) -> Floats:
    """Log-odds of rows."""
    found: Floats = shares @ effects
    return found


def fit_penalised(*, data: Data) -> Fit:
    """Effects under variances the data chose; several parts of these are averaged by their evidence."""
    v = np.full(len(data.design.groups), START)
    mode = None
    for _ in range(ROUNDS):
        mode = find_mode(data=data, variances=v, start=mode)
        before, v = v, choose_variances(mode=mode, group=data.design.group, variances=v)
        if np.abs(np.sqrt(v) - np.sqrt(before)).max(initial=0.0) < 3e-3:
            break
    return average(data=data, variances=v)


def average(*, data: Data, variances: Floats) -> Fit:
    """The average over parts of the variances, weighed by evidence: what is flat in it is believed by half only."""
    parts = PARTS if len(data.won) <= MANY_ROWS else PARTS[-1:]
    modes = [find_mode(data=data, variances=part * variances, start=None) for part in parts]
    price = PRICE * np.count_nonzero(variances)
    evidence = np.array([mode.evidence - price * (part > 0) for part, mode in zip(parts, modes, strict=True)])
    weights = np.exp(evidence - evidence.max())
    weights /= weights.sum()
    beta = np.zeros((len(parts), data.design.basis.shape[1]))
    for number, mode in enumerate(modes):
        beta[number, mode.used] = mode.beta
    middle = weights @ beta
    return Fit(data.design.basis @ middle, variances, middle, (beta - middle) * np.sqrt(weights)[:, None])


def width(*, data: Data, fit: Fit) -> Floats:
    """The covariance of the effects of states: Laplace's, with room for effects too small to be seen in these deals."""
    _, information = _derivatives(data, Seen(data.design.basis, None), fit.beta)
    sizes = np.bincount(data.design.group[1:], minlength=len(fit.variances))
    unseen = UNSEEN * np.sqrt(2.0 * sizes) / max(float(information[0, 0]), 1e-9)
    spread = spread_of(np.maximum(fit.variances, unseen), data.design.group)
    inside = _covariance(information, spread) + fit.apart.T @ fit.apart
    found: Floats = data.design.basis @ inside @ data.design.basis.T
    return found


def spread_of(variances: Floats, group: Ints) -> Floats:
    """Prior standard deviation per coefficient; that of the intercept is wide open."""
    return np.sqrt(np.where(group < 0, 1e4, np.append(variances, 0.0)[group]))


def find_mode(*, data: Data, variances: Floats, start: Mode | None) -> Mode:
    """Newton's method, with halved steps where a full one would overshoot."""
    spread = spread_of(variances, data.design.group)
    used = np.flatnonzero(spread > 0.0)
    spread, seen = spread[used], _seen(data, data.design.basis[:, used])
    beta = _start(data, used, start)
    value = _objective(data, seen, beta, spread)
    for _ in range(NEWTON_STEPS):
        score, information = _derivatives(data, seen, beta)
        step = _solve(information, spread, score - beta / spread**2)
        size = 1.0
        while size > 1e-6:
            trial = beta + size * step
            reached = _objective(data, seen, trial, spread)
            if reached <= value + 1e-12:
                break
            size /= 2.0
        else:
            break
        gained, beta, value = value - reached, trial, reached
        if gained < 1e-9 * (1.0 + abs(value)) and np.abs(size * step).max() < 1e-5:
            break
    score, information = _derivatives(data, seen, beta)
    inner = spread[:, None] * information * spread + np.eye(len(spread))
    evidence = -value - 0.5 * float(np.linalg.slogdet(inner)[1])
    return Mode(beta, used, information, information @ beta + score, evidence)


def _seen(data: Data, basis: Floats) -> Seen:
    """Few coefficients are worked on densely, which is five times as fast; many would not fit into memory."""
    dense = data.shares.shape[0] * basis.shape[1] <= MOST_DENSE
    return Seen(basis, data.shares @ basis if dense else None)


def _start(data: Data, used: Ints, start: Mode | None) -> Floats:
    if start is not None:
        full = np.zeros(data.design.basis.shape[1])
        full[start.used] = start.beta
        return full[used]
    beta = np.zeros(len(used))
    won = float((data.weight * data.won).sum()) + 0.5 * PSEUDO
    lost = float((data.weight * (1.0 - data.won)).sum()) + 0.5 * PSEUDO
    beta[0] = np.log(won / lost)
    return beta


def _objective(data: Data, seen: Seen, beta: Floats, spread: Floats) -> float:
    eta = _odds(data, seen, beta)
    loss = data.weight @ (np.logaddexp(0.0, eta) - data.won * eta)
    pseudo = PSEUDO * (np.logaddexp(0.0, beta[0]) - 0.5 * beta[0])
    return float(loss + pseudo + 0.5 * ((beta / spread) ** 2).sum())


def _odds(data: Data, seen: Seen, beta: Floats) -> Floats:
    found: Floats = data.shares @ (seen.basis @ beta) if seen.rows is None else seen.rows @ beta
    return found


def _derivatives(data: Data, seen: Seen, beta: Floats) -> tuple[Floats, Floats]:
    chance = 1.0 / (1.0 + np.exp(-np.clip(_odds(data, seen, beta), -35, 35)))
    left, curve = data.weight * (data.won - chance), np.sqrt(data.weight * chance * (1.0 - chance))
    if seen.rows is None:
        weighted = sparse.diags_array(curve) @ data.shares
        score = seen.basis.T @ (data.shares.T @ left)
        information = seen.basis.T @ (weighted.T @ weighted).toarray() @ seen.basis
    else:
        dense = seen.rows * curve[:, None]
        score, information = seen.rows.T @ left, dense.T @ dense
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
    solved = linalg.cho_solve(linalg.cho_factor(inner, lower=True), np.eye(len(inner)))
    found: Floats = spread[:, None] * solved * spread
    return found


def choose_variances(*, mode: Mode, group: Ints, variances: Floats) -> Floats:
    """Variances under which the data are most likely, the likelihood taken as normal around the mode."""
    v = variances.copy()
    sizes = np.bincount(group[1:], minlength=len(v)).astype(np.float64)
    for _ in range(60):
        left = np.flatnonzero(spread_of(v, group)[mode.used] > 0.0)
        groups = group[mode.used][left]
        covariance = _covariance(mode.information[np.ix_(left, left)], spread_of(v, group)[mode.used][left])
        beta = covariance @ mode.pull[left]
        squares = np.bincount(groups[1:], weights=beta[1:] ** 2, minlength=len(v))
        loose = np.bincount(groups[1:], weights=np.diag(covariance)[1:], minlength=len(v))
        determined = np.maximum(sizes - loose / np.maximum(v, FLOOR), 1e-12)
        before, v = v, np.minimum(squares / (determined + DOUBT + np.sqrt(v) / SCALE), MOST)
        v[v < FLOOR] = 0.0
        if np.abs(np.sqrt(v) - np.sqrt(before)).max(initial=0.0) < 1e-3:
            break
    return v
