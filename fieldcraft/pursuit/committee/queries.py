"""The buying committee of one opportunity as pages and programs read it; five SQL statements, whatever its size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from fieldcraft.crm.models import Contact, OpportunityContact, Seniority
from fieldcraft.lib.joined import Joined, link
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.committee import layout, missing, reach
from fieldcraft.pursuit.evaluation.stored import from_json
from fieldcraft.pursuit.models import ChangeKind, CommitteeChange, CommitteePerson, Influence, Pursuit, Support

#: Contacts made on these pages, as opposed to those a CRM keeps.
OWN_SOURCE = "fieldcraft"
NEWS_DAYS = 30
LATEST_CHANGES = 200
MOST_OFFERED = 200
GUESSED = {
    Seniority.EXECUTIVE: Influence.HIGH,
    Seniority.DIRECTOR: Influence.HIGH,
    Seniority.MANAGER: Influence.MEDIUM,
    Seniority.STAFF: Influence.LOW,
    Seniority.UNKNOWN: Influence.MEDIUM,
}

PEOPLE = Joined(
    tables={"part": OpportunityContact, "contact": Contact, "person": CommitteePerson},
    sql="""
        SELECT {columns}
        FROM crm_opportunitycontact part JOIN crm_contact contact ON contact.id = part.contact_id
        LEFT JOIN pursuit_committeeperson person ON person.part_id = part.id
        WHERE part.opportunity_id = %(id)s ORDER BY part.id
    """,
)
CHANGES = Joined(
    tables={"change": CommitteeChange, "contact": Contact, "member": Member},
    sql="""
        SELECT {columns}
        FROM pursuit_committeechange change
        LEFT JOIN crm_contact contact ON contact.id = change.contact_id
        LEFT JOIN people_member member ON member.id = change.by_id
        WHERE change.opportunity_id = %(id)s AND change.undone_at IS NULL AND change.kind <> 'arranged'
        ORDER BY change.at DESC, change.id DESC LIMIT %(latest)s
    """,
)
# Opportunities of the same account count only where the viewer may read them.
SEEN = """
    WITH seen AS (
        SELECT id, name, owner_id FROM crm_opportunity
        WHERE id = %(id)s OR (account_id = %(account)s AND (%(all)s OR owner_id = ANY(%(sees)s)))
    )
"""
TOUCHES = f"""
    {SEEN}
    SELECT activity.contact_id, activity.owner_id, coalesce(member.name, ''), seen.id, seen.name, seen.owner_id,
        count(*) FILTER (WHERE activity."on" > %(since)s), max(activity."on"),
        (array_agg(activity.kind ORDER BY activity."on" DESC, activity.id DESC))[1],
        (array_agg(activity.inbound ORDER BY activity."on" DESC, activity.id DESC))[1]
    FROM crm_activity activity JOIN seen ON seen.id = activity.opportunity_id
    LEFT JOIN people_member member ON member.id = activity.owner_id
    WHERE activity.contact_id IS NOT NULL AND activity.done AND activity."on" <= %(day)s
        AND activity.kind IN ('call', 'meeting', 'email')
    GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 4, 2
"""  # noqa: S608 - no word of it comes from outside
MEETINGS = f"""
    {SEEN}
    SELECT array_agg(DISTINCT activity.contact_id)
    FROM crm_activity activity JOIN seen ON seen.id = activity.opportunity_id
    WHERE activity.kind = 'meeting' AND activity.done AND activity."on" <= %(day)s AND activity.contact_id IS NOT NULL
    GROUP BY seen.id, activity."on", activity.subject HAVING count(DISTINCT activity.contact_id) > 1
"""  # noqa: S608 - no word of it comes from outside
# Whom the account has besides. One known only from an opportunity that the viewer may not read would give it away.
OFFERED = Joined(
    tables={"contact": Contact},
    sql=f"""
        {SEEN}
        SELECT {{columns}} FROM crm_contact contact
        WHERE contact.account_id = %(account)s
            AND NOT EXISTS (
                SELECT FROM crm_opportunitycontact part
                WHERE part.contact_id = contact.id AND part.opportunity_id = %(id)s
            )
            AND (
                EXISTS (
                    SELECT FROM crm_opportunitycontact part JOIN seen ON seen.id = part.opportunity_id
                    WHERE part.contact_id = contact.id
                ) OR EXISTS (
                    SELECT FROM crm_activity activity JOIN seen ON seen.id = activity.opportunity_id
                    WHERE activity.contact_id = contact.id
                ) OR NOT EXISTS (SELECT FROM crm_opportunitycontact part WHERE part.contact_id = contact.id)
            )
        ORDER BY contact.name, contact.id LIMIT {MOST_OFFERED}
    """,  # noqa: S608 - no word of it comes from outside
)


@dataclass(frozen=True, slots=True)
class Last:
    """The latest contact: what, when, who of ours, and whether the customer began it."""

    on: date
    kind: str
    colleague: str
    inbound: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who of ours is in touch with somebody in this opportunity. `recent` counts 90 days, by colleague."""

    recent: int
    colleagues: tuple[tuple[str, int], ...]
    last: Last | None


