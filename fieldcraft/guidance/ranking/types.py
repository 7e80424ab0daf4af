"""What goes into the ranking of next steps and what comes out of it.

Money is in the currency of the opportunity; `Economy.rates` turns it into the currency of the member, so that steps
of different opportunities can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from fieldcraft.insight.effects.types import Verdict
from fieldcraft.methodology.package.facts import FactValue
from fieldcraft.methodology.package.schema import ActionKind, PlayOwner
from fieldcraft.pursuit.evaluation.types import Assessment

Answer: TypeAlias = Literal["done", "snoozed", "not_useful"]
Basis: TypeAlias = Literal["promise", "this_stage", "trigger", "next_stage"]
#: Whom a step that confirms something asks.
Confirms: TypeAlias = Literal["not_owner", "manager", "buyer"]


@dataclass(frozen=True, slots=True)
class Promise:
    """A planned activity with the customer, due on a day. It is late when `due_on` is before today.

    `play` is the key of the play it carries out; empty: none. While it is planned, that play is not recommended.
    """

    ref: str
    title: str
    to: str | None
    due_on: date
    minutes: int | None = None
    play: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """What the customer said in the mutual action plan and nobody has answered; `ref` is new with every new word."""

    ref: str
    title: str
    why: str
    corrects: bool


@dataclass(frozen=True, slots=True)
class Response:
    """What a member did with a step: done on a day, snoozed until a day (first day it may show again), not useful.

    `play` is the step's `answer_key`: the key of the play, `promise/<ref>`, or `confirm/<criterion>`.
    """

    pursuit: str
    play: str
    answer: Answer
    answered_on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Economy:
    """Money around the member: their currency, their commission (0.08 is 8 %), what an opportunity usually is worth.

    `rates` holds how much of `currency` one unit of another currency is; an amount in a currency without a rate
    counts as unknown. `typical_amount` is in `currency`.
    """

    currency: str
    commission_rate: float
    typical_amount: float
    rates: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taught:
    """What the closed deals here say of one criterion or play.

    `log_odds` is what it adds to the odds of winning, already shrunk to the playbook's belief, with the 90 % interval
    `low` to `high`; `points`, `points_low` and `points_high` the same in percentage points over all deals. `days` is
    the change of the time to a win, shrunk to 0; negative is sooner. `n` is the closed deals it rests on. Where the
    verdict is "cannot be told" the numbers mean nothing and `why` says why; the playbook's belief stands.
    """

    verdict: Verdict
    n: int
    log_odds: float = 0.0
    low: float = 0.0
    high: float = 0.0
    points: float = 0.0
    points_low: float = 0.0
    points_high: float = 0.0
    days: float = 0.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """How many people here found a play not useful, of how many who answered to it at all."""

    against: int
    people: int


@dataclass(frozen=True, slots=True)
class Learned:
    """What history adds to the playbook's beliefs, for one opportunity.

    `effects` by `criterion/<key>` and `play/<key>`; what is not in it keeps the playbook's belief. `chance` is this
    opportunity's chance of winning now, 0 to 1, from what is proved (None: the playbook's for the stage), `share` how
    much of it is history, 0 to 1. `opinions` by the step's `answer_key`.
    """

    effects: Mapping[str, Taught] = field(default_factory=dict)
    chance: float | None = None
    share: float = 0.0
    opinions: Mapping[str, Opinion] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One open opportunity that may give steps.

    `names` fill the placeholders of titles: account, opportunity, contact, champion, economic_buyer, owner,
    close_date; a placeholder without a name makes the play use its fallback title. `facts` are those of the evaluation.
    """

    pursuit: str
    account: str
    assessment: Assessment
    facts: Mapping[str, FactValue]
    names: Mapping[str, str]
    amount: float | None
    currency: str | None = None
    promises: tuple[Promise, ...] = ()
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A next step with its reason.

    `worth` is the expected commission in the member's currency, `points` the change of the chance to win in
    percentage points, `value_per_minute` worth over minutes. `priority` orders steps of different opportunities:
    value per minute after what counts less now (the next stage, what was found not useful); `spread` is half the width
    of its 90 % interval, 0 without anything learned.
    `amount_assumed` says that the typical amount stood in for an unknown one. `explores` says that the step was put
    here to learn whether it helps. `due_on` is the day of a planned activity, which may lie ahead. `play` is the
    playbook's key; None for a promise (`promise` holds its ref) and for a step that has something claimed confirmed
    (`confirms` says by whom). `key` is unique over all opportunities.
    """

    key: str
    pursuit: str
    account: str
    title: str
    why: str
    rests_on: str
    basis: Basis
    minutes: int
    worth: float
    currency: str
    points: float
    value_per_minute: float
    priority: float
    amount_assumed: bool
    kind: ActionKind = "plan"
    owner: PlayOwner = "rep"
    play: str | None = None
    promise: str | None = None
    confirms: Confirms | None = None
    criterion: str | None = None
    proves: tuple[str, ...] = ()
    overdue_days: int = 0
    due_on: date | None = None
    explores: bool = False
    spread: float = 0.0

    @property
    def answer_key(self) -> str:
        """What a response to this step names: the key without the opportunity."""
        return self.key[len(self.pursuit) + 1 :]


@dataclass(frozen=True, slots=True)
class Today:
    """What one member sees today: the steps in order, and how many more could wait."""

    steps: tuple[Step, ...]
    waiting: int
    minutes: int
    worth: float
    currency: str
