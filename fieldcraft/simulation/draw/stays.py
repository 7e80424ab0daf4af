"""When an opportunity entered and left its stages, and how its close date moved."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from .guide import Guide
from .pace import later_workday, workday
from .plan import Plan
from .world import DrawnStay


def draw_stays(rng: Random, plan: Plan, guide: Guide) -> tuple[DrawnStay, ...]:
    """The stages in order up to the one reached, told backwards from the end; a closed one ends in Won or Lost."""
    entered = plan.end - timedelta(days=_days_in_last(rng, plan, guide))
    last_left = None if plan.outcome == "open" else plan.end
    stays = [DrawnStay(guide.titles[plan.place - 1], plan.place, workday(entered), last_left)]
    for place in range(plan.place - 1, 0, -1):
        left = stays[0].entered_on
        days = max(3, round(guide.typical_days[place - 1] * rng.uniform(0.4, 1.2)))
        stays.insert(0, DrawnStay(guide.titles[place - 1], place, workday(left - timedelta(days=days)), left))
    if plan.outcome != "open":
        stays.append(DrawnStay(plan.outcome.capitalize(), 0, plan.end, None))
    return tuple(stays)


def draw_close_dates(rng: Random, plan: Plan, stays: tuple[DrawnStay, ...], guide: Guide) -> tuple[date, ...]:
    """The close date as first named and after each move to a later day."""
    last = plan.end if plan.outcome != "open" else _expected(rng, plan, guide)
    days = [last]
    for _ in range(_moves(rng, plan)):
        earlier = days[0] - timedelta(days=rng.choice((14, 21, 28, 30, 31, 45)))
        if earlier <= stays[0].entered_on + timedelta(days=10):
            break
        days.insert(0, later_workday(earlier))
    return tuple(day for i, day in enumerate(days) if i == 0 or day > days[i - 1])


def _days_in_last(rng: Random, plan: Plan, guide: Guide) -> int:
    usual = guide.typical_days[plan.place - 1]
    if "untouched" in plan.twists:
        return rng.randint(9, 16)
    if plan.outcome == "open" and plan.stalled:
        return max(plan.quiet + 2, round(usual * rng.uniform(1.2, 3.2)))
    share = rng.uniform(0.15, 1.2) if plan.outcome == "open" else rng.uniform(0.4, 1.3)
    return max(plan.quiet + 2, round(usual * share))


def _expected(rng: Random, plan: Plan, guide: Guide) -> date:
    if "past_close" in plan.twists:
        return workday(plan.end - timedelta(days=rng.randint(3, 30)))
    remaining = sum(guide.typical_days[plan.place - 1 :]) * rng.uniform(0.35, 0.9)
    return later_workday(plan.end + timedelta(days=max(4, round(remaining))))


def _moves(rng: Random, plan: Plan) -> int:
    if "moved_twice" in plan.twists:
        return 2
    if "moved" in plan.twists or plan.stalled:
        return rng.choice((1, 1, 2, 2, 3))
    return rng.choice((0, 0, 0, 0, 1))
