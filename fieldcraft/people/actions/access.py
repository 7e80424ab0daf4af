"""Ways in: invitations, passwords, API tokens."""

from __future__ import annotations

from datetime import datetime, timedelta

from fieldcraft.people import events
from fieldcraft.people.directory.models import Login, Membership, Organisation
from fieldcraft.people.errors import PeopleError
from fieldcraft.people.keys import digest_of, new_secret
from fieldcraft.people.models import Invitation, Member, Token
from fieldcraft.people.passwords import check_password, create_login
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor, write

INVITATION_DAYS = 14


def invite_member(*, member: Member, by: Actor, now: datetime) -> str:
    """Make a one-time link's secret by which a member sets his password; earlier links stop working.

    Somebody who can sign in already gets a link to set a new password, unless his login opens other organisations too:
    whoever administers one must not come into the others. Raises PeopleError when no link can be made.
    """
    if not member.active:
        raise PeopleError(f"{member.name} is not active. Let {member.name} back in first.")
    if not member.email:
        raise PeopleError(f"{member.name} has no e-mail address. Add one: it becomes the sign-in name.")
    if Member.objects.filter(email__iexact=member.email).exclude(pk=member.pk).exists():
        raise PeopleError(f"Two people here have the address {member.email}. An address signs in one person.")
    if member.login_id is not None and _belongs_elsewhere(login_id=member.login_id):
        raise PeopleError(
            f"{member.name} can sign in already, to other organisations too. A new password has to come from "
            f"{member.name}: signed in, under You."
        )
    secret = new_secret()
    with write(by=by, verb=events.MEMBER_INVITED, now=now) as change:
        change.about(kind="member", id=member.pk, label=member.name)
        Invitation.objects.filter(member=member, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
        Invitation.objects.create(
            member=member, digest=digest_of(secret), created_at=now, expires_at=now + timedelta(days=INVITATION_DAYS)
        )
    return secret


def accept_invitation(
    *,
    invitation: Invitation,
    organisation: Organisation,
    password: str,
    now: datetime,
    signed_in: Login | None = None,
) -> Login:
    """Set a password and belong to the organisation; the link works once.

    Where the e-mail has a login of other organisations already, `password` is not looked at: the person has to be
    signed in with that login. Raises PeopleError with what to do.
    """
    member = invitation.member
    by = Actor(member_id=member.pk, name=member.name, door=Door.WEB)
    with write(by=by, verb=events.MEMBER_JOINED, now=now) as change:
        change.about(kind="member", id=member.pk, label=member.name)
        if not Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True, expires_at__gt=now).update(
            used_at=now
        ):
            raise PeopleError("This link was used already or is too old. Ask for a new one.")
        login = _login_of(member=member, password=password, signed_in=signed_in, now=now)
        if Member.objects.filter(login_id=login.pk).exclude(pk=member.pk).exists():
            raise PeopleError("Somebody else here signs in with this e-mail address. Ask for another address.")
        Member.objects.filter(pk=member.pk).update(login_id=login.pk)
        Membership.objects.get_or_create(login=login, organisation=organisation)
    return login


def change_password(*, login: Login, current: str, new: str, by: Actor, now: datetime) -> None:
    """Set another password; sessions elsewhere end. Raises PeopleError when `current` is wrong or `new` is weak."""
    if not login.check_password(current):
        raise PeopleError("This is not your password now. Type the one you signed in with.", about="current")
    check_password(password=new, email=login.email, name=login.name)
    with write(by=by, verb=events.PASSWORD_CHANGED, now=now) as change:
        change.about(kind="login", id=login.pk, label=login.name)
        login.set_password(new)
        login.save(update_fields=["password"])


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


def _login_of(*, member: Member, password: str, signed_in: Login | None, now: datetime) -> Login:
    if member.login_id is not None:
        if _belongs_elsewhere(login_id=member.login_id):
            raise PeopleError("Your login opens other organisations too. Sign in and change the password under You.")
        return _with_password(login=Login.objects.get(pk=member.login_id), password=password)
    found = Login.objects.filter(email__iexact=member.email).first()
    if found is None:
        check_password(password=password, email=member.email, name=member.name)
        return create_login(name=member.name, email=member.email, password=password, now=now)
    if signed_in is None or signed_in.pk != found.pk:
        raise PeopleError(
            "You have a login with this e-mail address already. Sign in with it, then open this link again."
        )
    return found


def _with_password(*, login: Login, password: str) -> Login:
    check_password(password=password, email=login.email, name=login.name)
    login.set_password(password)
    login.save(update_fields=["password"])
    return login


def _belongs_elsewhere(*, login_id: int) -> bool:
    return Membership.objects.filter(login_id=login_id).count() > 1
