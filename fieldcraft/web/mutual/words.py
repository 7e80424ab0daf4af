"""What both sides read of a plan: days, states and what was said. Takes only what is in the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fieldcraft.pursuit.models import PlanStep, PlanWord, Side, WordKind
from fieldcraft.web import words

VERBS: Mapping[str, str] = {
    WordKind.COMMENT: "wrote",
    WordKind.DONE: "confirmed it",
    WordKind.REACHED: "confirmed it",
    WordKind.NOT_YET: "says: not yet",
}


@dataclass(frozen=True, slots=True)
class SaidView:
    """One thing said: who, what kind, when, in which words."""

    id: int
    who: str
    what: str
    text: str
    against: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class Names:
    """The two companies, as both sides read them."""

    company: str
    account: str

    def of(self, side: str) -> str:
        """Who a side is."""
        names = {Side.US: self.company, Side.CUSTOMER: self.account or "The customer", Side.BOTH: "Both sides"}
        return names[Side(side)]


def day(value: date | None, on: date) -> str:
    """A day; empty for none."""
    return words.day(value=value, on=on) if value else ""


def owner(step: PlanStep, names: Names) -> str:
    """Who does it: by name where one is given."""
    return step.owner_name or ("" if step.is_milestone else names.of(step.side))


def mark(step: PlanStep) -> str:
    """The icon's name of the step's state: confirmed by the customer, said to be done, open."""
    return "met" if step.confirmed_by and step.done_on else "claimed" if step.done_on else "missing"


def state(step: PlanStep, *, on: date, company: str, reader: str = "") -> str:
    """How the step stands, in a few words. `reader` is the one of the customer who reads it."""
    if step.done_on:
        if step.confirmed_by:
            by = "you" if step.confirmed_by == reader else step.confirmed_by
            return f"Confirmed by {by}, {day(step.confirmed_on, on)}"
        return f"{step.done_by or company} says it is done" if reader else "We say it is done; not confirmed yet"
    if step.offered_on:
        side = company if reader else "We"
        return f"{side} propose{'s' if reader else ''} {day(step.offered_on, on)}; agreed was {day(step.due_on, on)}"
    if step.wished_on:
        return f"{'You' if reader else 'The customer'} asked for {day(step.wished_on, on)}"
    late = words.late(due=step.due_on, on=on)
    agreed = f"Agreed by {'you' if step.agreed_by == reader else step.agreed_by}" if step.agreed_by else ""
    return ". ".join(part for part in (words.first_upper(text=late), agreed) if part)


def said(rows: Sequence[PlanWord], *, on: date, reader: str = "") -> dict[int | None, list[SaidView]]:
    """What was said, by step, oldest first; None holds what was said about the plan as a whole.

    A yes and a day without a word stand in the step's state already.
    """
    found: dict[int | None, list[SaidView]] = {}
    for row in rows:
        if not row.text and row.kind != WordKind.NOT_YET:
            continue
        who = "You" if reader and row.link_id and row.name == reader else row.name
        when = day(row.at.date(), on)
        verb = VERBS[row.kind].replace("says", "say") if who == "You" else VERBS[row.kind]
        found.setdefault(row.step_id, []).append(
            SaidView(
                id=row.pk,
                who=who,
                what=f"{verb}, {when}",
                text=row.text,
                against=row.kind == WordKind.NOT_YET,
                waits=row.link_id is not None and row.answered_at is None,
            )
        )
    return found
