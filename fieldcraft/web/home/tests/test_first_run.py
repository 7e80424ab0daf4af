"""The first-run page works once, for one, and never in a demo."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, connections
from django.test import Client
from pytest_django import Settings

from fieldcraft.lib.schema import leave, within
from fieldcraft.methodology.queries import version_in_use
from fieldcraft.people.directory.models import Login, Organisation
from fieldcraft.people.models import Member
from fieldcraft.trail.models import Entry
from tests.support.organisation import Cast

GIVEN = {
    "organisation": "Brand new",
    "name": "Pat Stone",
    "email": "pat@example.com",
    "password": "seven quiet herons at dawn",
}


def test_it_makes_an_organisation_that_can_work_and_signs_in(db: None, client: Client) -> None:
    assert client.get("/first-run/").status_code == 200
    assert client.post("/first-run/", GIVEN)["Location"] == "/"
    assert client.get("/")["Location"] == "/o/brand-new/imports/"
    with within(Organisation.objects.get(slug="brand-new")):
        assert [(m.name, m.administers) for m in Member.objects.all()] == [("Pat Stone", True)]
        assert version_in_use().key == "complex-sale"
        assert Entry.objects.filter(verb="organisation.created").count() == 1


@pytest.mark.parametrize(
    "given", [{"password": "short"}, {"password": "pat@example.com"}, {"email": "pat"}, {"organisation": ""}]
)
def test_what_was_typed_stays_when_something_is_refused(db: None, client: Client, given: dict[str, str]) -> None:
    before = Organisation.objects.count()
    answer = client.post("/first-run/", {**GIVEN, **given})
    assert answer.status_code == 422
    assert "Pat Stone" in answer.content.decode()
    assert GIVEN["password"] not in answer.content.decode()
    assert f'id="id_{next(iter(given))}_error"' in answer.content.decode()
    assert (Login.objects.count(), Organisation.objects.count()) == (0, before)


def test_it_refuses_once_anybody_exists(cast: Cast, client: Client) -> None:
    before = Login.objects.count(), Organisation.objects.count()
    assert client.get("/first-run/")["Location"] == "/"
    assert client.post("/first-run/", GIVEN)["Location"] == "/"
    assert (Login.objects.count(), Organisation.objects.count()) == before


def test_a_demo_has_no_first_run(db: None, client: Client, settings: Settings) -> None:
    settings.DEMO = True
    assert client.post("/first-run/", GIVEN)["Location"] == "/"
    assert not Login.objects.exists()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Real commits, seen by every connection; taken back by hand, because a flush would take the organisations too."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        assert not Login.objects.exists()
        kept = set(Organisation.objects.values_list("pk", flat=True))
        yield
        leave()
        for made in Organisation.objects.exclude(pk__in=kept):
            with connection.cursor() as cursor:
                cursor.execute(f'DROP SCHEMA IF EXISTS "{made.schema_name}" CASCADE')
            Organisation.objects.filter(pk=made.pk).delete()
        Login.objects.all().delete()


def test_of_two_at_the_same_time_one_wins(committed: None) -> None:
    together, answers = threading.Barrier(2), []

    def run(number: int) -> None:
        try:
            browser = Client()
            browser.get("/first-run/")
            together.wait()
            answer = browser.post("/first-run/", {**GIVEN, "email": f"pat{number}@example.com"})
            answers.append((answer.status_code, answer.content.decode()))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Login.objects.count() == 1
    assert Organisation.objects.filter(name=GIVEN["organisation"]).count() == 1
    assert sorted(status for status, _ in answers)[0] == 302
    loser = next((text for status, text in answers if status == 422), None)
    assert loser is None or "has an administrator already" in loser
