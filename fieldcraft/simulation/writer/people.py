"""Members, teams, reporting lines and logins of a drawn world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import pairwise

from fieldcraft.people import events
from fieldcraft.people.directory.models import Login, Membership, Organisation
from fieldcraft.people.models import Member, ReportingLine, Team
from fieldcraft.simulation.draw.people import manager_on
from fieldcraft.simulation.draw.world import World
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor, Change, Written

OPERATOR = Actor(member_id=None, name="operator", door=Door.CLI)


@dataclass(frozen=True, slots=True)
class People:
    """Stored members by key, and each as an actor on screen."""

    members: tuple[Member, ...]
    actors: tuple[Actor, ...]


def write_people(*, world: World, organisation: Organisation) -> People:
    """Store everybody, each with a login without a usable password: nobody can sign in with one."""
    logins = _logins(world=world, organisation=organisation)
    teams: list[Team] = []
    for team in world.teams:
        teams.append(
            Team.objects.create(name=team.name, parent=teams[team.parent] if team.parent is not None else None)
        )
    members = Member.objects.bulk_create(
        Member(
            login_id=logins[drawn.email],
            name=drawn.name,
            email=drawn.email,
            role=drawn.role,
            administers=drawn.administers,
            team=teams[drawn.team] if drawn.team is not None else None,
            crm_key=drawn.name,
            active=drawn.active,
        )
        for drawn in world.members
    )
    ReportingLine.objects.bulk_create(
        ReportingLine(
            member=members[line.member], manager=members[line.manager], valid_from=line.start, valid_to=line.end
        )
        for line in world.lines
    )
    actors = tuple(Actor(member_id=member.pk, name=member.name, door=Door.WEB) for member in members)
    return People(tuple(members), actors)


def past_of_people(*, world: World, people: People) -> Iterator[Written]:
    """Everybody was added on his first day; later lines are moves."""
    for drawn, member in zip(world.members, people.members, strict=True):
        since = drawn.joined or world.since
        change = _about(member)
        change.field("role", None, drawn.role)
        manager = manager_on(world.lines, member=drawn.key, on=since)
        change.field("manager", None, people.members[manager].name if manager is not None else None)
        yield Written(datetime.combine(since, time(7), tzinfo=UTC), OPERATOR, events.MEMBER_ADDED, change)
    for line in world.lines:
        if line.end is not None and not world.members[line.member].active:
            change = _about(people.members[line.member])
            change.field("active", True, False)
            gone_at = datetime.combine(line.end, time(8), tzinfo=UTC)
            yield Written(gone_at, people.actors[world.cast[-1]], events.MEMBER_CHANGED, change)
    for before, after in pairwise(world.lines):
        if before.member == after.member:
            change = _about(people.members[after.member])
            change.field("manager", people.members[before.manager].name, people.members[after.manager].name)
            change.field("from", None, after.start)
            moved_at = datetime.combine(after.start, time(8), tzinfo=UTC)
            yield Written(moved_at, people.actors[world.cast[-1]], events.MEMBER_MOVED, change)


def _about(member: Member) -> Change:
    change = Change()
    change.about(kind="member", id=member.pk, label=member.name)
    return change


def _logins(*, world: World, organisation: Organisation) -> dict[str, int]:
    """Login id by e-mail. A login that outlived an earlier demo is taken again."""
    fresh = []
    for drawn in world.members:
        login = Login(email=drawn.email, name=drawn.name, created_at=organisation.created_at)
        login.set_unusable_password()
        fresh.append(login)
    Login.objects.bulk_create(fresh, ignore_conflicts=True)
    emails = [drawn.email for drawn in world.members]
    found = dict(Login.objects.filter(email__in=emails).values_list("email", "pk"))
    Membership.objects.bulk_create(Membership(login_id=pk, organisation=organisation) for pk in found.values())
    return found
