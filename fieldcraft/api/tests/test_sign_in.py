"""Who gets in: a token of a member of the organisation in the path, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from fieldcraft.lib.schema import current_schema, within
from fieldcraft.people.actions import add_member, revoke_token
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.models import Member, Token
from fieldcraft.trail.models import Entry
from tests.support.callers import Program, program_of, token_of
from tests.support.organisation import NOW, OPERATOR, TODAY, Cast, actor, browser_of


def test_a_token_speaks_for_its_member(cast: Cast) -> None:
    answer = program_of(member=cast.marek).get("me")
    assert answer.status_code == 200
    assert (answer.json()["name"], answer.json()["leads"]) == ("Marek", True)
    assert answer.json()["organisation"]["slug"] == "acme"


def test_every_stranger_gets_the_same_answer(cast: Cast, other_organisation: Organisation) -> None:
    revoked = token_of(member=cast.jana, label="old")
    revoke_token(token=Token.objects.get(label="old"), by=actor(cast.jana), now=NOW)
    with within(other_organisation):
        outsider = token_of(member=add_member(name="Olga", by=OPERATOR, now=NOW))
    former = token_of(member=cast.omar)
    Member.objects.filter(pk=cast.omar.pk).update(active=False)
    answers = [
        Program(token=None).get("me"),
        Program(token="wrong").get("me"),
        Program(token="").get("me"),
        Program(token="x" * 5000).get("me"),
        Program(token=revoked).get("me"),
        Program(token=former).get("me"),
        Program(token=outsider).get("me"),
        Program(token=token_of(member=cast.vera), organisation="other").get("me"),
        Program(token=token_of(member=cast.vera), organisation="nobody").get("me"),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({(answer.content, str(answer.headers)) for answer in answers}) == 1
    assert answers[0]["WWW-Authenticate"] == "Bearer"


def test_a_cookie_is_no_token(cast: Cast) -> None:
    assert browser_of(member=cast.vera).get("/api/v1/o/acme/me").status_code == 401


def test_another_scheme_is_no_token(cast: Cast) -> None:
    program = program_of(member=cast.vera)
    program.headers["Authorization"] = program.headers["Authorization"].replace("Bearer", "Basic")
    assert program.get("me").status_code == 401


@pytest.mark.parametrize("path", ["me", "opportunities/999", "team?lead=999", "nowhere"])
def test_the_door_leaves_the_organisation(
    cast: Cast, organisation: Organisation, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = program_of(member=cast.jana)
    with within(Organisation(schema_name="public")):
        program.get(path)
        assert current_schema() == "public"


def test_the_day_of_use_is_kept_once_a_day_and_leaves_no_entry(cast: Cast) -> None:
    program = program_of(member=cast.jana)
    token = Token.objects.get(member=cast.jana)
    token.last_used_on = None
    token.save()
    entries = Entry.objects.count()

    def used_on() -> date | None:
        token.refresh_from_db()
        return token.last_used_on

    program.get("me")
    assert used_on() == TODAY
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        program.get("me")
        assert used_on() == TODAY + timedelta(days=1)
    assert Entry.objects.count() == entries
