"""What one effect rests on, in words for who wants to know. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite, log

from fieldcraft.insight.effects.types import Effect
from fieldcraft.insight.proposed.words import odds_of, plus_minus, points_of
from fieldcraft.methodology.package.schema import Playbook, Prior
from fieldcraft.web import words
from fieldcraft.web.learning.present.charts import Axis, Whisker, axis_over, whisker
from fieldcraft.web.learning.present.naming import Name, Names
from fieldcraft.web.learning.present.works import MEANS, days_words, naive_words, picture


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure with what it says."""

    label: str
    value: str
    says: str
    picture: Whisker | None = None


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The page of one behaviour."""

    name: Name
    verdict: str
    sum: str
    means: str
    axis: Axis
    facts: Sequence[Fact]
    belief: str
    adjusted: Sequence[str]


ADJUSTED = (
    "The question asked of the data: of opportunities that stood in the same stage for the same time, and were alike in"
    " all that was known before, did those that had it move on and win more often? A long life alone gives no credit.",
    "Alike means: size, product, segment, source, the seller and his manager, and what else had been shown by then.",
    "Teams may differ. Their answers are pooled: a small team leans on the others, a large one speaks for itself.",
    "What is known only after the close is never used. What the data do not hold, such as a friendly buyer, can still"
    " play a part. A trial of two versions settles what matters.",
)


def behaviour(*, effect: Effect, names: Names, playbook: Playbook) -> Behaviour:
    """The page from a stored effect."""
    values = [effect.naive] if isfinite(effect.naive) else []
    if effect.points:
        values += [effect.points.low, effect.points.high]
    axis = axis_over(values=values, most=100.0)
    prior = _prior(effect.behaviour, playbook)
    told = effect.points is not None
    return Behaviour(
        name=names.of(behaviour=effect.behaviour),
        verdict=words.first_upper(text=effect.verdict),
        sum=_sum(effect, names),
        means=MEANS[effect.verdict],
        axis=axis,
        facts=list(_facts(effect, axis, prior)),
        belief=_belief(effect, prior),
        adjusted=ADJUSTED if told else (),
    )


def _facts(effect: Effect, axis: Axis, prior: Prior | None) -> Sequence[Fact]:
    found = []
    if effect.points:
        says = (
            "Change of the win rate, had everybody done it against nobody; alike opportunities compared. 90 % interval."
        )
        found.append(Fact("Effect on winning", points_of(effect.points), says, picture(effect=effect, axis=axis)))
    if isfinite(effect.naive):
        dot = whisker(axis=axis, value=effect.naive, low=effect.naive, high=effect.naive, tone="quiet",
                      label=f"{plus_minus(effect.naive)} points")  # fmt: skip
        says = "With it against without it. More gets done on good opportunities, so as a rule this is too high."
        found.append(Fact("A plain comparison would say", f"{naive_words(value=effect.naive)} points", says, dot))
    if effect.days:
        low, high = days_words(value=effect.days.low), days_words(value=effect.days.high)
        says = f"Between {low} and {high}, 90 % interval."
        found.append(Fact("Time to a win", days_words(value=effect.days.value), says))
    if effect.log_odds:
        beside = f" The playbook believed {prior.odds:g}." if prior else ""
        found.append(Fact("In odds of winning", f"times {odds_of(effect.log_odds)}", f"1 is no effect.{beside}"))
    share = f"{100 * effect.done / effect.n:.0f} %" if effect.n else "0 %"
    found.append(Fact("Seen on", f"{effect.n:,} closed", f"{effect.done:,} of them had it ({share})."))
    return found


def _sum(effect: Effect, names: Names) -> str:
    if effect.points is None:
        return f"{words.first_upper(text=names.said(text=effect.why))}."
    found = effect.points
    if effect.verdict == "no effect seen":
        return f"Whatever it changes, it is between {plus_minus(found.low)} and {plus_minus(found.high)} points."
    if effect.verdict == "prior only":
        return f"{words.first_upper(text=effect.why)}."
    more = "more" if found.value > 0 else "less"
    lead = (
        "Opportunities with it are won"
        if effect.verdict == "proven here"
        else "It looks as if opportunities with it are won"
    )
    return f"{lead} {abs(found.value):.0f} points {more} often than like ones without."


def _belief(effect: Effect, prior: Prior | None) -> str:
    """The playbook's belief against what was found."""
    if prior is None:
        return "The playbook states no belief about it."
    worth = words.plural(count=prior.worth_deals, one="closed opportunity", many="closed opportunities")
    said = (
        f"The playbook believed that it multiplies the odds of winning by {prior.odds:g}, as firmly as {worth} would."
    )
    if effect.log_odds is None:
        return f"{said} As nothing can be told here, that belief stands."
    found = exp(effect.log_odds.value)
    if effect.log_odds.low <= log(prior.odds) <= effect.log_odds.high:
        return f"{said} Belief and data together say {found:.2g}: the data do not contradict it."
    side = "more" if found > prior.odds else "less"
    return f"{said} Belief and data together say {found:.2g}: it does {side} here than was believed."


def _prior(behaviour: str, playbook: Playbook) -> Prior | None:
    kind, _, key = behaviour.partition("/")
    if kind == "criterion":
        return next((one.prior for one in playbook.criteria if one.key == key), None)
    if kind == "play":
        return next((one.prior for one in playbook.plays if one.key == key), None)
    return None
