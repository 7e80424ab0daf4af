"""What is said about a behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

#: The four words, and the fifth for what the data cannot answer.
Verdict: TypeAlias = Literal["proven here", "suggestive", "prior only", "no effect seen", "cannot be told"]


@dataclass(frozen=True, slots=True)
class Prior:
    """A belief from the playbook: the odds ratio of winning, and how many closed deals it weighs as much as."""

    odds: float
    worth_deals: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 90 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What one behaviour changes.

    `points` is the change of the win rate in percentage points over all deals, had everybody done it against nobody;
    `log_odds` the same as log-odds, shrunk to the prior where one is given; both None where the verdict is "cannot be
    told", with the `why`. `days` is the change of the time to a win in days. `n` is the closed deals it rests on,
    `done` how many of them did it. `naive` is the difference in points between deals that did it and those that did
    not, printed beside it to show what a plain comparison would have said.
    """

    behaviour: str
    verdict: Verdict
    why: str
    n: int
    done: int
    points: Estimate | None
    log_odds: Estimate | None
    days: Estimate | None
    naive: float


@dataclass(frozen=True, slots=True)
class Coaching:
    """What coaching on a behaviour changed in how often it is done, against those who were not coached.

    `start` is the change in points over the first 60 days, `half_life` after how many days half of it was gone (None:
    no fading seen), `coached` and `others` the people compared.
    """

    behaviour: str
    verdict: Verdict
    why: str
    coached: int
    others: int
    start: Estimate | None
    half_life: Estimate | None
