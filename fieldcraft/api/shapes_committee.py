"""The buying committee, and what its writes take and answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, TypeAlias

from ninja import Schema
from pydantic import Field

from fieldcraft.api.shapes import Key

Influence: TypeAlias = Literal["high", "medium", "low"]
Support: TypeAlias = Literal["advocate", "supportive", "neutral", "against", "unknown"]
STORABLE = r"^[^\x00]*$"


class CommitteePerson(Schema):
    """One person of the customer who takes part."""

    id: int = Field(description="Of this person's part in this opportunity.")
    name: str
    title: str
    email: str
    role: str = Field(description="Key of a buying role of the playbook, or the CRM's own word.")
    influence: Influence
    guessed: bool = Field(description="The influence is read from the seniority; nobody has set it.")
    support: Support
    reports_to: int | None = Field(description="Id of another person of the committee.")
    note: str
    contacts_90d: int = Field(description="Calls, meetings and e-mails in 90 days in this opportunity.")
    colleagues: list[str] = Field(description="Who of yours was in touch in 90 days, most often first.")
    last_contact_on: date | None


class Introduction(Schema):
    """Whom to ask for a way to a person."""

    ask: str = Field(description="Name of whom to ask; `You` where the member knows the person.")
    reason: str
    text: str = Field(description="Words to send.")


class MissingRole(Schema):
    """A role that is asked for and that nobody holds."""

    role: Key
    title: str
    asked_by: str = Field(description="The criterion or warning of the playbook that asks for it.")
    introduction: Introduction | None


class QuietPerson(Schema):
    """Somebody with high influence and no contact for more than three weeks."""

    person: int
    days: int | None = Field(description="Days since the last contact; null: never.")
    introduction: Introduction | None


class Change(Schema):
    """One change of the committee: field to before and after, as stored."""

    at: datetime
    by: str
    name: str
    kind: Literal["added", "changed", "removed"]
    changes: dict[str, list[str | None]]


class Committee(Schema):
    """The buying committee of one opportunity."""

    people: list[CommitteePerson]
    missing: list[MissingRole]
    quiet: list[QuietPerson]
    changes: list[Change] = Field(description="The latest 200, newest first.")


class NewPerson(Schema):
    """Somebody to add; a contact of the account with this e-mail or name is taken where there is one."""

    name: str = Field(min_length=1, max_length=200, pattern=STORABLE)
    title: str = Field(default="", max_length=200, pattern=STORABLE)
    email: str = Field(default="", max_length=254, pattern=STORABLE)
    role: str = Field(default="", max_length=60, pattern=STORABLE)


class PersonChange(Schema):
    """Fields to set; those left out stay. `seen_…` is the value you read: where it is another now, yours is not set."""

    # No field is nullable: a form cannot say null. What was sent is told by `model_fields_set`.
    role: str = Field(default="", max_length=60, pattern=STORABLE)
    influence: Influence | Literal[""] = Field(default="", description="Empty: as the seniority says.")
    support: Support = "unknown"
    reports_to: int = Field(default=0, ge=0, le=2**63 - 1, description="Id of a person here; 0: nobody.")
    note: str = Field(default="", max_length=2000, pattern=STORABLE)
    seen_role: str = Field(default="", max_length=60, pattern=STORABLE)
    seen_influence: str = Field(default="", max_length=6, pattern=STORABLE)
    seen_support: str = Field(default="", max_length=10, pattern=STORABLE)
    seen_reports_to: int = Field(default=0, ge=0, le=2**63 - 1)
    seen_note: str = Field(default="", max_length=2000, pattern=STORABLE)


class Conflict(Schema):
    """A field that was not set because somebody else had changed it."""

    field: str
    theirs: str
    by: str


class PersonChanged(Schema):
    """The person as it stands after the write."""

    person: CommitteePerson
    conflicts: list[Conflict]
