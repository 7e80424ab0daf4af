"""What a model is made of, as plain numbers: terms of columns, parts of pairs, log-odds. Needs no numpy."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, TypeAlias

#: Log-odds beyond this are not distinguished: 1 in 3 million.
FAR: Final = 15.0

#: A value of a row: a word, a number, or None for a gap.
Value: TypeAlias = str | float | None


@dataclass(frozen=True, slots=True)
class Term:
    """What one column adds: effects of its states, in log-odds from the average deal.

    Words have a state per level. Numbers have a state per knot; between two knots the effect runs straight, beyond the
    ends it stays. `other` is the state of rare and never seen words, `gap` that of missing values: places in `effects`,
    or -1 where history had none, and then the effect is 0 and `spread` is its variance. `counts` are closed deals per
    state; for numbers per state the deals nearer to this knot than to any other. `first` is the place of the column's
    first state among all states of the model.
    """

    column: str
    words: tuple[str, ...] | None
    knots: tuple[float, ...] | None
    other: int
    gap: int
    spread: float
    first: int
    effects: tuple[float, ...]
    counts: tuple[int, ...]
    places: Mapping[str, int] = field(default_factory=dict)

    def states(self, value: Value) -> tuple[tuple[int, float], ...]:
        """Places in `effects` with their weights (empty: nothing known)."""
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return ((self.gap, 1.0),) if self.gap >= 0 else ()
        if self.words is not None:
            place = self.places.get(str(value), self.other) if isinstance(value, str) else self.other
            return ((place, 1.0),) if place >= 0 else ()
        if isinstance(value, str) or self.knots is None:
            return ()
        return between(knots=self.knots, value=float(value))


def made_term(
    *,
    column: str,
    words: tuple[str, ...] | None,
    knots: tuple[float, ...] | None,
    other: int,
    gap: int,
    spread: float,
    first: int,
    effects: tuple[float, ...],
    counts: tuple[int, ...],
) -> Term:
    """A term with its words indexed."""
    places = {word: place for place, word in enumerate(words or ())}
    return Term(column, words, knots, other, gap, spread, first, effects, counts, places)


@dataclass(frozen=True, slots=True)
class Part:
    """How a column stands in a pair: the words that are told apart, or where its numbers are cut."""

    column: str
    words: tuple[str, ...] | None
    cuts: tuple[float, ...] | None

    @property
    def ranges(self) -> tuple[str, ...]:
        """The words for the ranges between the cuts."""
        cuts = self.cuts or ()
        if not cuts:
            return ("any",)
        middle = [f"{low:g} to {high:g}" for low, high in pairwise(cuts)]
        return (f"below {cuts[0]:g}", *middle, f"{cuts[-1]:g} or more")

    def word(self, value: Value) -> str | None:
        """The word for a value; None for a gap or a word that is not told apart."""
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return None
        if self.words is not None:
            return value if isinstance(value, str) and value in self.words else None
        return None if isinstance(value, str) else self.ranges[bisect_right(self.cuts or (), value)]


Pair: TypeAlias = tuple[Part, Part]


def name_of(*, pair: Pair) -> str:
    """The column of a pair."""
    return f"{pair[0].column} & {pair[1].column}"


def between(*, knots: Sequence[float], value: float) -> tuple[tuple[int, float], ...]:
    """The knots on both sides of a value and their shares; the nearest end beyond the ends."""
    if value <= knots[0]:
        return ((0, 1.0),)
    if value >= knots[-1]:
        return ((len(knots) - 1, 1.0),)
    low, high = 0, len(knots) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if knots[middle] <= value:
            low = middle
        else:
            high = middle
    share = (value - knots[low]) / (knots[high] - knots[low])
    return ((low, 1.0 - share), (high, share))


def log_odds(chance: float) -> float:
    """Log-odds of a chance; chances of 0 and 1 are moved in by 3e-7."""
    inside = min(max(chance, 3e-7), 1 - 3e-7)
    return math.log(inside / (1.0 - inside))


def chance_from(odds: float) -> float:
    """The chance of log-odds, without overflow."""
    inside = min(max(odds, -FAR), FAR)
    return 1.0 / (1.0 + math.exp(-inside))
