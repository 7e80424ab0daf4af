"""What a member's own answers do to later steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from .types import Response

#: A step found not useful stays away from that opportunity for this many days.
NOT_USEFUL_REST_DAYS: Final = 30
#: Each "not useful" takes this share of the play's weight on all opportunities of the member ...
NOT_USEFUL_COSTS: Final = 0.5
#: ... and half of that effect is gone after this many days.
NOT_USEFUL_HALF_LIFE_DAYS: Final = 45


def held_back(
    *, answer_key: str, again_after_days: int | None, pursuit: str, responses: Sequence[Response], as_of: date
) -> bool:
    """True where an answer on this opportunity keeps the step away today.

    Done: for good, or for `again_after_days`. Snoozed: until its day, which shows it again. Not useful: 30 days.
    """
    for response in responses:
        if response.play != answer_key or response.pursuit != pursuit or response.answered_on > as_of:
            continue
        if response.answer == "done":
            if again_after_days is None or as_of < response.answered_on + timedelta(days=again_after_days):
                return True
        elif response.answer == "snoozed":
            if response.until is not None and as_of < response.until:
                return True
        elif as_of < response.answered_on + timedelta(days=NOT_USEFUL_REST_DAYS):
            return True
    return False


def sinking(*, answer_key: str, responses: Sequence[Response], as_of: date) -> float:
    """Weight of a play for this member, 0 to 1: every "not useful" on any opportunity lowers it, time heals it."""
    weight = 1.0
    for response in sorted(responses, key=lambda r: (r.answered_on, r.pursuit)):
        if response.play == answer_key and response.answer == "not_useful" and response.answered_on <= as_of:
            age = (as_of - response.answered_on).days
            weight *= 1 - NOT_USEFUL_COSTS * 0.5 ** (age / NOT_USEFUL_HALF_LIFE_DAYS)
    return weight
