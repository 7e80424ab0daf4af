"""The page about oneself: own tokens, own password, nobody else's."""

from __future__ import annotations

import re

from django.test import Client

from fieldcraft.people import actions, queries
from fieldcraft.people.directory.models import Login
from fieldcraft.people.models import Token
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, PASSWORD, Cast, actor, browser_of

BASE = "/o/acme/me/"
NEW = "seven quiet herons at dawn"


def test_it_says_who_one_is_here(cast: Cast) -> None:
    page = browser_of(member=cast.jana).get(BASE).content.decode()
    assert "You report to Marek." in page
    assert "North" in page


def test_a_token_is_shown_once_and_opens_the_api_as_this_member(cast: Cast) -> None:
    browser = browser_of(member=cast.jana)
    before = Entry.objects.count()
    answer = browser.post(BASE + "tokens/", {"token-label": "my sheet"})
    secret = re.search(r"<code>([\w-]{32})</code>", answer.content.decode())
    assert secret is not None
    assert "no-store" in answer["Cache-Control"]
    found = queries.member_of_token(secret=secret[1])
    assert found is not None
    assert found[0] == cast.jana
    page = browser.get(BASE).content.decode()
    assert "my sheet" in page
    assert secret[1] not in page
    assert Entry.objects.count() == before + 1


def test_a_token_without_a_name_is_refused(cast: Cast) -> None:
    before = Entry.objects.count(), Token.objects.count()
    answer = browser_of(member=cast.jana).post(BASE + "tokens/", {"token-label": " "})
    assert answer.status_code == 422
    assert (Entry.objects.count(), Token.objects.count()) == before


def test_one_revokes_own_tokens_only(cast: Cast) -> None:
    secret = actions.create_token(member=cast.omar, label="sheet", by=actor(cast.omar), now=NOW)
    token = Token.objects.get(member=cast.omar)
    before = Entry.objects.count()
    for who in (cast.jana, cast.nina, cast.ada):
        assert browser_of(member=who).post(f"{BASE}tokens/{token.pk}/revoke/").status_code == 404
    assert Entry.objects.count() == before
    assert queries.member_of_token(secret=secret) is not None
    browser_of(member=cast.omar).post(f"{BASE}tokens/{token.pk}/revoke/")
    browser_of(member=cast.omar).post(f"{BASE}tokens/{token.pk}/revoke/")
    assert queries.member_of_token(secret=secret) is None
    assert Entry.objects.count() == before + 1


def test_a_new_password_ends_sessions_elsewhere_and_keeps_this_one(cast: Cast) -> None:
    here, elsewhere = browser_of(member=cast.jana), browser_of(member=cast.jana)
    given = {"password-current": PASSWORD, "password-new": NEW}
    assert here.post(BASE + "password/", given).status_code == 302
    assert here.get(BASE).status_code == 200
    assert elsewhere.get(BASE).status_code == 302
    assert Login.objects.get(email=cast.jana.email).check_password(NEW)


def test_a_wrong_or_weak_password_changes_nothing(cast: Cast) -> None:
    browser = browser_of(member=cast.jana)
    before = Entry.objects.count()
    wrong = browser.post(BASE + "password/", {"password-current": "nope", "password-new": NEW})
    weak = browser.post(BASE + "password/", {"password-current": PASSWORD, "password-new": "short"})
    assert "not your password now" in wrong.content.decode()
    assert "at least 12" in weak.content.decode()
    assert (wrong.status_code, weak.status_code) == (422, 422)
    assert Entry.objects.count() == before
    assert Login.objects.get(email=cast.jana.email).check_password(PASSWORD)


def test_a_stranger_writes_nothing(cast: Cast, client: Client) -> None:
    before = Entry.objects.count()
    for address in ("", "tokens/", "tokens/1/revoke/", "password/"):
        assert client.post(BASE + address).status_code == 302
    assert Entry.objects.count() == before
