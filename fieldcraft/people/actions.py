"""Changes to people: one verb each."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils.text import slugify

from fieldcraft.lib.schema import within
from fieldcraft.people import events
from fieldcraft.people.directory.models import Login, Membership, Organisation
from fieldcraft.people.errors import PeopleError
from fieldcraft.people.keys import digest_of, new_secret
from fieldcraft.people.models import Invitation, Member, ReportingLine, Role, Team, Token
from fieldcraft.people.visibility import viewer_of
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor, write

INVITATION_DAYS = 14


def create_organisation(
    *, slug: str, name: str, by: Actor, now: datetime, simulated: bool = False, currency: str = "EUR"
) -> Organisation:
    """Set up an organisation with its own schema. Raises PeopleError when the name is taken or not usable."""
    if Organisation.objects.filter(slug=slug).exists():
        raise PeopleError(f"The organisation {slug} exists already. Choose another short name.")
    organisation = Organisation(
        schema_name=f"o_{slug.replace('-', '_')}",
        slug=slug,
        name=name,
        simulated=simulated,
        currency=currency,
        created_at=now,
    )
    try:
        organisation.clean_fields()
    except ValidationError as error:
        raise PeopleError(f"The short name {slug!r} does not work: {' '.join(error.messages)}") from error
    organisation.save(verbosity=0)  # type: ignore[no-untyped-call]
    with within(organisation), write(by=by, verb=events.ORGANISATION_CREATED, now=now) as change:
        change.about(kind="organisation", id=slug, label=name)
        change.field("name", None, name)
    return organisation


def create_first_administrator(
    *, organisation_name: str, name: str, email: str, password: str, now: datetime
) -> tuple[Login, Organisation]:
    """The first-run page: an organisation and the login that administers it.

    Raises PeopleError once anybody exists, so that the page can never be used twice.
    """
    _check_password(password=password, email=email, name=name)
    with transaction.atomic():
        # Two browsers on the first-run page must not both win.
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE directory_login IN SHARE ROW EXCLUSIVE MODE")
        if Login.objects.exists():
            raise PeopleError("This installation has an administrator already. Sign in instead.")
        organisation = create_organisation(
            slug=_free_slug(name=organisation_name),
            name=organisation_name,
            by=Actor(member_id=None, name=name, door=Door.WEB),
            now=now,
        )
        login = _create_login(name=name, email=email, password=password, now=now)
        with within(organisation):
            add_member(
                name=name,
                email=email,
                role=Role.ADMINISTRATOR,
                administers=True,
                login=login,
                by=Actor(member_id=None, name=name, door=Door.WEB),
                now=now,
            )
        Membership.objects.create(login=login, organisation=organisation)
    return login, organisation


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
    if not name.strip():
        raise PeopleError("A person needs a name.")
    if crm_key and Member.objects.filter(crm_key=crm_key).exists():
        raise PeopleError(f"Somebody is known to the CRM as {crm_key} already. Change that person instead.")
    with write(by=by, verb=events.MEMBER_ADDED, now=now) as change:
        member = Member.objects.create(
            name=name.strip(),
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
    *, member: Member, role: str, team: Team | None, administers: bool, active: bool, by: Actor, now: datetime
) -> Member:
    """Set what a person does. Raises PeopleError when it would leave nobody to administer."""
    if member.administers and not (administers and active) and not _another_administrator(besides=member):
        raise PeopleError(f"{member.name} is the last who administers. Give that right to somebody else first.")
    with write(by=by, verb=events.MEMBER_CHANGED, now=now) as change:
        change.about(kind="member", id=member.pk, label=member.name)
        change.field("role", member.role, role)
        change.field("team", str(member.team or ""), str(team or ""))
        change.field("administers", member.administers, administers)
        change.field("active", member.active, active)
        if not change.changes:
            change.nothing()
        member.role, member.team, member.administers, member.active = role, team, administers, active
        member.save()
    return member


def move_member(*, member: Member, manager: Member | None, start: date, by: Actor, now: datetime) -> None:
    """Let a person report to `manager` (or nobody) from the day `start` on; what was before stays recorded.

    Raises PeopleError when the new manager is the person himself or stands below him on that day.
    """
    if manager is not None and manager.pk in (viewer_of(member=member, on=start).sees or ()):
        raise PeopleError(f"{manager.name} reports to {member.name}. A line cannot run in a circle.")
    with write(by=by, verb=events.MEMBER_MOVED, now=now) as change:
        present = ReportingLine.objects.filter(member=member).filter(_in_force_from(start)).order_by("valid_from")
        before = next(iter(present), None)
        change.about(kind="member", id=member.pk, label=member.name)
        if before and before.manager_id == (manager.pk if manager else None) and before.valid_to is None:
            change.nothing()
            return
        change.field("manager", before.manager.name if before else None, manager.name if manager else None)
        change.field("from", None, start)
        present.filter(valid_from__gte=start).delete()
        present.filter(valid_from__lt=start).update(valid_to=start)
        if manager is not None:
            ReportingLine.objects.create(member=member, manager=manager, valid_from=start)


def invite_member(*, member: Member, by: Actor, now: datetime) -> str:
    """Make a one-time link's secret for somebody without a login; earlier links stop working."""
    if not member.email:
        raise PeopleError(f"{member.name} has no e-mail address. Add one: it becomes the sign-in name.")
    if member.login_id is not None:
        raise PeopleError(f"{member.name} can sign in already.")
    secret = new_secret()
    with write(by=by, verb=events.MEMBER_INVITED, now=now) as change:
        change.about(kind="member", id=member.pk, label=member.name)
        Invitation.objects.filter(member=member, used_at__isnull=True).update(expires_at=now)
        Invitation.objects.create(
            member=member, digest=digest_of(secret), created_at=now, expires_at=now + timedelta(days=INVITATION_DAYS)
        )
    return secret


