"""Fixtures: one organisation schema per test session, and a named cast inside it.

The cast: Vera (VP) leads Dora (director), who leads Marek and Nina (managers). Jana and Tomasz report to Marek,
Omar to Nina. Erin is enablement and reports to Vera. Ada administers and stands beside the line. Everybody's
password is PASSWORD. Olga belongs to another organisation only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_databases, teardown_databases

from fieldcraft.crm.models import Account, Activity, Contact, Opportunity, OpportunityContact, StageEntry
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.lib.schema import leave, within
from fieldcraft.methodology.actions import found_organisation
from fieldcraft.people import actions
from fieldcraft.people.directory.models import Login, Membership, Organisation
from fieldcraft.people.models import Member, Role, Team
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
LONG_AGO = date(2024, 1, 1)
PASSWORD = "a long and quiet river"
OPERATOR = Actor(member_id=None, name="operator", door=Door.CLI)


@dataclass(frozen=True)
class Cast:
    """The people of the test organisation."""

    vera: Member
    dora: Member
    marek: Member
    nina: Member
    jana: Member
    tomasz: Member
    omar: Member
    erin: Member
    ada: Member


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: pytest.FixtureRequest,
    django_db_modify_db_settings: None,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    """A fresh test database with two organisations: one to work in, one that must stay unseen.

    pytest-django's own fixture makes the database only where a test asks for `db`; tests of the `world` do not.
    """
    verbosity = request.config.option.verbose
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        made = setup_databases(
            verbosity=verbosity, interactive=False, keepdb=django_db_keepdb and not django_db_createdb
        )
        leave()
        for slug, name in (("acme", "Acme"), ("other", "Other")):
            if not Organisation.objects.filter(slug=slug).exists():
                found_organisation(slug=slug, name=name, by=OPERATOR, now=NOW)
            else:
                call_command("migrate_schemas", schema_name=f"o_{slug}", verbosity=0)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():  # type: ignore[attr-defined]
            teardown_databases(made, verbosity=verbosity)


@pytest.fixture
def organisation(db: None) -> Iterator[Organisation]:
    """Acme; the test's own queries reach its schema."""
    found = Organisation.objects.get(slug="acme")
    with within(found):
        yield found


@pytest.fixture
def other_organisation(db: None) -> Organisation:
    """The organisation nobody of Acme may ever see."""
    return Organisation.objects.get(slug="other")


def login_for(*, member: Member, organisation: Organisation) -> Login:
    """A login for an existing member, with PASSWORD."""
    login = Login(email=f"{member.name.lower()}@example.com", name=member.name, created_at=NOW)
    login.set_password(PASSWORD)
    login.save()
    Membership.objects.create(login=login, organisation=organisation)
    member.login_id = login.pk
    member.email = login.email
    member.save()
    return login


@pytest.fixture
def cast(organisation: Organisation) -> Cast:
    """Everybody, placed in the reporting line since long ago, each with a login."""
    return make_cast(organisation=organisation)


def make_cast(*, organisation: Organisation) -> Cast:
    """The people of the cast, in the organisation at hand."""
    north = Team.objects.create(name="North")
    south = Team.objects.create(name="South")
    then = datetime(LONG_AGO.year, LONG_AGO.month, LONG_AGO.day, tzinfo=UTC)

    def person(name: str, role: str, manager: Member | None, team: Team | None = None, **more: bool) -> Member:
        member = actions.add_member(
            name=name, role=role, manager=manager, team=team, by=OPERATOR, now=then, crm_key=name, **more
        )
        login_for(member=member, organisation=organisation)
        return member

    vera = person("Vera", Role.VP, None)
    dora = person("Dora", Role.DIRECTOR, vera)
    marek = person("Marek", Role.MANAGER, dora, north)
    nina = person("Nina", Role.MANAGER, dora, south)
    return Cast(
        vera=vera,
        dora=dora,
        marek=marek,
        nina=nina,
        jana=person("Jana", Role.REP, marek, north),
        tomasz=person("Tomasz", Role.REP, marek, north),
        omar=person("Omar", Role.REP, nina, south),
        erin=person("Erin", Role.ENABLEMENT, vera),
        ada=person("Ada", Role.ADMINISTRATOR, None, administers=True),
    )


def browser_of(*, member: Member) -> Client:
    """A Django test client signed in as `member`."""
    client = Client()
    client.force_login(Login.objects.get(pk=member.login_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def actor(member: Member, door: Door = Door.WEB) -> Actor:
    """`member` at a door."""
    return Actor(member_id=member.pk, name=member.name, door=door)


def opportunity_for(
    *, owner: Member, name: str = "Fleet renewal", stage: str = "Propose", **more: object
) -> Opportunity:
    """An open opportunity at the account Nordwind, assessed and with its steps."""
    account, _ = Account.objects.get_or_create(source="test", external_id="nordwind", defaults={"name": "Nordwind"})
    values: dict[str, object] = {
        "source": "test",
        "external_id": f"{owner.name}-{name}",
        "account": account,
        "owner": owner,
        "name": name,
        "amount": Decimal(184_000),
        "stage": stage,
        "stage_entered_on": TODAY - timedelta(days=20),
        "created_on": TODAY - timedelta(days=90),
        "close_date": TODAY + timedelta(days=25),
        "first_close_date": TODAY + timedelta(days=25),
        "changed_at": NOW,
        **more,
    }
    opportunity = Opportunity.objects.create(**values)
    StageEntry.objects.create(opportunity=opportunity, stage=stage, entered_on=TODAY - timedelta(days=20))
    refresh(by=OPERATOR, now=NOW, opportunity_ids=[opportunity.pk])
    return opportunity


def contact_for(*, opportunity: Opportunity, name: str, role: str = "", seniority: str = "manager") -> Contact:
    """A person of the opportunity's account with a part in it."""
    assert opportunity.account is not None
    contact = Contact.objects.create(
        account=opportunity.account, source="test", external_id=name, name=name, seniority=seniority
    )
    OpportunityContact.objects.create(opportunity=opportunity, contact=contact, role=role)
    return contact


def activity_for(
    *, opportunity: Opportunity, kind: str = "meeting", days: int = -3, done: bool = True, **more: object
) -> Activity:
    """An activity `days` from today."""
    number = Activity.objects.count()
    values: dict[str, object] = {
        "opportunity": opportunity,
        "owner": opportunity.owner,
        "kind": kind,
        "subject": f"{kind} {number}",
        "on": TODAY + timedelta(days=days),
        "done": done,
        "source": "test",
        "external_id": str(number),
        **more,
    }
    return Activity.objects.create(**values)
