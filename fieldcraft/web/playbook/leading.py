"""What managers, leaders and enablement read in the handbook: plans, reviews, coaching, causes, knowledge, the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString

from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.schema import (
    CoachingGuide,
    KnowledgeItem,
    Playbook,
    Question,
    ReinforcementEvent,
    Review,
    RootCause,
    Template,
)
from fieldcraft.web import words
from fieldcraft.web.playbook.markdown import rendered

LEADERS = {
    "executive": "An executive",
    "leader": "The manager’s manager",
    "manager": "The manager",
    "rep": "The rep",
    "enablement": "Enablement",
    "consultant": "The consultant",
}
AUDIENCES = {"everyone": "everybody", "reps": "reps", "managers": "managers", "leaders": "leaders"}
CADENCES = {
    "once": "",
    "daily": "every day",
    "weekly": "every week",
    "fortnightly": "every second week",
    "monthly": "every month",
    "quarterly": "every quarter",
}
CHANNELS = {
    "meeting": "meeting",
    "one_to_one": "one to one",
    "call": "call",
    "field": "with a customer",
    "email": "mail",
    "chat": "chat",
    "in_app": "in Fieldcraft",
    "video": "video",
    "workshop": "workshop",
    "board": "board",
}
OWNERS = {"rep": "Rep", "manager": "Manager", "leader": "The manager’s manager", "enablement": "Enablement"}
PLANS = {
    "call_plan": "Call",
    "opportunity_plan": "Opportunity",
    "account_plan": "Account",
    "territory_plan": "Territory",
}
PILLARS = {
    "market": "The market",
    "customer_business": "The customer’s business",
    "value": "Our value",
    "problems": "Problems we solve",
    "competition": "Competition",
    "buying_process": "How customers buy",
}
FILLED_FROM = {
    "facts": "facts of the opportunity",
    "missing_criteria": "what is missing",
    "next_steps": "next steps",
    "people": "the people known",
    "warnings": "warnings",
    "factors": "the qualification",
    "questions": "questions that fit",
    "knowledge": "knowledge that fits",
    "history": "what happened so far",
}
#: Last day of a part of the year, and its name.
PARTS_OF_THE_YEAR = ((-1, "Before the launch"), (30, "The first month"), (90, "To day 90"), (9999, "After day 90"))


@dataclass(frozen=True, slots=True)
class Plan:
    """A template with the words around it."""

    part: Template
    about: str
    sections: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Agenda:
    """A review with the words around it; items are title, question, minutes, title of the template."""

    part: Review
    led_by: str
    rhythm: str
    items: Sequence[tuple[str, str, int, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of one step of a coaching talk."""

    title: str
    questions: Sequence[str]


@dataclass(frozen=True, slots=True)
class Guide:
    """A coaching guide with its four kinds of questions."""

    part: CoachingGuide
    asked: Sequence[Asked]


@dataclass(frozen=True, slots=True)
class Cause:
    """A root cause with who does what."""

    part: RootCause
    actions: Sequence[tuple[str, str, str, str]]


@dataclass(frozen=True, slots=True)
class Item:
    """A knowledge item as a line, or written out."""

    key: str
    title: str
    href: str
    note: str


