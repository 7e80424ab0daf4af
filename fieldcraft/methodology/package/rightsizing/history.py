"""What a CRM shows of how a company sells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StageSeen:
    """One stage word of the CRM, in which open opportunities stand or stood.

    `place` is where it usually comes in the sequence, 0 first to 1 last. `days` is the median stay, None where it is
    not known. `stalled` is the share of opportunities that ended or stand still in it.
    """

    name: str
    opportunities: int
    place: float
    days: float | None = None
    stalled: float = 0.0


@dataclass(frozen=True, slots=True)
class History:
    """`held` is, by criterion key of the base, the share of won opportunities whose CRM facts show it, 0 to 1.

    A criterion without a check, or a company without won opportunities, has none. `closed` counts won and lost.
    """

    stages: tuple[StageSeen, ...]
    opportunities: int
    open: int
    closed: int
    won: int
    sellers: int
    managers: int
    held: Mapping[str, float]
    cycle_days: float | None = None
