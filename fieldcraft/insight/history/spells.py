"""How long deals stood in stages: one row per stay, with how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from .types import LOST, OPEN, Bools, History, Ints

#: How a stay ended, in `Spells.left`, where it did not end in another stage.
STAYS: Final = -1
ENDS_LOST: Final = -2
ENDS_WON: Final = -3


@dataclass(frozen=True, slots=True)
class Spells:
    """Stays sorted by (deal, start). `left` is the stage gone to, or STAYS (still there on `until`), ENDS_LOST or
    ENDS_WON. Entering the same stage again without leaving it is one stay. Days are ordinals, `end` >= `start`.
    """

    deal: Ints
    stage: Ints
    start: Ints
    end: Ints
    left: Ints

    def __len__(self) -> int:
        return len(self.deal)


def spells(*, history: History, until: int | None = None) -> Spells:
    """All stays as they were known on the day `until` (default: the day of the history)."""
    last = history.as_of if until is None else min(until, history.as_of)
    entries, deals = history.entries, history.deals
    seen = (entries.day <= last) & ((deals.closed[entries.deal] < 0) | (entries.day <= deals.closed[entries.deal]))
    deal, stage, day = entries.deal[seen], entries.stage[seen], entries.day[seen]
    again = np.zeros(len(deal), dtype=bool)
    again[1:] = (deal[1:] == deal[:-1]) & (stage[1:] == stage[:-1])
    deal, stage, day = deal[~again], stage[~again], day[~again]
    goes_on = np.zeros(len(deal), dtype=bool)
    goes_on[:-1] = deal[1:] == deal[:-1]
    closed = deals.closed[deal]
    over = (deals.outcome[deal] != OPEN) & (closed <= last)
    final = np.where(over, np.where(deals.outcome[deal] == LOST, ENDS_LOST, ENDS_WON), STAYS)
    end, left = np.where(over, closed, last), final.astype(np.int64)
    following = np.flatnonzero(goes_on)
    end[following] = day[following + 1]
    left[following] = stage[following + 1]
    return Spells(deal, stage, day, np.maximum(end, day), left)


def chosen_spells(*, of: Spells, deals: Bools) -> Spells:
    """Those of some deals."""
    keep = deals[of.deal]
    return Spells(of.deal[keep], of.stage[keep], of.start[keep], of.end[keep], of.left[keep])
