"""Days of an organisation under a rule: buyers move, reps work their minutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol

from .ground import Buyer, Ground, toss

#: After a step that failed the buyer is not asked for it again for so many days.
NOT_AGAIN_DAYS: Final = 10
#: Kinds of luck.
_UNASKED, _WORKED, _WENT_ON = 1, 2, 3


@dataclass(slots=True)
class Deal:
    """An opportunity as it stands: `stage` from 0, `since` the day it came there, `proved` criterion to its first day.

    `held` is play to the day it may be tried again, `tried` how often. `entries` are (stage, day). `outcome` is None
    while it is open; `changed` counts everything that could change which steps there are.
    """

    buyer: Buyer
    stage: int = 0
    since: int = 0
    proved: dict[int, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    tried: dict[str, int] = field(default_factory=dict)
    entries: list[tuple[int, int]] = field(default_factory=list)
    outcome: bool | None = None
    closed: int = -1
    changed: int = 0

    def copied(self) -> Deal:
        """The same, to go on from differently."""
        return Deal(
            self.buyer, self.stage, self.since, dict(self.proved), dict(self.held), dict(self.tried),
            list(self.entries), self.outcome, self.closed, self.changed,
        )  # fmt: skip


class Worker(Protocol):
    """What a rep does with a day: offered deals, says which play on which deal next, one after the other."""

    def day(self, *, rep: int, day: int, deals: list[Deal], work: Work) -> None:
        """Work until `work` says that the minutes are used up."""


class Work:
    """A rep's minutes of one day; a step that is begun is ended, and what it took too long is missing tomorrow."""

    def __init__(self, *, ground: Ground, day: int, minutes: float) -> None:
        self._ground, self._day, self.left = ground, day, minutes
        self.done = 0

    def carry_out(self, *, deal: Deal, play: str) -> None:
        """Try a play on a deal: its minutes are gone; what it proves is proved if it works."""
        found = self._ground.playbook.play_by_key[play]
        self.left -= found.part.minutes
        self.done += 1
        turn = deal.tried.get(play, 0)
        deal.tried[play] = turn + 1
        deal.changed += 1
        # The luck of a play is that of its place, so that the same attempt comes out the same under every rule.
        place = found.proves[0]
        luck = toss(seed=self._ground.seed, what=_WORKED, deal=deal.buyer.number, place=place, turn=turn)
        if luck < self._ground.works[play]:
            for criterion in found.proves:
                deal.proved.setdefault(criterion, self._day)
        else:
            deal.held[play] = self._day + NOT_AGAIN_DAYS


def play(
    *, ground: Ground, deals: list[Deal], worker: Worker, first: int, last: int, minutes: float, new: Iterable[Buyer]
) -> list[Deal]:
    """Play the days from `first` up to `last`, in place; gives all deals, those closed among them.

    `minutes` are a rep's per working day. `new` are buyers that come in on their day, in order.
    """
    coming = [buyer for buyer in new if first <= buyer.opened < last]
    arrived = 0
    everything, still = list(deals), [deal for deal in deals if deal.outcome is None]
    owed = [0.0] * ground.reps
    for day in range(first, last):
        while arrived < len(coming) and coming[arrived].opened == day:
            deal = Deal(coming[arrived], since=day, entries=[(0, day)])
            everything.append(deal)
            still.append(deal)
            arrived += 1
        for deal in still:
            _move(ground, deal, day)
        still = [deal for deal in still if deal.outcome is None]
        if day % 7 < 5:
            _work(ground, still, worker, day, minutes, owed)
    return everything


def _work(ground: Ground, still: list[Deal], worker: Worker, day: int, minutes: float, owed: list[float]) -> None:
    mine: list[list[Deal]] = [[] for _ in range(ground.reps)]
    for deal in still:
        mine[deal.buyer.rep].append(deal)
    for rep in range(ground.reps):
        work = Work(ground=ground, day=day, minutes=minutes + owed[rep])
        if work.left > 0:
            worker.day(rep=rep, day=day, deals=mine[rep], work=work)
        owed[rep] = min(work.left, 0.0)


def _move(ground: Ground, deal: Deal, day: int) -> None:
    """What the buyer does today: things unasked, once a week, and going on or dropping out when the stay is over."""
    buyer = deal.buyer
    if (day - buyer.opened) % 7 == 6:
        stage = ground.playbook.stages[deal.stage]
        for place in range(stage.first, stage.end):
            if place not in deal.proved:
                luck = toss(seed=ground.seed, what=_UNASKED, deal=buyer.number, place=place, turn=day)
                if luck < ground.unasked[place]:
                    deal.proved[place] = day
                    deal.changed += 1
    if day - deal.since < buyer.days[deal.stage]:
        return
    luck = toss(seed=ground.seed, what=_WENT_ON, deal=buyer.number, place=deal.stage, turn=0)
    goes_on = luck < ground.goes_on(buyer=buyer, proved=deal.proved, stage=deal.stage)
    if goes_on and deal.stage + 1 < len(ground.playbook.stages):
        deal.stage, deal.since = deal.stage + 1, day
        deal.entries.append((deal.stage, day))
        deal.changed += 1
    else:
        deal.outcome, deal.closed = goes_on, day
