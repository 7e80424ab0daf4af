"""Which columns make a difference, and which do not as far as the data show. Pure.

A column is asked whether it explains what the fitted model leaves open once its own term is taken out: a score test on
the residuals summed by level, with as many degrees of freedom as levels less one (Rao 1948), for numbers also one for a
trend, and all columns held to one error by Holm's method. What it shows is therefore beside all other columns, and
shuffled outcomes show nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import chi2, norm, rankdata

from fieldcraft.insight.history.types import NONE, Bools, Floats, Ints, Labels
from fieldcraft.insight.tables.drift import ranges, short
from fieldcraft.insight.tables.features import OTHERS, Features
from fieldcraft.insight.tables.rivals import FEWEST_TO_ORDER
from fieldcraft.insight.tables.types import Driver, DriverVerdict
from fieldcraft.insight.winmodel.coding import place
from fieldcraft.insight.winmodel.fitting import fit
from fieldcraft.insight.winmodel.model import states_of
from fieldcraft.insight.winmodel.types import Column

#: The chance that any column at all is wrongly called a driver: for the two verdicts.
PROVEN, SUGGESTIVE = 0.001, 0.01
#: A level of a driver is named where it is this unlikely by chance, its column's levels taken together.
LEVEL: Final = 0.05
#: Below this much variance in its residuals (about so many rows / 4) a level is looked at with the other rare ones.
LEAST_VARIANCE: Final = 4.0
FEWEST_OF_OUTCOME: Final = 10
RANGES, FEW = 5, 6
#: Z of 90 %.
Z90: Final = 1.6448536269514722
BLANK: Final = "(blank)"


@dataclass(frozen=True, slots=True)
class Drivers:
    """Levels that differ, the largest first, and columns without a reliable difference, by their names in the table."""

    drivers: tuple[Driver, ...]
    none: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """One column: its levels, the log-odds of the rows without it, and how unlikely it is that it does nothing."""

    name: str
    words: tuple[str, ...]
    group: Ints
    without: Floats
    p: float


def drivers(*, features: Features, won: Bools, order: Ints | None, seed: int) -> Drivers:
    """Ask each column. With fewer than ten rows of an outcome nothing can be told."""
    sources = tuple(dict.fromkeys(features.source.values()))
    if min(won.sum(), (~won).sum()) < FEWEST_OF_OUTCOME or not features.table.columns:
        return Drivers((), sources)
    asked = [one for one in _ask(features, won, order, seed) if one is not None]
    held = _holm([one.p for one in asked])
    found: list[Driver] = []
    for one, p in zip(asked, held, strict=True):
        if p < SUGGESTIVE:
            found += _levels(one, won, features, proven=p < PROVEN, order=order)
    found.sort(key=lambda one: (-abs(one.points), one.column, one.level))
    named = {one.column for one in found}
    return Drivers(tuple(found), tuple(name for name in sources if name not in named))


def _ask(features: Features, won: Bools, order: Ints | None, seed: int) -> list[_Asked | None]:
    table = features.table
    model = fit(table=table, won=won, order=order if table.rows >= FEWEST_TO_ORDER else None, seed=seed)
    chances = np.clip(model.chances(table=table), 1e-6, 1 - 1e-6)
    total = np.log(chances / (1 - chances))
    scale = model.formula.learned * model.formula.slope
    own: dict[str, Floats] = {}
    for term in model.formula.terms:
        where = place(states=states_of(term), column=table.columns.get(term.column), rows=table.rows)
        own[term.column] = scale * (np.array([*term.effects, 0.0])[where.state] * where.share).sum(axis=1)
    return [
        _asked(name, column, total - own.get(name, np.zeros(table.rows)), won)
        for name, column in sorted(table.columns.items())
    ]


def _asked(name: str, column: Column, without: Floats, won: Bools) -> _Asked | None:
    without = without + _shift(without, won)
    chance = _chance(without)
    group, words = _grouped(column, chance * (1 - chance))
    if len(words) < 2:
        return None
    sums = np.bincount(group, weights=won - chance, minlength=len(words))
    variance = np.bincount(group, weights=chance * (1 - chance), minlength=len(words))
    p = float(chi2.sf((sums**2 / np.maximum(variance, 1e-12)).sum(), len(words) - 1))
    if not isinstance(column, Labels):
        p = min(1.0, 2 * min(p, _trend(column, won - chance, chance * (1 - chance))))
    return _Asked(name, words, group, without, p)


def _trend(column: Floats, rest: Floats, variance: Floats) -> float:
    """How unlikely it is that what is left open does not rise or fall with the rank of the number; gaps stand aside."""
    there = ~np.isnan(column)
    rank = rankdata(column[there])
    middle = np.average(rank, weights=variance[there])
    spread = float((variance[there] * (rank - middle) ** 2).sum())
    total = float((rest[there] * (rank - middle)).sum())
    return float(2 * norm.sf(abs(total) / np.sqrt(spread))) if spread > 0 else 1.0


def _shift(log_odds: Floats, won: Bools) -> float:
    """What to add to all log-odds so that as many are expected to be won as were."""
    added = 0.0
    for _ in range(30):
        chance = _chance(log_odds + added)
        step = float((won - chance).sum() / max((chance * (1 - chance)).sum(), 1e-9))
        added += max(min(step, 2.0), -2.0)
        if abs(step) < 1e-10:
            break
    return added


def _chance(log_odds: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))
    return found


def _grouped(column: Column, variance: Floats) -> tuple[Ints, tuple[str, ...]]:
    """The level of each row, rare ones together; numbers by value where they are few, else in ranges."""
    group, words = _worded(column) if isinstance(column, Labels) else _ranged(column)
    mass = np.bincount(group, weights=variance, minlength=len(words))
    kept = [at for at in range(len(words)) if mass[at] >= LEAST_VARIANCE]
    rest = float(mass.sum() - mass[kept].sum())
    moved = np.full(len(words), len(kept) if rest >= LEAST_VARIANCE else 0, dtype=np.int64)
    if rest < LEAST_VARIANCE and kept:
        # Too few to be a group: they go with the largest one, where they weigh nothing.
        moved[:] = int(np.argmax(mass[kept]))
    moved[kept] = np.arange(len(kept))
    names = [words[at] for at in kept] + ([OTHERS] if rest >= LEAST_VARIANCE else [])
    return moved[group], tuple(names)


def _worded(column: Labels) -> tuple[Ints, list[str]]:
    return np.where(column.place == NONE, len(column.levels), column.place), [*column.levels, BLANK]


def _ranged(column: Floats) -> tuple[Ints, list[str]]:
    there = column[~np.isnan(column)]
    values = np.unique(there)
    if values.size <= FEW:
        place_of = np.searchsorted(values, np.nan_to_num(column, nan=0.0)).clip(max=max(values.size - 1, 0))
        words = [short(value=value) for value in values.tolist()]
    else:
        edges = np.unique(np.quantile(there, np.linspace(0, 1, RANGES + 1)[1:-1]))
        place_of, words = np.searchsorted(edges, column, side="right"), ranges(edges=edges)
    return np.where(np.isnan(column), len(words), place_of).astype(np.int64), [*words, BLANK]


def _holm(p: list[float]) -> list[float]:
    """Each p-value times the number of hypotheses not yet rejected, never less than the one before it (Holm 1979)."""
    held = [0.0] * len(p)
    reached = 0.0
    for rank, at in enumerate(sorted(range(len(p)), key=lambda one: p[one])):
        reached = max(reached, min(1.0, p[at] * (len(p) - rank)))
        held[at] = reached
    return held


def _levels(one: _Asked, won: Bools, features: Features, *, proven: bool, order: Ints | None) -> list[Driver]:
    """The levels of a driver that stand out, each pulled towards the others by how much levels differ at all."""
    effects, errors = _effects(one, won)
    between = _between(effects, errors)
    counts = np.bincount(one.group, minlength=len(one.words))
    later = _later(order, won.size)
    base = float(won.mean())
    found = []
    for at, word in enumerate(one.words):
        p = 2 * norm.sf(abs(effects[at]) / errors[at]) * len(one.words)
        if p >= LEVEL or word == OTHERS:
            continue
        pull = between / (between + errors[at] ** 2)
        middle, half = effects[at] * pull, Z90 * errors[at] * np.sqrt(pull)
        points, low, high = (_points(one.without, shift, base) for shift in (middle, middle - half, middle + half))
        sure = proven and p < LEVEL / 5 and (later is None or _same_way(one, won, at, later))
        said = features.says.get(one.name, "{}").format(word)
        verdict: DriverVerdict = "proven here" if sure else "suggestive"
        found.append(Driver(features.source[one.name], said, points, low, high, int(counts[at]), verdict))
    return found


def _points(log_odds: Floats, added: float, base: float) -> float:
    return 100 * (float(_chance(log_odds + added).mean()) - base)


def _effects(one: _Asked, won: Bools) -> tuple[Floats, Floats]:
    """Log-odds of each level beside all other columns, and their standard errors."""
    size = len(one.words)
    effects = np.zeros(size)
    variance = np.ones(size)
    for _ in range(12):
        chance = _chance(one.without + effects[one.group])
        variance = np.maximum(np.bincount(one.group, weights=chance * (1 - chance), minlength=size), 0.3)
        step = np.bincount(one.group, weights=won - chance, minlength=size) / variance
        effects = np.clip(effects + np.clip(step, -1, 1), -6, 6)
    return effects, 1 / np.sqrt(variance)


def _between(effects: Floats, errors: Floats) -> float:
    """How much levels differ beyond their errors: the variance between them (DerSimonian and Laird 1986)."""
    weight = 1 / errors**2
    middle = (weight * effects).sum() / weight.sum()
    excess = (weight * (effects - middle) ** 2).sum() - (effects.size - 1)
    return float(max(excess / (weight.sum() - (weight**2).sum() / weight.sum()), 1e-4))


def _later(order: Ints | None, rows: int) -> Bools | None:
    return None if order is None or rows < 100 else order >= np.quantile(order, 0.5)


def _same_way(one: _Asked, won: Bools, at: int, later: Bools) -> bool:
    """Whether the level stands out in the same direction in the earlier and the later half."""
    rest = (won - _chance(one.without)) * (one.group == at)
    return bool(np.sign(rest[later].sum()) == np.sign(rest[~later].sum()))
