"""The four models that a table is judged by, each learned on some rows and asked about others. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import Bools, Floats, Ints
from fieldcraft.insight.tables.features import take
from fieldcraft.insight.tables.logistic import fit_logistic
from fieldcraft.insight.tables.naive_bayes import fit_naive_bayes
from fieldcraft.insight.tables.splitting import Split
from fieldcraft.insight.winmodel.fitting import fit
from fieldcraft.insight.winmodel.scores import LEAST, scores
from fieldcraft.insight.winmodel.types import Scores, Table

MODELS: Final = ("fieldcraft", "base_rate", "logistic", "naive_bayes")
#: With fewer rows the latest of them are too few to calibrate on, and cross-validation does better: over 12 generated
#: tables of about 600 rows log loss 0.538 without and 0.542 with the order of the rows.
FEWEST_TO_ORDER: Final = 1_500
#: Z of 90 %.
Z90: Final = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Better:
    """By how much the log loss is below that of the base rate, in percent of it, with its 90 % interval."""

    percent: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Judged:
    """Scores by model on rows held out, ours against the base rate, and our chances of those rows (first repeat)."""

    scores: Mapping[str, Scores]
    better: Better
    held: Ints
    chances: Floats


def judge(
    *, table: Table, won: Bools, split: Split, order: Ints | None, seed: int, progress: Callable[[str], None]
) -> Judged:
    """Fit and ask each model on each fold. Scores of repeats are averaged."""
    repeats = max(fold.repeat for fold in split.folds) + 1
    said = {name: np.full((repeats, won.size), np.nan) for name in MODELS}
    for number, fold in enumerate(split.folds, 1):
        progress(f"Learning and testing: {number} of {len(split.folds)}")
        learn, held = take(table=table, rows=fold.learn), take(table=table, rows=fold.held)
        days = None if order is None or len(fold.learn) < FEWEST_TO_ORDER else order[fold.learn]
        for name in MODELS:
            chances = _chances(name, learn, won[fold.learn], held, days, seed)
            said[name][fold.repeat, fold.held] = chances
    kept = [np.flatnonzero(~np.isnan(row)) for row in said[MODELS[0]]]
    figures = {name: _mean([scores(chances=said[name][at][rows], won=won[rows]) for at, rows in enumerate(kept)])
               for name in MODELS}  # fmt: skip
    return Judged(figures, _better(said, won, kept), kept[0], said["fieldcraft"][0][kept[0]])


def _chances(name: str, learn: Table, won: Bools, held: Table, days: Ints | None, seed: int) -> Floats:
    if name == "fieldcraft":
        return fit(table=learn, won=won, order=days, seed=seed).chances(table=held)
    if name == "base_rate" or won.all() or not won.any() or not learn.columns:
        return np.full(held.rows, float(won.mean()))
    if name == "logistic":
        return fit_logistic(table=learn, won=won, seed=seed).chances(table=held)
    return fit_naive_bayes(table=learn, won=won).chances(table=held)


def _mean(found: list[Scores]) -> Scores:
    def mean(values: list[float]) -> float:
        return float(np.nanmean(values)) if not np.isnan(values).all() else float("nan")

    return Scores(
        n=found[0].n,
        auc=mean([one.auc for one in found]),
        log_loss=mean([one.log_loss for one in found]),
        brier=mean([one.brier for one in found]),
        ece=mean([one.ece for one in found]),
    )


def _better(said: Mapping[str, Floats], won: Bools, kept: list[Ints]) -> Better:
    """The mean of the differences row by row; repeats are averaged per row first, so they do not feign more rows."""
    rows = kept[0]
    gain = np.zeros(rows.size)
    base = 0.0
    for at in range(len(kept)):
        ours, guess = (_loss(said[name][at][rows], won[rows]) for name in ("fieldcraft", "base_rate"))
        gain += (guess - ours) / len(kept)
        base += float(guess.mean()) / len(kept)
    half = Z90 * float(gain.std()) / np.sqrt(max(rows.size - 1, 1))
    percent = 100 * float(gain.mean()) / base
    return Better(percent, percent - 100 * half / base, percent + 100 * half / base)


def _loss(chances: Floats, won: Bools) -> Floats:
    inside = np.clip(chances, LEAST, 1 - LEAST)
    found: Floats = -np.where(won, np.log(inside), np.log1p(-inside))
    return found
