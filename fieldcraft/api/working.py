"""Opening an opportunity and changing its fields: the same actions as the pages.

On the router of the reads, because one address answers all its methods from one router.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Schema
from pydantic import AfterValidator, Field, WithJsonSchema

from fieldcraft.api import shapes
from fieldcraft.api.problems import REFUSED_WRITE
from fieldcraft.api.reads import LARGEST_ID, STORABLE, OpportunityId, Slug, router
from fieldcraft.api.sign_in import caller_of
from fieldcraft.crm.models import Opportunity
from fieldcraft.pursuit.queries.page import pursuit_of
from fieldcraft.pursuit.working.actions import capture_opportunity, edit_opportunity

__all__ = ["router"]
Amount = Annotated[
    Decimal,
    Field(ge=0, lt=10**12, description="Rounded to hundredths."),
    AfterValidator(lambda amount: round(amount, 2)),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "exclusiveMaximum": 10**12},
                {"type": "string", "pattern": r"^[0-9]{1,12}(\.[0-9]{1,6})?$"},
            ]
        }
    ),
]
Day = date


class Values(Schema):
    """Fields of an opportunity. Those left out are not touched."""

    name: str = Field(default="", pattern=STORABLE, max_length=250)
    account: str = Field(default="", pattern=STORABLE, max_length=200, description="Name; an unknown one is created.")
    amount: Amount | None = None
    close_date: Day | None = None
    next_step: str = Field(default="", pattern=STORABLE, max_length=250)
    product: str = Field(default="", pattern=STORABLE, max_length=120)
    type: str = Field(default="", pattern=STORABLE, max_length=60)
    owner: int | None = Field(default=None, ge=1, le=LARGEST_ID, description="Id of somebody in your line.")


class Edit(Schema):
    """What is to be changed, and what you saw."""

    values: Values = Field(description="New values.")
    seen: Values = Field(
        default=Values(), description="What you read before. A field that holds something else by now is a conflict."
    )


class Capture(Schema):
    """A new opportunity of your own."""

    name: str = Field(min_length=1, pattern=STORABLE, max_length=250)
    account: str = Field(default="", pattern=STORABLE, max_length=200, description="Name; an unknown one is created.")
    amount: Amount | None = None
    close_date: Day | None = None
    key: str = Field(
        default="", pattern=STORABLE, max_length=64, description="Yours; the same key again is the same opportunity."
    )
    another: bool = Field(default=False, description="True: the account is none of those that are called nearly so.")


class Fields(Schema):
    """The fields a person or a program may change, as they are now."""

    id: int
    name: str
    account: str
    amount: shapes.Money | None
    close_date: date | None
    next_step: str
    product: str
    type: str
    owner: int | None = Field(description="Id of the owner.")


@router.patch(
    "/opportunities/{int:opportunity}",
    response={200: Fields, **REFUSED_WRITE},
    tags=["writes"],
    operation_id="edit_opportunity",
    summary="Edit fields of an opportunity",
)
def edit(request: HttpRequest, organisation: Slug, opportunity: OpportunityId, body: Edit) -> Fields:
    """Edit fields, merged field by field with what others changed meanwhile. The stage is not changed here.

    409 names who changed the same field to what; all that did not collide is saved. The same again changes nothing.
    """
    caller = caller_of(request)
    pursuit = pursuit_of(viewer=caller.viewer, opportunity_id=opportunity)
    if pursuit is None:
        raise Http404
    found = edit_opportunity(
        pursuit=pursuit,
        values=body.values.model_dump(exclude_unset=True),
        seen=body.seen.model_dump(exclude_unset=True),
        member=caller.member,
        by=caller.actor,
        now=caller.now,
    )
    return _fields(found)


@router.post(
    "/opportunities",
    response={200: Fields, **REFUSED_WRITE},
    tags=["writes"],
    operation_id="capture_opportunity",
    summary="Open an opportunity",
)
def capture(request: HttpRequest, organisation: Slug, body: Capture) -> Fields:
    """Open an opportunity of your own in the first stage, with its first steps. The same again is the same one.

    409 where no account has the name but one is called nearly so: send that name, or `another`.
    """
    caller = caller_of(request)
    found = capture_opportunity(
        name=body.name,
        account=body.account,
        amount=body.amount,
        close_date=body.close_date,
        key=body.key,
        another=body.another,
        member=caller.member,
        by=caller.actor,
        now=caller.now,
    )
    return _fields(found)


def _fields(found: Opportunity) -> Fields:
    return Fields(
        id=found.pk,
        name=found.name,
        account=found.account.name if found.account else "",
        amount=found.amount,
        close_date=found.close_date,
        next_step=found.next_step,
        product=found.product,
        type=found.type,
        owner=found.owner_id,
    )
