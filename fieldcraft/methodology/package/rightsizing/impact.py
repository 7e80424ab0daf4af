"""How much a right-sized playbook changes, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ..schema import Criterion, Playbook
from .answers import Answers
from .choosing import shown_already
from .history import History

Who = Literal["reps", "managers", "enablement", "administrators"]
Size = Literal["little", "some", "much"]

DAYS_A_WEEK: Final = 7
MINUTES: Final[Mapping[str, int]] = {"15": 15, "30": 30, "60": 60, "more": 120}


@dataclass(frozen=True, slots=True)
class Change:
    """What changes for one kind of people, in sentences."""

    who: Who
    size: Size
    says: tuple[str, ...]


def minutes_a_week(*, playbook: Playbook, history: History) -> float | None:
    """What a rep spends on facts that are new to him, in minutes a week; None where the history cannot tell.

    Minutes of the shortest play for each new fact x open opportunities a seller has / weeks an opportunity takes.
    """
    weeks = (history.cycle_days or 0) / DAYS_A_WEEK
    if not (history.sellers and history.open and weeks):
        return None
    new = [one for one in playbook.criteria if not shown_already(criterion=one, held=history.held)]
    return sum(_effort(playbook, one) for one in new) * history.open / history.sellers / weeks


def changes(*, playbook: Playbook, history: History, answers: Answers) -> tuple[Change, ...]:
    """For reps, managers, enablement and administrators, in this order."""
    return (
        _reps(playbook, history, answers),
        _managers(playbook, history, answers),
        _enablement(playbook),
        Change("administrators", "little", ("Stage names stay as they are in the CRM. No field has to be added.",)),
    )


def _effort(playbook: Playbook, criterion: Criterion) -> int:
    found = [play.minutes for play in playbook.plays if criterion.key in play.proves and play.owner != "manager"]
    return min(found, default=playbook.confirm.minutes)


def _reps(playbook: Playbook, history: History, answers: Answers) -> Change:
    criteria = playbook.criteria
    known = sum(shown_already(criterion=one, held=history.held) for one in criteria)
    says = [f"{_count(len(criteria), 'fact')} from the first talk to the signature."]
    if history.won:
        says.append(f"{known} of them stand in the CRM for most deals you won. {len(criteria) - known} are new.")
    else:
        says.append("No won deals are in the data yet, so all of them count as new.")
    week, budget = minutes_a_week(playbook=playbook, history=history), MINUTES[answers["time"]]
    if week is None:
        says.append("How long that takes a week cannot be told from the data yet.")
        return Change("reps", "some" if len(criteria) - known > len(playbook.stages) else "little", tuple(says))
    says.append(f"About {max(1, round(week))} minutes a week for each rep; you allowed {budget}.")
    return Change("reps", "little" if week <= budget / 2 else "some" if week <= budget else "much", tuple(says))


def _managers(playbook: Playbook, history: History, answers: Answers) -> Change:
    asked = [one for one in playbook.criteria if one.verifier in ("manager", "not_owner")]
    says = [f"{_count(len(asked), 'fact')} of a deal need somebody other than the rep to stand for them."]
    weeks = (history.cycle_days or 0) / DAYS_A_WEEK
    if history.managers and history.open and weeks:
        minutes = len(asked) * playbook.confirm.minutes * history.open / history.managers / weeks
        says.append(f"About {max(1, round(minutes))} minutes a week for each manager who does it alone.")
    new_review = answers["reviews"] in ("amount", "activity")
    if new_review:
        says.append("Reviews begin with what the customer did. Today they begin elsewhere.")
    new_moves = answers["moves"] in ("rep", "talk")
    if new_moves:
        says.append("A stage is judged by facts. Today it is a matter of talk.")
    return Change("managers", "much" if new_review and new_moves else "some" if new_review or new_moves else "little",
                  tuple(says))  # fmt: skip


def _enablement(playbook: Playbook) -> Change:
    own = [one for one in playbook.knowledge if one.prompts]
    events = playbook.reinforcement.events if playbook.reinforcement else ()
    says = [f"{_count(len(own), 'page')} of knowledge only you can fill in; each has an example."] if own else []
    if events:
        says.append(f"{_count(len(events), 'event')} in the first year are planned; take out what you cannot hold.")
    return Change("enablement", "some" if own else "little", tuple(says) or ("Nothing to prepare.",))


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
