"""Reading and logging without JavaScript, on the narrowest phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from fieldcraft.lib import locks
from tests.browser.support import BASE, SHOWN, Demo, enter, open_context, places_of_an_opportunity

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
NARROWEST = (360, 740)
MANY = f"{BASE}opportunities/"


@pytest.fixture
def page(chromium: Browser, demo: Demo) -> Iterator[Page]:
    with locks.exclusive(path=demo.folder / "journey.lock", timeout=300):
        context, ear = open_context(chromium, size=NARROWEST, scripts=False)
        page = context.new_page()
        enter(page, demo=demo, role="Rep")
        yield page
        assert ear.heard == []
        context.close()


def fits(page: Page) -> None:
    """Nothing runs out at the side: a page without scripts is measured by where its parts end."""
    page.mouse.wheel(400, 0)
    box = page.locator("h1").first.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= NARROWEST[0]


def undone(page: Page) -> None:
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast p", has_text="Taken back.")).to_be_visible()


def test_today_list_and_opportunity_are_read(page: Page, demo: Demo) -> None:
    fits(page)
    expect(page.locator("#steps .row h3").first).to_be_visible()
    page.locator("#steps .row > details > summary").nth(1).click()
    expect(page.locator("#steps .row .why").nth(1)).to_be_visible()
    page.locator(".rail").get_by_role("link", name="Opportunities").click()
    page.wait_for_url(f"**{MANY}")
    fits(page)
    page.locator("a[data-row]", has_text=SHOWN).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SHOWN)
    for heading in ("Next step", "Last contact", "Changed this week", "Where it stands"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    fits(page)


def test_an_outcome_is_logged_and_the_next_step_planned(page: Page, demo: Demo) -> None:
    one = places_of_an_opportunity(page, demo=demo)["overview"]
    page.goto(f"{demo.address}{one}activities/planned/")
    page.locator("[name=subject]").fill("Read the contract")
    page.locator("[name=on]").fill("today")
    page.locator("main form.line button").click()
    page.goto(f"{demo.address}{one}?steps=all")
    row = page.locator("#steps .row", has=page.locator("h3", has_text="Read the contract"))
    if not row.locator("> details[open]").count():
        row.locator("summary").first.click()
    row.locator("[name=outcome]").first.click()
    page.wait_for_url(re.compile(r"/activities/planned/\?after="))
    fits(page)
    page.locator("main form.line button").click()
    expect(page.locator(".toast p", has_text="Planned")).to_be_visible()
    page.goto(demo.address + one)
    expect(page.locator("#timeline")).to_contain_text("Read the contract. ")


def test_a_stage_is_moved_and_taken_back(page: Page, demo: Demo) -> None:
    page.goto(demo.address + places_of_an_opportunity(page, demo=demo)["overview"])
    page.locator(".bar-of-one summary").click()
    page.get_by_role("button", name="Move to another stage").click()
    page.locator("#move-menu button:not([disabled])", has_text="back").last.click()
    expect(page.locator(".toast p", has_text="Moved back")).to_be_visible()
    fits(page)
    undone(page)


def test_an_opportunity_is_captured(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}{BASE}capture/")
    fits(page)
    page.get_by_label("Name").fill("Tank sensors")
    page.get_by_label("Account").fill("Ostermann Chemie")
    page.get_by_label("Amount").fill("12k")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"{MANY}\d+/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Tank sensors")
