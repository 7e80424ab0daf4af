"""What a step changes: the playbook's belief, or what the closed deals here have taught."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, prod, sqrt
from typing import Final, NamedTuple

from fieldcraft.methodology.package.schema import Prior

from .types import Learned, Taught

#: Half a 90 % interval in standard errors.
_HALF_WIDTH: Final = 1.645
#: A chance nearer to 0 or 1 than this leaves nothing to change.
_EDGE: Final = 0.005
#: Nothing is believed to save more than this share of the whole way to a win.
_MOST_SAVED: Final = 0.5
#: An opinion about a play counts as if so many more people had answered and none of them against it.
_QUIET_PEOPLE: Final = 5


class Belief(NamedTuple):
    """What is believed of one criterion or play: its name in histories and the playbook's prior."""

    behaviour: str
    prior: Prior


class Change(NamedTuple):
    """From chance to chance; `low` and `high` are the ends of the 90 % interval of the chance after.

    `days` is the change of the time to a win. `deals` is what the playbook's part weighs as much as (0: it says
    nothing), `taught` what history says of the first belief.
    """

    before: float
    after: float
    low: float
    high: float
    days: float
    deals: int
    taught: Taught | None


def change(*, chance: float, beliefs: Sequence[Belief], learned: Learned | None) -> Change:
    """The odds of winning after the step are those before times the odds of everything it brings."""
    deals = min([belief.prior.worth_deals for belief in beliefs], default=0)
    odds = chance / (1 - chance)
    if learned is None:
        after = _chance(odds * prod([belief.prior.odds for belief in beliefs]))
        return Change(chance, after, after, after, 0.0, deals, None)
    total = days = variance = 0.0
    for belief in beliefs:
        taught = learned.effects.get(belief.behaviour)
        if taught is None or taught.verdict == "cannot be told":
            total += log(belief.prior.odds)
            variance += _variance(chance, belief.prior.worth_deals)
        else:
            total += taught.log_odds
            variance += ((taught.high - taught.low) / 2) ** 2
            days += taught.days
    half = sqrt(variance)
    first = learned.effects.get(beliefs[0].behaviour) if beliefs else None
    ends = _chance(odds * exp(total - half)), _chance(odds * exp(total + half))
    return Change(chance, _chance(odds * exp(total)), *ends, days, deals, first)


def chance_now(*, of_stage: float, learned: Learned | None) -> float:
    """The opportunity's own chance where there is one, else the playbook's for the stage."""
    if learned is None or learned.chance is None:
        return of_stage
    return min(max(learned.chance, _EDGE), 1 - _EDGE)


def gained(*, found: Change, amount: float, rate: float, cycle_days: float) -> float:
    """Expected commission: more wins, and wins that come sooner.

    A rep holds so many opportunities at a time; one that is through in `d` of `cycle_days` days less makes room for
    `d / cycle_days` of another like it (pipeline velocity: value won a day is open deals x win rate x amount / cycle).
    Only time saved counts: what lives longer has had more done, so histories make nearly everything look slow.
    """
    sooner = min(max(-found.days / cycle_days, 0.0), _MOST_SAVED) if cycle_days > 0 else 0.0
    return (found.after - found.before + found.after * sooner) * amount * rate


def liked(*, answer_key: str, learned: Learned | None) -> float:
    """Weight of a play after what everybody here answered to it, 0 to 1. It counts people, not clicks."""
    opinion = learned.opinions.get(answer_key) if learned else None
    return 1.0 if opinion is None else 1 - opinion.against / (opinion.people + _QUIET_PEOPLE)


def _chance(odds: float) -> float:
    return odds / (1 + odds)


def _variance(chance: float, deals: int) -> float:
    """Square of half the 90 % interval of a log odds ratio that `deals` closed deals, half of them with it, would give.

    The variance of a difference of two log-odds, each from deals / 2 outcomes: 2 / (deals / 2 x p x (1 - p)).
    """
    return _HALF_WIDTH**2 * 4 / (max(deals, 1) * chance * (1 - chance))
