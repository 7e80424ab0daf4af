"""The questions and the proposal in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldcraft.methodology.package.rightsizing import QUESTIONS, Change, History, StageProposal

WHO = {
    "reps": "Reps",
    "managers": "Managers",
    "enablement": "Enablement",
    "administrators": "Administrators",
}
SIZES = {"little": "little changes", "some": "some change", "much": "much changes"}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose."""

    key: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answers; `open` while none of them is chosen."""

    key: str
    ask: str
    why: str
    options: Sequence[Option]
    open: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the proposal: own name beside the buyer's milestone, what is asked and what waits."""

    title: str
    stands_for: str
    milestone: str
    days: str
    stalls: bool
    asked: Sequence[tuple[str, bool]]
    later: Sequence[str]


@dataclass(frozen=True, slots=True)
class Changed:
    """How much changes for one kind of people."""

    who: str
    size: str
    much: bool
    says: Sequence[str]


def asked(*, given: Mapping[str, str]) -> list[Asked]:
    """All questions with what was chosen."""
    return [
        Asked(
            key=question.key,
            ask=question.ask,
            why=question.why,
            options=[Option(one.key, one.text, given.get(question.key) == one.key) for one in question.choices],
            open=given.get(question.key) not in {one.key for one in question.choices},
        )
        for question in QUESTIONS
    ]


def stage(*, found: StageProposal) -> Stage:
    """One stage in words."""
    others = [name for name in found.own_names if name != found.title]
    stands = f"also called {', '.join(others)}" if others else ""
    taken = [title for title in found.takes_in if title != found.title]
    joined = f"stands for {', '.join(taken)} of the playbook" if taken else ""
    return Stage(
        title=found.title,
        stands_for=". ".join(part[:1].upper() + part[1:] for part in (stands, joined) if part),
        milestone=found.milestone,
        days=f"{found.days} days, {'your own deals' if found.days_are_own else 'as the playbook assumes'}",
        stalls=found.stalls,
        asked=[(one.text, one.key in found.shown) for one in found.asked],
        later=[one.text for one in found.later],
    )


def change(*, found: Change) -> Changed:
    """What changes for some people, in words."""
    return Changed(who=WHO[found.who], size=SIZES[found.size], much=found.size == "much", says=found.says)


def rests_on(*, history: History) -> str:
    """What the proposal was made from, in one sentence."""
    if not history.opportunities:
        return "No opportunities are here yet, so it rests on your answers alone."
    return (
        f"It rests on {history.opportunities:,} opportunities ({history.won:,} won, {history.closed - history.won:,}"
        f" lost, {history.open:,} open) and your eleven answers."
    )
