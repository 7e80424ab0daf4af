"""The rules by which reps choose their next step. All choose among what the product's ranking offers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import exp, log
from typing import Final

from fieldcraft.guidance.ranking import Candidate, Economy, Learned, Response, Step, rank, today
from fieldcraft.methodology.package.compiled import CompiledCriterion, CompiledPlaybook
from fieldcraft.methodology.package.schema import EvidenceKind
from fieldcraft.pursuit.evaluation import Assessment, Evidence, evaluate

from .ground import Ground, toss
from .play import Deal, Work, Worker
from .teaching import Lessons

_FIRST: Final = date(2026, 1, 5).toordinal()
_ECONOMY: Final = Economy(currency="EUR", commission_rate=0.08, typical_amount=40_000)
_HABIT, _CHANCE = 11, 12
#: With it the ranking offers the same steps to every rule, on the playbook's beliefs.
_NOTHING_LEARNED: Final = Learned()


class Offers:
    """The steps the product offers on each deal, worked out again when something changed."""

    def __init__(self, *, ground: Ground, learned: Callable[[Deal], Learned | None] | None = None) -> None:
        self._ground, self._learned = ground, learned
        self._assessed: dict[int, tuple[int, int, Assessment]] = {}
        self._steps: dict[int, tuple[int, int, tuple[Step, ...]]] = {}

    def steps(self, *, deal: Deal, day: int) -> tuple[Step, ...]:
        """In the ranking's order."""
        number = deal.buyer.number
        kept = self._steps.get(number)
        if kept and kept[0] == deal.changed and day < kept[1]:
            return kept[2]
        on = date.fromordinal(_FIRST + day)
        held = {play: until for play, until in deal.held.items() if until > day}
        found = rank(
            playbook=self._ground.playbook,
            candidate=self._candidate(deal, on),
            economy=_ECONOMY,
            as_of=on,
            responses=[_not_now(number, play, day, until) for play, until in held.items()],
            learned=self._learned(deal) if self._learned else _NOTHING_LEARNED,
        )
        self._steps[number] = (deal.changed, min(held.values(), default=1 << 30), found)
        return found

    def _candidate(self, deal: Deal, on: date) -> Candidate:
        number = deal.buyer.number
        kept = self._assessed.get(number)
        if not kept or kept[:2] != (len(deal.proved), deal.stage):
            assessment = _assess(self._ground.playbook, deal, on)
            kept = self._assessed[number] = (len(deal.proved), deal.stage, assessment)
        return Candidate(str(number), str(deal.buyer.account), kept[2], {}, {}, deal.buyer.amount)


class Habit:
    """How reps worked before: a deal that looks good and large comes up more often, then any of the stage's steps."""

    def __init__(self, *, ground: Ground) -> None:
        self._ground = ground
        self._plays = [
            [play for play in ground.playbook.plays if play.proves and play.position == stage.position]
            for stage in ground.playbook.stages
        ]

    def day(self, *, rep: int, day: int, deals: list[Deal], work: Work) -> None:
        """See the class."""
        for turn in range(40):
            if work.left <= 0 or not deals:
                return
            deal = min(deals, key=lambda one: self._reluctance(one, day, turn))
            at = deal.stage if self._toss(deal, day, turn, 1) < 0.8 else min(deal.stage + 1, len(self._plays) - 1)
            free = [
                play
                for play in self._plays[at]
                if play.proves[0] not in deal.proved and deal.held.get(play.key, 0) <= day
            ]
            if free:
                work.carry_out(deal=deal, play=free[int(self._toss(deal, day, turn, 2) * len(free))].key)

    def _reluctance(self, deal: Deal, day: int, turn: int) -> float:
        """Smaller comes first: a race in which ready and large deals run faster."""
        pull = exp(0.6 * deal.buyer.seen + 0.3 * log(deal.buyer.amount))
        return self._toss(deal, day, turn, 0) / pull

    def _toss(self, deal: Deal, day: int, turn: int, which: int) -> float:
        return toss(seed=self._ground.seed, what=_HABIT, deal=deal.buyer.number, place=day, turn=turn * 4 + which)


class Rule:
    """Deal by deal in an order of its own; within a deal as the method has it, stage by stage."""

    name = "rule"

    def __init__(self, *, ground: Ground, lessons: Lessons) -> None:
        self.ground, self.lessons = ground, lessons
        self.offers = Offers(ground=ground)

    def place(self, *, deal: Deal, day: int) -> float:
        """Smaller is worked first."""
        raise NotImplementedError

    def day(self, *, rep: int, day: int, deals: list[Deal], work: Work) -> None:
        """Work down the order until the minutes are used up."""
        for deal in sorted(deals, key=lambda one: (self.place(deal=one, day=day), one.buyer.number)):
            while work.left > 0:
                plays = [step.play for step in self.offers.steps(deal=deal, day=day) if step.play]
                if not plays:
                    break
                work.carry_out(deal=deal, play=self.first(plays))

    def first(self, plays: list[str]) -> str:
        """Which of the plays offered on a deal, in the ranking's order, comes first."""
        return min(plays, key=lambda key: self.ground.playbook.play_by_key[key].proves)


