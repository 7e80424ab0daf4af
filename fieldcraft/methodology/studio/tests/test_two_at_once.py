"""Several people save at the same moment over connections of their own: everybody's text is there."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, connections

from fieldcraft.lib.schema import enter, within
from fieldcraft.methodology.actions import found_organisation
from fieldcraft.methodology.studio import actions
from fieldcraft.methodology.studio.queries import files_of
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.models import Member, Role
from tests.support.organisation import NOW, OPERATOR, actor

WRITERS = 6


@pytest.fixture
def together(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Organisation]:
    """An organisation of its own, because threads see only what is committed; gone with its schema afterwards."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        found = found_organisation(slug="together", name="Together", by=OPERATOR, now=NOW)
        try:
            yield found
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP SCHEMA "{found.schema_name}" CASCADE')
                cursor.execute("DELETE FROM directory_organisation WHERE id = %s", [found.pk])


def test_everybodys_line_is_there_after_all_saved_at_once(together: Organisation) -> None:
    with within(together):
        people = [Member.objects.create(name=f"Writer {number}", role=Role.ENABLEMENT) for number in range(WRITERS)]
        draft = actions.start_draft(title="Together", member=people[0], by=OPERATOR, now=NOW)
        before = files_of(draft=draft)["roles.yaml"].text
    start = threading.Barrier(WRITERS)
    failed: list[BaseException] = []

    def save(number: int) -> None:
        line = f"# line of {number}\n"
        text = line + before if number % 2 else before + line
        try:
            enter(together)
            start.wait(timeout=10)
            actions.save_file(
                draft=draft,
                path="roles.yaml",
                base_revision=0,
                text=text,
                member=people[number],
                by=actor(people[number]),
                now=NOW,
            )
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    with within(together):
        row = files_of(draft=draft)["roles.yaml"]
        lines = row.text.splitlines()
    assert failed == []
    assert row.revision == WRITERS
    assert [f"# line of {number}" for number in range(WRITERS) if f"# line of {number}" not in lines] == []
