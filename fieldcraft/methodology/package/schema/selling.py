"""How the customer buys and what a seller does on the way."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from .base import Cel, EvidenceKind, Key, Keyed, Line, Minutes, Name, Part, Prior, Sentence, Text

Verifier: TypeAlias = Literal["anyone", "not_owner", "manager", "buyer"]
PlayOwner: TypeAlias = Literal["rep", "manager", "customer", "partner"]
ActionKind: TypeAlias = Literal["log", "plan", "ask", "verify", "learn", "prepare"]
Severity: TypeAlias = Literal["notice", "warning", "serious"]
Segment: TypeAlias = Literal["new_business", "expansion", "renewal"]
SoldBy: TypeAlias = Literal["hunter", "farmer", "both"]
ScoredFor: TypeAlias = Literal["us", "rivals"]
Colour: TypeAlias = Literal["red", "amber", "green", "blue"]


class BuyerJob(Keyed):
    """What the customer is busy with on the way to a decision, whether we are there or not."""

    title: Line
    """How a stage names it in `buyer_job`."""
    buyer_does: Sentence
    """What people at the customer do in it."""
    we_help: Sentence
    """What a seller can do that makes it easier for them."""


class Process(Keyed):
    """One way of selling in the package: which stages, for which kind of business, sold by whom."""

    title: Line
    """Name on screens."""
    segment: Segment
    """Kind of business."""
    sold_by: SoldBy = "both"
    """Who sells it: those who win new customers, those who grow them, or both."""
    means: Sentence
    """When to use it."""
    crm_types: tuple[Line, ...] = ()
    """Opportunity types of the CRM that follow this process; case does not matter. The first process takes the rest."""
    stages: Annotated[tuple[Key, ...], Field(min_length=2)]
    """Keys of its stages in order."""


class Criterion(Keyed):
    """One observable, dated, verifiable fact. The customer acts in it."""

    text: Sentence
    """The fact, with the customer as its subject."""
    missing: Sentence
    """How a colleague says that it is missing; starts the reason of a step."""
    why: Sentence
    """Why it matters."""
    ask: Sentence
    """One line on how to get it."""
    evidence: Annotated[tuple[EvidenceKind, ...], Field(min_length=1)]
    """Accepted kinds. The buyer's own confirmation proves any criterion."""
    verifier: Verifier = "anyone"
    """Who has to stand for it."""
    check: Cel | None = None
    """Expression over the facts that proves it alone."""
    prior: Prior
    """Belief about what it does to winning."""


class Stage(Keyed):
    """One step on the buyer's way. It is left when every exit criterion holds."""

    title: Line
    """One word if you can."""
    buyer_job: Line
    """What the buyer is busy with: the title of a job of the journey."""
    milestone: Sentence
    """What the buyer has done when the stage ends."""
    summary: Text
    """Markdown: what the stage is for."""
    typical_days: Annotated[int, Field(ge=1, le=3650)]
    """Usual length in days; the fact `stage_typical_days`."""
    win_chance: Annotated[float, Field(gt=0, lt=1)]
    """Chance of winning once in this stage, 0 to 1: where the odds of its steps start from."""
    crm_names: tuple[Line, ...] = ()
    """What CRMs call it, so that an import finds the stage; case and punctuation do not matter."""
    default_plays: Annotated[tuple[Key, ...], Field(min_length=1)]
    """Keys of the plays to start with."""
    entry_criteria: tuple[Criterion, ...] = ()
    """What has to hold on top before this stage begins. Asked in the stage before; of a first stage, in the stage."""
    exit_criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    """What has to hold to leave the stage."""


