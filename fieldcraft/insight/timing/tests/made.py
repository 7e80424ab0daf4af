"""Histories with known durations: log-normal stages, deals that are slow throughout, dates that slip."""

from __future__ import annotations

from typing import Final

import numpy as np

from fieldcraft.insight.history.types import (
    LOST,
    NONE,
    OPEN,
    WON,
    Coached,
    Deals,
    Entries,
    Events,
    Floats,
    History,
    Ints,
    Labels,
    Pushes,
)
from fieldcraft.insight.timing.landmarks import Looks

STAGES: Final = ("Discover", "Qualify", "Shape", "Propose", "Commit")
DAY: Final = 740_000


def made(
    *, seed: int, deals: int, days: int = 900, usual: float = 20.0, slow: float = 0.4, optimism: float = 0.6
) -> tuple[History, Floats, Ints]:
    """A history known on DAY, the close dates first planned, and the day every deal will have been won (NONE: lost).

    Deals open over `days` before DAY. `usual` is about the median of a stage, `slow` the spread of what makes a deal
    slow in every stage, `optimism` the first planned days over the true ones.
    """
    rng = np.random.default_rng(seed)
    opened = np.sort(DAY - rng.integers(1, days, deals))
    factor = np.exp(rng.normal(0, slow, deals))
    medians = usual * np.array([0.7, 1.0, 1.4, 0.9, 1.1])
    stay = np.maximum(1, np.exp(rng.normal(0, 0.6, (deals, 5))) * medians * factor[:, None]).astype(np.int64)
    onward = rng.random((deals, 5)) < np.array([0.6, 0.7, 0.75, 0.8, 0.85])
    skips = rng.random((deals, 5)) < 0.08
    skips[:, 0] = False
    entry: list[tuple[int, int, int]] = []
    end, won = np.zeros(deals, dtype=np.int64), np.zeros(deals, dtype=bool)
    for deal in range(deals):
        day = int(opened[deal])
        for stage in range(5):
            if skips[deal, stage]:
                continue
            entry.append((deal, stage, day))
            day += int(stay[deal, stage] * (1.0 if onward[deal, stage] else 1.5))
            if not onward[deal, stage]:
                break
        else:
            won[deal] = True
        end[deal] = max(day, int(opened[deal]) + 1)
    planned = opened + (end - opened) * optimism * np.exp(rng.normal(0, 0.3, deals))
    moves = _moves(rng, opened, end, planned)
    over = end <= DAY
    entries = np.array([row for row in entry if row[2] <= DAY], dtype=np.int64).reshape(-1, 3)
    known = moves[moves[:, 1] <= DAY]
    history = History(
        as_of=DAY,
        deals=Deals(
            keys=tuple(f"d{number}" for number in range(deals)),
            opened=opened,
            closed=np.where(over, end, NONE),
            outcome=np.where(over, np.where(won, WON, LOST), OPEN),
            amount=np.exp(rng.normal(10, 1, deals)),
            owner=Labels(("a", "b"), rng.integers(0, 2, deals)),
            team=Labels(("north", "south"), rng.integers(0, 2, deals)),
        ),
        stages=STAGES,
        behaviours=(),
        entries=Entries(entries[:, 0], entries[:, 1], entries[:, 2]),
        events=Events(*(np.zeros(0, dtype=np.int64) for _ in range(3))),
        pushes=Pushes(known[:, 0], known[:, 1], known[:, 2]),
        coached=Coached(*(np.zeros(0, dtype=np.int64) for _ in range(3))),
        simulated=True,
    )
    return history, planned, np.where(won, end, NONE)


def _moves(rng: np.random.Generator, opened: Ints, end: Ints, planned: Floats) -> Ints:
    """When the date comes near and the deal is not near its end, the date moves by part of what is missing."""
    rows: list[tuple[int, int, int]] = []
    for deal in range(len(opened)):
        date = float(planned[deal])
        while date < end[deal]:
            by = max(7, int((end[deal] - date) * rng.uniform(0.4, 1.1)))
            rows.append((deal, int(date), by))
            date += by
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def looks_on(*, history: History, planned: Floats, deals: Ints) -> Looks:
    """How open deals look on the day of the history."""
    last = np.array([np.flatnonzero(history.entries.deal == deal)[-1] for deal in deals], dtype=np.int64)
    start = history.entries.day[last]
    moved = np.bincount(history.pushes.deal, weights=history.pushes.by, minlength=len(history.deals))
    often = np.bincount(history.pushes.deal, minlength=len(history.deals))
    return Looks(
        stage=history.entries.stage[last],
        age=(history.as_of - start).astype(np.float64),
        before=(start - history.deals.opened[deals]).astype(np.float64),
        planned=planned[deals] + moved[deals] - history.as_of,
        pushes=often[deals].astype(np.int64),
    )
