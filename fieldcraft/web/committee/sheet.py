"""The form of one person, and the form that adds one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldcraft.pursuit.committee.actions import Conflict
from fieldcraft.pursuit.committee.fields import said
from fieldcraft.pursuit.committee.queries import Committee, CommitteeMember
from fieldcraft.pursuit.committee.reach import Way
from fieldcraft.pursuit.models import Influence, Support
from fieldcraft.web.committee.changes import ChangeLine, change_lines
from fieldcraft.web.committee.present import coverage_words, last_words
from fieldcraft.web.shapes import Option

LABELS = {
    "role": "Role",
    "influence": "Influence",
    "support": "Support",
    "reports_to": "Reports to",
    "note": "Note",
    "name": "Name",
    "title": "Title",
    "email": "E-mail",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it holds, what was seen when it was opened, and what somebody else has set meanwhile."""

    name: str
    label: str
    value: str
    seen: str
    options: Sequence[Option] = ()
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class PersonSheet:
    """`fields` by name; `own` False: the CRM keeps name, title and e-mail."""

    id: int
    name: str
    over: str
    email: str
    href: str
    page: str
    removal_href: str
    fields: Mapping[str, Field]
    own: bool
    in_touch: str
    last: str
    history: Sequence[ChangeLine]
    way: Way | None
    error: str
    conflict: bool
    kind: str = "person"


@dataclass(frozen=True, slots=True)
class AddTyped:
    name: str = ""
    title: str = ""
    email: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class AddSheet:
    href: str
    page: str
    typed: AddTyped
    roles: Sequence[Option]
    offered: Sequence[tuple[str, str]]
    account: str
    error: str
    kind: str = "add"


def person_sheet(
    *,
    committee: Committee,
    id: int,
    page: str,
    values: Mapping[str, str],
    conflicts: Sequence[Conflict],
    error: str,
) -> PersonSheet | None:
    """The form of one person; `values` are what was typed, `conflicts` what somebody else set meanwhile.

    None for a person who has gone.
    """
    one = committee.member(id=id)
    if one is None:
        return None
    last, how = last_words(one.coverage, committee.on)
    colleagues = ", ".join(f"{name} {count}" for name, count in one.coverage.colleagues if name)
    in_touch = coverage_words(one.coverage)
    changes = [change for change in committee.changes if change.contact_id == one.contact_id]
    ways = committee.ways_to(id=id) if not one.coverage.recent else ()
    return PersonSheet(
        id=id,
        name=one.name,
        over=", ".join(part for part in (one.title, one.department) if part),
        email=one.email,
        href=f"{page}{id}/",
        page=page,
        removal_href=f"{page}{id}/removal/",
        fields=_fields(one, committee, values, {conflict.field: conflict for conflict in conflicts}),
        own=one.own,
        in_touch=f"{in_touch}: {colleagues}" if colleagues else in_touch,
        last=f"{last}, {how}" if how else "",
        history=change_lines(changes=changes, committee=committee)[:12],
        way=ways[0] if ways else None,
        error=error,
        conflict=bool(conflicts),
    )


def add_sheet(*, committee: Committee, page: str, typed: AddTyped, error: str) -> AddSheet:
    """The four fields of somebody new."""
    account = committee.pursuit.opportunity.account
    return AddSheet(
        href=f"{page}add/",
        page=page,
        typed=typed,
        roles=_roles(committee, typed.role),
        offered=[(contact.name, contact.title) for contact in committee.offered],
        account=account.name if account else "",
        error=error,
    )


def _fields(
    one: CommitteeMember, committee: Committee, values: Mapping[str, str], conflicts: Mapping[str, Conflict]
) -> dict[str, Field]:
    stored = one.stored
    bosses = {member.id: member.name for member in committee.members}
    found = {}
    for name, label in LABELS.items():
        value = values.get(name, stored[name])
        theirs = ""
        if conflict := conflicts.get(name):
            word = said(field=name, value=conflict.theirs, playbook=committee.playbook, names=bosses) or "nothing"
            theirs = f"{conflict.by} set this to “{word}” meanwhile. Save again to put yours in its place."
        found[name] = Field(name, label, value, stored[name], _options(name, value, one, committee), theirs)
    return found


def _options(name: str, value: str, one: CommitteeMember, committee: Committee) -> list[Option]:
    if name == "role":
        return _roles(committee, value)
    if name == "support":
        return [Option(str(word.value), str(word.label), word.value == value) for word in Support]
    if name == "influence":
        guess = f"As the title says ({Influence(one.influence).label.lower()})" if one.guessed else "As the title says"
        options = [Option("", guess, not value)]
        return options + [Option(str(word.value), str(word.label), word.value == value) for word in Influence]
    if name == "reports_to":
        others = [Option(str(member.id), member.name, str(member.id) == value) for member in committee.members
                  if member.id != one.id]  # fmt: skip
        return [Option("", "Nobody here", not value), *others]
    return []


def _roles(committee: Committee, value: str) -> list[Option]:
    roles = [Option(role.key, role.title, role.key == value) for role in committee.playbook.playbook.roles]
    if value and all(role.value != value for role in roles):
        roles.append(Option(value, f"{value} (the CRM's word)", True))
    return [Option("", "No role yet", not value), *roles]
