"""What goes into an evaluation and what comes out of it.

The parts of an assessment are named tuples: several dozen are made per opportunity, at a third of a dataclass's cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from fieldcraft.methodology.package.facts import FactValue
from fieldcraft.methodology.package.schema import EvidenceKind, Severity

MemberId: TypeAlias = str
Stance: TypeAlias = Literal["supports", "contradicts"]
Capacity: TypeAlias = Literal["member", "manager", "buyer"]
State: TypeAlias = Literal["met", "claimed", "missing", "contradicted"]
Need: TypeAlias = Literal["evidence", "other_kind", "not_owner", "manager", "buyer", "answer"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement for or against one criterion.

    `owner` is who owned the opportunity when this was stated or verified: a later change of owner neither makes nor
    unmakes a self-approval. `stated_as` and `verified_as` are in which capacity the person stood to the owner then:
    "manager" is anybody above the owner in the reporting line. `ref` is the caller's own id, handed back.
    """

    ref: str
    criterion: str
    kind: EvidenceKind
    stance: Stance
    owner: MemberId
    stated_by: MemberId
    stated_on: date
    stated_as: Capacity = "member"
    verified_by: MemberId | None = None
    verified_as: Capacity = "member"
    verified_on: date | None = None


class FactUsed(NamedTuple):
    """A fact that an expression read, with the value it had; None is not known."""

    name: str
    value: FactValue


@dataclass(frozen=True, slots=True)
class EvidenceUsed:
    """The evidence that decided a state."""

    ref: str
    kind: EvidenceKind
    stance: Stance
    stated_by: MemberId
    stated_on: date
    verified_by: MemberId | None
    verified_on: date | None


class CriterionState(NamedTuple):
    """State of one criterion.

    met: a fact proves it, or evidence of an accepted kind with the verifier the playbook asks for.
    claimed: somebody says so, the proof is not complete; `need` names what is missing.
    contradicted: somebody entitled says it does not hold, and nothing later says otherwise.
    `disputed`: somebody not entitled says it does not hold. `kinds` are those of all complete evidence, sorted.
    """

    criterion: str
    stage: str
    state: State
    facts: tuple[FactUsed, ...] = ()
    evidence: EvidenceUsed | None = None
    need: Need | None = None
    disputed: bool = False
    kinds: tuple[EvidenceKind, ...] = ()


class StageCount(NamedTuple):
    """How many exit criteria of a stage are in which state."""

    stage: str
    met: int
    claimed: int
    missing: int
    contradicted: int

    @property
    def total(self) -> int:
        return self.met + self.claimed + self.missing + self.contradicted


class FactorState(NamedTuple):
    """Level of one qualification factor: 0 is nothing known, `top` the highest there is; `level` its key or None."""

    factor: str
    rung: int
    top: int
    level: str | None


class WarningState(NamedTuple):
    """A warning that applies, with the facts it read and the thresholds it compared with."""

    warning: str
    severity: Severity
    facts: tuple[FactUsed, ...]
    thresholds: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The state of one opportunity against one playbook version on one day.

    Positions count from 1. `supported_position` is k + 1 where the exit criteria of stages 1 to k all hold, at most
    the number of stages; with nothing met it is 1. `complete` says that the exit criteria of every stage hold.
    `gap` is claimed minus supported position: above 0 the claim is ahead of the evidence; None without a claim.
    `next_missing` are the unmet exit criteria of the supported stage, `open_plays` the plays whose trigger holds.
    """

    playbook: str
    version: str
    content_hash: str
    as_of: date
    claimed_stage: str | None
    claimed_position: int | None
    supported_stage: str
    supported_position: int
    complete: bool
    gap: int | None
    criteria: tuple[CriterionState, ...]
    stages: tuple[StageCount, ...]
    factors: tuple[FactorState, ...]
    warnings: tuple[WarningState, ...]
    next_missing: tuple[str, ...]
    open_plays: tuple[str, ...]

    @property
    def met(self) -> int:
        """Number of criteria met, over all stages."""
        return sum(count.met for count in self.stages)

    def state_of(self, *, criterion: str) -> CriterionState:
        """State of one criterion. Raises KeyError where the playbook has none of that key."""
        for state in self.criteria:
            if state.criterion == criterion:
                return state
        raise KeyError(criterion)
