"""A history as passages: a deal comes into a stage, and then it passes on, is won, or is lost there.

A passage is what chance acts on. Everything that is asked about a behaviour is asked of passages: among deals that left
the same stage after the same time, how did those end that had done it before?
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import OPEN, WON, Bools, Floats, History, Ints

#: Below this share of deals with a stage history, stages are cut by age instead.
WITH_ENTRIES: Final = 0.5
#: So many stages by age: cuts at quantiles of the age at which deals are lost.
BANDS: Final = 5


@dataclass(frozen=True, slots=True)
class Passages:
    """One row per ended passage, sorted by (deal, stage).

    `deal` is a place in `History.deals`, `stage` one in `names`; days are ordinals. `passed` says whether it went on to
    `onward`, a place in `names` or `len(names)` where it was won; `onward` is -1 where it was lost. `by_age` says that
    the stages are bands of age because the history holds no stages.
    """

    names: tuple[str, ...]
    deal: Ints
    stage: Ints
    entered: Ints
    left: Ints
    passed: Bools
    onward: Ints
    by_age: bool

    def __len__(self) -> int:
        return len(self.deal)

    def step(self) -> Floats:
        """`step()[s, t]`: the share of those passing from stage s that came to stage t next (the last t: won)."""
        count = len(self.names)
        table = np.zeros((count, count + 1))
        np.add.at(table, (self.stage[self.passed], self.onward[self.passed]), 1.0)
        for stage in np.flatnonzero(table.sum(axis=1) == 0):
            table[stage, stage + 1] = 1.0
        return np.asarray(table / table.sum(axis=1, keepdims=True))


def passages_of(*, history: History) -> Passages:
    """All passages that have ended by `history.as_of`; those still under way are left out, they have not failed."""
    deals, entries = history.deals, history.entries
    known = np.zeros(len(deals), dtype=np.bool_)
    known[entries.deal] = True
    ended = deals.outcome != OPEN
    if not ended.any() or known[ended].mean() < WITH_ENTRIES or len(history.stages) < 2:
        return _by_age(history=history)
    return _by_stage(history=history)


def _by_stage(*, history: History) -> Passages:
    deals, entries = history.deals, history.entries
    rows: list[tuple[int, int, int, int, int]] = []
    bounds = np.searchsorted(entries.deal, np.arange(len(deals) + 1))
    stages, days = entries.stage.tolist(), entries.day.tolist()
    starts, opened = bounds.tolist(), deals.opened.tolist()
    closed, outcome = deals.closed.tolist(), deals.outcome.tolist()
    won = len(history.stages)
    for deal in range(len(deals)):
        end = closed[deal] if outcome[deal] != OPEN else history.as_of + 1
        steps = [(stages[row], days[row]) for row in range(starts[deal], starts[deal + 1]) if days[row] <= end] or [
            (0, opened[deal])
        ]
        at, since = steps[0][0], min(opened[deal], steps[0][1])
        for stage, day in steps[1:]:
            # A step back and the way up again belong to the passage they interrupt.
            if stage > at:
                rows.append((deal, at, since, day, stage))
                at, since = stage, day
        if outcome[deal] != OPEN:
            rows.append((deal, at, since, end, won if outcome[deal] == WON else -1))
    return _as_passages(names=history.stages, rows=rows, by_age=False)


def _by_age(*, history: History) -> Passages:
    """Stages by age: a deal passes a band when it lives to its end or is won in it."""
    deals = history.deals
    ended = deals.outcome != OPEN
    life = np.where(ended, deals.closed - deals.opened, history.as_of - deals.opened)
    lost = life[ended & (deals.outcome != WON)]
    if not len(lost):
        lost = life
    cuts = (
        sorted({int(cut) for cut in np.quantile(lost, np.linspace(0, 1, BANDS + 1)[1:-1])} - {0}) if len(lost) else []
    )
    edges = [0, *cuts]
    names = tuple(f"from day {edge}" for edge in edges)
    rows: list[tuple[int, int, int, int, int]] = []
    for deal, (start, age, outcome) in enumerate(
        zip(deals.opened.tolist(), life.tolist(), deals.outcome.tolist(), strict=True)
    ):
        for band, edge in enumerate(edges):
            until = edges[band + 1] if band + 1 < len(edges) else None
            if until is not None and age >= until:
                rows.append((deal, band, start + edge, start + until, band + 1))
                continue
            if outcome != OPEN:
                rows.append((deal, band, start + edge, start + age, len(edges) if outcome == WON else -1))
            break
    return _as_passages(names=names, rows=rows, by_age=True)


def _as_passages(*, names: tuple[str, ...], rows: list[tuple[int, int, int, int, int]], by_age: bool) -> Passages:
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    return Passages(
        names=names,
        deal=table[:, 0],
        stage=table[:, 1],
        entered=table[:, 2],
        left=table[:, 3],
        passed=table[:, 4] >= 0,
        onward=table[:, 4],
        by_age=by_age,
    )
