"""Days in the past of deals that were won, as they looked then, with how long it still took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.history.spells import Spells
from fieldcraft.insight.history.types import WON, Bools, Floats, History, Ints

#: Days between two looks at a deal, as a share of the usual way to a win.
_EVERY: Final = 1 / 12
#: With fewer pushes than this share of won deals, close dates were not kept and say nothing about the past.
_DATES_KEPT: Final = 0.1


@dataclass(frozen=True, slots=True)
class Looks:
    """How open deals look on a day each. `before` is days since opening till the entry of the stage, `planned` the days
    from that day to the CRM's close date (NaN: unknown; negative: past), `pushes` how often it was moved later."""

    stage: Ints
    age: Floats
    before: Floats
    planned: Floats
    pushes: Ints

    def __len__(self) -> int:
        return len(self.stage)


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Looks at won deals, with the days till the win; `deal` says whose."""

    looks: Looks
    deal: Ints
    remaining: Floats


def landmarks(*, history: History, spells: Spells, usual: float, settled: int, planned: Floats | None) -> Landmarks:
    """Looks every twelfth of the usual way, at deals won, up to the day `settled`.

    Later looks are left out: of the deals open then only the quick ones are won by now, and they would teach haste.
    `planned` is the close date of each deal as first planned, an ordinal; where None, and dates were moved often enough
    to show that they are kept, the last one is taken to have come true.
    """
    every = max(usual * _EVERY, 1.0)
    deals = history.deals
    won = np.flatnonzero((deals.outcome == WON) & (deals.closed > deals.opened) & (deals.opened <= settled))
    upto = np.minimum(deals.closed[won] - 1, settled)
    counts = ((upto - deals.opened[won]) / every).astype(np.int64) + 1
    deal = np.repeat(won, counts)
    turn = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    # Looks begin at another part of the interval for each deal, else short deals would be seen on their first day only.
    offset = (deal * 0.618034) % 1.0
    day = deals.opened[deal] + ((turn + offset) * every).astype(np.int64)
    deal, day = _cut(deal, day, day <= np.minimum(deals.closed[deal] - 1, settled))
    place, there = _stay(spells, deal, day)
    deal, day = _cut(deal, day, there)
    place = place[there]
    start = spells.start[place]
    pushed, pushes = _pushes(history, deal, day)
    looks = Looks(
        stage=spells.stage[place],
        age=(day - start).astype(np.float64),
        before=(start - deals.opened[deal]).astype(np.float64),
        planned=_planned(history, deal, planned, pushed) - day,
        pushes=pushes,
    )
    return Landmarks(looks, deal, (deals.closed[deal] - day).astype(np.float64))


def dates_kept(*, history: History) -> bool:
    """True where close dates were moved often enough in won deals to show that somebody keeps them."""
    won = np.flatnonzero(history.deals.outcome == WON)
    moved = np.unique(history.pushes.deal[np.isin(history.pushes.deal, won)])
    return len(won) > 0 and len(moved) >= _DATES_KEPT * len(won)


def _cut(deal: Ints, day: Ints, keep: Bools) -> tuple[Ints, Ints]:
    return deal[keep], day[keep]


def _stay(spells: Spells, deal: Ints, day: Ints) -> tuple[Ints, Bools]:
    """Row of the stay each deal was in on each day, and whether there is one."""
    if not len(spells):
        return np.zeros(len(deal), dtype=np.int64), np.zeros(len(deal), dtype=bool)
    wide = int(max(spells.start.max(), day.max(initial=0))) + 1
    place = np.searchsorted(spells.deal * wide + spells.start, deal * wide + day, side="right") - 1
    place = np.maximum(place, 0)
    return place, (spells.deal[place] == deal) & (spells.start[place] <= day)


def _pushes(history: History, deal: Ints, day: Ints) -> tuple[Floats, Ints]:
    """By how many days the date was moved up to each day in all, and how often it was moved later."""
    moves = history.pushes
    wide = int(max(moves.day.max(initial=0), day.max(initial=0))) + 1
    keys = moves.deal * wide + moves.day
    low = np.searchsorted(keys, deal * wide, side="left")
    high = np.searchsorted(keys, deal * wide + day, side="right")
    by = np.concatenate([[0.0], np.cumsum(moves.by)])
    later = np.concatenate([[0], np.cumsum(moves.by > 0)])
    return by[high] - by[low], (later[high] - later[low]).astype(np.int64)


def _planned(history: History, deal: Ints, planned: Floats | None, pushed: Floats) -> Floats:
    if planned is not None:
        return planned[deal] + pushed
    if not dates_kept(history=history):
        return np.full(len(deal), np.nan)
    whole = np.bincount(history.pushes.deal, weights=history.pushes.by, minlength=len(history.deals))
    result: Floats = history.deals.closed[deal] - whole[deal] + pushed
    return result
