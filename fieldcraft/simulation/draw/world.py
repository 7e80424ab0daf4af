"""What a drawn world consists of. Everything refers by key: its place in the world's own tuple."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

Style: TypeAlias = Literal["methodical", "steady", "ahead", "stalling"]
EventKind: TypeAlias = Literal[
    "opportunity_imported", "stage_changed", "close_date_moved", "owner_changed", "step_done"
]


@dataclass(frozen=True, slots=True)
class Habit:
    """How a rep works. `supported` are the chances that a claim is 0, 1 or 2 stages ahead of its evidence.

    `writes` is the chance that proof which facts already give is written down too; `answers` the chance that an
    inbound reply follows a touch; `load` the number of open opportunities; `skill` multiplies the odds of winning.
    """

    style: Style
    supported: tuple[float, float, float]
    writes: float
    answers: float
    stalls: float
    load: int
    skill: float


@dataclass(frozen=True, slots=True)
class DrawnTeam:
    key: int
    name: str
    parent: int | None


@dataclass(frozen=True, slots=True)
class DrawnMember:
    """`verifies` is a manager's chance to look at evidence put forward; 0 for everybody else.

    `joined` is None for those who were there from the start; who left is no longer `active`.
    """

    key: int
    name: str
    email: str
    role: str
    team: int | None
    administers: bool = False
    region: int | None = None
    verifies: float = 0.0
    habit: Habit | None = None
    active: bool = True
    joined: date | None = None


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """`member` reports to `manager` from `start` up to, not including, `end`."""

    member: int
    manager: int
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class DrawnContact:
    """`part` is the buying role this person usually plays."""

    key: int
    account: int
    name: str
    email: str
    title: str
    department: str
    seniority: str
    part: str


@dataclass(frozen=True, slots=True)
class DrawnAccount:
    key: int
    name: str
    domain: str
    industry: str
    region: int
    contacts: tuple[DrawnContact, ...]


@dataclass(frozen=True, slots=True)
class DrawnStay:
    """One stay in a stage; `place` counts from 1, 0 is won or lost."""

    stage: str
    place: int
    entered_on: date
    left_on: date | None


@dataclass(frozen=True, slots=True)
class DrawnPart:
    contact: int
    role: str
    since: date


@dataclass(frozen=True, slots=True)
class DrawnActivity:
    kind: str
    subject: str
    on: date
    contact: int | None
    inbound: bool = False
    done: bool = True


@dataclass(frozen=True, slots=True)
class DrawnEvidence:
    criterion: str
    kind: str
    supports: bool
    note: str
    stated_by: int
    stated_at: datetime
    file_name: str = ""
    verified_by: int | None = None
    verified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DrawnEvent:
    """One write of the past that leaves a trail entry and, for `step_done`, a response. `by` None is the CRM import."""

    kind: EventKind
    at: datetime
    by: int | None
    changes: tuple[tuple[str, str | None, str | None], ...] = ()
    title: str = ""
    play: str = ""


@dataclass(frozen=True, slots=True)
class DrawnOpportunity:
    key: int
    account: int
    owner: int
    name: str
    product: str
    amount: int | None
    stays: tuple[DrawnStay, ...]
    created_on: date
    close_date: date
    first_close_date: date
    close_date_moves: int
    outcome: str
    closed_on: date | None
    lost_reason: str
    next_step: str
    lead_source: str
    type: str
    extra: tuple[tuple[str, str], ...]
    parts: tuple[DrawnPart, ...]
    activities: tuple[DrawnActivity, ...]
    evidence: tuple[DrawnEvidence, ...]
    events: tuple[DrawnEvent, ...] = ()

    @property
    def stage(self) -> str:
        return self.stays[-1].stage

    @property
    def stage_entered_on(self) -> date:
        return self.stays[-1].entered_on


@dataclass(frozen=True, slots=True)
class DrawnSession:
    """A training, or coaching by `coach` on one criterion. What has no table yet is told by the trail alone."""

    member: int
    at: datetime
    coach: int | None = None
    criterion: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """A whole organisation as of `now`. `members[0]` is the VP; `cast` names one member key per role.

    `source` is what the CRM is called whose rows these are.
    """

    seed: int
    now: datetime
    since: date
    teams: tuple[DrawnTeam, ...]
    members: tuple[DrawnMember, ...]
    lines: tuple[DrawnLine, ...]
    accounts: tuple[DrawnAccount, ...]
    opportunities: tuple[DrawnOpportunity, ...]
    cast: tuple[int, ...]
    source: str = "demo"
    sessions: tuple[DrawnSession, ...] = ()

    def digest(self) -> str:
        """SHA-256 of everything drawn, in hex: equal worlds have equal digests."""
        return hashlib.sha256(repr(self).encode()).hexdigest()
