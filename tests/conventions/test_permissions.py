"""Runs every row of the permission table for real, over HTTP, with the named cast: allowed and refused."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fieldcraft.trail.models import Entry
from tests.conventions.permissions import ARCHIVE, EVERYBODY, FILE, INSIDE, OUTSIDE, Outside, Row
from tests.support.organisation import browser_of
from tests.support.routes import routes
from tests.support.world import CRITERION, CSV, World, archive, changed, undone

ADD_A_ROW = "Add a row for it to tests/conventions/permissions.py: who may, who may not."


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    listed = {row.route for row in INSIDE} | {row.route for row in OUTSIDE}
    present = {route.name for route in routes()}
    assert present - listed == set(), ADD_A_ROW
    assert listed - present == set(), "These rows name no route any more. Take them out."


def test_route_names_are_unique() -> None:
    counted = Counter(route.name for route in routes())
    assert [name for name, count in counted.items() if count > 1] == [], "Give one of them another name."


def test_a_write_is_seen_even_when_it_is_taken_back(world: World) -> None:
    def written_and_taken_back() -> None:
        with undone():
            world.cast.jana.save()

    assert changed(written_and_taken_back) == {"o_acme.people_member"}


def ids(row: Row | Outside) -> str:
    return f"{row.method} {row.route}" + (f" {row.path.partition('?')[2]}" if "?" in row.path else "")


@pytest.fixture(autouse=True)
def again_as_before(request: pytest.FixtureRequest) -> Iterator[None]:
    if "world" in request.fixturenames:
        request.getfixturevalue("world")
        with undone():
            yield
    else:
        yield


@pytest.mark.parametrize("row", INSIDE, ids=ids)
def test_who_may_not_is_refused_and_nothing_is_written(world: World, row: Row) -> None:
    tried: dict[tuple[str, str], tuple[int, int]] = {}

    def refused() -> None:
        for relation in row.relations():
            for person in EVERYBODY:
                expected = 404 if person not in row.allowed(relation) else row.but.get((person, relation))
                if expected is not None:
                    tried[person, relation] = (expected, ask(world, row, person, relation))
            for person in ("olga", "nobody"):
                tried[person, relation] = (stranger(row, person), ask(world, row, person, relation))
            nowhere = 404 if row.door == "web" else 401
            tried["wrong name", relation] = (nowhere, ask(world, row, "vera", relation, organisation="nobody"))

    assert changed(refused) == set(), "A refused request has written. Check the right before anything is written."
    wrong = {who: answers for who, answers in tried.items() if answers[0] != answers[1]}
    assert wrong == {}, "(expected, answered): mend the view, or the table if the right has changed on purpose."


@pytest.mark.parametrize("row", INSIDE, ids=ids)
def test_who_may_is_let_in_and_a_write_leaves_its_entries(world: World, row: Row) -> None:
    for relation in row.relations():
        for person in row.allowed(relation):
            if (person, relation) in row.but:
                continue
            with undone():
                before = Entry.objects.count()
                answered = ask(world, row, person, relation)
                left = Entry.objects.count() - before
            assert answered == row.status, f"{person}, {relation or 'no object'}"
            assert left == row.entries, f"{person}, {relation}: one write leaves one entry in the trail"


@pytest.mark.parametrize("row", [row for row in INSIDE if not row.writes], ids=ids)
def test_reading_writes_nothing(world: World, row: Row) -> None:
    person = row.allowed(row.relations()[0])[0]
    tables = changed(lambda: ask(world, row, person, row.relations()[0]))
    assert tables == set(), "A GET has written. Robots and previews open links: let a POST do it."


@pytest.mark.parametrize("row", [row for row in INSIDE if row.writes], ids=ids)
def test_a_link_cannot_write(world: World, row: Row) -> None:
    reading = {(other.door, other.path) for other in INSIDE if not other.writes}
    if (row.door, row.path) in reading:
        return  # the row of the GET says what it does
    relation = row.relations()[0]
    got = Row(**{**vars(row), "method": "GET"})
    person = row.allowed(relation)[0]
    answers: list[int] = []
    assert changed(lambda: answers.append(ask(world, got, person, relation))) == set()
    assert answers == [405], "Decorate the view with require_POST."


@pytest.mark.parametrize("row", [row for row in INSIDE if row.writes and row.door == "web"], ids=ids)
def test_a_write_needs_the_token_of_its_page(world: World, row: Row) -> None:
    relation = row.relations()[0]
    person = row.allowed(relation)[0]
    forged = as_they_came(world.browsers[person], enforce_csrf_checks=True)
    path, form = filled(world, row, relation)
    assert forged.post(f"/o/acme/{path}", form).status_code == 403, "Take csrf_exempt off the view."


@pytest.mark.parametrize("row", OUTSIDE, ids=ids)
def test_addresses_outside_show_no_organisation(world: World, row: Outside) -> None:
    answers: list[int] = []

    def both() -> None:
        for browser in (Client(), browser_of(member=world.cast.jana)):
            answers.append(getattr(browser, row.method.lower())(row.path, row.form).status_code)

    tables = changed(both)
    assert answers == [row.stranger, row.member]
    # What signing Jana in for this test leaves, and what signing out takes away.
    assert tables <= {"public.django_session", "public.directory_login", "public.axes_accesslog"}


def ask(world: World, row: Row, person: str, relation: str, organisation: str = "acme") -> int:
    """The status that `person` gets."""
    path, form = filled(world, row, relation)
    if row.door == "api":
        headers = world.programs[person].headers
        more = {"content_type": "application/json"} if row.body is not None else {}
        sent = json.dumps(row.body) if row.body is not None else form
        call = getattr(Client(), row.method.lower())
        answer = call(f"/api/v1/o/{organisation}/{path}", sent, headers=headers, **more)
    else:
        answer = getattr(as_they_came(world.browsers[person]), row.method.lower())(f"/o/{organisation}/{path}", form)
    return int(answer.status_code)


def as_they_came(browser: Client, *, enforce_csrf_checks: bool = False) -> Client:
    """A browser with the same cookies: what one request makes of them must not reach the next, which is undone."""
    fresh = Client(enforce_csrf_checks=enforce_csrf_checks)
    fresh.cookies.load({name: morsel.value for name, morsel in browser.cookies.items()})
    return fresh


def stranger(row: Row, person: str) -> int:
    """What somebody outside gets: a program 401, a signed-out browser the sign-in page, Olga no such page."""
    if row.door == "api":
        return 401
    return 302 if person == "nobody" else 404


def filled(world: World, row: Row, relation: str) -> tuple[str, dict[str, object]]:
    """Address and form with the names of things in the world put in."""
    names = names_in(world, relation)
    files = {FILE: ("crm.csv", CSV), ARCHIVE: ("playbook.zip", archive())}
    form: dict[str, object] = {
        fill(key, names): SimpleUploadedFile(*files[value]) if value in files else fill(value, names)
        for key, value in row.form.items()
    }
    return fill(row.path, names), form


def fill(text: str, names: Mapping[str, object]) -> str:
    return text.format_map(names)


def names_in(world: World, relation: str) -> Mapping[str, Any]:
    """What the placeholders of the table stand for."""
    thing = world.things[relation] if relation else None
    return {
        **(vars(thing) if thing else {}),
        "member": world.cast.tomasz.pk,
        "guest": world.guest.pk,
        "marek": world.cast.marek.pk,
        "nina": world.cast.nina.pk,
        "erin": world.cast.erin.pk,
        "question": world.question,
        "janas": world.things["jana's"].opportunity,
        "team": world.cast.tomasz.team_id,
        "token": world.cast.jana.tokens.get().pk,
        "run": world.run,
        "adapted": world.adapted.version.pk,
        "copy": world.adapted.copy.pk,
        "base": world.adapted.base,
        "newer": world.adapted.newer,
        "spare": world.spare,
        "publisher": world.publisher,
        **vars(world.versions),
        **vars(world.kept),
        "draft": world.draft,
        **vars(world.came_in),
        "opportunity_of_jana": world.things["jana's"].opportunity,
        "comment": world.comment,
        "stage": "propose",
        "item": "what-moves-the-market",
        "criterion": CRITERION,
    }
