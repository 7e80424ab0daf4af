"""How an activity of each kind can end, and what its chips are called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from fieldcraft.crm.models import ActivityKind, ActivityOutcome

#: A chip that asks for another day and closes nothing.
MOVED: Final = "moved"

_TALK = ((ActivityOutcome.REACHED, "Reached"), (ActivityOutcome.NO_ANSWER, "No answer"), (MOVED, "Moved"))
_OFF = (ActivityOutcome.CANCELLED, "Cancelled")
#: Kind to its chips (outcome, label) in the order of their digits; the first is the usual one.
CHIPS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    ActivityKind.CALL: (*_TALK, _OFF),
    ActivityKind.MEETING: ((ActivityOutcome.HELD, "Held"), (MOVED, "Moved"), _OFF),
    ActivityKind.EMAIL: ((ActivityOutcome.SENT, "Sent"), (MOVED, "Not yet"), _OFF),
    ActivityKind.TASK: ((ActivityOutcome.DONE, "Done"), (MOVED, "Not yet"), _OFF),
    ActivityKind.NOTE: ((ActivityOutcome.DONE, "Done"), (MOVED, "Not yet"), _OFF),
}


def ends_of(*, kind: str) -> tuple[str, ...]:
    """Outcomes that an activity of this kind can have."""
    return tuple(outcome for outcome, _ in CHIPS[kind] if outcome != MOVED)


def day_of(*, kind: str, planned: date, on: date) -> date:
    """When a planned activity took place that is logged on a day: a meeting on its day, anything else now."""
    return min(planned, on) if kind == ActivityKind.MEETING else on
