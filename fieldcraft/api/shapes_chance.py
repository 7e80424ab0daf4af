"""The chance of winning one opportunity, as the API tells it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from fieldcraft.api.shapes import Percent

Share = Annotated[float, Field(ge=0, le=1)]


class Reason(Schema):
    """One exact term of the chance. Who owns the opportunity is never told by itself: it is in `rest`."""

    column: str = Field(description="What the model reads, such as `close_date_moves` or `criterion/<key>`.")
    value: str = Field(description="What it read; `not known` where it was empty.")
    text: str = Field(description="The same in words.")
    log_odds: float = Field(description="Those of `start`, of all reasons and of whose it is add up to the chance's.")
    points: float = Field(description="Percentage points that the chance would lose without this term.")
    n: int = Field(ge=0, description="Closed opportunities that were alike in this.")


class Lever(Schema):
    """Something a person can do, and what the chance would be then; not that doing it brings that about."""

    kind: Literal["criterion", "date", "talk", "role"] = Field(
        description="A criterion to show, a passed close date to set anew, a talk to hold, a buying role to name."
    )
    key: str = Field(description="Key of the criterion or the buying role; else empty.")
    chance: Share


class ExpectedClose(Schema):
    """When it is won, if it is won: eight of ten such between `early` and `late`, half of them before `middle`."""

    early: date
    middle: date
    late: date
    planned: date | None = Field(description="The CRM's close date.")
    by_planned: Share | None = Field(description="Chance of having won by then; null: no date.")
    days_in_stage: int
    usual_days: float = Field(description="Usual days in this stage here.")
    stalled: bool = Field(description="It has stood for 1.5 times the usual days.")
    n: int = Field(ge=0, description="Stays in this stage it rests on.")
    prior: Share = Field(description="Share of the playbook's own word in the days of this stage; 1: all of it.")


class Said(Schema):
    """What a member said himself; it stands beside our number and never replaces it."""

    percent: Percent
    by: str
    at: datetime


class Chance(Schema):
    """The chance of winning, 0 to 1, with what it rests on. Of a closed opportunity the last one before the close."""

    chance: Share
    low: Share = Field(description="Lower end of the 90 % interval.")
    high: Share
    learned: Share = Field(description="How much of it is your own history; the rest is the playbook's belief.")
    closed: int = Field(ge=0, description="Closed opportunities it was learned from.")
    as_of: date
    start: Share = Field(description="The average of this process, before anything of this opportunity is looked at.")
    reasons: list[Reason] = Field(description="The strongest first.")
    rest: float = Field(description="Points that all but the three strongest for and against it add together.")
    levers: list[Lever] = Field(description="What has to be shown first, then what would move it most.")
    expected_close: ExpectedClose | None = Field(description="null: closed, or its stage is not known.")
    said: list[Said] = Field(max_length=12, description="The latest first.")
