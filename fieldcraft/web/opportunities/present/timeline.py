"""What happened on one opportunity, newest day first: activities of the CRM and entries of the trail."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import Literal

from fieldcraft.crm.models import Activity, ActivityKind
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.pursuit.calls.actions import SOURCE
from fieldcraft.trail.models import Door, Entry
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
    "note": "note",
    "rival": "people",
    "plan": "list",
    "activity": "undo",
    "call_plan": "note",
}
Side = Literal["customer", "us", "changes"]
#: Whose doing it is, by the first part of the verb. What is not named is a change.
SIDES: Mapping[str, Side] = {
    "evidence": "us",
    "step": "us",
    "note": "us",
    "file": "us",
    "rival": "us",
    "activity": "us",
    "call_plan": "us",
    "plan": "us",
    "buyer": "customer",
    "share": "customer",
}
#: What the timeline can be narrowed to, and how it is called.
SHOWS: Mapping[str, str] = {"": "All", "customer": "Customer", "us": "Us", "changes": "Changes"}
#: These say all in their sentence.
PLAIN = ("step", "pursuit", "note", "file", "activity", "call_plan")
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


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened or is planned: its line, whose doing it was, and whether it is over."""

    line: TimelineEntry
    side: Side
    done: bool


def happenings(
    *,
    activities: Sequence[Activity],
    entries: Sequence[Entry],
    playbook: CompiledPlaybook,
    gone: Mapping[str, str],
    notes: Mapping[str, str],
    on: date,
    member_id: int,
    seen: datetime | None,
) -> list[Happening]:
    """All in one stream, the latest first. Activities know only their day; they end it.

    `gone` are the titles of stages that the playbook has not, by key; `notes` what notes are called now, by id. New is
    what others did since `seen`. An activity that left an entry of its own is told once, by the entry's time.
    """
    shown = {str(row.pk): row for row in activities}
    told: dict[str, Entry] = {}
    found = []
    for entry in entries:
        if entry.subject_type == "activity" and entry.subject_id in shown:
            told.setdefault(entry.subject_id, entry)
            continue
        new = seen is not None and entry.at > seen and entry.actor_id != member_id
        line = _of_entry(entry, playbook, gone, notes, new=new)
        found.append(Happening(line, _side(entry), done=True))
    for row in activities:
        others = row.inbound or row.owner_id != member_id
        new = seen is not None and row.done and seen.date() < row.on <= on and others
        if (logged := told.get(str(row.pk))) is not None:
            new = seen is not None and logged.at > seen and logged.actor_id != member_id
        side: Side = "customer" if row.inbound or row.kind == ActivityKind.MEETING else "us"
        found.append(Happening(_of_activity(row, on, logged, new=new), side, done=row.done))
    found.sort(key=lambda one: one.line.at, reverse=True)
    return found


def timeline_days(*, happened: Sequence[Happening], show: str, on: date, most: int) -> list[TimelineDay]:
    """Days with the latest `most` things; `show` is one of SHOWS, empty for all."""
    lines = [one.line for one in happened if not show or one.side == show]
    days = groupby(lines[:most], key=lambda line: line.at.date())
    return [TimelineDay(day=_name(day, on), entries=list(group)) for day, group in days]


def _name(day: date, on: date) -> str:
    if day == on:
        return "Today"
    if (on - day).days == 1:
        return "Yesterday"
    return words.day(value=day, on=on) if abs((on - day).days) > 6 else words.weekday(value=day)


def _of_activity(row: Activity, on: date, logged: Entry | None, *, new: bool) -> TimelineEntry:
    planned = "" if row.done else ("Planned: " if row.on >= on else "Not done: ")
    kind = row.get_kind_display()
    whom = ""
    if row.contact:
        preposition = "from" if row.inbound else "to" if row.kind == ActivityKind.EMAIL else "with"
        whom = f" {preposition} {row.contact.name}"
    subject = f": {row.subject}" if row.subject else ""
    timed = logged is not None and logged.at.date() == row.on
    return TimelineEntry(
        at=logged.at if logged and timed else datetime.combine(row.on, time.min, tzinfo=UTC),
        icon=ICONS.get(row.kind, "note"),
        text=f"{planned}{kind}{whom}{subject}{_how(row)}",
        who=logged.actor if logged else "Logged here" if row.outcome or row.source == SOURCE else "In the CRM",
        timed=timed,
        new=new,
    )


def _how(row: Activity) -> str:
    """How it ended, with what was noted."""
    outcome = f". {row.get_outcome_display()}" if row.outcome else ""
    return f"{outcome}. {row.note}" if row.note else outcome


def _side(entry: Entry) -> Side:
    """Whose doing an entry is: what came through a shared link is the customer's."""
    return "customer" if entry.door == Door.LINK else SIDES.get(entry.verb.partition(".")[0], "changes")


def _of_entry(
    entry: Entry, playbook: CompiledPlaybook, gone: Mapping[str, str], notes: Mapping[str, str], *, new: bool
) -> TimelineEntry:
    subject, _, _ = entry.verb.partition(".")
    about = notes.get(entry.subject_id, entry.subject) if subject == "note" else entry.subject
    text = words.first_upper(text=sentence(verb=entry.verb).replace("{subject}", about))
    note = f": {entry.note}" if entry.note else ""
    return TimelineEntry(
        at=entry.at,
        icon=VERB_ICONS.get(subject, "change"),
        text=f"{text}{note}{_changes(entry, playbook, gone, subject)}",
        who=entry.actor,
        door=entry.get_door_display(),
        new=new,
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
