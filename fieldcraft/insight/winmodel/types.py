"""What a win model is fitted on, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from fieldcraft.insight.history.types import Floats, Labels
from fieldcraft.insight.winmodel.saying import Chance, Reason

__all__ = ["Chance", "Chances", "Column", "Reason", "Scores", "Table"]

Column: TypeAlias = Labels | Floats


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns of one length: words, or numbers with NaN for gaps. Order of the columns changes no result."""

    columns: Mapping[str, Column]
    rows: int


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
