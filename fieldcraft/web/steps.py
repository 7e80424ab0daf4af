"""A next step as the row partial shows it, on Today and on the opportunity."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal
from urllib.parse import quote

from fieldcraft.guidance.models import Answer, NextStep, Response
from fieldcraft.web import words
from fieldcraft.web.shapes import Action, Step, Undo
from fieldcraft.web.templatetags.ui import money

Place = Literal["today", "opportunity"]
UNDO_SECONDS = 30
PRIMARY = {
    "log": "Log it",
    "plan": "Plan it",
    "ask": "Ask and note it",
    "verify": "Check the evidence",
    "learn": "Read it",
    "prepare": "Prepare it",
}
SAID = {Answer.DONE: "Done", Answer.SNOOZED: "Later", Answer.NOT_USEFUL: "Not useful"}


def step_shape(
    *, row: NextStep, base: str, currency: str, member_id: int, on: date, place: Place, explores: bool = False
) -> Step:
    """One step for `member_id`. Worth is shown to whom the commission goes, never to his manager."""
    found = row.opportunity
    page = f"{base}opportunities/{found.pk}/"
    here = place == "opportunity"
    own = row.actor != "manager" and row.member_id == member_id
    return Step(
        key=f"{found.pk}-{row.key.replace(':', '-')}",
        title=row.title,
        account=_whose(row, member_id) if here else _account(row),
        opportunity="" if here else _opportunity(row, member_id),
        why=row.why,
        rests_on=row.rests_on,
        explores=explores,
        minutes=row.minutes,
        worth=Decimal(round(row.worth)) if own and row.worth >= 1 else None,
        currency=currency,
        late=f"{words.span(days=row.overdue_days)} late" if row.overdue_days else "",
        href="" if here else page,
        link="" if here else _link(row, currency, on),
        actions=_actions(row=row, page=page, mine=row.member_id == member_id, place=place),
        later=_later(row=row, page=page, on=on, place=place) if row.member_id == member_id else (),
    )


def undo_shape(*, answer: Response, base: str, on: date, place: Place) -> Undo:
    """The way back from an answer just given."""
    said = SAID[Answer(answer.answer)]
    if answer.until:
        said = f"Back on {words.day(value=answer.until, on=on)}"
    page = f"{base}opportunities/{answer.opportunity_id}/"
    return Undo(text=f"{said}: {answer.title}", href=_href(page, answer.key, "undo", place), seconds=UNDO_SECONDS)


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


def _actions(*, row: NextStep, page: str, mine: bool, place: Place) -> tuple[Action, ...]:
    done = Action("Done", _href(page, row.key, "completion", place), key="e")
    actions = [_primary(row, page, place), done]
    if mine:
        actions += [
            Action("Tomorrow", _href(page, row.key, "snooze", place), key="s"),
            Action("Not useful", _href(page, row.key, "dismissal", place), key="x", kind="quiet"),
        ]
    return tuple(actions)


def _primary(row: NextStep, page: str, place: Place) -> Action:
    if row.key.startswith("plan:"):
        return Action("Open the plan", f"{page}plan/#said", key="Enter", kind="primary", post=False)
    if row.criterion:
        href = f"{page}?criterion={row.criterion}#criterion-{row.criterion}"
        return Action(PRIMARY.get(row.kind, "Open it"), href, key="Enter", kind="primary", post=False)
    if place == "opportunity" or row.promise:
        label = "See what was agreed" if row.promise else "See what happened"
        return Action(label, f"{page}#timeline", key="Enter", kind="primary", post=False)
    return Action("See how", f"{page}#now", key="Enter", kind="primary", post=False)


def _later(*, row: NextStep, page: str, on: date, place: Place) -> tuple[Action, ...]:
    return tuple(
        Action(label, f"{_href(page, row.key, 'snooze', place)}&until={until.isoformat()}")
        for label, until in later_days(on=on)
    )


def _href(page: str, key: str, verb: str, place: Place) -> str:
    return f"{page}steps/{quote(key, safe=':')}/{verb}/?from={place}"
