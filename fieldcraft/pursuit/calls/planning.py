"""Fills a call plan in from what is known. Pure: the playbook, the assessment and the day are arguments.

The sections are those of the playbook's own template. What a section is `filled_from` decides its lines; nothing is
made up: a line is the playbook's sentence or a fact with its day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.schema import Criterion, KnowledgeItem, Template
from fieldcraft.pursuit.calls.questions import Question, asked_in, in_order, phase_of
from fieldcraft.pursuit.evaluation.types import Assessment
from fieldcraft.pursuit.evaluation.words import proof_text, warning_text

#: More than a person takes along into a talk is noise.
MOST_AIMS: Final = 3
MOST_FACTS: Final = 5
MOST_QUESTIONS: Final = 5
MOST_DOUBTS: Final = 3
MOST_PROOFS: Final = 3
MOST_SMALLER: Final = 2
MOST_EARLIER: Final = 3
#: Fewer questions than this are filled up with those that this stage and later ones still have open.
ENOUGH_QUESTIONS: Final = 3
#: How a question of the knowledge begins that is about something a customer says.
SAYS: Final = re.compile(r"^(the|a|an|your|they|hr)\b.*\b(says?|repeats?|claims?|doubts?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PersonKnown:
    """Somebody at the customer; `said` is what was noted when one last talked with him."""

    name: str
    title: str = ""
    role: str = ""
    last_on: date | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """Something that happened with the customer."""

    on: date
    what: str
    who: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """What somebody put forward for a criterion, as it was said."""

    text: str
    on: date
    who: str


@dataclass(frozen=True, slots=True)
class Known:
    """All that a plan is made from. `play` is what the talk carries out; `steps` are titles of what could be next."""

    playbook: CompiledPlaybook
    assessment: Assessment
    on: date
    play: str = ""
    people: Sequence[PersonKnown] = ()
    earlier: Sequence[Earlier] = ()
    stated: Mapping[str, Stated] = field(default_factory=dict)
    steps: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the template; `lines` are filled in, `ask` says what belongs here."""

    key: str
    title: str
    ask: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """An objection one may hear, with what the knowledge says to it."""

    heard: str
    answer: str


@dataclass(frozen=True, slots=True)
class Aim:
    """A criterion that the talk is to prove."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A filled call plan; `proofs` are (key, title) of knowledge items."""

    title: str
    minutes: int
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    aims: tuple[Aim, ...]
    doubts: tuple[Doubt, ...]
    proofs: tuple[tuple[str, str], ...]


def fill(*, known: Known) -> Plan | None:
    """The call plan of the playbook, filled in; None where the playbook has no template for it."""
    template = template_of(playbook=known.playbook, play=known.play)
    if template is None:
        return None
    aims = aims_of(known=known)
    questions = questions_of(known=known, aims=aims)
    doubts = doubts_of(known=known)
    return Plan(
        title=template.title,
        minutes=template.minutes,
        sections=tuple(
            Section(part.key, part.title, part.ask, tuple(_LINES[part.filled_from](known)) if part.filled_from else ())
            for part in template.sections
        ),
        questions=questions,
        aims=tuple(Aim(criterion.key, criterion.text) for criterion in aims),
        doubts=doubts,
        proofs=tuple((item.key, item.title) for item in _proofs(known)),
    )


def template_of(*, playbook: CompiledPlaybook, play: str) -> Template | None:
    """The call plan that the play names, else the first of the playbook."""
    plans = [part for part in playbook.playbook.templates if part.kind == "call_plan"]
    found = playbook.play_by_key.get(play)
    named = found.part.template if found else None
    return next((part for part in plans if part.key == named), plans[0] if plans else None)


def aims_of(*, known: Known) -> tuple[Criterion, ...]:
    """What the customer will have said or done: what the play proves and is not met, else what the stage misses."""
    book, result = known.playbook, known.assessment
    play = book.play_by_key.get(known.play)
    keys = [book.criteria[place].key for place in play.proves] if play else []
    missing = [key for key in keys if result.state_of(criterion=key).state != "met"] or list(result.next_missing)
    return tuple(book.criteria[book.criterion_index[key]].part for key in missing[:MOST_AIMS])


def questions_of(*, known: Known, aims: Sequence[Criterion]) -> tuple[Question, ...]:
    """Questions that lead to the aims, in the order of a talk; few are filled up with what else is open."""
    found = _questions(known, aims)
    if len({one.ask for one in found}) < ENOUGH_QUESTIONS:
        found += _questions(known, [one for one in _open(known) if one not in aims])[: ENOUGH_QUESTIONS - len(found)]
    return in_order(questions=found, most=MOST_QUESTIONS)


def _open(known: Known) -> list[Criterion]:
    """What this stage and those after it ask for and nobody has shown."""
    here = known.assessment.supported_position
    return [
        criterion.part
        for criterion, state in zip(known.playbook.criteria, known.assessment.criteria, strict=True)
        if criterion.position >= here and state.state != "met"
    ]


