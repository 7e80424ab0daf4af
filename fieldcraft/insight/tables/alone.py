"""What one column by itself tells about how rows ended. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import Bools, Ints
from fieldcraft.insight.tables.profiling import Column
from fieldcraft.insight.winmodel.scores import auc

#: Numbers are looked at in so many groups of equal size.
BINS: Final = 20
#: A value this frequent among numbers is a group of its own.
SPIKE: Final = 0.02
#: Rows from which the win rate of a group is believed as much as the overall one.
SMOOTH: Final = 5.0
PARTS: Final = 2


@dataclass(frozen=True, slots=True)
class Pure:
    """Groups that ended (nearly) all alike: their rows, and how many of them were won."""

    rows: int
    won: int


def groups(*, column: Column, rows: Bools) -> Ints:
    """The group of each of `rows`: its word, or the range its number lies in; 0 is a gap."""
    if column.values is None:
        return column.cells.place[rows] + 1
    values = column.values[rows]
    there = values[~np.isnan(values)]
    found = np.zeros(values.size, dtype=np.int64)
    if there.size == 0:
        return found
    edges = np.unique(np.quantile(there, np.linspace(0, 1, BINS + 1)[1:-1]))
    found[~np.isnan(values)] = 1 + np.searchsorted(edges, there, side="right")
    levels, counts = np.unique(there, return_counts=True)
    for at, level in enumerate(levels[counts >= max(SPIKE * values.size, 10)].tolist()):
        found[values == level] = BINS + 2 + at
    return found


def alone_auc(*, group: Ints, won: Bools, seed: int) -> float:
    """AUC of the win rate of a row's group, each half of the rows judged by the other half."""
    part = np.random.default_rng(seed).permutation(won.size) % PARTS
    size = int(group.max(initial=0)) + 1
    found = []
    for held in range(PARTS):
        learn, test = part != held, part == held
        rows = np.bincount(group[learn], minlength=size)
        wins = np.bincount(group[learn], weights=won[learn], minlength=size)
        rate = (wins + SMOOTH * won[learn].mean()) / (rows + SMOOTH)
        found.append(auc(chances=rate[group[test]], won=won[test]))
    return float(np.nanmean(found)) if not np.isnan(found).all() else float("nan")


def pure_groups(*, group: Ints, won: Bools, fewest: int, purity: float, surprise: float) -> Pure:
    """Groups of at least `fewest` rows of which at least `purity` ended alike, against all odds.

    Against all odds is a chance below `surprise` that as many ended alike, were the win rate that of all rows.
    """
    base = min(max(float(won.mean()), 1e-9), 1 - 1e-9)
    rows = np.bincount(group)
    wins = np.bincount(group, weights=won)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(rows > 0, wins / np.maximum(rows, 1), 0.5)
    # The chance that all but the few exceptions ended alike, with the number of ways to choose these left out: close
    # enough at purities this high.
    telling = ((rate >= purity) & (wins * np.log(base) < np.log(surprise))) | (
        (rate <= 1 - purity) & ((rows - wins) * np.log(1 - base) < np.log(surprise))
    )
    kept = (rows >= fewest) & telling
    return Pure(rows=int(rows[kept].sum()), won=int(wins[kept].sum()))
