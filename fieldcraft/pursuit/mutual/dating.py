"""Days of steps: the first ones of a new plan, ours beside what the customer agreed, and what is worked back anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from fieldcraft.pursuit.evaluation.stored import from_json
from fieldcraft.pursuit.models import Plan, PlanStep, Pursuit
from fieldcraft.pursuit.mutual import limits
from fieldcraft.pursuit.mutual.backwards import Item, work_back
from fieldcraft.pursuit.mutual.proposing import Proposed, propose


def steps_for(*, plan: Plan, pursuit: Pursuit, company: str, now: datetime) -> list[PlanStep]:
    """Unsaved steps of a new plan: proposed from the playbook, dated back from the goal. No SQL."""
    opportunity = pursuit.opportunity
    if not pursuit.assessment:
        return []
    entered = opportunity.stage_entered_on or now.date()
    account = opportunity.account.name if opportunity.account else ""
    found = propose(
        playbook=pursuit.playbook,
        assessment=from_json(text=pursuit.assessment),
        account=account,
        company=company,
        days_in_stage=(now.date() - entered).days,
    )
    items = [Item(key=number, days=each.days) for number, each in enumerate(found) if not each.done]
    dates = dict(work_back(items=items, goal=plan.goal_on, today=now.date()).dates)
    return [
        _step(plan, each, place=number + 1, due=dates.get(number), company=company, now=now)
        for number, each in enumerate(found)
    ]


def _step(plan: Plan, each: Proposed, *, place: int, due: date | None, company: str, now: datetime) -> PlanStep:
    return PlanStep(
        plan=plan,
        place=place,
        title=each.title[: limits.LONGEST_TITLE],
        side=each.side,
        stage=each.stage,
        criterion=each.criterion,
        days=each.days,
        due_on=due,
        done_on=now.date() if each.done else None,
        done_by=company[: limits.LONGEST_NAME] if each.done else "",
        changed_at=now,
    )


def shown_values(*, step: PlanStep) -> dict[str, str]:
    """The fields of a step as its form shows them."""
    day = step.offered_on or step.due_on
    return {
        "title": step.title,
        "side": step.side,
        "owner_name": step.owner_name,
        "due_on": day.isoformat() if day else "",
    }


def set_our_date(*, step: PlanStep, on: date | None) -> None:
    """Date a step from our side: what the customer agreed stands until the customer says yes to the new day."""
    if step.agreed_by and on is not None and step.due_on is not None:
        step.offered_on = on if on != step.due_on else None
    else:
        step.due_on, step.offered_on = on, None
    step.wished_on = None


def items_of(*, steps: Sequence[PlanStep], tied: int | None = None) -> list[Item]:
    """The open steps as they are worked back; `tied` is the one whose day was just set."""
    open_steps = [step for step in steps if step.done_on is None]
    return [
        Item(
            key=step.pk,
            days=step.days,
            fixed=(step.offered_on or step.due_on) if step.pk == tied else None,
        )
        for step in open_steps
    ]