def _questions(known: Known, criteria: Sequence[Criterion]) -> list[Question]:
    """One question to every criterion before a second one to any."""
    book = known.playbook
    found: list[Question] = []
    for aim in criteria:
        texts = [aim.ask]
        place = book.criterion_index[aim.key]
        texts += [play.part.how for play in book.plays if place in play.proves and play.part.owner != "manager"]
        asks = dict.fromkeys(ask for text in texts for ask in asked_in(text=text))
        found += [
            Question(f"{aim.key}.{number}", ask, phase_of(ask=ask), aim.key) for number, ask in enumerate(asks, start=1)
        ]
    return sorted(found, key=lambda question: int(question.key.rpartition(".")[2]))


def doubts_of(*, known: Known) -> tuple[Doubt, ...]:
    """What customers say against it, with the answer of the knowledge: of the play and the stage first."""
    doubts = [
        Doubt(question.ask, question.answer)
        for item in _items(known, ("competition", "value", "buying_process", "customer_business", "problems"))
        for question in item.questions
        if SAYS.search(question.ask)
    ]
    return tuple(doubts[:MOST_DOUBTS])


def _items(known: Known, pillars: Sequence[str]) -> list[KnowledgeItem]:
    """Knowledge of some pillars: what the play names, then what the stage needs, then the rest."""
    play = known.playbook.play_by_key.get(known.play)
    named = play.part.knowledge if play else ()
    stage = known.assessment.supported_stage

    def distance(item: KnowledgeItem) -> tuple[int, int]:
        near = 0 if item.key in named else 1 if item.stage == stage else 2
        return (near, pillars.index(item.pillar))

    return sorted((item for item in known.playbook.playbook.knowledge if item.pillar in pillars), key=distance)


def _proofs(known: Known) -> list[KnowledgeItem]:
    return _items(known, ("value", "competition", "problems"))[:MOST_PROOFS]


def _aim_lines(known: Known) -> Iterable[str]:
    return (aim.text for aim in aims_of(known=known))


def _people_lines(known: Known) -> Iterable[str]:
    for person in known.people:
        part = ", ".join(text for text in (person.title, person.role) if text)
        last = f"last talked on {_day(person.last_on, known.on)}" if person.last_on else "no talk with us yet"
        said = f" Said: {person.said}" if person.said else ""
        yield f"{person.name}{f' ({part})' if part else ''}: {last}.{said}"


def _fact_lines(known: Known) -> Iterable[str]:
    lines = []
    for state in known.assessment.criteria:
        if state.state != "met":
            continue
        text = known.playbook.criteria[known.playbook.criterion_index[state.criterion]].part.text
        said = known.stated.get(state.criterion)
        shown = f"{said.text} ({said.who}, {_day(said.on, known.on)})" if said else f"({proof_text(state=state)})"
        lines.append(f"{text} {shown}" if shown != "()" else text)
    return lines[-MOST_FACTS:]


def _question_lines(known: Known) -> Iterable[str]:
    return (question.ask for question in questions_of(known=known, aims=aims_of(known=known)))


def _knowledge_lines(known: Known) -> Iterable[str]:
    return (item.title for item in _proofs(known))


def _warning_lines(known: Known) -> Iterable[str]:
    rules = {warning.key: warning.part for warning in known.playbook.warnings}
    for state in known.assessment.warnings[:MOST_DOUBTS]:
        yield f"{warning_text(playbook=known.playbook, warning=state)} {rules[state.warning].advice}"


def _smaller_lines(known: Known) -> Iterable[str]:
    return known.steps[:MOST_SMALLER]


def _factor_lines(known: Known) -> Iterable[str]:
    lowest = sorted(known.assessment.factors, key=lambda state: state.rung / max(1, state.top))[:MOST_AIMS]
    asks = {factor.key: factor.part for factor in known.playbook.factors}
    return (f"{asks[state.factor].title}: {asks[state.factor].question}" for state in lowest)


def _earlier_lines(known: Known) -> Iterable[str]:
    for one in known.earlier[:MOST_EARLIER]:
        who = f" with {one.who}" if one.who else ""
        yield f"{_day(one.on, known.on)}: {one.what}{who}.{f' {one.note}' if one.note else ''}"


def _day(day: date, on: date) -> str:
    return f"{day.day} {day:%b}" if day.year == on.year else f"{day.day} {day:%b} {day.year}"


_LINES: Final[Mapping[str, Callable[[Known], Iterable[str]]]] = {
    "missing_criteria": _aim_lines,
    "people": _people_lines,
    "facts": _fact_lines,
    "questions": _question_lines,
    "knowledge": _knowledge_lines,
    "warnings": _warning_lines,
    "next_steps": _smaller_lines,
    "factors": _factor_lines,
    "history": _earlier_lines,
}
