"""Ways in: links work once, and an administrator of one organisation never opens another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldcraft.people import actions, queries
from fieldcraft.people.directory.models import Login, Membership, Organisation
from fieldcraft.people.errors import PeopleError
from fieldcraft.people.models import Member
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, PASSWORD, Cast, actor

NEW = "seven quiet herons at dawn"


def invited(cast: Cast, *, email: str = "bo@example.com") -> tuple[Member, str]:
    member = actions.add_member(name="Bo", email=email, by=actor(cast.ada), now=NOW)
    return member, actions.invite_member(member=member, by=actor(cast.ada), now=NOW)


def accept(secret: str, organisation: Organisation, **more: Login) -> Login:
    found = queries.open_invitation(secret=secret, now=NOW)
    assert found is not None
    return actions.accept_invitation(invitation=found, organisation=organisation, password=NEW, now=NOW, **more)


def test_an_invited_person_sets_a_password_and_belongs(organisation: Organisation, cast: Cast) -> None:
    member, secret = invited(cast)
    login = accept(secret, organisation)
    assert login.check_password(NEW)
    assert Member.objects.get(pk=member.pk).login_id == login.pk
    assert Membership.objects.filter(login=login, organisation=organisation).exists()
    assert queries.open_invitation(secret=secret, now=NOW) is None


def test_a_link_found_open_by_two_works_for_one(organisation: Organisation, cast: Cast) -> None:
    _, secret = invited(cast)
    found = queries.open_invitation(secret=secret, now=NOW)
    assert found is not None
    accept(secret, organisation)
    before = Entry.objects.count()
    with pytest.raises(PeopleError, match="used already"):
        actions.accept_invitation(invitation=found, organisation=organisation, password=NEW, now=NOW)
    assert Entry.objects.count() == before


def test_a_link_ends_after_its_days_and_with_the_next_one(cast: Cast) -> None:
    member, first = invited(cast)
    assert queries.open_invitation(secret=first, now=NOW + timedelta(days=actions.INVITATION_DAYS)) is None
    actions.invite_member(member=member, by=actor(cast.ada), now=NOW)
    assert queries.open_invitation(secret=first, now=NOW) is None


def test_a_weak_password_leaves_the_link_open(organisation: Organisation, cast: Cast) -> None:
    _, secret = invited(cast)
    found = queries.open_invitation(secret=secret, now=NOW)
    assert found is not None
    with pytest.raises(PeopleError, match="at least 12"):
        actions.accept_invitation(invitation=found, organisation=organisation, password="short", now=NOW)
    assert queries.open_invitation(secret=secret, now=NOW) is not None


def test_an_address_with_a_login_elsewhere_needs_that_login_signed_in(
    organisation: Organisation, other_organisation: Organisation, cast: Cast
) -> None:
    olga = Login.objects.create(email="olga@example.com", name="Olga", created_at=NOW, password="x")
    Membership.objects.create(login=olga, organisation=other_organisation)
    _, secret = invited(cast, email="Olga@example.com")
    with pytest.raises(PeopleError, match="Sign in with it"):
        accept(secret, organisation)
    assert accept(secret, organisation, signed_in=olga) == olga
    assert Login.objects.get(pk=olga.pk).password == "x"


def test_a_link_for_a_new_password_replaces_the_old_one(organisation: Organisation, cast: Cast) -> None:
    secret = actions.invite_member(member=cast.jana, by=actor(cast.ada), now=NOW)
    login = accept(secret, organisation)
    assert login.pk == cast.jana.login_id
    assert login.check_password(NEW)
    assert not login.check_password(PASSWORD)


def test_a_login_of_two_organisations_gets_no_new_password_from_one_of_them(
    organisation: Organisation, other_organisation: Organisation, cast: Cast
) -> None:
    secret = actions.invite_member(member=cast.jana, by=actor(cast.ada), now=NOW)
    Membership.objects.create(login=Login.objects.get(email=cast.jana.email), organisation=other_organisation)
    with pytest.raises(PeopleError, match="other organisations too"):
        actions.invite_member(member=cast.jana, by=actor(cast.ada), now=NOW)
    with pytest.raises(PeopleError, match="other organisations too"):
        accept(secret, organisation)
    assert Login.objects.get(email=cast.jana.email).check_password(PASSWORD)


def test_a_password_changes_for_who_knows_it(cast: Cast) -> None:
    login = Login.objects.get(email=cast.jana.email)
    before = Entry.objects.count()
    for current, new in (("wrong", NEW), (PASSWORD, "short")):
        with pytest.raises(PeopleError):
            actions.change_password(login=login, current=current, new=new, by=actor(cast.jana), now=NOW)
    assert Entry.objects.count() == before
    actions.change_password(login=login, current=PASSWORD, new=NEW, by=actor(cast.jana), now=NOW)
    assert Login.objects.get(pk=login.pk).check_password(NEW)
    assert PASSWORD not in str(Entry.objects.latest("id").changes)