@dataclass(frozen=True, slots=True)
class Page:
    """A knowledge item written out."""

    title: str
    pillar: str
    text: SafeString
    questions: Sequence[Question]
    prompts: Sequence[str]
    example: SafeString | None


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the year."""

    key: str
    when: str
    title: str
    content: str
    about: str
    uses: str


def plans(*, playbook: Playbook) -> list[Plan]:
    """Every template with its sections: title, question, what is filled in."""
    return [
        Plan(
            part=part,
            about=PLANS[part.kind],
            sections=[
                (one.title, one.ask, FILLED_FROM[one.filled_from] if one.filled_from else "") for one in part.sections
            ],
        )
        for part in playbook.templates
    ]


def agendas(*, playbook: Playbook) -> list[Agenda]:
    """Every review with its points."""
    titles = {one.key: one.title for one in playbook.templates}
    return [
        Agenda(
            part=part,
            led_by=f"{LEADERS[part.led_by]} leads, with {_listed([AUDIENCES[who] for who in part.attended_by])}",
            rhythm=_rhythm(part.every_days),
            items=[(one.title, one.ask, one.minutes, titles.get(one.template or "", "")) for one in part.items],
        )
        for part in playbook.reviews
    ]


def guides(*, playbook: Playbook) -> dict[str, Guide]:
    """Coaching guides by the behaviour they are for."""
    return {
        part.behaviour: Guide(
            part=part,
            asked=[
                Asked("What do you want", part.goal),
                Asked("What happens now", part.reality),
                Asked("What else could you do", part.options),
                Asked("What will you do by when", part.will),
            ],
        )
        for part in playbook.guides
    }


def causes(*, playbook: Playbook) -> list[Cause]:
    """The five causes with their actions: title, what happens, who and how long, how it shows."""
    return [
        Cause(
            part=part,
            actions=[
                (one.title, one.does, f"{OWNERS[one.owner]}, {one.days} days", one.seen_when) for one in part.actions
            ],
        )
        for part in playbook.causes
    ]


def shelves(*, playbook: Playbook, base: str) -> list[tuple[str, list[Item]]]:
    """Knowledge by pillar, in the order of the pillars."""
    return [
        (title, items)
        for pillar, title in PILLARS.items()
        if (items := [_item(one, base) for one in playbook.knowledge if one.pillar == pillar])
    ]


def _item(part: KnowledgeItem, base: str) -> Item:
    questions = len(part.questions)
    note = f"{questions} questions" if questions != 1 else "1 question"
    return Item(
        key=part.key,
        title=part.title,
        href=f"{base}knowledge/{part.key}/",
        note="for you to fill in" if part.prompts else note,
    )


def knowledge_page(*, playbook: Playbook, key: str) -> Page | None:
    """One knowledge item; None where the playbook has none of that key."""
    found = next((one for one in playbook.knowledge if one.key == key), None)
    if found is None:
        return None
    return Page(
        title=found.title,
        pillar=PILLARS[found.pillar],
        text=rendered(found.text),
        questions=found.questions,
        prompts=found.prompts,
        example=rendered(found.example) if found.example else None,
    )


def year(*, playbook: Playbook) -> list[tuple[str, list[Event]]]:
    """The reinforcement plan by parts of the year."""
    plan = playbook.reinforcement
    if plan is None:
        return []
    events = sorted(plan.events, key=lambda event: event.day)
    parts = groupby(events, key=lambda event: next(name for last, name in PARTS_OF_THE_YEAR if event.day <= last))
    return [(name, [_event(event, playbook) for event in found]) for name, found in parts]


def _event(part: ReinforcementEvent, playbook: Playbook) -> Event:
    reviews = {one.key: one.title for one in playbook.reviews}
    found = {one.key: one.title for one in playbook.guides}
    uses = [reviews.get(part.review or "", ""), found.get(part.guide or "", "")]
    when = f"Day {part.day}" if part.day >= 0 else f"{words.plural(count=-part.day, one='day')} before"
    if part.until_day is not None:
        when = f"Days {part.day} to {part.until_day}".replace("-", "−")
    about = [
        f"{LEADERS[part.led_by]}, for {_listed([AUDIENCES[who] for who in part.audience])}",
        CADENCES[part.cadence],
        CHANNELS[part.channel],
        f"{part.minutes} min",
    ]
    return Event(
        key=part.key,
        when=when,
        title=part.title,
        content=part.content,
        about=" · ".join(filter(None, about)),
        uses=", ".join(filter(None, uses)),
    )


def has_more(*, playbook: CompiledPlaybook) -> dict[str, bool]:
    """Which further parts of the handbook hold something, by their address."""
    found = playbook.playbook
    return {
        "plans/": bool(found.templates or found.reviews),
        "coaching/": bool(found.guides or found.causes),
        "knowledge/": bool(found.knowledge),
        "first-year/": found.reinforcement is not None,
    }


def _rhythm(days: int) -> str:
    named = {1: "every day", 7: "every week", 14: "every second week", 30: "every month", 90: "every quarter"}
    return named.get(days) or ("every year" if days >= 360 else f"every {days} days")


def _listed(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
