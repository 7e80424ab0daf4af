"""What is known of an opportunity on a day, in the columns the win model reads (pure).

One function makes them for an opportunity of today and for one of the past, so that the model is asked about the same
things it was fitted on. A column that is not known is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from fieldcraft.methodology.package.facts import FactValue
from fieldcraft.pursuit.evaluation.types import Assessment

#: A column to its word or number; gaps are left out.
Features: TypeAlias = dict[str, str | float]

#: Columns of numbers to the facts they come from.
OF_FACTS: Final[Mapping[str, str]] = {
    "amount": "amount",
    "age_days": "age_days",
    "days_in_stage": "days_in_stage",
    "days_to_close": "days_to_close",
    "close_date_moves": "close_date_moves",
    "activities_30d": "activities_30d",
    "days_since_activity": "days_since_activity",
    "days_since_reply": "days_since_reply",
    "replies": "emails_received",
    "meetings": "meetings",
    "people_met": "people_met",
}
#: Columns of words to the facts they come from.
WORDS_OF_FACTS: Final[Mapping[str, str]] = {
    "product": "product",
    "segment": "segment",
    "source": "source",
    "type": "opportunity_type",
}
NUMBERS: Final = (*OF_FACTS, "roles_covered", "supported", "claimed", "gap", "criteria_met")
WORDS: Final = (*WORDS_OF_FACTS, "owner", "team")
CRITERION: Final = "criterion/"
MET, NOT_MET = "met", "not met"
#: A level longer than this is a text, not a kind.
LONGEST: Final = 80


def features_of(
    *,
    facts: Mapping[str, FactValue],
    assessment: Assessment,
    owner_id: int | None,
    team_id: int | None,
    own_currency: bool,
    renamed: Mapping[str, str],
) -> Features:
    """The columns of one opportunity on one day.

    `facts` and `assessment` are of that day. `own_currency`: the amount is in the organisation's currency; other
    amounts cannot be compared and are left out. `renamed` turns a criterion's key into the one it is counted under.
    """
    found: Features = {}
    for column, fact in OF_FACTS.items():
        value = facts.get(fact)
        if isinstance(value, int | float) and (column != "amount" or own_currency):
            found[column] = float(value)
    for column, fact in WORDS_OF_FACTS.items():
        word = facts.get(fact)
        if isinstance(word, str) and word.strip():
            found[column] = word.strip()[:LONGEST]
    for column, number in (("owner", owner_id), ("team", team_id)):
        if number is not None:
            found[column] = str(number)
    roles = facts.get("roles")
    found["roles_covered"] = float(len(roles)) if isinstance(roles, tuple) else 0.0
    found["supported"] = float(assessment.supported_position)
    if assessment.claimed_position is not None and assessment.gap is not None:
        found["claimed"], found["gap"] = float(assessment.claimed_position), float(assessment.gap)
    found["criteria_met"] = float(assessment.met)
    for state in assessment.criteria:
        key = renamed.get(state.criterion, state.criterion)
        found[f"{CRITERION}{key}"] = MET if state.state == "met" else NOT_MET
    return found


def is_word(*, column: str) -> bool:
    """Whether a column holds words."""
    return column in WORDS or column.startswith(CRITERION)
