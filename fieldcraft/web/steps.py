"""A next step as the row partial shows it, on Today and on the opportunity."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Literal
from urllib.parse import quote

from fieldcraft.guidance.models import Answer, NextStep, Response
from fieldcraft.lib.undoing import OFFERED_SECONDS
from fieldcraft.pursuit.calls import events
from fieldcraft.pursuit.calls.outcomes import CHIPS
from fieldcraft.pursuit.calls.queries import Done
from fieldcraft.web import words
from fieldcraft.web.shapes import Action, ChipButton, Step, Undo
from fieldcraft.web.templatetags.ui import money

Place = Literal["today", "opportunity"]
PRIMARY = {
    "log": "Log it",
    "plan": "Plan it",
    "ask": "Ask the customer",
    "verify": "Check the evidence",
    "learn": "Read it",
    "prepare": "Prepare it",
}
#: Kinds of activity that are worth a plan.
TALKS = ("call", "meeting")
DID = {
    events.ACTIVITY_LOGGED: "Logged",
    events.ACTIVITY_CLOSED: "Logged",
    events.ACTIVITY_PLANNED: "Planned for",
    events.ACTIVITY_MOVED: "Moved to",
}
SAID = {Answer.DONE: "Done", Answer.SNOOZED: "Later", Answer.NOT_USEFUL: "Not useful"}


def step_shape(
    *, row: NextStep, base: str, currency: str, member_id: int, on: date, place: Place, explores: bool = False
) -> Step:
    """One step for `member_id`. Worth is shown to whom the commission goes, never to his manager."""
    found, key = row.opportunity, f"{row.opportunity_id}-{row.key.replace(':', '-')}"
    page = f"{base}opportunities/{found.pk}/"
    here = place == "opportunity"
    own = row.actor != "manager" and row.member_id == member_id
    return Step(
        key=key,
        title=row.title,
        account=_whose(row, member_id) if here else _account(row),
        opportunity="" if here else _opportunity(row, member_id),
        why=row.why,
        rests_on=row.rests_on,
        explores=explores,
        minutes=row.minutes,
        worth=Decimal(round(row.worth)) if own and row.worth >= 1 else None,
        currency=currency,
        late=words.late(due=row.due_on, on=on),
        due=_due(row, on),
        chips=chips_of(kind=row.activity.kind) if row.activity else (),
        chips_href=f"{page}activities/{row.activity_id}/outcome/?from={place}" if row.activity else "",
        href="" if here else page,
        link="" if here else _link(row, currency, on),
        actions=_actions(row=row, page=page, key=key, mine=row.member_id == member_id, place=place),
        later=_later(row=row, page=page, on=on, place=place) if row.member_id == member_id else (),
    )


def undo_shape(*, answer: Response, base: str, on: date, place: Place) -> Undo:
    """The way back from an answer just given."""
    said = SAID[Answer(answer.answer)]
    if answer.until:
        said = f"Back on {words.day(value=answer.until, on=on)}"
    page = f"{base}opportunities/{answer.opportunity_id}/"
    return Undo(text=f"{said}: {answer.title}", href=_href(page, answer.key, "undo", place), seconds=OFFERED_SECONDS)


def activity_undo_shape(*, done: Done, base: str, on: date, place: Place) -> Undo:
    """The way back from what was just logged, planned or moved."""
    row = done.activity
    said = DID[done.entry.verb]
    if said == "Logged":
        text = f"Logged: {row.get_outcome_display()}. {row.subject}" if row.outcome else f"Logged: {row.subject}"
    else:
        text = f"{said} {words.day(value=row.on, on=on)}: {row.subject}"
    page = f"{base}opportunities/{row.opportunity_id}/"
    return Undo(text=text, href=f"{page}activities/{row.pk}/undo/?from={place}", seconds=OFFERED_SECONDS)


@cache
def chips_of(*, kind: str) -> tuple[ChipButton, ...]:
    """The ways an activity of this kind can have ended; the first is what Enter and Done mean."""
    return tuple(
        ChipButton(
            label, value, f"{number} Enter e" if number == 1 else str(number), "primary" if number == 1 else "plain"
        )
        for number, (value, label) in enumerate(CHIPS[kind], start=1)
    )


def later_days(*, on: date) -> tuple[tuple[str, date], ...]:
    """Days a step is put off to, beside tomorrow."""
    monday = on + timedelta(days=7 - on.weekday())
    soon = ("Monday", monday) if (monday - on).days > 1 else ("In a week", on + timedelta(days=7))
    return (
        soon,
        ("In two weeks", on + timedelta(days=14)),
        ("In a month", on + timedelta(days=30)),
    )


def _account(row: NextStep) -> str:
    return row.opportunity.account.name if row.opportunity.account else ""


def _whose(row: NextStep, member_id: int) -> str:
    owner = row.opportunity.owner
    if row.member_id == member_id or owner is None:
        return ""
    return "For the owner’s manager" if row.actor == "manager" else f"For {owner.name}"


def _opportunity(row: NextStep, member_id: int) -> str:
    owner = row.opportunity.owner
    whose = f", {owner.name}" if owner and owner.pk != member_id else ""
    return f"{row.opportunity.name}{whose}"


def _link(row: NextStep, currency: str, on: date) -> str:
    found = row.opportunity
    parts = [money(found.amount, found.currency or currency)] if found.amount else []
    if found.close_date:
        verb = "closes" if found.close_date >= on else "was to close"
        parts.append(f"{verb} {words.day(value=found.close_date, on=on)}")
    return words.first_upper(text=", ".join(parts)) or "Open it"


def _due(row: NextStep, on: date) -> str:
    """When something planned is due; empty where it is late, which is said otherwise."""
    if row.due_on is None or row.due_on < on:
        return ""
    return "Today" if row.due_on == on else words.day(value=row.due_on, on=on)


def _actions(*, row: NextStep, page: str, key: str, mine: bool, place: Place) -> tuple[Action, ...]:
    actions = []
    if row.activity is None:
        actions = [_primary(row, page, key, place), Action("Done", _href(page, row.key, "completion", place), key="e")]
    if mine:
        actions += [
            Action("Tomorrow", _href(page, row.key, "snooze", place), key="s"),
            Action("Not useful", _href(page, row.key, "dismissal", place), key="x", kind="quiet"),
        ]
    if row.activity is not None and row.activity.kind in TALKS:
        plan = f"{page}activities/{row.activity_id}/call-plan/"
        actions.append(Action("Prepare", plan, key="p", kind="quiet", post=False))
    elif row.play and row.kind in ("ask", "plan", "log") and row.actor != "manager":
        actions.append(Action("Prepare", f"{page}call-plan/?play={row.play}", key="p", kind="quiet", post=False))
    return tuple(actions)


def _primary(row: NextStep, page: str, key: str, place: Place) -> Action:
    """What the step is about, in place; a call plan and the customer's words are pages of their own."""
    if row.key.startswith("plan:"):
        return Action("Open the plan", f"{page}plan/#said", key="Enter", kind="primary", post=False)
    if row.kind == "prepare":
        return Action(PRIMARY[row.kind], f"{page}call-plan/?play={row.play}", key="Enter", kind="primary", post=False)
    label = "Ask for it" if row.kind == "verify" and row.actor != "manager" else PRIMARY.get(row.kind, "Open it")
    href = f"{page}steps/{quote(row.key, safe=':')}/act/?from={place}"
    return Action(label, href, key="Enter", kind="primary", post=False, into=f"#slot-{key}")


def _later(*, row: NextStep, page: str, on: date, place: Place) -> tuple[Action, ...]:
    return tuple(
        Action(label, f"{_href(page, row.key, 'snooze', place)}&until={until.isoformat()}")
        for label, until in later_days(on=on)
    )


def _href(page: str, key: str, verb: str, place: Place) -> str:
    return f"{page}steps/{quote(key, safe=':')}/{verb}/?from={place}"
