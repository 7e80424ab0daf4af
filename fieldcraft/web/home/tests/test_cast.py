"""The demo's door opens in demo mode only, and for the generated organisation only."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.test import Client
from pytest_django import Settings

from fieldcraft.lib.schema import within
from fieldcraft.people.actions import add_member
from fieldcraft.people.directory.models import Login, Membership, Organisation
from fieldcraft.people.models import Member, Role
from fieldcraft.simulation.draw.people import CAST_NAMES, email_of
from tests.support.organisation import NOW, OPERATOR, Cast, login_for


@pytest.fixture
def stage(organisation: Organisation, cast: Cast, settings: Settings) -> Organisation:
    """Acme as if it were generated: marked simulated, with Jana and Marek under the addresses of the cast."""
    settings.DEMO = True
    Organisation.objects.filter(pk=organisation.pk).update(simulated=True)
    for member, name in zip((cast.jana, cast.marek), CAST_NAMES, strict=False):
        Member.objects.filter(pk=member.pk).update(email=email_of(name))
    organisation.refresh_from_db()
    return organisation


def test_one_click_enters_as_somebody_of_the_cast(stage: Organisation, cast: Cast, client: Client) -> None:
    assert client.get("/")["Location"] == "/cast/"
    page = client.get("/cast/").content.decode()
    assert f'action="/cast/{cast.jana.pk}/?organisation=acme"' in page
    assert client.post(f"/cast/{cast.marek.pk}/").status_code == 302
    assert client.get("/o/acme/me/").status_code == 200


def test_looking_enters_nobody(stage: Organisation, cast: Cast, client: Client) -> None:
    assert client.get(f"/cast/{cast.jana.pk}/").status_code == 405
    assert "_auth_user_id" not in client.session


def test_who_is_not_of_the_cast_cannot_be_entered_as(stage: Organisation, cast: Cast, client: Client) -> None:
    for pk in (cast.ada.pk, cast.omar.pk, 0, 10**9):
        assert client.post(f"/cast/{pk}/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_login_that_opens_real_work_too_is_never_entered_as(
    stage: Organisation, cast: Cast, client: Client, other_organisation: Organisation
) -> None:
    login = Login.objects.get(pk=cast.jana.login_id or 0)
    Membership.objects.create(login=login, organisation=other_organisation)
    assert client.post(f"/cast/{cast.jana.pk}/").status_code == 404


def test_a_real_organisation_has_no_cast(stage: Organisation, cast: Cast, client: Client) -> None:
    Organisation.objects.filter(pk=stage.pk).update(simulated=False)
    assert "not there yet" in client.get("/cast/").content.decode()
    assert client.post(f"/cast/{cast.jana.pk}/").status_code == 404


def test_outside_demo_mode_there_is_no_such_page(
    stage: Organisation, cast: Cast, client: Client, settings: Settings
) -> None:
    settings.DEMO = False
    assert client.get("/cast/").status_code == 404
    assert client.post(f"/cast/{cast.jana.pk}/").status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("mode", ["serve", "development"])
def test_a_served_installation_does_not_even_have_the_address(mode: str) -> None:
    program = (
        "import sys, django; django.setup()\n"
        "from django.urls import Resolver404, resolve\n"
        "for path in ['/cast/', '/cast/1/'] + sys.argv[1:]:\n"
        "    try: resolve(path)\n"
        "    except Resolver404: continue\n"
        "    raise SystemExit(path)\n"
        "resolve('/sign-in/')\n"
    )
    environment = {
        **os.environ,
        "FIELDCRAFT_MODE": mode,
        "FIELDCRAFT_SECRET_KEY": "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
        "DATABASE_URL": "postgresql://nobody@localhost/none",
        "DJANGO_SETTINGS_MODULE": "fieldcraft.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", program, *(["/whoami/"] if mode == "serve" else [])],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout


def test_another_simulated_organisation_is_entered_as_the_first_of_a_role(
    stage: Organisation, cast: Cast, client: Client, other_organisation: Organisation
) -> None:
    Organisation.objects.filter(pk=other_organisation.pk).update(simulated=True)
    with within(other_organisation):
        first, second = (somebody(name, organisation=other_organisation) for name in ("Ruth", "Sven"))
    page = client.get("/cast/").content.decode()
    assert 'href="/cast/?organisation=other"' in page
    page = client.get("/cast/?organisation=other").content.decode()
    assert f'action="/cast/{first.pk}/?organisation=other"' in page
    assert f'action="/cast/{second.pk}/' not in page
    assert client.post(f"/cast/{second.pk}/?organisation=other").status_code == 404
    assert client.post(f"/cast/{first.pk}/?organisation=nowhere").status_code == 404
    assert client.post(f"/cast/{first.pk}/?organisation=other").status_code == 302
    assert client.get("/o/other/me/").status_code == 200
    assert client.get("/o/acme/me/").status_code == 404


def somebody(name: str, *, organisation: Organisation) -> Member:
    """A rep of the organisation at hand, with a login."""
    member = add_member(name=name, role=Role.REP, manager=None, team=None, crm_key=name, by=OPERATOR, now=NOW)
    login_for(member=member, organisation=organisation)
    return member
