"""What a win model is fitted on, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from fieldcraft.insight.history.types import Floats, Labels

Column: TypeAlias = Labels | Floats


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns of one length: words, or numbers with NaN for gaps. Order of the columns changes no result."""

    columns: Mapping[str, Column]
    rows: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One exact term of a chance: what is so (`column` and `value`) and what it adds, in log-odds and in points.

    The log-odds of all reasons and the base add up to those of the chance before calibration and blending; `points`
    is what the chance would lose without this term. `n` is how many closed deals were alike in this.
    """

    column: str
    value: str
    log_odds: float
    points: float
    n: int


@dataclass(frozen=True, slots=True)
class Chance:
    """A chance of winning, 0 to 1, with a 90 % interval, and how much of it is history (0 to 1, the rest is prior)."""

    chance: float
    low: float
    high: float
    learned: float
    base: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """How good chances were: area under the curve (NaN with one class), log loss, Brier, expected calibration error.

    `n` is the number of outcomes they were held against.
    """

    n: int
    auc: float
    log_loss: float
    brier: float
    ece: float


Chances: TypeAlias = NDArray[np.float64]
