"""Finding from anywhere: two keys and a few letters, also with a slip; and a palette that lists and runs actions."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.support import BASE, DESK, PHONE, Demo, enter, open_context

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
# Keystroke-level model: a key 0.2 s, making up one's mind once 1.35 s (as in the yardstick of the two CRMs).
KEY, MIND, GOAL = 0.2, 1.35, 4.0


def found_by(page: Page, text: str) -> float:
    """Open the first answer by keys alone; returns the seconds of the model without the text, plus what one waited."""
    page.keyboard.press("/")
    page.keyboard.type(text)
    began = time.perf_counter()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"{BASE}opportunities/\d+/"))
    return MIND + 2 * KEY + time.perf_counter() - began


@pytest.mark.parametrize("slip", [False, True], ids=["as it is called", "with a slip"])
def test_any_record_is_two_keys_and_a_few_letters_away(chromium: Browser, demo: Demo, slip: bool) -> None:
    context, ear = open_context(chromium)
    page = context.new_page()
    enter(page, demo=demo, role="Rep")
    page.goto(f"{demo.address}{BASE}opportunities/")
    name = page.locator("tbody th a").first.inner_text().split("\n")[0].strip()
    account, opportunity = (
        part.inner_text() for part in page.locator("tbody tr").first.locator("th a, th small").all()[:2]
    )
    word = max(re.findall(r"\w+", name), key=len)
    asked = f"{word[:2]}{word[3]}{word[2]}{word[4:]}" if slip else f"{account[:5]} {opportunity[:4]}"
    page.goto(f"{demo.address}{BASE}playbook/")
    assert found_by(page, asked) <= GOAL
    expect(page.locator("main")).to_contain_text(re.compile(re.escape(word), re.IGNORECASE))
    assert ear.heard == []
    context.close()


def test_the_palette_lists_what_the_page_can_do_and_does_it(chromium: Browser, demo: Demo) -> None:
    context, ear = open_context(chromium)
    page = context.new_page()
    enter(page, demo=demo, role="Rep")
    page.goto(f"{demo.address}{BASE}playbook/")
    began = time.perf_counter()
    page.keyboard.press("Control+k")
    page.keyboard.type("dark")
    option = page.locator("#palette [role=option][aria-selected=true]")
    expect(option).to_have_text("Use the dark theme")
    assert time.perf_counter() - began < 1.5
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.keyboard.press("Control+k")
    page.keyboard.type("tod")
    expect(option).to_contain_text("Today")
    page.keyboard.press("Enter")
    page.wait_for_url("**/today/")
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    assert ear.heard == []
    context.close()


def test_g_and_a_letter_go_there_but_not_while_keys_are_off_or_one_writes(chromium: Browser, demo: Demo) -> None:
    context, _ = open_context(chromium)
    page = context.new_page()
    enter(page, demo=demo, role="Rep")
    page.goto(f"{demo.address}{BASE}playbook/")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("Opportunities")
    page.locator("#keys [data-keys-on]").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.type("go/")
    page.wait_for_timeout(200)
    assert page.url.endswith("/playbook/")
    assert not page.locator("#palette").is_visible()
    page.evaluate("localStorage.setItem('keys', 'on')")
    page.keyboard.type("go")
    page.wait_for_url("**/opportunities/")
    context.close()


def test_on_a_phone_it_is_one_tap_and_without_a_script_a_page(chromium: Browser, demo: Demo) -> None:
    for scripts in (True, False):
        context, _ = open_context(chromium, size=PHONE if scripts else DESK, scripts=scripts)
        page = context.new_page()
        enter(page, demo=demo, role="Rep")
        if scripts:
            page.locator(".rail__find a").click()
            expect(page.locator("#palette input")).to_be_focused()
            box = page.locator("#palette").bounding_box()
            assert box is not None
            assert box["width"] <= PHONE[0]
        else:
            page.locator(".rail [name=q]").fill("logistik")
            page.keyboard.press("Enter")
            page.wait_for_url("**/find/?q=logistik")
            assert page.locator(".founds a").count() >= 1
        context.close()
