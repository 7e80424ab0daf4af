"""Since when a criterion held, between two days on which the opportunity was looked at (pure)."""

from __future__ import annotations

from datetime import date, timedelta

from fieldcraft.methodology.package.facts import FACTS
from fieldcraft.pursuit.evaluation.types import CriterionState


def held_since(*, state: CriterionState, before: date | None, on: date) -> date:
    """The day it came to hold: it did not on `before` (None: nobody looked), and does on `on`.

    By the evidence that decides it, else by the dates of the facts that prove it, else `on`; always after `before`.
    """
    found = on
    if state.evidence is not None and not state.facts:
        found = max(state.evidence.stated_on, state.evidence.verified_on or state.evidence.stated_on)
    else:
        days = [
            date.fromisoformat(fact.value)
            for fact in state.facts
            if isinstance(fact.value, str) and FACTS[fact.name].unit == "date"
        ]
        found = max((day for day in days if day <= on), default=on)
    earliest = before + timedelta(days=1) if before else found
    return min(max(found, earliest), on)