class Oldest(Rule):
    """The opportunity that is open for the longest first."""

    name = "oldest first"

    def place(self, *, deal: Deal, day: int) -> float:
        return deal.buyer.opened


class Biggest(Rule):
    """The largest opportunity first."""

    name = "biggest first"

    def place(self, *, deal: Deal, day: int) -> float:
        return -deal.buyer.amount


class BiggestRanked(Biggest):
    """The largest opportunity first, and on it what the playbook's beliefs rank first."""

    name = "biggest first, the playbook's ranking within"

    def first(self, plays: list[str]) -> str:
        """The ranking's."""
        return plays[0]


class Random(Rule):
    """Any opportunity, another order every day."""

    name = "random"

    def place(self, *, deal: Deal, day: int) -> float:
        return toss(seed=self.ground.seed, what=_CHANCE, deal=deal.buyer.number, place=day, turn=0)


class Ours(Rule):
    """What the product shows: the ranking with what was learned, then Today's seven, again when they are done."""

    name = "the ranking"

    def __init__(self, *, ground: Ground, lessons: Lessons) -> None:
        super().__init__(ground=ground, lessons=lessons)
        self.offers = Offers(ground=ground, learned=lessons.about)

    def day(self, *, rep: int, day: int, deals: list[Deal], work: Work) -> None:
        """Down the list of Today; a new list when it is through."""
        self.lessons.refresh(deals=deals, day=day)
        at = {str(deal.buyer.number): deal for deal in deals}
        for turn in range(20):
            steps = [step for deal in deals for step in self.offers.steps(deal=deal, day=day) if step.play]
            shown = today(steps=steps, currency="EUR", seed=f"{rep} {day} {turn}").steps
            if not shown:
                return
            for step in shown:
                if work.left <= 0:
                    return
                if step.play:
                    work.carry_out(deal=at[step.pursuit], play=step.play)


class Believing(Ours):
    """The same without anything learned: the playbook's beliefs alone."""

    name = "the playbook's beliefs alone"

    def __init__(self, *, ground: Ground, lessons: Lessons) -> None:
        super().__init__(ground=ground, lessons=Lessons.none(playbook=ground.playbook))
        self.offers = Offers(ground=ground)


class Oracle(Rule):
    """The step that truly adds most value a minute; it knows every effect, chance and buyer."""

    name = "the oracle"

    def __init__(self, *, ground: Ground, lessons: Lessons) -> None:
        super().__init__(ground=ground, lessons=lessons)
        self._best: dict[int, tuple[tuple[Step, ...], int, float, str]] = {}

    def day(self, *, rep: int, day: int, deals: list[Deal], work: Work) -> None:
        """One step at a time."""
        while work.left > 0 and deals:
            gain, _, deal, play = max((self._of(deal, day) for deal in deals), key=lambda found: found[:2])
            if gain <= 0:
                return
            work.carry_out(deal=deal, play=play)

    def _of(self, deal: Deal, day: int) -> tuple[float, int, Deal, str]:
        number = deal.buyer.number
        steps = self.offers.steps(deal=deal, day=day)
        kept = self._best.get(number)
        if not kept or kept[0] is not steps or kept[1] != deal.stage:
            gains = [(self._gain(deal, step.play), step.play) for step in steps if step.play]
            kept = self._best[number] = (steps, deal.stage, *max(gains, default=(0.0, "")))
        return kept[2], -number, deal, kept[3]

    def _gain(self, deal: Deal, key: str) -> float:
        play = self.ground.playbook.play_by_key[key]
        after = {**deal.proved, **dict.fromkeys(play.proves, 0)}
        now, then = (
            self.ground.wins(buyer=deal.buyer, proved=proved, stage=deal.stage) for proved in (deal.proved, after)
        )
        return (then - now) * self.ground.works[key] * deal.buyer.amount / play.part.minutes


RULES: Final[tuple[type[Rule], ...]] = (Ours, Believing, Biggest, BiggestRanked, Oldest, Random, Oracle)


def habit(*, ground: Ground) -> Worker:
    """The way of working before."""
    return Habit(ground=ground)


def _assess(playbook: CompiledPlaybook, deal: Deal, on: date) -> Assessment:
    evidence = [_proof(playbook.criteria[place], on) for place in deal.proved]
    claimed = playbook.stages[deal.stage].key
    return evaluate(playbook=playbook, facts={}, evidence=evidence, claimed_stage=claimed, as_of=on)


def _proof(criterion: CompiledCriterion, on: date) -> Evidence:
    kind: EvidenceKind = "statement" if "statement" in criterion.kinds else "file"
    return Evidence(
        ref=criterion.key,
        criterion=criterion.key,
        kind=kind,
        stance="supports",
        owner="rep",
        stated_by="rep",
        stated_on=on,
        verified_by="manager",
        verified_as="manager",
        verified_on=on,
    )


def _not_now(number: int, play: str, day: int, until: int) -> Response:
    return Response(str(number), play, "snoozed", date.fromordinal(_FIRST + day), date.fromordinal(_FIRST + until))
