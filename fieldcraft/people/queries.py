"""Reads of members, teams and reporting lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from fieldcraft.people.keys import digest_of
from fieldcraft.people.models import Invitation, Member, ReportingLine, Team, Token
from fieldcraft.people.visibility import Viewer


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the people page: a member, his manager on that day and how deep he stands in the tree."""

    member: Member
    manager: Member | None
    depth: int
    since: date | None
    can_sign_in: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """A member with those above him that the viewer sees, from the top, and who reports straight to him.

    `managers` is the whole line of that day, member id to manager id.
    """

    lead: Member | None
    above: tuple[Member, ...]
    reports: tuple[Member, ...]
    managers: dict[int, int]

    @property
    def below(self) -> set[int] | None:
        """Ids of the lead and everybody below him; None for the whole organisation."""
        return everybody_below(member_id=self.lead.pk, managers=self.managers) if self.lead else None


def everybody_below(*, member_id: int, managers: Mapping[int, int]) -> set[int]:
    """The member and everybody below him; a line bent into a circle does not spin."""
    found = {member_id}
    grew = True
    while grew:
        more = {low for low, high in managers.items() if high in found} - found
        found |= more
        grew = bool(more)
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One stretch of a reporting line; `until` is its last day."""

    manager: Member
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything about one person that an administrator may set. `invited_until` is set while a link is open."""

    member: Member
    lines: tuple[Line, ...]
    reports: tuple[Member, ...]
    invited_until: datetime | None


def member_of_login(*, login_id: int) -> Member | None:
    """The active member behind a login in this organisation."""
    return Member.objects.filter(login_id=login_id, active=True).select_related("team").first()


def member_of_token(*, secret: str) -> tuple[Member, Token] | None:
    """The active member behind an API token that is not revoked, with the token."""
    token = (
        Token.objects.filter(digest=digest_of(secret), revoked_at__isnull=True, member__active=True)
        .select_related("member")
        .first()
    )
    return (token.member, token) if token else None


def tokens_of(*, member: Member) -> list[Token]:
    """The member's own tokens in force, newest first."""
    return list(Token.objects.filter(member=member, revoked_at__isnull=True).order_by("-created_at"))


def open_invitation(*, secret: str, now: datetime) -> Invitation | None:
    """The invitation behind a link, while it is unused and in date."""
    return (
        Invitation.objects.filter(
            digest=digest_of(secret), used_at__isnull=True, expires_at__gt=now, member__active=True
        )
        .select_related("member")
        .first()
    )


def member(*, id: int) -> Member | None:
    """One active or former member."""
    return Member.objects.filter(pk=id).select_related("team").first()


def teams() -> list[Team]:
    """All teams by name."""
    return list(Team.objects.order_by("name"))


def team(*, id: int) -> Team | None:
    """One team."""
    return Team.objects.filter(pk=id).first()


def active_members() -> list[Member]:
    """Everybody who works here now, by name."""
    return list(Member.objects.filter(active=True).order_by("name", "pk"))


def person_page(*, id: int, now: datetime) -> PersonPage | None:
    """One person with the whole reporting line, newest stretch first; four SQL statements."""
    found = member(id=id)
    if found is None:
        return None
    lines = ReportingLine.objects.filter(member=found).select_related("manager").order_by("-valid_from")
    reports = Member.objects.filter(
        pk__in=[line.member_id for line in _lines_on(on=now.date()) if line.manager_id == found.pk], active=True
    )
    link = Invitation.objects.filter(member=found, used_at__isnull=True, expires_at__gt=now).first()
    return PersonPage(
        member=found,
        lines=tuple(Line(line.manager, line.valid_from, _last_day(line)) for line in lines),
        reports=tuple(reports.order_by("name")),
        invited_until=link.expires_at if link else None,
    )


def manager_of(*, member: Member, on: date) -> Member | None:
    """Whom a person reports to on that day."""
    line = next((line for line in _lines_on(on=on) if line.member_id == member.pk), None)
    return line.manager if line else None


def token_of(*, member: Member, id: int) -> Token | None:
    """One of the member's own tokens, in force or not."""
    return Token.objects.filter(pk=id, member=member).first()


def tree(*, on: date) -> list[Person]:
    """Everybody, managers before those who report to them, by name within one manager; three SQL statements."""
    members = {found.pk: found for found in Member.objects.select_related("team").order_by("name")}
    lines = {line.member_id: line for line in _lines_on(on=on)}
    below: dict[int | None, list[Member]] = {}
    for found in members.values():
        line = lines.get(found.pk)
        below.setdefault(line.manager_id if line else None, []).append(found)
    people: list[Person] = []

    def walk(manager: Member | None, depth: int) -> None:
        for found in below.pop(manager.pk if manager else None, []):
            line = lines.get(found.pk)
            people.append(
                Person(
                    member=found,
                    manager=manager,
                    depth=depth,
                    since=line.valid_from if line else None,
                    can_sign_in=found.login_id is not None,
                )
            )
            walk(found, depth + 1)

    walk(None, 0)
    return people


def direct_reports(*, viewer: Viewer) -> list[Member]:
    """Who reports straight to the viewer's member on that day; for the operator, who reports to nobody."""
    lines = _lines_on(on=viewer.on)
    if viewer.member is None:
        placed = {line.member_id for line in lines}
        return [found for found in Member.objects.filter(active=True).order_by("name") if found.pk not in placed]
    ids = [line.member_id for line in lines if line.manager_id == viewer.member.pk]
    return list(Member.objects.filter(pk__in=ids, active=True).select_related("team").order_by("name"))


def seen_members(*, viewer: Viewer) -> list[Member]:
    """The viewer and everybody below him, by name."""
    return list(Member.objects.filter(pk__in=viewer.sees or ()).order_by("name", "pk"))


def branch_of(*, viewer: Viewer, member_id: int | None) -> Branch | None:
    """The line around one member the viewer may see, or around himself; two SQL statements.

    None for whom he does not see. For the operator without a member: those who report to nobody.
    """
    lead_id = member_id or (viewer.member.pk if viewer.member else None)
    if lead_id is not None and viewer.sees is not None and lead_id not in viewer.sees:
        return None
    managers = managers_by_member(on=viewer.on)
    above: list[int] = []
    step = managers.get(lead_id) if lead_id else None
    while step is not None and step not in above and (viewer.sees is None or step in viewer.sees):
        above.append(step)
        step = managers.get(step)
    wanted = Q(pk__in=[*above, lead_id]) | Q(pk__in=[low for low, high in managers.items() if high == lead_id])
    if lead_id is None:
        wanted = ~Q(pk__in=list(managers))
    found = {member.pk: member for member in Member.objects.filter(wanted).select_related("team").order_by("name")}
    lead = found.get(lead_id) if lead_id else None
    if lead_id is not None and lead is None:
        return None
    return Branch(
        lead=lead,
        above=tuple(found[pk] for pk in reversed(above) if pk in found),
        reports=tuple(low for low in found.values() if low.active and managers.get(low.pk) == lead_id),
        managers=managers,
    )


def managers_by_member(*, on: date) -> dict[int, int]:
    """member id to manager id on that day."""
    return {line.member_id: line.manager_id for line in _lines_on(on=on)}


def _last_day(line: ReportingLine) -> date | None:
    return line.valid_to - timedelta(days=1) if line.valid_to else None


def _lines_on(*, on: date) -> list[ReportingLine]:
    lines = ReportingLine.objects.filter(valid_from__lte=on)
    return list(lines.exclude(valid_to__lte=on))
