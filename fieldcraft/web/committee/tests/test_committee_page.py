"""The page works without a script, tells of conflicts where they are, and offers the way back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from fieldcraft.crm.models import Opportunity
from fieldcraft.pursuit.models import CommitteePerson
from tests.support.organisation import NOW, Cast, activity_for, browser_of, contact_for, opportunity_for

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def opportunity(cast: Cast) -> Opportunity:
    """Jana's, with Ines the champion, spoken to lately."""
    found = opportunity_for(owner=cast.jana)
    ines = contact_for(opportunity=found, name="Ines Sol", role="champion", seniority="director")
    contact_for(opportunity=found, name="Rui Mar", seniority="director")
    activity_for(opportunity=found, contact=ines)
    return found


def address(opportunity: Opportunity, more: str = "") -> str:
    return f"/o/acme/opportunities/{opportunity.pk}/people/{more}"


def part_of(opportunity: Opportunity, name: str) -> int:
    return opportunity.people.get(contact__name=name).pk


def text(browser: Client, path: str, **headers: str) -> str:
    answer = browser.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_who_is_missing_and_whom_to_ask(cast: Cast, opportunity: Opportunity) -> None:
    page = text(browser_of(member=cast.jana), address(opportunity))
    assert "Two people: none for us, two not known." in page
    assert "Nobody is named as Economic buyer" in page
    assert "High influence, and we never spoke." in page
    assert "Ask <b>Ines Sol</b>" in page


def test_a_person_is_changed_and_taken_back_without_a_script(cast: Cast, opportunity: Opportunity) -> None:
    browser, rui = browser_of(member=cast.jana), part_of(opportunity, "Rui Mar")
    assert 'name="seen-support" value="unknown"' in text(browser, address(opportunity, f"?person={rui}"))
    done = browser.post(address(opportunity, f"{rui}/"), {"support": "against", "seen-support": "unknown"})
    page = text(browser, done["Location"])
    assert "Rui Mar was changed." in page
    assert "support went from not known to against us" in page
    undo = page.partition("changes/")[2].partition('"')[0]
    assert "Taken back." in text(browser, browser.post(address(opportunity, f"changes/{undo}"))["Location"])
    assert CommitteePerson.objects.get(part=rui).support == "unknown"


def test_a_conflict_keeps_what_was_typed_and_names_who_was_first(cast: Cast, opportunity: Opportunity) -> None:
    rui = part_of(opportunity, "Rui Mar")
    path, form = address(opportunity, f"{rui}/"), {"note": "Likes <us>.", "seen-note": ""}
    browser_of(member=cast.marek).post(path, {"note": "Is new.", "seen-note": ""})
    refused = browser_of(member=cast.jana).post(path, form, headers=HTMX)
    told = refused.content.decode()
    assert (refused.status_code, refused["HX-Retarget"]) == (422, "#committee-sheet")
    assert "Marek set this to “Is new.” meanwhile" in told
    assert "Likes &lt;us&gt;." in told
    assert 'name="seen-note" value="Is new."' in told


def test_a_change_on_the_map_answers_with_the_committee_and_the_way_back(cast: Cast, opportunity: Opportunity) -> None:
    browser, rui, ines = browser_of(member=cast.jana), part_of(opportunity, "Rui Mar"), part_of(opportunity, "Ines Sol")
    form = {"from": "map", "influence": "low", "seen-influence": "", "order": f"{rui},{ines},x"}
    answer = browser.post(address(opportunity, f"{rui}/"), form, headers=HTMX).content.decode()
    assert answer.index('id="committee"') < answer.index('hx-swap-oob="true"')
    assert "/undo/" in answer
    low = answer.index('data-band="low"')
    assert answer.index(f'data-person="{rui}"') > low > answer.index(f'data-person="{ines}"')


def test_somebody_new_has_four_fields_and_a_bad_one_keeps_the_others(cast: Cast, opportunity: Opportunity) -> None:
    browser = browser_of(member=cast.jana)
    form = text(browser, address(opportunity, "?add&role=economic_buyer"), **HTMX)
    assert form.count("<label") == 4
    assert '<option value="economic_buyer" selected>' in form
    refused = browser.post(address(opportunity, "add/"), {"name": "Petra Om", "email": "nonsense"})
    assert refused.status_code == 422
    assert 'value="Petra Om"' in refused.content.decode()


def test_a_person_of_another_opportunity_is_not_found(cast: Cast, opportunity: Opportunity) -> None:
    other = opportunity_for(owner=cast.tomasz, name="Depot")
    contact_for(opportunity=other, name="Elsewhere")
    browser = browser_of(member=cast.marek)
    assert browser.get(address(opportunity, f"?person={part_of(other, 'Elsewhere')}")).status_code == 404
    refused = browser.post(address(opportunity, f"{part_of(other, 'Elsewhere')}/"), {"note": "x"})
    assert refused.status_code == 422
