"""What a program may log and plan with the customer: the same actions as the pages, by the same member."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import Http404, HttpRequest
from ninja import Form, Path, Router, Schema
from pydantic import Field

from fieldcraft.api import present_opportunity, shapes_opportunity
from fieldcraft.api.problems import REFUSED_WRITE
from fieldcraft.api.reads import LARGEST_ID, STORABLE, OpportunityId, Slug, nothing
from fieldcraft.api.sign_in import Caller, caller_of
from fieldcraft.crm.models import Activity, Contact
from fieldcraft.pursuit.calls import actions, queries
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.queries.page import pursuit_of

router = Router(tags=["activities"])
ActivityId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="Id of an activity of this opportunity.")]
Kind = Literal["call", "meeting", "email", "task", "note"]
Outcome = Literal["", "reached", "no_answer", "held", "sent", "done", "cancelled"]


class Happened(Schema):
    """What happened with the customer."""

    kind: Kind
    subject: str = Field(default="", pattern=STORABLE, max_length=250, description="Left out: kind and contact.")
    outcome: Outcome = Field(default="", description="One that fits the kind; empty: not said.")
    note: str = Field(default="", pattern=STORABLE, max_length=actions.LONGEST_NOTE, description="What came of it.")
    on: date = Field(default_factory=nothing, description="Day it happened; left out: today.")
    contact: int = Field(default_factory=nothing, ge=1, le=LARGEST_ID, description="Id of somebody at the customer.")
    inbound: bool = Field(default=False, description="True: the customer acted.")
    request_key: str = Field(
        default="", pattern=STORABLE, max_length=100, description="Your own key; the same key again changes nothing."
    )


class Planned(Schema):
    """What is planned with the customer."""

    kind: Kind
    subject: str = Field(default="", pattern=STORABLE, max_length=250, description="Left out: kind and contact.")
    on: date = Field(description="Day from today up to two years ahead.")
    contact: int = Field(default_factory=nothing, ge=1, le=LARGEST_ID, description="Id of somebody at the customer.")
    play: str = Field(default="", pattern=STORABLE, max_length=80, description="Play it carries out, by key.")


class Ended(Schema):
    """How a planned activity ended."""

    outcome: Outcome
    note: str = Field(default="", pattern=STORABLE, max_length=actions.LONGEST_NOTE, description="What came of it.")
    on: date = Field(default_factory=nothing, description="Day it took place; left out: a meeting's own, else today.")


@router.post(
    "/opportunities/{int:opportunity}/activities",
    response={200: shapes_opportunity.ActivityLine, **REFUSED_WRITE},
    operation_id="log_activity",
    summary="Log an activity that was not planned",
    url_name="log",
)
def log(
    request: HttpRequest, organisation: Slug, opportunity: OpportunityId, form: Form[Happened]
) -> shapes_opportunity.ActivityLine:
    """The evidence is assessed anew and the next steps are ranked again; read them with the opportunity."""
    caller, pursuit = _found(request, opportunity)
    row = actions.log_activity(
        pursuit=pursuit,
        kind=form.kind,
        subject=form.subject,
        outcome=form.outcome,
        note=form.note,
        on=form.on or caller.viewer.on,
        contact=_contact(pursuit, form.contact),
        inbound=form.inbound,
        request_key=form.request_key,
        member=caller.member,
        by=caller.actor,
        now=caller.now,
    )
    return present_opportunity.activity(row)


@router.post(
    "/opportunities/{int:opportunity}/activities/planned",
    response={200: shapes_opportunity.ActivityLine, **REFUSED_WRITE},
    operation_id="plan_activity",
    summary="Plan an activity for a day",
    url_name="planned",
)
def plan(
    request: HttpRequest, organisation: Slug, opportunity: OpportunityId, form: Form[Planned]
) -> shapes_opportunity.ActivityLine:
    """It is on Today on its day, and late from the day after. The same subject on the same day changes nothing."""
    caller, pursuit = _found(request, opportunity)
    row = actions.plan_activity(
        pursuit=pursuit,
        kind=form.kind,
        subject=form.subject,
        on=form.on,
        contact=_contact(pursuit, form.contact),
        play=form.play,
        member=caller.member,
        by=caller.actor,
        now=caller.now,
    )
    return present_opportunity.activity(row)


@router.post(
    "/opportunities/{int:opportunity}/activities/{activity}/outcome",
    response={200: shapes_opportunity.ActivityLine, **REFUSED_WRITE},
    operation_id="log_outcome",
    summary="Say how a planned activity ended",
    url_name="outcome",
)
def outcome(
    request: HttpRequest, organisation: Slug, opportunity: OpportunityId, activity: ActivityId, form: Form[Ended]
) -> shapes_opportunity.ActivityLine:
    """Closes it. The same again changes nothing; another outcome afterwards is refused with 409."""
    caller = caller_of(request)
    found = queries.activity_of(viewer=caller.viewer, opportunity_id=opportunity, activity_id=activity)
    if found is None:
        raise Http404
    row: Activity = actions.log_outcome(
        activity=found,
        outcome=form.outcome,
        note=form.note,
        on=form.on,
        member=caller.member,
        by=caller.actor,
        now=caller.now,
    )
    return present_opportunity.activity(row)


def _found(request: HttpRequest, opportunity: int) -> tuple[Caller, Pursuit]:
    caller = caller_of(request)
    pursuit = pursuit_of(viewer=caller.viewer, opportunity_id=opportunity)
    if pursuit is None:
        raise Http404
    return caller, pursuit


def _contact(pursuit: Pursuit, number: int | None) -> Contact | None:
    """Somebody of this customer. Raises Http404 for everybody else."""
    if number is None:
        return None
    found = next((one for one in queries.contacts_at(pursuit=pursuit) if one.pk == number), None)
    if found is None:
        raise Http404
    return found
