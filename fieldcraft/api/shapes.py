"""What the reads answer, except for one whole opportunity. Days are YYYY-MM-DD, times are UTC."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

Percent = Annotated[int, Field(ge=0, le=100)]
Money = Annotated[Decimal, Field(description="In the opportunity's currency, as a decimal string.")]
Key = Annotated[str, Field(description="Stable key of the playbook.")]


class Organisation(Schema):
    slug: str = Field(description="Short name, as in the path.")
    name: str
    currency: str = Field(description="ISO 4217; amounts without a currency of their own are in it.")
    simulated: bool = Field(description="True: its data is generated.")


class Me(Schema):
    """The member whose token it is."""

    id: int
    name: str
    email: str
    role: Literal["rep", "manager", "director", "vp", "enablement", "administrator"]
    team: str = Field(description="Name of the team; empty without one.")
    leads: bool = Field(description="True: somebody reports to this member today.")
    token: str = Field(description="Label of the token in use.")
    organisation: Organisation


class Step(Schema):
    """A recommended next step."""

    key: str = Field(description="Name of the step within its opportunity; completion takes it.")
    title: str
    why: str = Field(description="The reason, with the fact and the number it rests on.")
    rests_on: str = Field(description="How sure the worth is, and what it comes from.")
    actor: Literal["rep", "manager", "customer", "partner"] = Field(description="Who takes the step.")
    basis: Literal["promise", "this_stage", "trigger", "next_stage"] = Field(
        description="promise: owed to the customer; trigger: a warning or fact calls for it."
    )
    criterion: str = Field(description="Criterion it would prove, by key; empty: none.")
    minutes: int = Field(ge=1, description="Minutes it takes.")
    worth: float = Field(
        description="Expected commission it adds, in the organisation's currency; below 0 where history says it harms."
    )
    points: float = Field(description="Change of the chance to win, in percentage points.")
    amount_assumed: bool = Field(description="True: the opportunity has no amount; a typical one was taken.")
    activity: int | None = Field(description="Id of the planned activity it is about; null: none.")
    due_on: date | None = Field(description="Day of the planned activity, which may lie ahead; null: none.")
    overdue_days: int = Field(ge=0, description="Days past that day; 0: not late.")


class TodayStep(Step):
    """A step chosen for today, with its opportunity."""

    opportunity: int = Field(description="Id of the opportunity.")
    opportunity_name: str
    account: str
    explores: bool = Field(description="True: chosen to learn whether it works, not for its worth.")


class Today(Schema):
    """At most seven steps, the most worthwhile first."""

    steps: list[TodayStep] = Field(max_length=7)
    waiting: int = Field(ge=0, le=1000, description="Further steps that can wait, counted up to 1000.")
    minutes: int = Field(ge=0, description="Minutes of the steps together.")
    worth: float = Field(description="Worth of the steps together, in the organisation's currency.")
    done_today: int = Field(ge=0)


class Headline(Schema):
    """What is said about an opportunity wherever it stands."""

    id: int
    name: str
    account: str
    owner: str
    amount: Money | None
    currency: str = Field(description="ISO 4217; empty: the organisation's.")
    crm_stage: str = Field(description="Stage as the CRM names it.")
    claimed: str = Field(description="Title of the stage the CRM claims; empty: not mapped.")
    supported: str = Field(description="Title of the stage the evidence supports.")
    gap: int = Field(description="Claimed minus supported, in stages; above 0: the claim is ahead.")
    met: int = Field(ge=0, description="Criteria met up to and in the claimed stage.")
    asked: int = Field(ge=0, description="Criteria asked up to and in the claimed stage.")
    close_date: date | None
    late: bool = Field(description="True: the close date is past.")
    last_activity_on: date | None


class OpportunityRow(Headline):
    """One open opportunity in a list."""

    warnings: int = Field(ge=0, description="How many apply.")


class OpportunityList(Schema):
    """A page of open opportunities."""

    opportunities: list[OpportunityRow] = Field(max_length=80)
    page: int = Field(ge=1)
    next_page: int | None = Field(description="Number of the following page; null on the last.")


class Hit(Schema):
    """Something found; which of the ids and keys it has depends on what it is."""

    kind: Literal["opportunity", "account", "contact", "play", "knowledge", "note"]
    title: str = Field(description="What it is called; of a note its line.")
    beside: str = Field(description="Where it belongs, for people to read; may be empty.")
    id: int | None = Field(
        description="Of the opportunity, account or contact; of a note its opportunity's; else null."
    )
    opportunity: int | None = Field(
        description="Id of the opportunity you may see it through; null for the playbook's."
    )
    key: str = Field(description="Key in the playbook of a play or a knowledge item; else empty.")
    open: bool = Field(description="False: every opportunity it is seen through is closed.")


class Found(Schema):
    """The best answers, best first."""

    found: list[Hit] = Field(max_length=30)


class Person(Schema):
    id: int
    name: str
    role: str
    team: str


class Work(Schema):
    """Sums over open opportunities."""

    opportunities: int = Field(ge=0)
    amount: Decimal = Field(description="Sum of the amounts as given, as a decimal string; currencies are not changed.")
    met: int = Field(ge=0, description="Criteria met up to and in the stage each opportunity claims.")
    asked: int = Field(ge=0, description="Criteria asked up to and in the stage each opportunity claims.")
    share: Percent | None = Field(description="Criteria met of those asked, in percent; null: none is asked.")
    ahead: int = Field(ge=0, description="Opportunities whose claim is ahead of the evidence.")
    warned: int = Field(ge=0, description="Opportunities with a warning.")


class TeamLine(Schema):
    """One direct report, with everybody below."""

    person: Person
    people: int = Field(ge=0, description="People below this one.")
    work: Work
    stuck_in: Key | None = Field(description="Stage where most opportunities lack the same criterion.")
    stuck_on: Key | None = Field(description="That criterion.")
    stuck_count: int = Field(ge=0, description="How many opportunities lack it.")


class Stall(Schema):
    """Opportunities whose evidence ends in one stage."""

    stage: Key
    title: str
    opportunities: int = Field(ge=0)
    amount: Decimal = Field(description="Sum of the amounts as given, as a decimal string.")
    lacking: Key | None = Field(description="Criterion that most of them lack.")
    lack: int = Field(ge=0, description="How many lack it.")


class Team(Schema):
    """The direct reports of the caller, or of the one asked for."""

    lead: Person | None = Field(description="Whose reports these are; null: the caller's.")
    lines: list[TeamLine]
    total: Work
    stalls: list[Stall]


class TrailEntry(Schema):
    """One thing that happened."""

    at: datetime
    actor: str = Field(description="Who did it.")
    door: Literal["web", "api", "mcp", "cli", "import", "job", "link"] = Field(description="Through which door.")
    verb: str = Field(description="Dotted name, as in docs/reference/events.md.")
    sentence: str = Field(description="What was done, said to a reader.")
    subject: str
    note: str
    changes: dict[str, list[str | int | float | bool | list[str] | None]] = Field(
        description="Name to value before and after."
    )
