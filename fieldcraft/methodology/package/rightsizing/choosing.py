"""Which facts to ask for at first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from ..expressions import names_in
from ..schema import Criterion
from .answers import Answers

#: What a question about open deals is about: words of a criterion's key or text.
TOPICS: Final[Mapping[str, tuple[str, ...]]] = {
    "money": ("economic", "money", "budget", "funds", "pays", "signs"),
    "cost": ("cost", "value", "worth", "number"),
    "steps": ("steps", "decision", "plan", "date"),
    "criteria": ("criteria", "requirement", "measure", "in writing"),
}
#: Facts about further people at the customer.
PEOPLE: Final = frozenset({"contact_count", "department_count", "people_met", "people_replied", "executive_contacts"})
SHOWN_OFTEN: Final = 0.5
#: How much more a fact counts that is missing in most deals, and one in the stage where deals stand still.
MISSING_IN_MOST: Final = 1.5
WHERE_IT_STALLS: Final = 1.5


def chosen(
    *, criteria: Sequence[Criterion], answers: Answers, held: Mapping[str, float], stalls: bool, most: int
) -> tuple[str, ...]:
    """Keys of the facts to ask for in one stage, in the order given: the `most` with the highest worth.

    Worth is what the playbook believes the fact does to the odds (|ln odds|), more where the company says it is missing
    in most deals and where deals stand still, and more the more won deals show it already: such a fact costs nothing.
    """
    allowed = most + (1 if stalls else 0)
    ranked = sorted(criteria, key=lambda one: -_worth(one, answers, held, stalls=stalls))
    keep = {one.key for one in ranked[:allowed]}
    return tuple(one.key for one in criteria if one.key in keep)


def shown_already(*, criterion: Criterion, held: Mapping[str, float]) -> bool:
    """Whether the CRM shows it in most won deals as they are worked today."""
    return held.get(criterion.key, 0.0) >= SHOWN_OFTEN


def _worth(criterion: Criterion, answers: Answers, held: Mapping[str, float], *, stalls: bool) -> float:
    worth = abs(math.log(criterion.prior.odds)) + 0.05
    about = f"{criterion.key} {criterion.text}".replace("-", " ").casefold()
    for question, words in TOPICS.items():
        if answers[question] in ("few", "unknown") and any(word in about for word in words):
            worth *= MISSING_IN_MOST
            break
    if stalls:
        worth *= WHERE_IT_STALLS
    if answers["people"] == "one" and criterion.check and names_in(source=criterion.check) & PEOPLE:
        worth *= 0.25
    return worth * (1.0 + held.get(criterion.key, 0.0))
