"""What came in, over HTTP."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from fieldcraft.crm.models import Activity
from fieldcraft.pursuit.intake.models import Answer, CalendarFeed, Incoming, IntakeAddress, Offer
from fieldcraft.pursuit.intake.tests.support import SIGNED, work
from fieldcraft.pursuit.models import Evidence
from tests.support.organisation import Cast, browser_of

BASE = "/o/acme/"
HOSTILE = "<script>alert('x')</script>"


@pytest.fixture
def browser(cast: Cast) -> Client:
    return browser_of(member=cast.jana)


def html(browser: Client, path: str) -> str:
    answer = browser.get(BASE + path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_pasted_notes_are_logged_and_one_key_accepts_a_sentence(cast: Cast, browser: Client) -> None:
    found = work(owner=cast.jana)
    answer = browser.post(f"{BASE}opportunities/{found.pk}/paste/", {"text": f"Talk with Ines.\n{SIGNED}"})
    page = html(browser, answer["Location"].removeprefix(BASE))
    assert SIGNED in page
    assert 'aria-keyshortcuts="a Enter"' in page
    assert 'aria-keyshortcuts="x"' in page
    assert Activity.objects.filter(opportunity=found).exists()
    href = re.search(r'action="([^"]+acceptance/)"', page)
    assert href is not None
    done = browser.post(href[1], follow=True).content.decode()
    assert "Added as evidence" in done
    assert 'aria-keyshortcuts="u"' in done
    assert "You have looked at every sentence." in done
    assert SIGNED in Evidence.objects.get().note
    undo = re.search(r'action="([^"]+undo/)"', done)
    assert undo is not None
    browser.post(undo[1])
    assert Offer.objects.get().answer == Answer.OPEN


def test_what_is_not_sure_waits_on_today_until_it_is_placed(cast: Cast, browser: Client) -> None:
    found, _ = work(owner=cast.jana), work(owner=cast.jana, name="Yard sensors")
    browser.post(f"{BASE}incoming/paste/", {"text": f"Nordwind called.\n{SIGNED}"})
    assert "Place 1 note or mail" in html(browser, "today/")
    item = Incoming.objects.get()
    assert "It names Nordwind" in html(browser, f"incoming/{item.pk}/")
    browser.post(f"{BASE}incoming/{item.pk}/place/", {"opportunity": found.pk, "kind": "call", "on": "2026-11-19"})
    assert Activity.objects.get().kind == "call"
    assert "Look for evidence in 1 note" in html(browser, "today/")


def test_a_wrong_choice_says_so_and_writes_nothing(cast: Cast, browser: Client) -> None:
    work(owner=cast.jana)
    foreign = work(owner=cast.omar, name="Omar's own")
    browser.post(f"{BASE}incoming/paste/", {"text": "Nothing known."})
    place = f"{BASE}incoming/{Incoming.objects.get().pk}/place/"
    assert browser.post(place, {"opportunity": "x"}).status_code == 422
    assert browser.post(place, {"opportunity": foreign.pk}).status_code == 404
    own = {"opportunity": cast.jana.opportunities.get().pk}
    assert browser.post(place, {**own, "on": "soon"}).status_code == 422
    assert browser.post(place, {**own, "on": "2027-11-19"}).status_code == 422
    assert browser.post(place, {**own, "kind": "party"}).status_code == 422
    assert not Activity.objects.exists()


def test_hostile_notes_are_shown_as_text(cast: Cast, browser: Client) -> None:
    found = work(owner=cast.jana)
    answer = browser.post(
        f"{BASE}opportunities/{found.pk}/paste/", {"text": f"{HOSTILE} Ines signed off the result of the test."}
    )
    page = html(browser, answer["Location"].removeprefix(BASE))
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


def test_empty_notes_keep_the_page_and_say_what_to_do(cast: Cast, browser: Client) -> None:
    answer = browser.post(f"{BASE}incoming/paste/", {"text": " "})
    assert answer.status_code == 422
    assert "Paste your notes first." in answer.content.decode()
    assert "Try it with a sample" not in answer.content.decode()


def test_an_address_and_calendars_are_made_renewed_and_removed_on_the_page_about_oneself(
    cast: Cast, browser: Client
) -> None:
    shown = re.compile(r'<code id="intake-copy">([a-z2-7]{24}\.acme@localhost)</code>')
    assert not shown.search(html(browser, "me/"))
    addresses = []
    for _ in range(2):
        browser.post(f"{BASE}me/intake/address/")
        found = shown.search(html(browser, "me/"))
        assert found is not None
        addresses.append(found[1])
    assert addresses[0] != addresses[1]
    row = IntakeAddress.objects.get()
    assert addresses[1].partition(".")[0] not in (row.nonce, row.digest)
    browser.post(f"{BASE}me/intake/calendars/", {"url": "webcal://calendar.example/secret-x/own.ics"})
    page = html(browser, "me/")
    assert "calendar.example" in page
    assert "secret-x" not in page
    browser.post(f"{BASE}me/intake/calendars/{CalendarFeed.objects.get().pk}/remove/")
    browser.post(f"{BASE}me/intake/address/remove/")
    assert (CalendarFeed.objects.count(), IntakeAddress.objects.count()) == (0, 0)
