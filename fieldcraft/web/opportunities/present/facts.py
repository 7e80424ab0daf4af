"""Facts in words: "2 meetings with an executive, last 4 Nov"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from fieldcraft.crm.models import Activity, ActivityKind, Seniority
from fieldcraft.methodology.package.facts import FACTS
from fieldcraft.pursuit.evaluation.types import FactUsed
from fieldcraft.web import words

HIGH = (Seniority.EXECUTIVE, Seniority.DIRECTOR)
SINGULAR = {
    "activities": "activity",
    "people": "person",
    "demos or trials": "demo or trial",
    "proposals and quotes": "proposal or quote",
    "executives": "executive",
    "e-mails": "e-mail",
}


def _kind(*kinds: str) -> Callable[[Activity], bool]:
    return lambda row: row.kind in kinds


def _with_executive(row: Activity) -> bool:
    return row.kind == ActivityKind.MEETING and row.contact is not None and row.contact.seniority in HIGH


#: Which activities a count counts, so that the day of the last one can stand beside it.
COUNTED: dict[str, Callable[[Activity], bool]] = {
    "activity_count": lambda row: True,
    "activities_30d": lambda row: True,
    "emails_sent": lambda row: row.kind == ActivityKind.EMAIL and not row.inbound,
    "emails_received": lambda row: row.kind == ActivityKind.EMAIL and row.inbound,
    "calls": _kind(ActivityKind.CALL),
    "meetings": _kind(ActivityKind.MEETING),
    "meetings_30d": _kind(ActivityKind.MEETING),
    "executive_meetings": _with_executive,
}


def facts_in_words(*, facts: Sequence[FactUsed], activities: Sequence[Activity], on: date) -> str:
    """The facts that proved something, joined; those that say nothing (a count of 0, a no) are left out."""
    shown = [fact for fact in facts if fact.value not in (0, False, (), None, "")]
    parts = [fact_in_words(fact=fact, on=on) + _last(fact, activities, on) for fact in shown or facts]
    return "; ".join(parts)


def fact_in_words(*, fact: FactUsed, on: date) -> str:
    """One fact with its value."""
    known = FACTS.get(fact.name)
    label = known.label if known else fact.name.replace("_", " ")
    value = fact.value
    if value is None:
        return f"{label}: not known"
    if isinstance(value, bool):
        return label if value else f"not yet: {label}"
    if isinstance(value, tuple):
        return f"{label}: {', '.join(part.replace('_', ' ') for part in value) or 'none'}"
    if isinstance(value, str):
        return f"{label} {_day(value, on)}"
    if isinstance(value, int) and known and known.unit in ("count", "days", "stages"):
        return _counted(value, label)
    return f"{label} {value:,.0f}"


def _counted(value: int, label: str) -> str:
    if value != 1:
        return f"{value} {label}"
    for many, one in SINGULAR.items():
        if label.startswith(many):
            return f"1 {one}{label[len(many) :]}"
    first, space, rest = label.partition(" ")
    return f"1 {first.removesuffix('s')}{space}{rest}"


def _day(text: str, on: date) -> str:
    try:
        return words.day(value=date.fromisoformat(text), on=on)
    except ValueError:
        return text


def _last(fact: FactUsed, activities: Sequence[Activity], on: date) -> str:
    counts = COUNTED.get(fact.name)
    if counts is None:
        return ""
    day = next((row.on for row in activities if row.done and row.on <= on and counts(row)), None)
    return f", last {words.day(value=day, on=on)}" if day else ""
