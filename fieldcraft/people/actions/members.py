"""Changes to the people of an organisation and to their reporting line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.db.models import Q

from fieldcraft.people import events
from fieldcraft.people.directory.models import Login
from fieldcraft.people.errors import PeopleError
from fieldcraft.people.models import Invitation, Member, ReportingLine, Role, Team, Token
from fieldcraft.people.visibility import viewer_of
from fieldcraft.trail.record import Actor, Change, write


def add_member(
    *,
    name: str,
    by: Actor,
    now: datetime,
    email: str = "",
    role: str = Role.REP,
    administers: bool = False,
    login: Login | None = None,
    manager: Member | None = None,
    team: Team | None = None,
    crm_key: str = "",
) -> Member:
    """Add a person, placed under `manager` from today on. Raises PeopleError when the CRM key is taken."""
    name = _checked_name(name)
    if crm_key and Member.objects.filter(crm_key=crm_key).exists():
        raise PeopleError(
            f"Somebody is known to the CRM as {crm_key} already. Change that person instead.", about="crm_key"
        )
    with write(by=by, verb=events.MEMBER_ADDED, now=now) as change:
        member = Member.objects.create(
            name=name,
            email=email.strip(),
            role=role,
            administers=administers,
            login_id=login.pk if login else None,
            team=team,
            crm_key=crm_key,
        )
        if manager is not None:
            ReportingLine.objects.create(member=member, manager=manager, valid_from=now.date())
            change.field("manager", None, manager.name)
        change.about(kind="member", id=member.pk, label=member.name)
        change.field("role", None, role)
    return member


def change_member(
    *,
    member: Member,
    role: str,
    team: Team | None,
    administers: bool,
    active: bool,
    by: Actor,
    now: datetime,
    name: str | None = None,
    email: str | None = None,
) -> Member:
    """Set who a person is and what he does; name and e-mail stay where None is given. Same values change nothing.

    Whoever is set inactive loses API tokens and open invitations with it. Raises PeopleError when it would leave nobody
    to administer, and when the name or the e-mail cannot be used.
    """
    new_name = member.name if name is None else _checked_name(name)
    new_email = member.email if email is None else _checked_email(member=member, email=email)
    with write(by=by, verb=events.MEMBER_CHANGED, now=now) as change:
        # Two administrators who take the right from each other at once must not both succeed.
        administrators = set(Member.objects.administrators().select_for_update().values_list("pk", flat=True))
        if administrators == {member.pk} and not (administers and active):
            raise PeopleError(f"{member.name} is the last who administers. Give that right to somebody else first.")
        change.about(kind="member", id=member.pk, label=new_name)
        change.field("name", member.name, new_name)
        change.field("email", member.email, new_email)
        change.field("role", member.role, role)
        change.field("team", str(member.team or ""), str(team or ""))
        change.field("administers", member.administers, administers)
        change.field("active", member.active, active)
        if not change.changes:
            change.nothing()
            return member
        if member.active and not active:
            _shut_out(member=member, change=change, now=now)
        member.name, member.email = new_name, new_email
        member.role, member.team, member.administers, member.active = role, team, administers, active
        member.save()
    return member


def move_member(*, member: Member, manager: Member | None, start: date, by: Actor, now: datetime) -> None:
    """Let a person report to `manager` (or nobody) from the day `start` on; what was before stays recorded.

    Lines that would begin on that day or later give way. Raises PeopleError when the new manager is inactive, is the
    person himself or stands below him on that day or on a later one.
    """
    if manager is not None and not manager.active:
        raise PeopleError(f"{manager.name} is not active. Choose somebody who works here.")
    with write(by=by, verb=events.MEMBER_MOVED, now=now) as change:
        # Two moves at once could close a circle that neither of them sees.
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE people_reportingline IN SHARE ROW EXCLUSIVE MODE")
        if manager is not None:
            _refuse_circle(member=member, manager=manager, start=start)
        lines = list(ReportingLine.objects.filter(member=member).filter(_in_force_from(start)).order_by("valid_from"))
        before = next((line for line in lines if line.valid_from <= start), None)
        change.about(kind="member", id=member.pk, label=member.name)
        if _stands_already(lines=lines, before=before, manager=manager):
            change.nothing()
            return
        change.field("manager", before.manager.name if before else None, manager.name if manager else None)
        change.field("from", None, start)
        given_way = [line for line in lines if line.valid_from > start]
        change.field("given way", [], [f"{line.manager.name} from {line.valid_from}" for line in given_way])
        ReportingLine.objects.filter(pk__in=[line.pk for line in lines if line.valid_from >= start]).delete()
        ReportingLine.objects.filter(pk__in=[line.pk for line in lines if line.valid_from < start]).update(
            valid_to=start
        )
        if manager is not None:
            ReportingLine.objects.create(member=member, manager=manager, valid_from=start)


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise PeopleError("A person needs a name.", about="name")
    return name[:120]


def _checked_email(*, member: Member, email: str) -> str:
    email = email.strip()
    if email == member.email:
        return email
    if member.login_id is not None:
        raise PeopleError(
            f"{member.name} signs in with {member.email}. That address cannot be changed here.", about="email"
        )
    if not email:
        return email
    try:
        validate_email(email)
    except ValidationError as error:
        raise PeopleError(
            f"{email} is not an e-mail address. Write it like name@company.com.", about="email"
        ) from error
    other = Member.objects.filter(email__iexact=email).exclude(pk=member.pk).first()
    if other is not None:
        raise PeopleError(f"{other.name} has the address {email}. An address signs in one person.", about="email")
    return email


def _shut_out(*, member: Member, change: Change, now: datetime) -> None:
    tokens = Token.objects.filter(member=member, revoked_at__isnull=True).update(revoked_at=now)
    Invitation.objects.filter(member=member, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    change.field("tokens revoked", 0, tokens)


def _refuse_circle(*, member: Member, manager: Member, start: date) -> None:
    later: Iterable[date] = (
        ReportingLine.objects.filter(valid_from__gt=start).values_list("valid_from", flat=True).distinct()
    )
    for day in sorted({start, *later}):
        if manager.pk in (viewer_of(member=member, on=day).sees or ()):
            when = "" if day == start else f" from {day:%d %B %Y} on"
            raise PeopleError(f"{manager.name} reports to {member.name}{when}. A line cannot run in a circle.")


def _stands_already(*, lines: list[ReportingLine], before: ReportingLine | None, manager: Member | None) -> bool:
    if before is None:
        return manager is None and not lines
    return manager is not None and before.manager_id == manager.pk and before.valid_to is None


def _in_force_from(start: date) -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gt=start)
