"""A note saves itself: two who write at once, a network that goes away, and a page that was closed too early."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.support import BASE, DESK, Demo, enter, hrefs, open_context

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def whole(page: Page) -> str:
    return page.locator("article textarea").nth(1).input_value()


def test_no_word_of_two_is_lost_and_the_network_may_go(chromium: Browser, demo: Demo) -> None:
    (one, _), (two, _) = open_context(chromium, size=DESK), open_context(chromium, size=DESK)
    rep, manager = one.new_page(), two.new_page()
    enter(rep, demo=demo, role="Rep")
    enter(manager, demo=demo, role="Manager")
    rep.goto(f"{demo.address}{BASE}opportunities/")
    address = demo.address + hrefs(rep, "tbody th a")[0]
    rep.goto(address)
    rep.keyboard.press("n")
    rep.keyboard.type("First\nSecond\nThird")
    expect(rep.locator("[data-saved]")).to_contain_text("Saved")
    for page in (rep, manager):
        page.goto(f"{address}notes/")
    manager.locator("article textarea").nth(1).press("Control+End")
    manager.keyboard.type(" by Marek")
    expect(manager.locator("article [data-saved]").nth(1)).to_contain_text("Saved")
    box = rep.locator("article textarea").nth(1)
    box.press("Control+Home")
    rep.keyboard.type("Jana: ")
    expect(rep.locator("article [data-saved]").nth(1)).to_contain_text("Saved")
    assert whole(rep) == "Jana: First\nSecond\nThird by Marek"
    one.set_offline(True)
    box.press("Control+End")
    rep.keyboard.type(" offline")
    expect(rep.locator("article [data-saved]").nth(1)).to_contain_text("kept in this browser")
    one.set_offline(False)
    rep.goto(address)
    rep.wait_for_function("() => !Object.keys(localStorage).some(key => key.startsWith('note'))")
    manager.goto(f"{address}notes/")
    assert whole(manager) == "Jana: First\nSecond\nThird by Marek offline"
