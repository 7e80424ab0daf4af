"""Questions for the customer, found in the playbook's own words and put in the order of a talk. Pure.

The order is that of every question arc: what is (situation), what hurts (problem), what it leads to (implication), what
would have to be (need). A playbook says questions in two places: in a criterion's line on how to get it, and in the
guide of a play, in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Phase = Literal["situation", "problem", "implication", "need"]
PHASES: Final[tuple[Phase, ...]] = ("situation", "problem", "implication", "need")
QUOTED: Final = re.compile(r"[\"“]([^\"“”]*\?)[^\"“”]*[\"”]")
ASKED: Final = re.compile(r"\bask:\s*(.+\?)", re.IGNORECASE)
#: The first of these that fits decides; what fits none asks how things are.
SIGNS: Final[tuple[tuple[Phase, re.Pattern[str]], ...]] = (
    (
        "implication",
        re.compile(
            r"what happens if|nothing (has )?change|stays? as it is|cost you|costs? (you|them)|what does (it|that) cost"
            r"|if it (were|was) gone|would be harder|goals|miss|suffer|passes|how much|by how much",
            re.IGNORECASE,
        ),
    ),
    (
        "need",
        re.compile(
            r"would you|say yes|what would (you|have|make)|who signs|sign(ing)?\b|after you say|what happens next"
            r"|look into|is (there )?anything left|which number will you|when do you want|can this go|agree"
            r"|decide today|introduce",
            re.IGNORECASE,
        ),
    ),
    (
        "problem",
        re.compile(
            r"should not|go(es)? wrong|went wrong|complain|rid of|hurt|trouble|annoy|against|hold(s|ing)? (you|it) up"
            r"|still do by hand|look elsewhere|open on your",
            re.IGNORECASE,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it can be said. `criterion` is the one its answer may prove; empty: none."""

    key: str
    ask: str
    phase: Phase
    criterion: str = ""


def phase_of(*, ask: str) -> Phase:
    """Where in the arc of a talk a question belongs."""
    return next((phase for phase, sign in SIGNS if sign.search(ask)), "situation")


def asked_in(*, text: str) -> tuple[str, ...]:
    """The questions to a customer that a text of the playbook holds, word for word, each with a large first letter."""
    found = QUOTED.findall(text) or ASKED.findall(text)
    return tuple(dict.fromkeys(one.strip()[:1].upper() + one.strip()[1:] for one in found))


def in_order(*, questions: Iterable[Question], most: int) -> tuple[Question, ...]:
    """The first `most`, each asked once, in the order of a talk; within a phase as they came."""
    once = {question.ask.lower(): question for question in reversed(list(questions))}
    first = list(reversed(once.values()))[:most]
    return tuple(sorted(first, key=lambda question: PHASES.index(question.phase)))
