"""The eleven questions, and what the answers mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Maturity = Literal["random", "informal", "formal", "dynamic"]
Stall = Literal["early", "offer", "decision", "papers", "unknown"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be given."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One of the eleven."""

    key: str
    ask: str
    why: str
    choices: tuple[Choice, ...]


_MOST: Final = (
    Choice("most", "In most"),
    Choice("half", "In about half"),
    Choice("few", "In few"),
    Choice("unknown", "We cannot say"),
)

QUESTIONS: Final = (
    Question(
        "process",
        "How do people sell today?",
        "The less is written down, the fewer facts we ask for at first.",
        (
            Choice("random", "Everybody in their own way"),
            Choice("informal", "We talk about stages, nobody wrote them down"),
            Choice("formal", "There are written steps, and most follow them"),
            Choice("dynamic", "Written steps that we measure and change"),
        ),
    ),
    Question(
        "moves",
        "What moves a deal to the next stage?",
        "It tells how new it is to be asked for a fact.",
        (
            Choice("rep", "The rep moves it"),
            Choice("talk", "The rep and the manager talk"),
            Choice("facts", "Agreed facts have to be there"),
            Choice("customer", "The customer has to have acted"),
        ),
    ),
    Question(
        "stall",
        "Where do most deals stand still?",
        "We ask for most where it hurts most.",
        (
            Choice("early", "After the first talks"),
            Choice("offer", "Once the offer is out"),
            Choice("decision", "When they have to decide"),
            Choice("papers", "In contracts and purchasing"),
            Choice("unknown", "We cannot say"),
        ),
    ),
    Question(
        "people",
        "How many people at the customer have a say?",
        "With one person, questions about the others only cost time.",
        (
            Choice("one", "One"),
            Choice("few", "Two or three"),
            Choice("several", "Four to six"),
            Choice("many", "More"),
        ),
    ),
    Question(
        "cycle",
        "How long from the first talk to a signature?",
        "Short deals bear few questions.",
        (
            Choice("days", "Days"),
            Choice("weeks", "A few weeks"),
            Choice("months", "One to three months"),
            Choice("long", "Longer"),
        ),
    ),
    Question("money", "In how many open deals do you know who releases the money?", "Known facts come first.", _MOST),
    Question("cost", "In how many do you know what the problem costs them, in their numbers?", "The same.", _MOST),
    Question("steps", "In how many do you know their steps to a decision, with dates?", "The same.", _MOST),
    Question("criteria", "In how many have they told you in writing how they will choose?", "The same.", _MOST),
    Question(
        "reviews",
        "What do managers ask first in a review?",
        "It tells how much changes for managers.",
        (
            Choice("amount", "Amount and close date"),
            Choice("activity", "What we did"),
            Choice("customer", "What the customer did"),
            Choice("plan", "The written plan"),
        ),
    ),
    Question(
        "time",
        "How much time may the method take a rep, each week, at first?",
        "We keep within it.",
        (
            Choice("15", "15 minutes"),
            Choice("30", "Half an hour"),
            Choice("60", "An hour"),
            Choice("more", "More, if it pays"),
        ),
    ),
)


class WrongAnswerError(ValueError):
    """A question is not answered, or with something that is no choice."""


@dataclass(frozen=True, slots=True)
class Answers:
    """One choice per question, by the keys of `QUESTIONS`."""

    by_key: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.by_key[key]

    @property
    def facts_a_stage(self) -> int:
        """How many facts a stage may ask for at first, 1 to 9."""
        most = {"random": 2, "informal": 3, "formal": 4, "dynamic": 9}[self["process"]]
        short = {"days": -1, "weeks": 0, "months": 0, "long": 0}[self["cycle"]]
        time = {"15": -1, "30": 0, "60": 0, "more": 1}[self["time"]]
        return max(1, min(9, most + short + time))


def answered(*, given: Mapping[str, str]) -> Answers:
    """The answers, checked. Raises WrongAnswerError with every question that lacks one."""
    wrong = []
    for question in QUESTIONS:
        choices = [choice.key for choice in question.choices]
        if given.get(question.key) not in choices:
            wrong.append(f"'{question.key}' ({question.ask}): answer with one of {', '.join(choices)}.")
    if unknown := sorted(set(given) - {question.key for question in QUESTIONS}):
        wrong.append(f"There is no question {', '.join(unknown)}.")
    if wrong:
        raise WrongAnswerError(" ".join(wrong))
    return Answers(dict(given))
