"""What changed in a committee, said in a line each. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fieldcraft.pursuit.committee.fields import FIELDS, said
from fieldcraft.pursuit.committee.queries import Committee
from fieldcraft.pursuit.models import ChangeKind, CommitteeChange
from fieldcraft.web import words

NAMES = {"reports_to": "boss", "email": "e-mail"}
#: Said without their text, which is too long for a line.
LONG = ("note",)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change: of whom, what, when and by whom."""

    name: str
    text: str
    when: str
    who: str


def change_lines(*, changes: Sequence[CommitteeChange], committee: Committee) -> list[ChangeLine]:
    """A line per changed field, the latest first."""
    bosses = {one.id: one.name for one in committee.members}
    lines = []
    for change in changes:
        name = change.contact.name if change.contact else "Somebody"
        when = words.day(value=change.at.date(), on=committee.on)
        who = change.by.name if change.by else ""
        lines += [ChangeLine(name, text, when, who) for text in _texts(change, committee, bosses)]
    return lines


def _texts(change: CommitteeChange, committee: Committee, bosses: Mapping[int, str]) -> Iterator[str]:
    if change.kind == ChangeKind.REMOVED:
        yield "taken out of this opportunity"
        return
    if change.kind == ChangeKind.ADDED:
        role = said(field="role", value=change.changes["role"][1], playbook=committee.playbook)
        yield f"added as {role}" if role else "added"
        return
    for field, (before, after) in change.changes.items():
        if field not in FIELDS:
            continue
        name = NAMES.get(field, field)
        old, new = (said(field=field, value=v, playbook=committee.playbook, names=bosses) for v in (before, after))
        if field in LONG:
            yield f"{name} rewritten" if old and new else f"{name} added" if new else f"{name} cleared"
        elif old and new:
            yield f"{name} went from {old} to {new}"
        else:
            yield f"{name} set to {new}" if new else f"{name} no longer {old}"
