"""What managers, leaders and enablement do with the method: measure, plan, review, coach, mend, reinforce."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from .base import Key, Keyed, Line, Minutes, Part, Sentence, Text

TemplateKind: TypeAlias = Literal["call_plan", "opportunity_plan", "account_plan", "territory_plan"]
FilledFrom: TypeAlias = Literal[
    "facts", "missing_criteria", "next_steps", "people", "warnings", "factors", "questions", "knowledge", "history"
]
ReviewKind: TypeAlias = Literal[
    "opportunity", "pipeline", "forecast", "account", "territory", "call", "one_to_one", "inspection"
]
CauseKind: TypeAlias = Literal["environment", "commitment", "capacity", "skill", "knowledge"]
Leader: TypeAlias = Literal["executive", "leader", "manager", "rep", "enablement", "consultant"]
Audience: TypeAlias = Literal["everyone", "reps", "managers", "leaders"]
Cadence: TypeAlias = Literal["once", "daily", "weekly", "fortnightly", "monthly", "quarterly"]
Channel: TypeAlias = Literal[
    "meeting", "one_to_one", "call", "field", "email", "chat", "in_app", "video", "workshop", "board"
]
Checkpoint: TypeAlias = Literal[30, 60, 90, 180, 365]


class Metric(Keyed):
    """How a behaviour is measured, in words and as a formula over counts."""

    title: Line
    """Name on screens."""
    formula: Sentence
    """What is counted over what."""
    unit: Literal["percent", "count", "days", "ratio"]
    """Unit of the number."""
    better: Literal["more", "less"]
    """Which direction is good."""


class Behaviour(Keyed):
    """What a camera could see somebody do. Every behaviour has a metric and every metric a behaviour."""

    title: Line
    """Verb first."""
    seen_when: Sentence
    """What the camera sees."""
    why: Sentence
    """Why it helps."""
    stage: Key | None = None
    """Where it matters most."""
    metrics: tuple[Key, ...] = ()
    """Metrics that show it; at least one."""


class TemplateSection(Keyed):
    """One part of a template."""

    title: Line
    """Heading."""
    ask: Sentence
    """What belongs here, as a question or a request."""
    filled_from: FilledFrom | None = None
    """What the product already knows and fills in."""


class Template(Keyed):
    """A page that somebody fills in."""

    kind: TemplateKind
    """What is planned with it."""
    title: Line
    """Name on screens."""
    purpose: Sentence
    """What it is good for."""
    minutes: Minutes
    """Time to fill it in."""
    sections: Annotated[tuple[TemplateSection, ...], Field(min_length=2)]
    """Its parts in order."""


class AgendaItem(Keyed):
    """One point of a review."""

    title: Line
    """Heading."""
    ask: Sentence
    """What is asked or done."""
    minutes: Minutes
    """Time for it."""
    template: Key | None = None
    """Template that is open on the screen."""


class Review(Keyed):
    """The agenda of one kind of review."""

    kind: ReviewKind
    """Which review it is; kinds are kept apart."""
    title: Line
    """Name on screens."""
    purpose: Sentence
    """What it decides, and what does not belong in it."""
    led_by: Leader
    """Who leads it."""
    attended_by: Annotated[tuple[Audience, ...], Field(min_length=1)]
    """Who takes part."""
    every_days: Annotated[int, Field(ge=1, le=366)]
    """Rhythm in days."""
    minutes: Minutes
    """Length; the points together take no longer."""
    prepare: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    """What is done before."""
    items: Annotated[tuple[AgendaItem, ...], Field(min_length=2)]
    """Its points in order."""
    leaves: Sentence
    """What stands written at its end."""


class RubricLevel(Keyed):
    """One level at which a behaviour can be seen."""

    title: Line
    """A word or two."""
    looks_like: Sentence
    """What is seen and heard on this level."""


class CoachingGuide(Keyed):
    """How to coach one behaviour: watch, four kinds of questions, practise."""

    title: Line
    """Name on screens."""
    behaviour: Key
    """The behaviour it is for."""
    minutes: Minutes
    """Length of the talk."""
    watch_for: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    """What to look and listen for before the talk."""
    levels: Annotated[tuple[RubricLevel, ...], Field(min_length=2)]
    """Levels, lowest first, so that two managers see the same."""
    goal: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    """Questions about what the seller wants."""
    reality: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    """Questions about what happens now."""
    options: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    """Questions about what else could be done."""
    will: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    """Questions about what will be done by when."""
    practise: Sentence
    """What the two try out before they part."""


class CorrectiveAction(Keyed):
    """What is done about a cause."""

    title: Line
    """Verb first."""
    does: Sentence
    """What happens, concretely."""
    owner: Literal["rep", "manager", "leader", "enablement"]
    """Who does it."""
    days: Annotated[int, Field(ge=1, le=180)]
    """Days until it should show."""
    seen_when: Sentence
    """How both know that it worked."""
    behaviours: tuple[Key, ...] = ()
    """Behaviours it is meant for; any where none is named."""


class RootCause(Keyed):
    """One of the five kinds of reasons behind a gap, with what helps."""

    kind: CauseKind
    """Which of the five."""
    title: Line
    """Name on screens."""
    means: Sentence
    """What it is."""
    signs: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    """What speaks for it."""
    rules_out: Sentence
    """What speaks against it: look here before you act."""
    actions: Annotated[tuple[CorrectiveAction, ...], Field(min_length=1)]
    """What helps against this cause."""


class ReinforcementEvent(Keyed):
    """Something that keeps the method alive after the class."""

    title: Line
    """Name on screens."""
    content: Sentence
    """What happens in it."""
    day: Annotated[int, Field(ge=-90, le=730)]
    """First day, counted from the launch; before it: below 0."""
    cadence: Cadence
    """How often it comes back."""
    until_day: Annotated[int, Field(ge=-90, le=730)] | None = None
    """Last day of what comes back."""
    led_by: Leader
    """Who leads it."""
    audience: Annotated[tuple[Audience, ...], Field(min_length=1)]
    """For whom."""
    channel: Channel
    """Where it happens."""
    minutes: Minutes
    """Time of each person."""
    behaviours: tuple[Key, ...] = ()
    """Behaviours it is about."""
    knowledge: tuple[Key, ...] = ()
    """Knowledge it goes back to."""
    review: Key | None = None
    """Review agenda it runs on."""
    guide: Key | None = None
    """Coaching guide it uses."""
    checkpoint: Checkpoint | None = None
    """The day it takes stock of."""


class ReinforcementPlan(Part):
    """The plan for the year after the launch."""

    title: Line
    """Name on screens."""
    summary: Text
    """Markdown: the idea, and what may be left out when time is short."""
    days: Annotated[int, Field(ge=30, le=730)] = 365
    """Length in days."""
    events: Annotated[tuple[ReinforcementEvent, ...], Field(min_length=1)]
    """What happens, in the order of days."""
