"""What happened on one opportunity, newest day first: activities of the CRM and entries of the trail."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from itertools import groupby

from fieldcraft.crm.models import Activity, ActivityKind
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.trail.models import Entry
from fieldcraft.trail.verbs import sentence
from fieldcraft.web import words
from fieldcraft.web.shapes import TimelineDay, TimelineEntry

ICONS: Mapping[str, str] = {
    ActivityKind.CALL: "call",
    ActivityKind.EMAIL: "mail",
    ActivityKind.MEETING: "meeting",
    ActivityKind.TASK: "check",
    ActivityKind.NOTE: "note",
}
VERB_ICONS = {
    "evidence": "check",
    "step": "check",
    "stage": "stage",
    "file": "file",
    "pursuit": "change",
    "plan": "list",
}
#: These say all in their sentence.
PLAIN = ("step", "pursuit")
#: These say what the evidence supports now.
SUPPORTING = ("evidence", "plan")
#: The change that names stages.
STAGES = "supported stage"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def stages_gone(*, entries: Sequence[Entry], playbook: CompiledPlaybook) -> dict[str, datetime]:
    """Stages that entries name and the playbook has not, by key, with when each was named last."""
    gone: dict[str, datetime] = {}
    for entry in entries:
        named = entry.changes.get(STAGES) if isinstance(entry.changes, dict) else None
        for value in named if isinstance(named, list) else ():
            if isinstance(value, str) and value and _title(value, playbook) is None:
                gone[value] = max(entry.at, gone.get(value, entry.at))
    return gone


def timeline_days(
    *,
    activities: Sequence[Activity],
    entries: Sequence[Entry],
    playbook: CompiledPlaybook,
    gone: Mapping[str, str],
    on: date,
    most: int,
) -> list[TimelineDay]:
    """Days with the latest `most` things that happened. Activities know only their day; they end it.

    `gone` are the titles of stages that the playbook has not, by key.
    """
    found = [_of_entry(entry, playbook, gone) for entry in entries] + [_of_activity(row, on) for row in activities]
    found.sort(key=lambda entry: entry.at, reverse=True)
    days = groupby(found[:most], key=lambda entry: entry.at.date())
    return [TimelineDay(day=_name(day, on), entries=list(group)) for day, group in days]


def _name(day: date, on: date) -> str:
    if day == on:
        return "Today"
    if (on - day).days == 1:
        return "Yesterday"
    return words.day(value=day, on=on) if abs((on - day).days) > 6 else words.weekday(value=day)


def _of_activity(row: Activity, on: date) -> TimelineEntry:
    planned = "" if row.done else ("Planned: " if row.on >= on else "Not done: ")
    kind = row.get_kind_display()
    whom = ""
    if row.contact:
        preposition = "from" if row.inbound else "to" if row.kind == ActivityKind.EMAIL else "with"
        whom = f" {preposition} {row.contact.name}"
    subject = f": {row.subject}" if row.subject else ""
    return TimelineEntry(
        at=datetime.combine(row.on, time.min, tzinfo=UTC),
        icon=ICONS.get(row.kind, "note"),
        text=f"{planned}{kind}{whom}{subject}",
        who="In the CRM",
        timed=False,
    )


def _of_entry(entry: Entry, playbook: CompiledPlaybook, gone: Mapping[str, str]) -> TimelineEntry:
    subject, _, _ = entry.verb.partition(".")
    text = words.first_upper(text=sentence(verb=entry.verb).replace("{subject}", entry.subject))
    note = f": {entry.note}" if entry.note else ""
    return TimelineEntry(
        at=entry.at,
        icon=VERB_ICONS.get(subject, "change"),
        text=f"{text}{note}{_changes(entry, playbook, gone, subject)}",
        who=entry.actor,
        door=entry.get_door_display(),
    )


def _changes(entry: Entry, playbook: CompiledPlaybook, gone: Mapping[str, str], subject: str) -> str:
    if subject in PLAIN or not isinstance(entry.changes, dict):
        return ""
    told = []
    for name, change in entry.changes.items():
        if not (isinstance(change, list) and len(change) == 2):
            continue
        titles = gone if name == STAGES else {}
        before, after = (titles.get(value) or _said(value, playbook, entry.at.date()) for value in change)
        if name == STAGES and subject in SUPPORTING:
            told.append(f"The evidence now supports {after}")
        elif before and after:
            told.append(f"{name.replace('_', ' ')} from {before} to {after}")
    joint = ". " if subject == "evidence" or STAGES in entry.changes else ": "
    return joint + "; ".join(told) if told else ""


def _said(value: object, playbook: CompiledPlaybook, on: date) -> str:
    """A stage by its title, a day as days are said on `on`, anything else as it is."""
    if not isinstance(value, str):
        return str(value or "")
    if title := _title(value, playbook):
        return title
    with suppress(ValueError):
        return words.day(value=date.fromisoformat(value), on=on) if DAY.fullmatch(value) else value
    return value


def _title(key: str, playbook: CompiledPlaybook) -> str | None:
    return next((one.part.title for one in playbook.stages if key in (one.key, *one.part.was)), None)
