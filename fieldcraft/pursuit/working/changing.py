"""Puts one value into one field of a locked opportunity, with everything that hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fieldcraft.crm.imports.holding import hold
from fieldcraft.crm.models import Opportunity, Outcome
from fieldcraft.pursuit.working.fields import Field, Value


@dataclass(frozen=True, slots=True)
class Put:
    """What `put` did besides: a move of the close date was counted, the CRM's word was remembered."""

    moved_later: bool
    held: bool


def put(*, opportunity: Opportunity, field: Field, value: Value, now: datetime) -> Put:
    """Change the field; the caller saves. A close date of an open one that goes later counts as an import counts it."""
    before = getattr(opportunity, field.column)
    was_held = field.column in opportunity.held
    hold(opportunity=opportunity, columns={field.column: before})
    later = False
    if field.key == "close_date":
        later = bool(opportunity.outcome == Outcome.OPEN and before and value and value > before)
        opportunity.close_date_moves += later
        if opportunity.first_close_date is None:
            opportunity.first_close_date = value  # type: ignore[assignment]
    setattr(opportunity, field.column, value)
    opportunity.changed_at = now
    return Put(moved_later=later, held=not was_held)


def put_back(*, opportunity: Opportunity, field: Field, value: Value, done: Put, now: datetime) -> None:
    """Undo a `put`: the value, the count of moves, and the hold, where that change brought them. The caller saves."""
    setattr(opportunity, field.column, value)
    if done.moved_later and opportunity.close_date_moves:
        opportunity.close_date_moves -= 1
    if done.held:
        opportunity.held.pop(field.column, None)
    opportunity.changed_at = now
