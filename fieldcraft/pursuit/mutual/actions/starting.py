"""A plan begins, its goal moves, new dates are taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from fieldcraft.people.directory.queries import organisation_here
from fieldcraft.people.models import Member
from fieldcraft.pursuit import events
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Plan, PlanStep, Pursuit
from fieldcraft.pursuit.mutual import limits
from fieldcraft.pursuit.mutual.dating import set_our_date, steps_for
from fieldcraft.pursuit.mutual.writing import about_plan, live_steps, locked, save
from fieldcraft.trail.record import Actor, write


def start_plan(*, pursuit: Pursuit, goal: str, goal_on: str, member: Member, by: Actor, now: datetime) -> Plan:
    """Make the plan of an opportunity with proposed steps, dated back from the goal's day; a second time finds it.

    Raises PursuitError for an empty goal or a day that is none.
    """
    goal = limits.line(text=goal, most=limits.LONGEST_GOAL, what="What the customer wants")
    day = limits.day(text=goal_on, today=now.date(), what="By when")
    with write(by=by, verb=events.PLAN_STARTED, now=now) as change:
        plan = Plan(pursuit=pursuit, goal=goal, goal_on=day, started_by=member, started_at=now, changed_at=now)
        held = locked(plan=plan)
        if found := Plan.objects.filter(pursuit=pursuit).first():
            change.nothing()
            return found
        plan.save()
        PlanStep.objects.bulk_create(steps_for(plan=plan, pursuit=held, company=organisation_here().name, now=now))
        about_plan(change, plan=plan, opportunity_id=pursuit.opportunity_id)
        change.field("goal date", None, day)
    return plan


def change_goal(
    *, plan: Plan, goal: str, goal_on: str, seen: Mapping[str, str], member: Member, by: Actor, now: datetime
) -> bool:
    """Change the goal's words or its day; True where the day moved, so that new dates can be proposed.

    No step moves by it. Raises PursuitError where somebody else changed the same field since `seen` was read.
    """
    wanted = {
        "goal": limits.line(text=goal, most=limits.LONGEST_GOAL, what="What the customer wants"),
        "goal_on": limits.day(text=goal_on, today=now.date(), what="By when").isoformat(),
    }
    with write(by=by, verb=events.PLAN_CHANGED, now=now) as change:
        pursuit = locked(plan=plan)
        row = Plan.objects.get(pk=plan.pk)
        before = {"goal": row.goal, "goal_on": row.goal_on.isoformat()}
        mine = [name for name in wanted if wanted[name] != seen.get(name, before[name])]
        for name in mine:
            if before[name] not in (seen.get(name, before[name]), wanted[name]):
                raise PursuitError(f"Somebody changed this to “{before[name]}” just now. Look at it, then change it.")
            change.field("goal" if name == "goal" else "goal date", before[name], wanted[name])
        if not change.changes:
            change.nothing()
            return False
        row.goal = wanted["goal"] if "goal" in mine else row.goal
        row.goal_on = date.fromisoformat(wanted["goal_on"]) if "goal_on" in mine else row.goal_on
        row.changed_at = now
        row.save(update_fields=["goal", "goal_on", "changed_at"])
        about_plan(change, plan=row, opportunity_id=pursuit.opportunity_id)
    return "goal date" in change.changes


def take_dates(
    *, plan: Plan, dates: Mapping[int, date], seen: Mapping[int, str], member: Member, by: Actor, now: datetime
) -> int:
    """Give steps new days; how many took one. What the customer agreed is offered to the customer, not overwritten.

    `dates` and `seen` (the day it showed, or nothing) are by the step's id. A step that somebody else dated since is
    left as it is.
    """
    with write(by=by, verb=events.PLAN_DATED, now=now) as change:
        pursuit = locked(plan=plan)
        rows = live_steps(plan=plan).filter(pk__in=dates, done_on__isnull=True)
        taken = [row for row in rows if _date_step(row, dates[row.pk], seen.get(row.pk), now)]
        for row in taken:
            change.field(row.title[:80], seen.get(row.pk) or None, dates[row.pk])
        if not taken:
            change.nothing()
            return 0
        about_plan(change, plan=plan, opportunity_id=pursuit.opportunity_id)
    return len(taken)


def _date_step(row: PlanStep, wanted: date, seen: str | None, now: datetime) -> bool:
    shown = row.offered_on or row.due_on
    if shown == wanted or (seen is not None and seen != (shown.isoformat() if shown else "")):
        return False
    set_our_date(step=row, on=wanted)
    save(step=row, fields=["due_on", "offered_on", "wished_on"], now=now)
    return True
