"""How deals move through the stages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fieldcraft.insight.history.spells import ENDS_LOST, ENDS_WON, STAYS, Spells, chosen_spells, spells
from fieldcraft.insight.history.types import Bools, History

from .types import Middle, Period, Rate, middle, rate


@dataclass(frozen=True, slots=True)
class Conversion:
    """What became of the deals that entered a stage in a period (a cohort).

    `advanced` went on to a later stage or were won, `skipped` did so past the next stage, `regressed` went back,
    `lost` were lost from there. `undecided` are still there and in `entered`: rates of a young cohort can only rise.
    """

    stage: str
    entered: int
    undecided: int
    advanced: Rate
    skipped: Rate
    regressed: Rate
    lost: Rate


def conversion(*, history: History, period: Period, chosen: Bools | None = None) -> tuple[Conversion, ...]:
    """Per stage: advanced / entered, and the same for skipped, regressed and lost; each deal by its first stay."""
    found = _first_stays(_of(history, chosen))
    return tuple(_conversion(history, found, stage, period) for stage in range(len(history.stages)))


@dataclass(frozen=True, slots=True)
class TimeInStage:
    """Days in a stage: of stays that are over from entry to exit, of those that are not since entry."""

    stage: str
    closed: Middle
    open: Middle


def time_in_stage(*, history: History, period: Period, chosen: Bools | None = None) -> tuple[TimeInStage, ...]:
    """Per stage the median days of stays that ended in the period, and of those that go on, apart.

    Apart, because together they mislead either way: open stays are cut short, and the longest are among them.
    """
    found = _of(history, chosen)
    days = (found.end - found.start).astype(np.float64)
    over = (found.left != STAYS) & period.holds(found.end)
    return tuple(
        TimeInStage(
            stage=name,
            closed=middle(values=days[over & (found.stage == number)]),
            open=middle(values=days[(found.left == STAYS) & (found.stage == number)]),
        )
        for number, name in enumerate(history.stages)
    )


def _of(history: History, chosen: Bools | None) -> Spells:
    found = spells(history=history)
    return found if chosen is None else chosen_spells(of=found, deals=chosen)


def _first_stays(of: Spells) -> Spells:
    """Of each deal the first stay in each stage."""
    wide = int(of.stage.max(initial=0)) + 1
    _, first = np.unique(of.deal * wide + of.stage, return_index=True)
    return Spells(of.deal[first], of.stage[first], of.start[first], of.end[first], of.left[first])


def _conversion(history: History, found: Spells, stage: int, period: Period) -> Conversion:
    left = found.left[(found.stage == stage) & period.holds(found.start)]
    n = len(left)

    def share(which: Bools) -> Rate:
        return rate(hits=int(np.count_nonzero(which)), n=n)

    last = stage == len(history.stages) - 1
    return Conversion(
        stage=history.stages[stage],
        entered=n,
        undecided=int(np.count_nonzero(left == STAYS)),
        advanced=share((left > stage) | (left == ENDS_WON)),
        skipped=share((left > stage + 1) | ((left == ENDS_WON) & (not last))),
        regressed=share((left >= 0) & (left < stage)),
        lost=share(left == ENDS_LOST),
    )
