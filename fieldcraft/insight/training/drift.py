"""Whether the model in use still fits: three alarms, each with a test (pure, no numpy).

- `outcomes`: the latest closed deals ended otherwise than the chances shown before their close said. Two tests: their
  log loss against the loss those chances themselves promise (expectation p ln p + (1-p) ln(1-p), variance
  p(1-p) ln²(p/(1-p)) per deal), and how many were won against the sum of the chances.
- `base_rate`: the share won of the latest quarter against that of the deals the model learned from.
- `columns`: a column is spread otherwise in deals closed in the latest quarter than before (population stability
  index less what chance alone gives, above 0.25: the customary border of a major shift).

One alarm in a hundred nights would ring by chance in the first two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Any, Final

from fieldcraft.insight.training.intervals import beyond

#: Days that count as the latest quarter.
QUARTER: Final = 90
#: Fewer closed deals than this raise no alarm.
FEWEST: Final = 20
FEWEST_FOR_COLUMNS: Final = 50
#: A test rings below this chance of being luck.
LUCK: Final = 0.01
SHIFTED: Final = 0.25
_EDGE: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Ended:
    """A closed deal: the chance shown last before its close, and how it ended."""

    chance: float
    won: bool


def outcomes(*, ended: Sequence[Ended], promised: float | None) -> dict[str, Any]:
    """Log loss and share won of the latest closed deals against what was said; `promised` is the proof's log loss."""
    n = len(ended)
    if n < FEWEST:
        return {"n": n, "alarm": False}
    chances = [min(max(one.chance, _EDGE), 1 - _EDGE) for one in ended]
    loss = -sum(log(p if one.won else 1 - p) for p, one in zip(chances, ended, strict=True))
    expected = -sum(p * log(p) + (1 - p) * log(1 - p) for p in chances)
    spread = sqrt(sum(p * (1 - p) * log(p / (1 - p)) ** 2 for p in chances))
    won, said = sum(one.won for one in ended), sum(chances)
    of_won = sqrt(sum(p * (1 - p) for p in chances))
    by_luck = beyond(z=(loss - expected) / spread) if spread > 1e-9 else 1.0
    won_luck = 2 * beyond(z=abs(won - said) / of_won)
    return {
        "n": n,
        "log_loss": round(loss / n, 6),
        "expected": round(expected / n, 6),
        "promised": promised,
        "luck": round(by_luck, 6),
        "won": won,
        "said": round(said, 3),
        "won_luck": round(won_luck, 6),
        "alarm": by_luck < LUCK / 2 or won_luck < LUCK / 2,
    }


def base_rate(*, won_then: float, n_then: float, won_now: float, n_now: float) -> dict[str, Any]:
    """The share won of the latest quarter against the time before, by the test of two proportions."""
    if n_now < FEWEST or n_then < FEWEST:
        return {"n": round(n_now), "alarm": False}
    pooled = (won_then + won_now) / (n_then + n_now)
    spread = sqrt(max(pooled * (1 - pooled), 1e-9) * (1 / n_then + 1 / n_now))
    luck = 2 * beyond(z=abs(won_now / n_now - won_then / n_then) / spread)
    return {
        "n": round(n_now),
        "then": round(won_then / n_then, 6),
        "now": round(won_now / n_now, 6),
        "luck": round(luck, 6),
        "alarm": luck < LUCK,
    }


def shift(*, then: Mapping[str, float], now: Mapping[str, float], n_then: float, n_now: float) -> float:
    """Population stability index of two spreads over the same bins, less its expectation where nothing has changed."""
    bins = sorted({*then, *now})
    floor = 0.5 / max(n_then, n_now, 1.0)
    index = 0.0
    for name in bins:
        a, b = max(then.get(name, 0.0), floor), max(now.get(name, 0.0), floor)
        index += (b - a) * log(b / a)
    return index - (len(bins) - 1) * (1 / max(n_then, 1.0) + 1 / max(n_now, 1.0))
