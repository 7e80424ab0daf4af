"""What a backtest is asked, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from fieldcraft.insight.tables.drift import Drift
from fieldcraft.insight.tables.levels import Alike
from fieldcraft.insight.tables.outcomes import OutcomeValue
from fieldcraft.insight.tables.quarantine import Quarantined
from fieldcraft.insight.tables.quarter_end import QuarterEnd
from fieldcraft.insight.tables.rivals import Better
from fieldcraft.insight.winmodel.types import Scores

DriverVerdict: TypeAlias = Literal["proven here", "suggestive"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a table. Names as the person wrote them; `lost` empty: found by the words."""

    outcome: str
    won: str
    lost: tuple[str, ...] = ()
    order_by: str | None = None
    exclude: tuple[str, ...] = ()
    trust: tuple[str, ...] = ()
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Driver:
    """What one level of a column changes: win rate in percentage points, with its 90 % interval, all else alike.

    `n` is the closed rows at that level. For a number the level is a range.
    """

    column: str
    level: str
    points: float
    low: float
    high: float
    n: int
    verdict: DriverVerdict


@dataclass(frozen=True, slots=True)
class SplitSaid:
    """How it was split: by which column, from which value on rows are held out, and how many on each side.

    `learned_from` and `held_out` are rows of one fold; `folds` of them were made, `repeats` times.
    """

    kind: Literal["time", "repeated stratified"]
    column: str | None
    chosen: Literal["given", "found", "none"]
    cut: str | None
    learned_from: int
    held_out: int
    folds: int
    repeats: int
    why: str


@dataclass(frozen=True, slots=True)
class Backtest:
    """Everything that was found. Rates are 0 to 1, log loss in nats."""

    table: str
    rows: int
    outcome: str
    outcome_values: tuple[OutcomeValue, ...]
    n: int
    won: int
    left_out: int
    duplicates: int
    split: SplitSaid
    quarantined: tuple[Quarantined, ...]
    trusted: tuple[str, ...]
    excluded: tuple[str, ...]
    used: tuple[str, ...]
    unused: Mapping[str, str]
    models: Mapping[str, Scores]
    better: Better
    drivers: tuple[Driver, ...]
    no_reliable_difference: tuple[str, ...]
    drift: Drift | None
    quarter_end: QuarterEnd | None
    alike: tuple[Alike, ...]
    notes: tuple[str, ...]
