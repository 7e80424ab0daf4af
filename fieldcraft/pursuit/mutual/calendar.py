"""A plan as one calendar file (RFC 5545): a day for every open step, and the goal."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from fieldcraft.pursuit.models import PlanStep
from fieldcraft.pursuit.mutual.queries import SharedPlan

if TYPE_CHECKING:
    from icalendar import Event


def calendar_file(*, shared: SharedPlan, now: datetime) -> bytes:
    """Whole-day entries whose ids stay the same, so that a second import changes them instead of adding new ones."""
    from icalendar import Calendar  # noqa: PLC0415 - no page should pay for what a download needs

    calendar = Calendar()
    calendar.add("prodid", "-//Fieldcraft//Mutual action plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{shared.account or 'Our'} plan with {shared.company}")
    for step in shared.steps:
        day = step.due_on or step.done_on
        if day is not None:
            calendar.add_component(_event(step, shared, day))
    calendar.add_component(_goal(shared, now))
    return bytes(calendar.to_ical())


def _event(step: PlanStep, shared: SharedPlan, day: date) -> Event:
    event = _day(uid=f"step-{step.pk}-{shared.uid}@fieldcraft", on=day, stamp=step.changed_at, sequence=step.revision)
    who = step.owner_name or {"us": shared.company, "customer": shared.account}.get(step.side, "")
    done = "Done: " if step.done_on else ""
    event.add("summary", f"{done}{step.title}")
    event.add("description", f"{who}\n{shared.goal}" if who else shared.goal)
    event.add("status", "CONFIRMED" if step.agreed_by or step.done_on else "TENTATIVE")
    return event


def _goal(shared: SharedPlan, now: datetime) -> Event:
    event = _day(uid=f"goal-{shared.uid}@fieldcraft", on=shared.goal_on, stamp=now, sequence=0)
    event.add("summary", shared.goal)
    event.add("status", "CONFIRMED")
    return event


def _day(*, uid: str, on: date, stamp: datetime, sequence: int) -> Event:
    from icalendar import Event  # noqa: PLC0415 - as above

    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("sequence", sequence)
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event