def accept_invitation(*, invitation: Invitation, organisation: Organisation, password: str, now: datetime) -> Login:
    """Set a password and belong to the organisation. An e-mail that has a login needs that login's password."""
    member = invitation.member
    login = Login.objects.filter(email__iexact=member.email).first()
    if login is not None and not login.check_password(password):
        raise PeopleError("You have a login with this e-mail address already. Give its password.")
    if login is None:
        _check_password(password=password, email=member.email, name=member.name)
    by = Actor(member_id=member.pk, name=member.name, door=Door.WEB)
    with write(by=by, verb=events.MEMBER_JOINED, now=now) as change:
        change.about(kind="member", id=member.pk, label=member.name)
        used = Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True).update(used_at=now)
        if not used:
            raise PeopleError("This link was used already. Ask for a new one.")
        login = login or _create_login(name=member.name, email=member.email, password=password, now=now)
        Member.objects.filter(pk=member.pk).update(login_id=login.pk)
        Membership.objects.get_or_create(login=login, organisation=organisation)
    return login


def create_token(*, member: Member, label: str, by: Actor, now: datetime) -> str:
    """Make an API token and return its secret; it cannot be shown again."""
    if not label.strip():
        raise PeopleError("Name the token after what uses it, such as 'my spreadsheet'.")
    secret = new_secret()
    with write(by=by, verb=events.TOKEN_CREATED, now=now) as change:
        token = Token.objects.create(member=member, label=label.strip()[:80], digest=digest_of(secret), created_at=now)
        change.about(kind="token", id=token.pk, label=token.label)
    return secret


def revoke_token(*, token: Token, by: Actor, now: datetime) -> None:
    """Stop a token from working; repeating it changes nothing."""
    with write(by=by, verb=events.TOKEN_REVOKED, now=now) as change:
        change.about(kind="token", id=token.pk, label=token.label)
        if not Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
            change.nothing()


def _create_login(*, name: str, email: str, password: str, now: datetime) -> Login:
    login = Login(name=name.strip(), email=email.strip().lower(), created_at=now)
    login.set_password(password)
    try:
        login.full_clean()
    except ValidationError as error:
        raise PeopleError(f"The login cannot be made: {' '.join(error.messages)}") from error
    login.save()
    return login


def _check_password(*, password: str, email: str, name: str) -> None:
    try:
        validate_password(password, user=Login(email=email, name=name))
    except ValidationError as error:
        raise PeopleError(" ".join(error.messages)) from error


def _in_force_from(start: date) -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gt=start)


def _another_administrator(*, besides: Member) -> bool:
    return Member.objects.filter(administers=True, active=True).exclude(pk=besides.pk).exists()


def _free_slug(*, name: str) -> str:
    base = slugify(name)[:30].strip("-") or "organisation"
    if not base[0].isalpha():
        base = f"o-{base}"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    candidates = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
    return next(slug for slug in candidates if slug not in taken)
