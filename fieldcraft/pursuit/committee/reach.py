"""Whom to ask for an introduction, from who knows whom. Pure: people, contacts and the day are arguments.

A way is worth the product of three shares: how the person stands to us, how close he is to whom we want to meet, and
how fresh our contact with him is. The shares are judgement, not measurement; what matters is their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

#: Contact older than this does not carry a request.
RECENT_DAYS: Final = 90
#: Nobody against us is asked for a favour.
STANDING: Final = {"advocate": 1.0, "supportive": 0.85, "neutral": 0.4, "unknown": 0.3}
SUPPORTERS: Final = ("advocate", "supportive")
LINE, MET, PEERS, DEPARTMENT, NO_TIE = 1.0, 0.9, 0.8, 0.7, 0.3
WEIGHT: Final = {"high": 1.0, "medium": 0.8, "low": 0.6}


@dataclass(frozen=True, slots=True)
class Known:
    """A person at the customer. `id` is the contact's; `reports_to` another contact's."""

    id: int
    name: str
    title: str = ""
    department: str = ""
    influence: str = "medium"
    support: str = "unknown"
    reports_to: int | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """Contact of one of ours with one of theirs in one opportunity; `recent` counts the last RECENT_DAYS days."""

    contact: int
    colleague_id: int | None
    colleague: str
    opportunity_id: int
    opportunity: str
    owner_id: int | None
    recent: int
    last_on: date
    kind: str = "call"
    inbound: bool = False


@dataclass(frozen=True, slots=True)
class Eyes:
    """For whom a way is looked for, in which opportunity. `sees` are the owners he may read; None is everybody."""

    member_id: int | None
    opportunity_id: int
    sees: frozenset[int] | None

    def may_read(self, touch: Touch) -> bool:
        if touch.opportunity_id == self.opportunity_id or self.sees is None:
            return True
        return touch.owner_id in self.sees


@dataclass(frozen=True, slots=True)
class Circle:
    """Everything a way is found from. `meetings` are sets of contacts that sat in one meeting."""

    people: Sequence[Known]
    touches: Sequence[Touch]
    meetings: Sequence[frozenset[int]]
    eyes: Eyes
    on: date


@dataclass(frozen=True, slots=True)
class Way:
    """Whom to ask, why, and what to write. `contact` is None where a colleague of ours is asked.

    `worth` orders ways, from 0 to 1.
    """

    name: str
    contact: int | None
    reason: str
    text: str
    worth: float


def ways_to(*, target: Known, circle: Circle) -> tuple[Way, ...]:
    """Ways to a person, the best first; empty where nobody can be asked."""
    found = [*_through_colleagues(target, circle), *_through_customer(target, circle)]
    return tuple(sorted(found, key=_order))


def way_to_role(*, title: str, means: str, circle: Circle) -> Way | None:
    """Whom to ask who plays a role that nobody is known to play: a supporter we speak to, with a voice in the house."""
    found = []
    for person, last in _askable(circle):
        worth = STANDING[person.support] * WEIGHT.get(person.influence, 0.8) * _fresh(last, circle.on)
        reason = f"{_standing(person)}, in touch on {_day(last, circle.on)}."
        found.append(Way(person.name, person.id, reason, _ask_for_role(person, title, means), worth))
    return min(found, key=_order, default=None)


def _order(way: Way) -> tuple[float, str, int, str]:
    return -way.worth, way.name, way.contact or 0, way.reason


def _askable(circle: Circle) -> Iterator[tuple[Known, date]]:
    """People who are not against us and with whom we spoke lately in this opportunity, with the day."""
    last: dict[int, date] = {}
    for touch in circle.touches:
        if touch.opportunity_id == circle.eyes.opportunity_id:
            last[touch.contact] = max(touch.last_on, last.get(touch.contact, touch.last_on))
    for person in circle.people:
        on = last.get(person.id)
        if on and person.support in STANDING and (circle.on - on).days <= RECENT_DAYS:
            yield person, on


def _through_customer(target: Known, circle: Circle) -> Iterator[Way]:
    for person, last in _askable(circle):
        if person.id == target.id:
            continue
        closeness, tie = _tie(person, target, circle.meetings)
        worth = STANDING[person.support] * closeness * _fresh(last, circle.on)
        reason = f"{tie}. {_standing(person)}, in touch on {_day(last, circle.on)}."
        yield Way(person.name, person.id, reason, _ask_for_person(person, target), worth)


def _through_colleagues(target: Known, circle: Circle) -> Iterator[Way]:
    """One way per colleague of ours who knows the person from elsewhere; other opportunities only where they show."""
    latest: dict[tuple[int, str], Touch] = {}
    eyes = circle.eyes
    for touch in circle.touches:
        if touch.contact != target.id or touch.colleague_id is None or not eyes.may_read(touch):
            continue
        if touch.opportunity_id == eyes.opportunity_id and touch.colleague_id == eyes.member_id:
            continue
        key = (touch.colleague_id, touch.colleague)
        if key not in latest or _later(touch) > _later(latest[key]):
            latest[key] = touch
    for (colleague_id, colleague), touch in latest.items():
        own = colleague_id == eyes.member_id
        where = "" if touch.opportunity_id == eyes.opportunity_id else f" in {touch.opportunity}"
        when = _day(touch.last_on, circle.on)
        reason = f"In touch with {target.name} on {when}{where}."
        text = _write_again(target, touch, when) if own else _ask_colleague(colleague, target, where, when)
        worth = (1.0 if own else 0.95) * _fresh(touch.last_on, circle.on)
        yield Way("You" if own else colleague, None, reason, text, worth)


def _later(touch: Touch) -> tuple[date, str]:
    return touch.last_on, touch.opportunity


def _tie(person: Known, target: Known, meetings: Sequence[frozenset[int]]) -> tuple[float, str]:
    if person.reports_to == target.id:
        return LINE, f"Reports to {target.name}"
    if target.reports_to == person.id:
        return LINE, f"{target.name} reports to {person.name}"
    if shared := sum(person.id in met and target.id in met for met in meetings):
        return MET, f"Sat in {shared} meeting{'s' if shared > 1 else ''} with {target.name}"
    if person.reports_to is not None and person.reports_to == target.reports_to:
        return PEERS, f"Has the same boss as {target.name}"
    if person.department and person.department.casefold() == target.department.casefold():
        return DEPARTMENT, f"Works in {person.department}, as {target.name} does"
    return NO_TIE, f"Knows the house; no tie to {target.name} on record"


def _fresh(last: date, on: date) -> float:
    days = (on - last).days
    return 1.0 if days <= 30 else 0.85 if days <= 60 else 0.7 if days <= RECENT_DAYS else 0.4


def _standing(person: Known) -> str:
    words = {"advocate": "Speaks for us", "supportive": "Is for us", "neutral": "Is neutral"}
    return words.get(person.support, "Where they stand is not known")


def _day(day: date, on: date) -> str:
    return f"{day.day} {day:%b}" if day.year == on.year else f"{day.day} {day:%b %Y}"


def _first(name: str) -> str:
    return name.split()[0] if name.split() else name


def _called(person: Known) -> str:
    return f"{person.name} ({person.title})" if person.title else person.name


def _ask_for_person(person: Known, target: Known) -> str:
    return (
        f"Hello {_first(person.name)},\n\nbefore the next step I would like to hear from {_called(target)} what "
        "matters on their side. Would you put us in touch for twenty minutes? If another way is better, tell me which."
        "\n\nThank you"
    )


def _ask_for_role(person: Known, title: str, means: str) -> str:
    does = means.split(". ")[0].rstrip(".")
    who = f"who {does[:1].lower()}{does[1:]}" if does else f"in the role of {title.lower()}"
    return (
        f"Hello {_first(person.name)},\n\nthere is one person on your side I have not met yet: the one {who}. "
        "Who is that with you, and would you introduce me?\n\nThank you"
    )


def _ask_colleague(colleague: str, target: Known, where: str, when: str) -> str:
    return (
        f"Hello {_first(colleague)},\n\nyou were in touch with {_called(target)} on {when}{where}. "
        "Would you introduce me, or tell me what to know before I write?\n\nThank you"
    )


def _write_again(target: Known, touch: Touch, when: str) -> str:
    return (
        f"Hello {_first(target.name)},\n\nwe were last in touch on {when} about {touch.opportunity}. "
        "There is a decision near you that I would like to hear your view on. Do you have twenty minutes this week?\n\n"
        "Thank you"
    )