@dataclass(frozen=True, slots=True)
class CommitteeMember:
    """One person. `id` is that of his part; `reports_to` another's. `guessed`: influence is read from the seniority."""

    id: int
    contact_id: int
    name: str
    title: str
    email: str
    department: str
    own: bool
    role: str
    role_title: str
    influence: str
    guessed: bool
    support: str
    reports_to: int | None
    across: int | None
    note: str
    since: date | None
    coverage: Coverage

    @property
    def stored(self) -> dict[str, str]:
        """The fields a form may change, as they stand: what a change is compared with."""
        return {
            "role": self.role,
            "influence": "" if self.guessed else self.influence,
            "support": self.support,
            "reports_to": str(self.reports_to or ""),
            "note": self.note,
            "name": self.name,
            "title": self.title,
            "email": self.email,
        }


@dataclass(frozen=True, slots=True)
class RoleWanted:
    """A role that is asked for and that nobody holds, with whom to ask."""

    missing: missing.MissingRole
    way: reach.Way | None


@dataclass(frozen=True, slots=True)
class QuietPerson:
    """Somebody with high influence we have not spoken to, with the best way to him."""

    quiet: missing.Quiet
    way: reach.Way | None


@dataclass(frozen=True, slots=True)
class Committee:
    """Everything the page of a buying committee shows. `bands` are ids of members, high influence first."""

    pursuit: Pursuit
    playbook: CompiledPlaybook
    members: tuple[CommitteeMember, ...]
    bands: tuple[tuple[int, ...], ...]
    wanted: tuple[RoleWanted, ...]
    quiet: tuple[QuietPerson, ...]
    only_thread: missing.Heard | None
    changes: tuple[CommitteeChange, ...]
    offered: tuple[Contact, ...]
    circle: reach.Circle
    on: date

    def member(self, *, id: int) -> CommitteeMember | None:
        return next((one for one in self.members if one.id == id), None)

    def ways_to(self, *, id: int) -> tuple[reach.Way, ...]:
        """Ways to one of the members, the best first."""
        found = self.member(id=id)
        if found is None:
            return ()
        target = next(one for one in self.circle.people if one.id == found.contact_id)
        return reach.ways_to(target=target, circle=self.circle)


def committee_of(*, viewer: Viewer, pursuit: Pursuit) -> Committee:
    """The committee of a pursuit that the viewer may see, as of the viewer's day."""
    opportunity, on = pursuit.opportunity, viewer.on
    values: dict[str, Any] = {
        "id": opportunity.pk,
        "account": opportunity.account_id,
        "all": viewer.sees is None,
        "sees": list(viewer.sees or ()),
        "day": on,
        "since": on - timedelta(days=reach.RECENT_DAYS),
        "latest": LATEST_CHANGES,
    }
    touches = [reach.Touch(*row) for row in _rows(TOUCHES, values)]
    playbook = pursuit.playbook
    members = tuple(_members(playbook, opportunity.pk, touches, values))
    eyes = reach.Eyes(
        member_id=viewer.member.pk if viewer.member else None,
        opportunity_id=opportunity.pk,
        sees=frozenset(viewer.sees) if viewer.sees is not None else None,
    )
    meetings = [frozenset(row[0]) for row in _rows(MEETINGS, values)]
    circle = reach.Circle(tuple(_known(members)), tuple(touches), meetings, eyes, on)
    heard = [_heard(one) for one in members]
    return Committee(
        pursuit=pursuit,
        playbook=playbook,
        members=members,
        bands=layout.bands(
            seats=[layout.Seat(one.id, one.influence, one.reports_to, one.across) for one in members],
        ),
        wanted=tuple(_wanted(pursuit, playbook, members, circle)),
        quiet=tuple(_quiet(heard, circle, on)),
        only_thread=missing.only_thread(people=heard),
        changes=tuple(_changes(values)),
        offered=tuple(row[0] for row in OFFERED.read(values)) if opportunity.account_id else (),
        circle=circle,
        on=on,
    )


