"""A closed opportunity as a story: how it ended, what held, what was never shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fieldcraft.crm.models import Outcome
from fieldcraft.pursuit.queries.page import OpportunityPage
from fieldcraft.web import words

MOST_OPEN = 4


@dataclass(frozen=True, slots=True)
class Held:
    """A stage and how much of it was shown."""

    title: str
    word: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """`open` are criteria that were never shown, of the stages the CRM claimed."""

    text: str
    evidence: str
    reason: str
    held: Sequence[Held]
    open: Sequence[str]
    more: int


def ending(*, page: OpportunityPage, on: date) -> Ending:
    """In three sentences, from the facts; nothing is guessed."""
    found, assessment = page.opportunity, page.assessment
    text = "Won" if found.outcome == Outcome.WON else "Lost"
    if found.closed_on:
        text += f" on {words.day(value=found.closed_on, on=on)}"
        if found.created_on:
            text += f", {words.span(days=(found.closed_on - found.created_on).days)} after it began"
    if found.close_date_moves:
        times = "once" if found.close_date_moves == 1 else f"{words.number(value=found.close_date_moves)} times"
        text += f". The close date had moved {times}"
    reached = max(assessment.claimed_position or 0, assessment.supported_position)
    left = [line.part.text for stage in page.stages[:reached] for line in stage.lines if line.state.state != "met"]
    supported = page.track[assessment.supported_position - 1].part.title
    held = "every stage" if assessment.complete else supported
    return Ending(
        text=f"{text}.",
        evidence=f"The evidence held to {held}: {assessment.met} of {len(assessment.criteria)} criteria were shown.",
        reason=found.lost_reason,
        held=[Held(line.part.title, f"{line.met} of {line.total}", line.met == line.total) for line in page.track],
        open=left[:MOST_OPEN],
        more=max(0, len(left) - MOST_OPEN),
    )
