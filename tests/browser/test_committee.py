"""The buying committee in a real browser: moved by keys and by mouse, changed without either, said aloud."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.support import BASE, DESK, Demo, enter, open_context

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
LARGE = (DESK[0], 1500)


def committee(page: Page, demo: Demo) -> None:
    """Jana's, of the largest opportunity."""
    enter(page, demo=demo, role="Rep")
    page.goto(f"{demo.address}{BASE}opportunities/?sort=amount")
    href = page.locator("tbody th a").first.get_attribute("href")
    page.goto(f"{demo.address}{href}people/")


def seat(page: Page, name: str) -> Locator:
    return page.locator("[data-person]", has=page.locator("b", has_text=name))


def band(page: Page, name: str) -> str:
    return str(seat(page, name).evaluate("one => one.closest('[data-band]').dataset.band"))


def undo(page: Page) -> None:
    page.locator(".toast form button").click()
    expect(page.locator(".toast")).to_contain_text("Taken back.")


def test_a_person_is_moved_by_keys_and_it_is_said(chromium: Browser, demo: Demo) -> None:
    context, ear = open_context(chromium, size=LARGE)
    page = context.new_page()
    committee(page, demo)
    seat(page, "Theres Amberg").locator("a").focus()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("ArrowUp")
    expect(page.locator("#committee-said")).to_contain_text("Theres Amberg: high influence")
    expect(seat(page, "Theres Amberg").locator("a")).to_be_focused()
    assert band(page, "Theres Amberg") == "high"
    undo(page)
    assert band(page, "Theres Amberg") == "medium"
    assert ear.heard == []
    context.close()


def test_a_person_is_dragged_to_a_band_and_onto_the_boss(chromium: Browser, demo: Demo) -> None:
    context, ear = open_context(chromium, size=LARGE)
    page = context.new_page()
    committee(page, demo)

    def drag(name: str, x: float, y: float) -> None:
        box = seat(page, name).bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 30)
        page.mouse.down()
        page.mouse.move(x, y, steps=5)
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.mouse.up()

    low, boss = page.locator("[data-band=low]").bounding_box(), seat(page, "Leopold Haas").bounding_box()
    assert low is not None
    assert boss is not None
    drag("Theres Amberg", low["x"] + low["width"] - 8, low["y"] + 40)
    expect(page.locator("[data-band=low]")).to_contain_text("Theres Amberg")
    undo(page)
    drag("Theres Amberg", boss["x"] + boss["width"] / 2, boss["y"] + 30)
    expect(page.locator("#committee-said")).to_have_text("Theres Amberg reports to Leopold Haas.")
    expect(seat(page, "Theres Amberg").locator(".seat__boss")).to_contain_text("Leopold Haas")
    undo(page)
    assert ear.heard == []
    context.close()


def test_everything_can_be_set_without_a_script(chromium: Browser, demo: Demo) -> None:
    context, _ = open_context(chromium, scripts=False)
    page = context.new_page()
    committee(page, demo)
    seat(page, "Ulrik Sandmo").locator("a").click()
    page.get_by_role("radio", name="Against us").check(force=True)
    page.locator("#sheet-note").fill("Fears for the night shift.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("table")).to_contain_text("Fears for the night shift.")
    undo(page)
    expect(page.locator("table")).not_to_contain_text("Fears for the night shift.")
    context.close()
