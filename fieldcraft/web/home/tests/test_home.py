"""Everybody comes in by one door and lands where he works."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from fieldcraft.crm.models import Opportunity
from fieldcraft.lib.schema import within
from fieldcraft.people import actions
from fieldcraft.people.directory.models import Login, Membership, Organisation
from fieldcraft.people.models import Member
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, PASSWORD, Cast, actor, browser_of

NEW = "seven quiet herons at dawn"


@pytest.fixture
def work(cast: Cast) -> Opportunity:
    """One open opportunity of Jana's, so that the organisation is not empty."""
    return Opportunity.objects.create(
        source="test", external_id="1", name="Fleet", stage="Qualify", owner=cast.jana, changed_at=NOW
    )


def sign_in(browser: Client, *, email: str, password: str = PASSWORD, **more: str) -> Any:
    return browser.post("/sign-in/", {"username": email, "password": password, **more})


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("jana", "today/"),
        ("tomasz", "today/"),  # a rep with nothing of his own yet
        ("marek", "team/"),
        ("dora", "team/"),
        ("vera", "team/"),
        ("erin", "playbook/"),
        ("ada", "people/"),
    ],
)
def test_everybody_lands_where_he_works(cast: Cast, work: Opportunity, who: str, page: str) -> None:
    browser = browser_of(member=getattr(cast, who))
    assert browser.get("/")["Location"] == f"/o/acme/{page}"
    assert browser.get("/o/acme/")["Location"] == f"/o/acme/{page}"


def test_a_manager_with_own_opportunities_lands_on_today(cast: Cast, work: Opportunity) -> None:
    Opportunity.objects.filter(pk=work.pk).update(owner=cast.marek)
    assert browser_of(member=cast.marek).get("/")["Location"] == "/o/acme/today/"


def test_who_administers_an_empty_organisation_lands_on_imports(cast: Cast) -> None:
    assert browser_of(member=cast.ada).get("/")["Location"] == "/o/acme/imports/"


def test_who_belongs_to_two_organisations_chooses(cast: Cast, other_organisation: Organisation) -> None:
    login = Login.objects.get(email=cast.jana.email)
    Membership.objects.create(login=login, organisation=other_organisation)
    with within(other_organisation):
        Member.objects.create(name="Jana", login_id=login.pk)
    page = browser_of(member=cast.jana).get("/").content.decode()
    assert 'href="/o/acme/"' in page
    assert 'href="/o/other/"' in page


def test_a_stranger_is_sent_to_sign_in_and_a_fresh_installation_to_the_first_run(cast: Cast, client: Client) -> None:
    assert client.get("/")["Location"] == "/sign-in/"
    Login.objects.all().delete()
    assert client.get("/")["Location"] == "/first-run/"


def test_sign_in_works_in_any_case_and_leads_on(cast: Cast, client: Client) -> None:
    answer = sign_in(client, email="JANA@Example.com", next="/o/acme/me/")
    assert answer.status_code == 302
    assert answer["Location"] == "/o/acme/me/"
    assert client.get("/o/acme/me/").status_code == 200


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "\thttps://evil.example",
    ],
)
def test_next_never_leads_to_another_host(cast: Cast, client: Client, away: str) -> None:
    answer = sign_in(client, email=cast.jana.email, next=away)
    assert answer["Location"] == "/"