def just_changed(
    *, viewer: Viewer, opportunity_id: int, change_id: int, seconds: int, now: datetime
) -> CommitteeChange | None:
    """The viewer's own change that he may still take back."""
    if viewer.member is None:
        return None
    found = CommitteeChange.objects.select_related("contact").filter(
        pk=change_id,
        opportunity_id=opportunity_id,
        by=viewer.member,
        undone_at__isnull=True,
        at__gte=now - timedelta(seconds=seconds),
    )
    return found.first()


def role_title(*, role: str, playbook: CompiledPlaybook) -> str:
    """How the playbook calls a role by its key; the CRM's own word where it knows none, which no fact counts."""
    return next((part.title for part in playbook.playbook.roles if part.key == role), role)


def _rows(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _members(
    playbook: CompiledPlaybook, opportunity_id: int, touches: Sequence[reach.Touch], values: Mapping[str, Any]
) -> Iterator[CommitteeMember]:
    titles: dict[str, str] = {}
    by_contact: dict[int, list[reach.Touch]] = {}
    for touch in touches:
        if touch.opportunity_id == opportunity_id:
            by_contact.setdefault(touch.contact, []).append(touch)
    for part, contact, person in PEOPLE.read(values):
        kept = person or CommitteePerson(part_id=part.pk)
        if part.role not in titles:
            titles[part.role] = role_title(role=part.role, playbook=playbook)
        yield CommitteeMember(
            id=part.pk,
            contact_id=contact.pk,
            name=contact.name,
            title=contact.title,
            email=contact.email,
            department=contact.department,
            own=contact.source == OWN_SOURCE,
            role=part.role,
            role_title=titles[part.role],
            influence=kept.influence or GUESSED[Seniority(contact.seniority)],
            guessed=not kept.influence,
            support=kept.support,
            reports_to=kept.reports_to_id,
            across=kept.across,
            note=kept.note,
            since=part.since,
            coverage=_coverage(by_contact.get(contact.pk, ())),
        )


def _coverage(touches: Sequence[reach.Touch]) -> Coverage:
    if not touches:
        return Coverage(recent=0, colleagues=(), last=None)
    latest = max(touches, key=lambda touch: touch.last_on)
    counted = sorted(((touch.colleague, touch.recent) for touch in touches), key=lambda pair: (-pair[1], pair[0]))
    return Coverage(
        recent=sum(touch.recent for touch in touches),
        colleagues=tuple((name, count) for name, count in counted if count),
        last=Last(latest.last_on, latest.kind, latest.colleague, latest.inbound),
    )


def _known(members: Sequence[CommitteeMember]) -> Iterator[reach.Known]:
    contacts = {one.id: one.contact_id for one in members}
    for one in members:
        boss = contacts.get(one.reports_to) if one.reports_to else None
        yield reach.Known(
            one.contact_id, one.name, one.title, one.department, one.influence, str(one.support), reports_to=boss
        )


def _heard(one: CommitteeMember) -> missing.Heard:
    last = one.coverage.last
    return missing.Heard(
        one.id, one.name, one.influence, str(one.support), one.coverage.recent, last.on if last else None
    )


def _wanted(
    pursuit: Pursuit, playbook: CompiledPlaybook, members: Sequence[CommitteeMember], circle: reach.Circle
) -> Iterator[RoleWanted]:
    if not pursuit.assessment:
        return
    found = missing.missing_roles(
        playbook=playbook, assessment=from_json(text=pursuit.assessment), held={one.role for one in members}
    )
    for one in found:
        way = reach.way_to_role(title=one.role.title, means=one.role.means, circle=circle)
        yield RoleWanted(one, way)


def _quiet(heard: Sequence[missing.Heard], circle: reach.Circle, on: date) -> Iterator[QuietPerson]:
    people = {one.id: known for one, known in zip(heard, circle.people, strict=True)}
    for quiet in missing.quiet_people(people=heard, on=on):
        ways = reach.ways_to(target=people[quiet.id], circle=circle)
        yield QuietPerson(quiet, ways[0] if ways else None)


def _changes(values: Mapping[str, Any]) -> Iterator[CommitteeChange]:
    for change, contact, member in CHANGES.read(values):
        link(change, contact=contact, by=member)
        yield change


__all__ = [
    "ChangeKind",
    "Committee",
    "CommitteeMember",
    "Coverage",
    "Support",
    "committee_of",
    "just_changed",
    "role_title",
]
