"""The next activity after one has ended: proposed, for the person to change. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Final

from fieldcraft.lib.days import working_day

#: Days after which a call without an answer is tried again.
TRY_AGAIN_DAYS: Final = 2
LEAST_GAP, MOST_GAP = 2, 21
#: So many gaps between contacts say how often one talks here; fewer say nothing.
ENOUGH_GAPS: Final = 2
#: What the person does with a play on screen, as a kind of activity.
KINDS: Final[Mapping[str, str]] = {
    "ask": "call",
    "plan": "meeting",
    "log": "call",
}
#: Outcomes after which the same is tried again.
AGAIN: Final = ("no_answer", "cancelled", "moved")


@dataclass(frozen=True, slots=True)
class Ended:
    """The activity that just ended; `outcome` is one of `outcomes.CHIPS`, or empty before there was any."""

    outcome: str
    kind: str = ""
    subject: str = ""
    contact: int | None = None
    play: str = ""


@dataclass(frozen=True, slots=True)
class Recommended:
    """A play that is recommended now; `kind` is the playbook's."""

    title: str
    kind: str
    play: str


@dataclass(frozen=True, slots=True)
class Proposal:
    kind: str
    subject: str
    on: date
    contact: int | None
    play: str


def propose(
    *, ended: Ended, plays: Sequence[Recommended], gap: int, as_of: date, people: Mapping[str, int] | None = None
) -> Proposal:
    """The same again where nobody was reached, else the first recommended play after the usual `gap` in days.

    `people` maps a name to its contact: whom the play names is proposed, else the one there was before.
    """
    days = TRY_AGAIN_DAYS if ended.outcome == "no_answer" else gap
    on = working_day(day=as_of + timedelta(days=days))
    first = next((play for play in plays if play.play != ended.play), None)
    if ended.outcome in AGAIN or first is None:
        return Proposal(ended.kind or "call", ended.subject, on, ended.contact, ended.play)
    kind = KINDS.get(first.kind, "task")
    named = next((contact for name, contact in (people or {}).items() if name in first.title), ended.contact)
    return Proposal(kind, first.title, on, named, first.play)


def typical_gap(*, days: Sequence[date], stage_days: int, criteria: int) -> int:
    """Days between two contacts: the median of those here, else the stage's usual days over what it asks for.

    Between 2 and 21.
    """
    gaps = [(after - before).days for before, after in pairwise(sorted(set(days)))]
    usual = median(gaps) if len(gaps) >= ENOUGH_GAPS else stage_days / max(1, criteria)
    return round(min(max(usual, LEAST_GAP), MOST_GAP))
