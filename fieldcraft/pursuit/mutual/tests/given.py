"""A plan as the tests of this part need it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fieldcraft.crm.models import Opportunity
from fieldcraft.people.models import Member
from fieldcraft.pursuit.models import Plan, PlanStep, Pursuit, ShareLink
from fieldcraft.pursuit.mutual.actions.sharing import make_link
from fieldcraft.pursuit.mutual.actions.starting import start_plan
from fieldcraft.pursuit.mutual.queries import steps_of_plan
from tests.support.organisation import NOW, actor, opportunity_for

GOAL_ON = "2027-06-01"


@dataclass(frozen=True)
class Given:
    """Jana's opportunity at Nordwind with a plan and a link for Petra."""

    opportunity: Opportunity
    plan: Plan
    link: ShareLink
    token: str
    owner: Member

    @property
    def steps(self) -> list[PlanStep]:
        return list(steps_of_plan(plan=self.plan))

    @property
    def milestones(self) -> list[PlanStep]:
        return [step for step in self.steps if step.is_milestone]

    @property
    def pursuit(self) -> Pursuit:
        return Pursuit.objects.select_related("version", "opportunity__account").get(opportunity=self.opportunity)

    def step(self, criterion: str) -> PlanStep:
        """The step that proves it."""
        return next(step for step in self.steps if step.criterion == criterion)

    def another_link(self, name: str = "Rolf", **more: Any) -> tuple[ShareLink, str]:
        return link_for(self.plan, self.owner, name, **more)


def link_for(
    plan: Plan, owner: Member, name: str, *, email: str = "", asks_code: bool = False, days: str = "90",
    request: str = "", now: datetime = NOW,
) -> tuple[ShareLink, str]:  # fmt: skip
    return make_link(
        plan=plan, name=name, email=email, asks_code=asks_code, days=days, request=request, member=owner,
        by=actor(owner), now=now,
    )  # fmt: skip


def plan_for(owner: Member, *, goal_on: str = GOAL_ON, opportunity: Opportunity | None = None, **more: Any) -> Given:
    found = opportunity or opportunity_for(owner=owner, **more)
    pursuit = Pursuit.objects.select_related("version", "opportunity__account").get(opportunity=found)
    plan = start_plan(
        pursuit=pursuit, goal="The trucks run by May", goal_on=goal_on, member=owner, by=actor(owner), now=NOW
    )
    link, token = link_for(plan, owner, "Petra Kohl", email="petra@nordwind.example")
    return Given(opportunity=found, plan=Plan.objects.get(pk=plan.pk), link=link, token=token, owner=owner)