class Play(Keyed):
    """A step somebody takes. It needs `proves` or `trigger`; with both, the trigger has to hold."""

    title: Line
    """Verb first; may use placeholders."""
    fallback_title: Line
    """The same without placeholders."""
    owner: PlayOwner
    """Who takes it."""
    kind: ActionKind
    """What the person does with it on screen."""
    minutes: Minutes
    """Effort, 1 to 480."""
    stage: Key | None = None
    """Only in this stage; in any stage where it is not given."""
    proves: tuple[Key, ...] = ()
    """Keys of the criteria it can prove."""
    trigger: Cel | None = None
    """Expression that calls for it."""
    because: Sentence | None = None
    """With a trigger: the reason, with the fact in it."""
    prior: Prior | None = None
    """Belief about what it does to winning, for a play that proves nothing."""
    again_after_days: Annotated[int, Field(ge=1, le=365)] | None = None
    """Done once, it may come back after so many days."""
    template: Key | None = None
    """Template to fill in for it."""
    knowledge: tuple[Key, ...] = ()
    """Knowledge items that help with it."""
    how: Text
    """Name of a Markdown file in `plays/`."""


class FactorLevel(Keyed):
    """A rung of one factor. It counts only when all rungs below are reached."""

    title: Line
    """A word or two."""
    means: Sentence
    """What is known on it."""
    colour: Colour | None = None
    """How a scorecard shows it."""
    criteria: Annotated[tuple[Key, ...], Field(min_length=1)]
    """Criteria that have to be met."""
    kinds: tuple[EvidenceKind, ...] = ()
    """At least one of them by evidence of one of these kinds."""


class Factor(Keyed):
    """One question of the qualification. Its key is unique over all sets."""

    title: Line
    """A word or two."""
    question: Sentence
    """What it asks."""
    levels: Annotated[tuple[FactorLevel, ...], Field(min_length=2)]
    """At least two rungs, lowest first."""


class Qualification(Keyed):
    """A set of factors."""

    title: Line
    """Name on screens."""
    summary: Text
    """Markdown: what the set decides and how to read it."""
    scored_for: Annotated[tuple[ScoredFor, ...], Field(min_length=1)] = ("us",)
    """Who is scored: us from evidence, `rivals` by what we know of each of them."""
    factors: Annotated[tuple[Factor, ...], Field(min_length=1)]
    """Its questions."""


class Threshold(Part):
    """A number of a warning that an organisation may tune. Its name is a variable of the warning's expression."""

    name: Name
    """Unique in the playbook, not the name of a fact."""
    was: tuple[Name, ...] = ()
    """Former names."""
    default: Annotated[int, Field(ge=0, le=100_000)]
    """Whole number that holds where nobody tuned it."""
    least: Annotated[int, Field(ge=0, le=100_000)]
    """Smallest number it may be set to."""
    most: Annotated[int, Field(ge=0, le=100_000)]
    """Largest number it may be set to."""
    means: Sentence
    """What it counts."""


class WarningRule(Keyed):
    """A risk seen in the facts."""

    title: Line
    """The risk in a few words."""
    severity: Severity
    """How loud it is."""
    when: Cel
    """Expression that is true where it applies."""
    because: Sentence
    """The fact behind it; may use facts and its thresholds as placeholders."""
    advice: Sentence
    """What to do."""
    thresholds: tuple[Threshold, ...] = ()
    """Numbers of `when`."""
    plays: tuple[Key, ...] = ()
    """Plays that help."""


class BuyingRole(Keyed):
    """A part somebody plays in the buyer's decision. Its key is what the fact `roles` holds."""

    title: Line
    """Name on screens."""
    means: Sentence
    """What the person does in the decision."""
    crm_names: tuple[Line, ...] = ()
    """What CRMs call it."""


class PromisePlay(Part):
    """How an overdue promise to a customer is valued."""

    prior: Prior
    """Belief about keeping a promise."""
    minutes: Minutes
    """Effort where the planned activity names none."""


class ConfirmPlay(Part):
    """How long it takes to have somebody confirm what is claimed. Its worth is that of the criterion."""

    minutes: Minutes
    """Effort of asking for it."""