def test_the_answer_does_not_tell_which_part_was_wrong(cast: Cast, client: Client) -> None:
    answers = [
        sign_in(client, email=email, password="wrong").content.decode()
        for email in (cast.jana.email, "nobody@example.com")
    ]
    for answer in answers:
        assert "do not belong together" in answer
    strip = [a.replace(cast.jana.email, "X").replace("nobody@example.com", "X") for a in answers]
    first, second = (re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", a) for a in strip)
    assert first == second


def test_sign_in_locks_after_failures_whatever_the_case_of_the_name(
    cast: Cast, client: Client, settings: Settings
) -> None:
    for turn in range(settings.AXES_FAILURE_LIMIT):
        email = cast.jana.email.upper() if turn % 2 else cast.jana.email
        last = sign_in(client, email=email, password="wrong")
    assert last.status_code == 429
    right = sign_in(client, email=cast.jana.email)
    assert right.status_code == 429
    assert "Too many tries" in right.content.decode()
    assert "_auth_user_id" not in client.session
    assert sign_in(client, email=cast.omar.email).status_code == 302


def test_sign_in_leads_back_to_the_page_with_its_filters_never_to_a_form(cast: Cast, client: Client) -> None:
    page = "/o/acme/playbook/?a=1&b=2"
    way = client.get(page)["Location"]
    assert way == "/sign-in/?next=%2Fo%2Facme%2Fplaybook%2F%3Fa%3D1%26b%3D2"
    assert client.post("/o/acme/me/tokens/")["Location"] == "/sign-in/"
    part = client.post(
        "/o/acme/me/tokens/", headers={"hx-request": "true", "hx-current-url": f"http://testserver{page}"}
    )
    assert (part.status_code, part["HX-Redirect"]) == (200, way)


def test_sign_out_is_a_post_and_ends_the_session(cast: Cast) -> None:
    browser = browser_of(member=cast.jana)
    assert browser.get("/sign-out/").status_code == 405
    assert browser.get("/o/acme/me/").status_code == 200
    browser.post("/sign-out/")
    assert browser.get("/o/acme/me/")["Location"].startswith("/sign-in/")


def test_a_session_dies_when_the_member_is_deactivated(cast: Cast) -> None:
    browser = browser_of(member=cast.jana)
    assert browser.get("/o/acme/me/").status_code == 200
    browser_of(member=cast.ada).post(f"/o/acme/people/{cast.jana.pk}/active/", {"active": "0"})
    assert browser.get("/o/acme/me/").status_code == 404
    before = Entry.objects.count()
    assert browser.post("/o/acme/me/tokens/", {"token-label": "x"}).status_code == 404
    assert Entry.objects.count() == before
    home = browser.get("/")
    assert home.status_code == 200
    assert "You have no place here" in home.content.decode()


def test_health_needs_no_login_and_tells_nothing(client: Client, db: None) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_the_yardstick_needs_a_login(cast: Cast, client: Client) -> None:
    assert client.get("/whoami/").status_code == 302
    answer = browser_of(member=cast.jana).get("/whoami/")
    assert answer.content.decode().strip() == "Jana"


def test_an_invited_person_comes_in_by_the_link_once(cast: Cast, client: Client) -> None:
    member = actions.add_member(name="Bo", email="bo@example.com", by=actor(cast.ada), now=NOW)
    link = _link(cast, member)
    assert client.get(link).status_code == 200
    weak = client.post(link, {"password": "short"})
    assert weak.status_code == 422
    assert "at least 12" in weak.content.decode()
    assert client.post(link, {"password": NEW})["Location"] == "/o/acme/"
    assert client.get("/o/acme/me/").status_code == 200
    before = Login.objects.count(), Entry.objects.count()
    for browser in (client, Client()):
        again = browser.post(link, {"password": NEW})
        assert again.status_code == 404
        assert "does not work any more" in again.content.decode()
    assert (Login.objects.count(), Entry.objects.count()) == before


def test_every_link_that_does_not_work_gets_the_same_page(cast: Cast, client: Client) -> None:
    member = actions.add_member(name="Bo", email="bo@example.com", by=actor(cast.ada), now=NOW)
    long_ago = NOW - timedelta(days=3650)
    expired = actions.invite_member(member=member, by=actor(cast.ada), now=long_ago)
    for link in (f"/invitation/acme/{expired}/", "/invitation/acme/wrong/", "/invitation/nowhere/wrong/"):
        answer = client.get(link)
        assert answer.status_code == 404
        assert "does not work any more" in answer.content.decode()


def test_who_has_a_login_elsewhere_signs_in_first(cast: Cast, client: Client, other_organisation: Organisation) -> None:
    olga = Login(email="olga@example.com", name="Olga", created_at=NOW)
    olga.set_password(PASSWORD)
    olga.save()
    Membership.objects.create(login=olga, organisation=other_organisation)
    member = actions.add_member(name="Olga", email="olga@example.com", by=actor(cast.ada), now=NOW)
    link = _link(cast, member)
    assert f"/sign-in/?next={link}" in client.get(link).content.decode()
    assert client.post(link, {}).status_code == 422
    assert client.post(link, {"password": NEW}).status_code == 422
    assert not Membership.objects.filter(login=olga, organisation__slug="acme").exists()
    assert sign_in(client, email=olga.email, next=link)["Location"] == link
    assert client.post(link, {})["Location"] == "/o/acme/"
    assert client.get("/o/acme/me/").status_code == 200
    assert Login.objects.get(pk=olga.pk).check_password(PASSWORD)


def _link(cast: Cast, member: Member) -> str:
    secret = actions.invite_member(member=member, by=actor(cast.ada), now=timezone.now())
    return f"/invitation/acme/{secret}/"
