"""Expected close dates in plain words."""

from __future__ import annotations

from datetime import date

from .saying import Closing


def when(*, closing: Closing) -> str:
    """The day and its range: what is expected if the deal is won."""
    return (
        f"If it is won, then most likely around {_day(closing.middle)}: "
        f"eight of ten such deals close between {_day(closing.early)} and {_day(closing.late)}."
    )


def against_plan(*, closing: Closing) -> str:
    """What that says of the CRM's date; empty without one."""
    if closing.planned is None or closing.by_planned is None:
        return ""
    slip = ""
    if closing.slip is not None and round(closing.slip) > 0:
        slip = f" Wins here come about {round(closing.slip)} days later than the CRM's date says."
    return f"The chance that it is won by {_day(closing.planned)} is {closing.by_planned * 100:.0f} %.{slip}"


def stall(*, closing: Closing) -> str:
    """How long it has stood in its stage, where that is unusual; empty where it is not."""
    if not closing.stalled:
        return ""
    return (
        f"It has stood in this stage for {closing.days_in_stage} days; {closing.usual_days:.0f} are usual. "
        "The longer a deal stands, the less likely it moves."
    )


def resting(*, closing: Closing) -> str:
    """What it rests on, and how much of that is the playbook."""
    if not closing.n:
        return "All of this is the playbook's own estimate. Your history has not taught it yet."
    return (
        f"It rests on {closing.n:,} deals through this stage and {closing.won:,} won; "
        f"{closing.prior * 100:.0f} % is the playbook's own estimate."
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
