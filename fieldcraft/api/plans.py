"""The mutual action plan of an opportunity, to read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from fieldcraft.api.problems import REFUSED_READ
from fieldcraft.api.reads import OpportunityId, Slug
from fieldcraft.api.sign_in import caller_of
from fieldcraft.pursuit.models import PlanStep, PlanWord
from fieldcraft.pursuit.mutual import queries
from fieldcraft.pursuit.queries.page import pursuit_of

router = Router(tags=["reads"])


class Word(Schema):
    """Something said in the plan, by either side."""

    name: str
    by_customer: bool
    kind: Literal["comment", "done", "reached", "not_yet", "date"] = Field(
        description="reached: the customer confirmed a milestone; not_yet: corrected it."
    )
    text: str
    on: date | None = Field(description="The day it names.")
    at: datetime
    answered: bool = Field(description="False: the customer waits for an answer.")


class PlanLine(Schema):
    """A dated step of either side, or a milestone."""

    id: int
    title: str
    side: Literal["us", "customer", "both"]
    owner: str = Field(description="Who does it, by name; empty: the side as such.")
    milestone: bool = Field(description="True: it says where the customer stands.")
    due_on: date | None
    agreed_by: str = Field(description="Who of the customer agreed the day; empty: nobody yet.")
    offered_on: date | None = Field(description="Another day that waits for the customer's yes.")
    wished_on: date | None = Field(description="Another day that the customer asks for.")
    done_on: date | None
    confirmed_by: str = Field(description="Who of the customer confirmed it; empty: nobody yet.")
    proves: str = Field(description="Key of the criterion that the customer's confirmation proves; empty: none.")
    words: list[Word]


class Plan(Schema):
    """The plan as both sides see it. Links are not listed: who holds one can open the plan."""

    goal: str
    goal_on: date = Field(description="The customer's own day.")
    steps: list[PlanLine]
    words: list[Word] = Field(description="Said about the plan as a whole.")


@router.get(
    "/opportunities/{int:opportunity}/plan",
    response={200: Plan, **REFUSED_READ},
    operation_id="plan",
    summary="The mutual action plan of an opportunity",
)
def plan(request: HttpRequest, organisation: Slug, opportunity: OpportunityId) -> Plan:
    """Goal, steps and what both sides said; 404 where there is no plan yet."""
    pursuit = pursuit_of(viewer=caller_of(request).viewer, opportunity_id=opportunity)
    found = queries.plan_of(pursuit=pursuit) if pursuit else None
    if found is None:
        raise Http404
    words: dict[int | None, list[Word]] = {}
    for row in queries.words_of_plan(plan=found):
        words.setdefault(row.step_id, []).append(_word(row))
    return Plan(
        goal=found.goal,
        goal_on=found.goal_on,
        steps=[_step(row, words.get(row.pk, [])) for row in queries.steps_of_plan(plan=found)],
        words=words.get(None, []),
    )


def _word(row: PlanWord) -> Word:
    return Word(
        name=row.name,
        by_customer=row.link_id is not None,
        kind=row.kind,  # type: ignore[arg-type]  # a choice of the model
        text=row.text,
        on=row.on,
        at=row.at,
        answered=row.link_id is None or row.answered_at is not None,
    )


def _step(row: PlanStep, words: list[Word]) -> PlanLine:
    return PlanLine(
        id=row.pk,
        title=row.title,
        side=row.side,  # type: ignore[arg-type]  # a choice of the model
        owner=row.owner_name,
        milestone=row.is_milestone,
        due_on=row.due_on,
        agreed_by=row.agreed_by,
        offered_on=row.offered_on,
        wished_on=row.wished_on,
        done_on=row.done_on,
        confirmed_by=row.confirmed_by,
        proves=row.criterion,
        words=words,
    )
