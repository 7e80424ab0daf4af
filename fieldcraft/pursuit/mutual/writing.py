"""What all writes on a plan share."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from fieldcraft.crm.models import Outcome
from fieldcraft.pursuit.concluding import hold
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Plan, PlanStep, Pursuit
from fieldcraft.trail.record import Change

#: What a step's writes may change besides the fields themselves.
STAMPS = ["revision", "changed_at"]


def locked(*, plan: Plan) -> Pursuit:
    """The plan's pursuit, locked: two people on one plan take turns. Raises PursuitError where it is closed."""
    pursuit = hold(pursuit=plan.pursuit)
    if pursuit.opportunity.outcome == Outcome.LOST:
        raise PursuitError("This opportunity is lost, so its plan has ended. Reopen it to go on.")
    return pursuit


def live_steps(*, plan: Plan) -> QuerySet[PlanStep]:
    """The steps that were not removed, in order."""
    return PlanStep.objects.filter(plan=plan, removed_at__isnull=True).order_by("place", "pk")


def step_again(*, step: PlanStep) -> PlanStep:
    """The step as it is now, under the lock. Raises PursuitError where somebody has removed it."""
    found = PlanStep.objects.filter(pk=step.pk, removed_at__isnull=True).first()
    if found is None:
        raise PursuitError(f"“{step.title}” was taken out of the plan just now. Reload the page.")
    return found


def save(*, step: PlanStep, fields: list[str], now: datetime) -> None:
    """Store these fields of a step, as its next revision."""
    step.revision += 1
    step.changed_at = now
    step.save(update_fields=[*fields, *STAMPS])


def about_step(change: Change, *, step: PlanStep, opportunity_id: int) -> None:
    """The step is what the entry is about."""
    change.about(kind="plan step", id=step.pk, label=step.title, opportunity_id=opportunity_id)


def about_plan(change: Change, *, plan: Plan, opportunity_id: int) -> None:
    """The plan as a whole is what the entry is about."""
    change.about(kind="plan", id=plan.pk, label=plan.goal, opportunity_id=opportunity_id)
