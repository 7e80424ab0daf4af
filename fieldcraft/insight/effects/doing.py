"""When behaviours are done: the first day on each deal, in which stage, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.effects.passages import Passages
from fieldcraft.insight.history.types import OPEN, WON, Bools, Floats, History, Ints

#: Later than any day: never done.
NEVER: Final = np.iinfo(np.int64).max // 4
#: Fewer doings than this show no usual time; nor do those spread over more than this share of the days to a win.
MANY, USUAL_LASTS = 20, 0.12


@dataclass(frozen=True, slots=True)
class Doing:
    """What was done, a row per deal or passage and a column per behaviour.

    `first` is the first day on each deal (NEVER where it was not done), `times` how often until the close. `before`
    says of each passage whether it was done before the passage ended: 1 yes, 0 no, a half where it was first done
    on the very day of the end, since nobody knows which came first.
    """

    first: Ints
    times: Ints
    before: Floats

    def done(self) -> Bools:
        """Deals by behaviours: done at all."""
        return np.asarray(self.times > 0)


def doing_of(*, history: History, passages: Passages) -> Doing:
    """First days, counts and what was done before each passage ended. Events after a close are not counted."""
    deals, events = history.deals, history.events
    shape = (len(deals), len(history.behaviours))
    ends = np.where(deals.outcome == OPEN, history.as_of, deals.closed)
    counted = events.day <= ends[events.deal]
    deal, name, day = events.deal[counted], events.name[counted], events.day[counted]
    first = np.full(shape, NEVER, dtype=np.int64)
    np.minimum.at(first, (deal, name), day)
    times = np.zeros(shape, dtype=np.int64)
    np.add.at(times, (deal, name), 1)
    begun, left = first[passages.deal], passages.left[:, None]
    if passages.by_age:
        # Whoever lives to the end of a band has had longer to do it: only what was done before the band counts.
        return Doing(first=first, times=times, before=np.where(begun < passages.entered[:, None], 1.0, 0.0))
    return Doing(first=first, times=times, before=np.where(begun < left, 1.0, np.where(begun == left, 0.5, 0.0)))


def settled(*, history: History, passages: Passages, doing: Doing, place: int) -> Floats:
    """`Doing.before` of one behaviour, without what cannot be known yet.

    Where a behaviour has a usual time (after the opening, or after coming into some stage), a deal that ended
    earlier may have been about to do it, and whoever decided on it may already have worked differently. Passages
    that end before its usual time is over say nothing and get the mean of the others in their stage.
    """
    values = doing.before[:, place].copy()
    over = None if passages.by_age else _over(history=history, passages=passages, first=doing.first[:, place])
    if over is None:
        return values
    for stage in range(len(passages.names)):
        mine = passages.stage == stage
        known = mine & over
        values[mine & ~over] = values[known].mean() if known.any() else 0.0
    return values


def _over(*, history: History, passages: Passages, first: Ints) -> Bools | None:
    """Of each passage: whether it ended after the usual time; None where there is no usual time."""
    deals = history.deals
    did = np.flatnonzero(first < NEVER)
    won = deals.outcome == WON
    if len(did) < MANY or not won.any():
        return None
    ages = (first - deals.opened)[did]
    inside = np.flatnonzero((first[passages.deal] >= passages.entered) & (first[passages.deal] < passages.left))
    low, high = np.quantile(ages, [0.03, 0.97])
    longest = USUAL_LASTS * float(np.median((deals.closed - deals.opened)[won]))
    clocks = [(float(high - low), -1, float(high))]
    if len(inside) >= MANY:
        main = int(np.bincount(passages.stage[inside]).argmax())
        came = {
            int(deal): int(day)
            for deal, day in zip(
                passages.deal[passages.stage == main], passages.entered[passages.stage == main], strict=True
            )
        }
        since = np.array(
            [first[deal] - came[deal] for deal in did.tolist() if deal in came and first[deal] >= came[deal]]
        )
        if len(since) >= 0.9 * len(did):
            low, high = np.quantile(since, [0.03, 0.97])
            clocks.append((float(high - low), main, float(high)))
    wide, stage, until = min(clocks)
    if wide > longest:
        return None
    if stage < 0:
        return np.asarray(passages.left - deals.opened[passages.deal] > until)
    late = (passages.stage == stage) & (passages.left - passages.entered > until)
    return np.asarray(late | (passages.stage > stage))


@dataclass(frozen=True, slots=True)
class Usual:
    """When a behaviour is usually done, found from the deals that were alive to do it.

    `taken` is the chance, per stage, that one who has not done it on coming into the stage does it there; `share` how
    many would have done it in the end had every deal lived; `starts` per stage is the chance that somebody who will do
    it, and has not yet, does it in this stage.
    """

    taken: Floats
    share: float
    starts: Floats


def usual_of(*, passages: Passages, first: Ints) -> Usual:
    """The usual time of one behaviour (`first` per deal).

    The product-limit form over stages: deals that ended stop being counted, they are not counted as never doing it.
    """
    stages = len(passages.names)
    open_to = first[passages.deal] >= passages.entered
    asked = np.bincount(passages.stage[open_to], minlength=stages).astype(np.float64)
    took_it = open_to & (first[passages.deal] < passages.left)
    took = np.bincount(passages.stage[took_it], minlength=stages).astype(np.float64)
    taken = np.divide(took, asked, out=np.zeros(stages), where=asked > 0)
    if passages.by_age:
        taken = np.concatenate([[0.0], taken[:-1]])
    by_stage = 1.0 - np.cumprod(1.0 - taken)
    share = float(by_stage[-1]) if stages else 0.0
    waiting = share - np.concatenate([[0.0], by_stage[:-1]])
    added = np.diff(by_stage, prepend=0.0)
    return Usual(taken=taken, share=share, starts=np.divide(added, waiting, out=np.ones(stages), where=waiting > 1e-9))
