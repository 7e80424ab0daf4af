"""A fitted win model as plain numbers: what it says of one row, as text and back. Needs no numpy, loads in no time.

The log-odds of a chance are `prior_share * log-odds of the playbook + learned * (shift + slope * (intercept + sum of
terms))`: everything is a sum, so each reason is exact for the chance as shown, calibration and blending included.
"""

from __future__ import annotations

import json
import math
import sys
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from fieldcraft.insight.winmodel.terms import Pair, Part, Term, Value, chance_from, log_odds, made_term, name_of

VERSION: Final = 1
#: A normal quantile: 90 % of the mass lies within so many standard deviations.
Z90: Final = 1.6448536269514722
#: The value of a reason whose field was empty.
GAP: Final = "not known"
#: A prior nobody put a weight on is worth one deal when its width is asked for.
LEAST_DEALS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Reason:
    """One exact term of a chance: what is so (`column` and `value`) and what it adds, in log-odds and in points.

    The log-odds of `Chance.base` and of all reasons add up to those of `Chance.chance`. `points` is what the chance,
    in percentage points, would lose without this term. `n` is how many closed deals were alike in this: the same word,
    or a number in the same range.
    """

    column: str
    value: str
    log_odds: float
    points: float
    n: int


@dataclass(frozen=True, slots=True)
class Chance:
    """A chance of winning, 0 to 1, with a 90 % interval, and how much of it is history (0 to 1, the rest is prior).

    `base` is the chance, 0 to 1, before the columns are looked at: the overall win rate blended with the playbook's
    prior of this row.
    """

    chance: float
    low: float
    high: float
    learned: float
    base: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """All that is stored of a model. `covariance` is the lower triangle, row by row, of (intercept, states...).

    `deals` is the weight of history in closed deals, `kind` which of the candidates was served ("additive", "plain",
    "base rate", "prior"), `checked` the out-of-time log loss by candidate that decided it (empty: too few deals).
    """

    kind: str
    seed: int
    deals: float
    won: float
    prior_deals: float
    usual_prior: float
    intercept: float
    slope: float
    shift: float
    doubt: float
    terms: tuple[Term, ...]
    covariance: array[float]
    pairs: tuple[Pair, ...] = ()
    checked: Mapping[str, float] = field(default_factory=dict)

    @property
    def learned(self) -> float:
        """How much of a chance is history, 0 to 1."""
        return self.deals / (self.deals + self.prior_deals) if self.deals > 0 else 0.0

    @property
    def stretch(self) -> float:
        """What errors of effects are multiplied by: pulled in they are no smaller, stretched they are larger."""
        return max(self.slope, 1.0)

    def look(self, *, values: Mapping[str, Value], prior: float | None = None) -> Chance:
        """What the model says of one row given by column; columns that are not given are gaps."""
        values = self._paired(values)
        base, parts = self._base(prior), []
        for term in self.terms:
            states = term.states(values.get(term.column))
            effect = self.learned * self.slope * sum(term.effects[place] * share for place, share in states)
            parts.append((term, states, effect))
        total = base + sum(effect for _, _, effect in parts)
        chance = self._exact(total, prior)
        half = Z90 * math.sqrt(self._variance([(term, states) for term, states, _ in parts], prior))
        reasons = tuple(
            Reason(
                column=term.column,
                value=_text(values.get(term.column)),
                log_odds=effect,
                points=100.0 * (chance - chance_from(total - effect)),
                n=max((term.counts[place] for place, _ in states), default=0),
            )
            for term, states, effect in parts
            if effect != 0.0
        )
        ordered = tuple(sorted(reasons, key=lambda reason: (-abs(reason.log_odds), reason.column)))
        low, high = chance_from(total - half), chance_from(total + half)
        return Chance(chance, min(low, chance), max(high, chance), self.learned, chance_from(base), ordered)

    def what_if(self, *, values: Mapping[str, Value], column: str, value: Value, prior: float | None = None) -> float:
        """The chance, 0 to 1, were `column` at `value` and everything else the same."""
        return self.chance_of(values={**values, column: value}, prior=prior)

    def chance_of(self, *, values: Mapping[str, Value], prior: float | None = None) -> float:
        """The chance of a row, 0 to 1, without interval and reasons, at a fraction of the cost of `look`."""
        values = self._paired(values)
        effects = [
            self.learned * self.slope * sum(term.effects[place] * share for place, share in states)
            for term, states in [(term, term.states(values.get(term.column))) for term in self.terms]
        ]
        return self._exact(self._base(prior) + sum(effects), prior)

    def _paired(self, values: Mapping[str, Value]) -> Mapping[str, Value]:
        if not self.pairs:
            return values
        more: dict[str, Value] = dict(values)
        for pair in self.pairs:
            words = [part.word(values.get(part.column)) for part in pair]
            more[name_of(pair=pair)] = None if None in words else f"{words[0]} & {words[1]}"
        return more

    def _base(self, prior: float | None) -> float:
        said = log_odds(self.usual_prior if prior is None else prior)
        if self.learned == 0.0:
            return said
        return (1.0 - self.learned) * said + self.learned * (self.shift + self.slope * self.intercept)

    def _exact(self, total: float, prior: float | None) -> float:
        # Nothing learned: the prior itself, not its log-odds and back.
        if self.learned == 0.0:
            return self.usual_prior if prior is None else prior
        return chance_from(total)

    def _variance(self, parts: list[tuple[Term, tuple[tuple[int, float], ...]]], prior: float | None) -> float:
        said = min(max(self.usual_prior if prior is None else prior, 0.01), 0.99)
        share = 1.0 - self.learned
        believed = share**2 / (max(self.prior_deals, LEAST_DEALS) * said * (1.0 - said))
        if self.learned == 0.0:
            return believed
        active = [(0, 1.0)]
        unknown = 0.0
        for term, states in parts:
            active.extend((1 + term.first + place, self.stretch * weight) for place, weight in states)
            unknown += 0.0 if states else self.stretch**2 * term.spread
        known = 0.0
        for i, a in active:
            for j, b in active:
                row, column = (i, j) if i >= j else (j, i)
                known += a * b * self.covariance[row * (row + 1) // 2 + column]
        away = sum(term.effects[place] * share for term, states in parts for place, share in states)
        spread = max(known, 0.0) + unknown + (self.doubt * away) ** 2
        return believed + self.learned**2 * spread

    def to_text(self) -> str:
        """JSON; the same model gives the same bytes."""
        packed = array("f", self.covariance)
        if sys.byteorder == "big":
            packed.byteswap()
        said = {
            "version": VERSION,
            "kind": self.kind,
            "seed": self.seed,
            "deals": self.deals,
            "won": self.won,
            "prior_deals": self.prior_deals,
            "usual_prior": self.usual_prior,
            "intercept": self.intercept,
            "slope": self.slope,
            "shift": self.shift,
            "doubt": self.doubt,
            "checked": dict(self.checked),
            "pairs": [[[part.column, part.words, part.cuts] for part in pair] for pair in self.pairs],
            "terms": [dict(_stored(term)) for term in self.terms],
            "covariance": b64encode(packed.tobytes()).decode(),
        }
        return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_text(cls, text: str) -> Formula:
        """The model of a text; raises ValueError for a version this program does not know."""
        said = json.loads(text)
        if said.pop("version", None) != VERSION:
            raise ValueError(f"This win model was not written in version {VERSION}. Train it anew.")
        packed = array("f")
        packed.frombytes(b64decode(said.pop("covariance")))
        if sys.byteorder == "big":
            packed.byteswap()
        terms = tuple(_term(row) for row in said.pop("terms"))
        pairs = tuple((_part(one), _part(two)) for one, two in said.pop("pairs"))
        return cls(terms=terms, covariance=packed, pairs=pairs, **said)


def _part(said: list[Any]) -> Part:
    column, words, cuts = said
    return Part(column, None if words is None else tuple(words), None if cuts is None else tuple(cuts))


def _text(value: Value) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return GAP
    return value if isinstance(value, str) else f"{value:.6g}"


def _stored(term: Term) -> Iterator[tuple[str, object]]:
    for name in ("column", "words", "knots", "other", "gap", "spread", "first", "effects", "counts"):
        yield name, getattr(term, name)


def _term(row: dict[str, object]) -> Term:
    lists = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return made_term(**lists)  # type: ignore[arg-type]
