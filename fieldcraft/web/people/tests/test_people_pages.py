"""The people pages: for those who administer, and as if absent for everybody else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from fieldcraft.people import queries
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.models import Invitation, Member, ReportingLine, Role, Team
from fieldcraft.trail.models import Entry
from tests.support.organisation import TODAY, Cast, browser_of

BASE = "/o/acme/people/"
READS = ("", "add/", "teams/", "{jana}/")
WRITES: dict[str, dict[str, str]] = {
    "add/": {"name": "Bo", "role": "rep"},
    "teams/": {"name": "East"},
    "teams/{team}/": {"team-{team}-name": "West"},
    "{jana}/": {"name": "Jana", "role": "vp", "administers": "on"},
    "{jana}/move/": {"move-manager": "", "move-start": "2026-12-01"},
    "{jana}/invite/": {},
    "{jana}/active/": {"active": "0"},
}


def filled(text: str, cast: Cast) -> str:
    return text.replace("{jana}", str(cast.jana.pk)).replace("{team}", str(cast.jana.team_id))


def rows() -> tuple[object, ...]:
    """Everything these pages could write."""
    return (
        list(Member.objects.order_by("pk").values_list()),
        list(ReportingLine.objects.order_by("pk").values_list()),
        list(Team.objects.order_by("pk").values_list()),
        Invitation.objects.count(),
        Entry.objects.count(),
    )


def post(browser: Client, address: str, given: dict[str, str], cast: Cast) -> int:
    return browser.post(
        BASE + filled(address, cast), {filled(key, cast): value for key, value in given.items()}
    ).status_code


@pytest.mark.parametrize("who", ["vera", "dora", "marek", "jana", "erin"])
def test_who_does_not_administer_finds_no_such_page(cast: Cast, who: str) -> None:
    browser = browser_of(member=getattr(cast, who))
    before = rows()
    for address in READS:
        assert browser.get(BASE + filled(address, cast)).status_code == 404
    for address, given in WRITES.items():
        assert post(browser, address, given, cast) == 404
    assert rows() == before


def test_a_stranger_is_sent_to_sign_in(cast: Cast, client: Client) -> None:
    before = rows()
    for address, given in WRITES.items():
        assert post(client, address, given, cast) == 302
    assert client.get(BASE)["Location"] == "/sign-in/?next=%2Fo%2Facme%2Fpeople%2F"
    assert rows() == before


def test_who_administers_elsewhere_finds_no_such_page_here(cast: Cast, other_organisation: Organisation) -> None:
    browser = browser_of(member=cast.ada)
    assert browser.get("/o/other/people/").status_code == 404
    assert browser.get("/o/nowhere/people/").status_code == 404


def test_who_administers_reads_and_writes_everything(cast: Cast) -> None:
    browser = browser_of(member=cast.ada)
    for address in READS:
        assert browser.get(BASE + filled(address, cast)).status_code == 200
    for address, given in WRITES.items():
        before = Entry.objects.count()
        assert post(browser, address, given, cast) in (200, 302), address
        assert Entry.objects.count() == before + 1, address
        assert Entry.objects.latest("id").actor == "Ada"


def test_a_person_of_another_number_is_not_there(cast: Cast) -> None:
    browser = browser_of(member=cast.ada)
    before = rows()
    for address in ("999999/", "teams/999999/"):
        assert browser.post(BASE + address, {"name": "X", "role": "rep"}).status_code == 404
    assert rows() == before


def test_the_tree_shows_line_roles_and_who_cannot_sign_in(cast: Cast) -> None:
    browser = browser_of(member=cast.ada)
    browser.post(BASE + "add/", {"name": "Bo Ek", "role": "rep", "manager": str(cast.nina.pk)})
    page = browser.get(BASE).content.decode()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "10 people in 2 teams." in text
    assert re.search(r"Bo Ek\s+Rep, cannot sign in yet", text)
    assert re.search(r"North\s+Marek, Manager", text)
    assert "In no line" in text


def test_what_an_action_refuses_is_said_in_the_form_and_nothing_typed_is_lost(cast: Cast) -> None:
    browser = browser_of(member=cast.ada)
    before = rows()
    answer = browser.post(BASE + "add/", {"name": "Bo Ek", "role": "rep", "crm_key": "Jana"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "known to the CRM as Jana already" in page
    assert 'value="Bo Ek"' in page
    circle = browser.post(
        f"{BASE}{cast.dora.pk}/move/", {"move-manager": str(cast.jana.pk), "move-start": "2026-12-01"}
    )
    assert circle.status_code == 422
    assert "cannot run in a circle" in circle.content.decode()
    last = browser.post(f"{BASE}{cast.ada.pk}/", {"name": "Ada", "role": "administrator"})
    assert last.status_code == 422
    assert "the last who administers" in last.content.decode()
    taken = browser.post(BASE + "teams/", {"name": "north"})
    assert "There is a team north already" in taken.content.decode()
    assert rows() == before


def test_a_move_counts_from_its_day_and_the_history_shows_both(cast: Cast) -> None:
    browser = browser_of(member=cast.ada)
    start = TODAY + timedelta(days=40)
    browser.post(f"{BASE}{cast.jana.pk}/move/", {"move-manager": str(cast.nina.pk), "move-start": start.isoformat()})
    assert queries.manager_of(member=cast.jana, on=start - timedelta(days=1)) == cast.marek
    assert queries.manager_of(member=cast.jana, on=start) == cast.nina
    page = browser.get(f"{BASE}{cast.jana.pk}/").content.decode()
    assert "(to come)" in page
    assert "Marek" in page


def test_the_link_of_an_invitation_is_shown_once_and_works(cast: Cast, client: Client) -> None:
    browser = browser_of(member=cast.ada)
    browser.post(BASE + "add/", {"name": "Bo", "email": "bo@example.com", "role": "rep"})
    bo = Member.objects.get(name="Bo")
    answer = browser.post(f"{BASE}{bo.pk}/invite/")
    assert "no-store" in answer["Cache-Control"]
    link = re.search(r"http://testserver(/invitation/acme/[\w-]+/)", answer.content.decode())
    assert link is not None
    assert link[1] not in browser.get(f"{BASE}{bo.pk}/").content.decode()
    assert client.get(link[1]).status_code == 200


def test_without_an_address_nobody_is_invited(cast: Cast) -> None:
    browser = browser_of(member=cast.ada)
    browser.post(BASE + "add/", {"name": "Bo", "role": "rep"})
    bo = Member.objects.get(name="Bo")
    before = rows()
    assert "no e-mail address" in browser.post(f"{BASE}{bo.pk}/invite/", follow=True).content.decode()
    assert rows() == before


def test_a_role_that_does_not_exist_is_refused(cast: Cast) -> None:
    before = rows()
    answer = browser_of(member=cast.ada).post(f"{BASE}{cast.jana.pk}/", {"name": "Jana", "role": "king"})
    assert answer.status_code == 422
    assert rows() == before
    assert cast.jana.role == Role.REP
