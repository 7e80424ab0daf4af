"""A playbook as data: frozen models, unknown keys refused.

Every text a person reads is plain text except `how`, `summary` and `knowledge.text`, which are Markdown. Keys are
stable: renaming one means listing the old key in `was`, so that answers given under it are found again.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

KEY_PATTERN = r"^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$"
NAME_PATTERN = r"^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$"
SEMVER_PATTERN = r"^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})(?:-[0-9a-z]+(?:\.[0-9a-z]+)*)?$"

Key: TypeAlias = Annotated[str, Field(pattern=KEY_PATTERN, max_length=60)]
Name: TypeAlias = Annotated[str, Field(pattern=NAME_PATTERN, max_length=60)]
Line: TypeAlias = Annotated[str, Field(min_length=1, max_length=160)]
Sentence: TypeAlias = Annotated[str, Field(min_length=1, max_length=400)]
Text: TypeAlias = Annotated[str, Field(min_length=1, max_length=20_000)]
Cel: TypeAlias = Annotated[str, Field(min_length=1, max_length=500)]

EvidenceKind: TypeAlias = Literal["crm_fact", "activity", "file", "statement", "buyer_confirmation"]
Verifier: TypeAlias = Literal["anyone", "not_owner", "manager", "buyer"]
PlayOwner: TypeAlias = Literal["rep", "manager", "customer", "partner"]
ActionKind: TypeAlias = Literal["log", "plan", "ask", "verify", "learn", "prepare"]
Severity: TypeAlias = Literal["notice", "warning", "serious"]


class Part(BaseModel):
    """Base of all parts of a playbook."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Keyed(Part):
    """A part that answers, evidence and history refer to."""

    key: Key
    was: tuple[Key, ...] = ()


class Prior(Part):
    """A belief about winning, held until history says otherwise.

    `odds` is the odds ratio of winning when the thing holds against when it does not (1 = no effect).
    `worth_deals` is how many closed deals the belief weighs as much as.
    """

    odds: Annotated[float, Field(ge=0.1, le=10)]
    worth_deals: Annotated[int, Field(ge=1, le=1000)]


class Criterion(Keyed):
    """One observable, dated, verifiable fact that closes a stage."""

    text: Sentence
    missing: Sentence
    why: Sentence
    ask: Sentence
    evidence: Annotated[tuple[EvidenceKind, ...], Field(min_length=1)]
    verifier: Verifier = "anyone"
    check: Cel | None = None
    prior: Prior


class Stage(Keyed):
    """One step on the buyer's way. It is left when every exit criterion holds."""

    title: Line
    buyer_job: Line
    milestone: Sentence
    summary: Text
    typical_days: Annotated[int, Field(ge=1, le=3650)]
    win_chance: Annotated[float, Field(gt=0, lt=1)]
    crm_names: tuple[Line, ...] = ()
    default_plays: Annotated[tuple[Key, ...], Field(min_length=1)]
    exit_criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]


class Play(Keyed):
    """A step somebody takes. `how` names a Markdown file in the folder; the model holds its text."""

    title: Line
    fallback_title: Line
    owner: PlayOwner
    kind: ActionKind
    minutes: Annotated[int, Field(ge=1, le=480)]
    stage: Key | None = None
    proves: tuple[Key, ...] = ()
    trigger: Cel | None = None
    because: Sentence | None = None
    prior: Prior | None = None
    again_after_days: Annotated[int, Field(ge=1, le=365)] | None = None
    how: Text


class FactorLevel(Keyed):
    """A rung of one factor: reached when its criteria are met, by one of `kinds` where kinds are given."""

    title: Line
    means: Sentence
    criteria: Annotated[tuple[Key, ...], Field(min_length=1)]
    kinds: tuple[EvidenceKind, ...] = ()


class Factor(Keyed):
    """One question of the qualification."""

    title: Line
    question: Sentence
    levels: Annotated[tuple[FactorLevel, ...], Field(min_length=2)]


class Qualification(Keyed):
    """A set of factors."""

    title: Line
    summary: Text
    factors: Annotated[tuple[Factor, ...], Field(min_length=1)]


class Threshold(Part):
    """A number of a warning that an organisation may tune. Its name is a variable of the warning's expression."""

    name: Name
    was: tuple[Name, ...] = ()
    default: Annotated[int, Field(ge=0, le=100_000)]
    least: Annotated[int, Field(ge=0, le=100_000)]
    most: Annotated[int, Field(ge=0, le=100_000)]
    means: Sentence


class WarningRule(Keyed):
    """A risk seen in the facts. `when` is true where it applies."""

    title: Line
    severity: Severity
    when: Cel
    because: Sentence
    advice: Sentence
    thresholds: tuple[Threshold, ...] = ()
    plays: tuple[Key, ...] = ()


class BuyingRole(Keyed):
    """A part somebody plays in the buyer's decision. `crm_names`: what CRMs call it."""

    title: Line
    means: Sentence
    crm_names: tuple[Line, ...] = ()


class Metric(Keyed):
    """How a behaviour is measured, in words and as a formula over counts."""

    title: Line
    formula: Sentence
    unit: Literal["percent", "count", "days", "ratio"]
    better: Literal["more", "less"]


class Behaviour(Keyed):
    """What a camera could see somebody do."""

    title: Line
    seen_when: Sentence
    why: Sentence
    stage: Key | None = None
    metrics: tuple[Key, ...] = ()


class PromisePlay(Part):
    """How an overdue promise to a customer is valued."""

    prior: Prior
    minutes: Annotated[int, Field(ge=1, le=480)]


class ConfirmPlay(Part):
    """How long it takes to have somebody confirm what is claimed. Its worth is that of the criterion."""

    minutes: Annotated[int, Field(ge=1, le=480)]


class KnowledgeItem(Keyed):
    """A page of what a seller has to know. `text` names a Markdown file in the folder."""

    title: Line
    text: Text


class Playbook(Part):
    """One version of one methodology: everything in the folder, in reading order."""

    format: Literal[1]
    key: Key
    was: tuple[Key, ...] = ()
    version: Annotated[str, Field(pattern=SEMVER_PATTERN)]
    title: Line
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
    licence: Line
    attribution: Line
    summary: Text
    promise: PromisePlay
    confirm: ConfirmPlay
    stages: Annotated[tuple[Stage, ...], Field(min_length=2, max_length=20)]
    plays: Annotated[tuple[Play, ...], Field(min_length=1, max_length=500)]
    qualification: tuple[Qualification, ...] = ()
    warnings: tuple[WarningRule, ...] = ()
    roles: tuple[BuyingRole, ...] = ()
    behaviours: tuple[Behaviour, ...] = ()
    metrics: tuple[Metric, ...] = ()
    knowledge: tuple[KnowledgeItem, ...] = ()

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria in the order of the stages."""
        return tuple(criterion for stage in self.stages for criterion in stage.exit_criteria)


def parts() -> dict[str, type[Part]]:
    """Every part of the format by its class name, in reading order."""
    found: dict[str, type[Part]] = {}
    for kind in _below(Part):
        if kind is not Keyed:
            found[kind.__name__] = kind
    return found


def _below(kind: type[Part]) -> list[type[Part]]:
    return [part for child in kind.__subclasses__() for part in (child, *_below(child))]
