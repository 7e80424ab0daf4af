"""One opportunity, whole, and what its writes take and answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from fieldcraft.api.shapes import Headline, Key, Percent, Step, TrailEntry
from fieldcraft.api.shapes_chance import Chance

State = Literal["met", "claimed", "missing", "contradicted"]


class FactUsed(Schema):
    """A fact that the evaluation read."""

    name: str = Field(description="Name in docs/reference/facts.md.")
    value: bool | int | float | str | list[str] | None = Field(description="As it was then; null: not known.")


class Proof(Schema):
    """What a person put forward for a criterion."""

    id: int
    kind: Literal["statement", "file", "buyer_confirmation"]
    supports: bool = Field(description="False: it speaks against the criterion.")
    note: str
    file: str = Field(description="Name of the file; empty: none.")
    stated_by: str
    stated_at: datetime
    verified_by: str = Field(description="Who else stands behind it; empty: nobody yet.")
    verified_at: datetime | None


class CriterionState(Schema):
    """An exit criterion and how it stands."""

    key: Key
    text: str
    state: State
    need: str | None = Field(description="What is missing where it is only claimed, such as `verifier`.")
    disputed: bool = Field(description="True: somebody not entitled to refute it says it does not hold.")
    verifier: Literal["anyone", "not_owner", "manager", "buyer"] = Field(description="Who has to stand behind it.")
    accepts: list[Literal["crm_fact", "activity", "file", "statement", "buyer_confirmation"]] = Field(
        description="Kinds of evidence it accepts."
    )
    facts: list[FactUsed] = Field(description="Facts its automatic check read.")
    evidence: list[Proof] = Field(description="Evidence of people, newest first.")


class StageState(Schema):
    """A stage on the buyer's way."""

    key: Key
    title: str
    milestone: str = Field(description="What the buyer has done when it is over.")
    hold: Literal["held", "claimed", "open"] = Field(description="held: all its exit criteria are met.")
    supported: bool = Field(description="True: the evidence ends here.")
    claimed: bool = Field(description="True: the CRM says it is here.")
    criteria: list[CriterionState]


class Risk(Schema):
    """A warning: a risk seen in the facts."""

    key: Key
    title: str
    severity: Literal["notice", "warning", "serious"]
    because: str = Field(description="The reason, with the values it rests on.")
    advice: str
    facts: list[FactUsed]
    thresholds: dict[str, int] = Field(description="Numbers the facts were compared with, by name.")


class FactorState(Schema):
    """A question of the qualification."""

    key: Key
    title: str
    question: str
    rung: int = Field(ge=0, description="Level reached; 0: nothing is known.")
    top: int = Field(ge=1, description="Highest level there is.")
    level: str = Field(description="Title of the level reached; empty: none.")


class Contact(Schema):
    """Somebody at the customer with a part in this opportunity."""

    name: str
    title: str
    role: str = Field(description="Buying role by key, or the CRM's own word; empty: not known.")
    seniority: Literal["executive", "director", "manager", "staff", "unknown"]


class ActivityLine(Schema):
    """Something done or planned with the customer."""

    id: int
    on: date
    kind: Literal["call", "meeting", "email", "task", "note"]
    subject: str
    inbound: bool = Field(description="True: the customer acted.")
    done: bool
    outcome: str = Field(description="reached, no_answer, held, sent, done or cancelled; empty: not said.")
    note: str = Field(description="What came of it.")
    contact: str = Field(description="Name; empty: not known.")


class EarlierAnswers(Schema):
    """What was given for a criterion that the present version does not ask."""

    text: str = Field(description="The criterion in the words it was given for.")
    playbook: str = Field(description="Key and version of the playbook that asked.")
    evidence: list[Proof]


class Heard(Schema):
    """What we have heard of a rival in one factor."""

    factor: Key
    level: str = Field(description="Key of a level of the factor; empty: unknown.")
    note: str
    source: str = Field(description="From whom; empty: not said.")
    on: date


class Rival(Schema):
    """Somebody else whom the buyer could choose."""

    name: str
    in_crm: bool = Field(description="True: the CRM names them too.")
    heard: list[Heard]


class Opportunity(Headline):
    """Everything the page of one opportunity shows."""

    outcome: Literal["open", "won", "lost"]
    playbook: str = Field(description="Key and version of the playbook it is worked by.")
    as_of: date = Field(description="Day of the assessment.")
    complete: bool = Field(description="True: the exit criteria of every stage are met.")
    progress: Percent = Field(description="Criteria met of all, in percent.")
    stages: list[StageState]
    earlier_answers: list[EarlierAnswers]
    warnings: list[Risk]
    factors: list[FactorState]
    steps: list[Step] = Field(description="In rank order.")
    people: list[Contact]
    activities: list[ActivityLine] = Field(max_length=12, description="The latest, newest first.")
    timeline: list[TrailEntry] = Field(max_length=50, description="The latest, newest first.")
    process: str = Field(description="Key of the process it follows; empty: the playbook has one way of selling.")
    last_contact: ActivityLine | None = Field(description="The latest call, meeting or e-mail; null: there was none.")
    looked_at: datetime | None = Field(description="When you looked at its page before this sitting; null: never.")
    changed_since: list[TrailEntry] = Field(description="Of the timeline, what others did since then.")
    rivals: list[Rival]
    chance: Chance


class Confirmed(Schema):
    """How a criterion stands after the evidence was taken."""

    evidence: int = Field(description="Id of the evidence; the same evidence again has the same id.")
    criterion: Key
    state: State
    need: str | None = Field(description="What is still missing where it is only claimed.")
    supported: Key = Field(description="Stage the evidence supports now.")


class Completed(Schema):
    """A step that was said to be done."""

    key: str
    title: str
    at: datetime
    note: str
