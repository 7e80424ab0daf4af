"""A rep moves the stage, by keyboard, by dragging and without scripts; what is missing is asked where he stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from fieldcraft.lib import locks
from tests.browser.support import BASE, Demo, Ear, enter, open_context

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
DEAL = "Work orders"


@pytest.fixture
def demo_alone(demo: Demo) -> Iterator[Demo]:
    """The demo, with no other journey on its way there: both are the same rep."""
    with locks.exclusive(path=demo.folder / "journey.lock", timeout=300):
        yield demo


def opened(browser: Browser, demo: Demo, *, scripts: bool = True) -> tuple[Page, Ear, str]:
    """The rep's page of the deal, and its address."""
    context, ear = open_context(browser, scripts=scripts)
    page = context.new_page()
    enter(page, demo=demo, role="Rep")
    page.goto(f"{demo.address}{BASE}opportunities/?sort=close")
    href = page.locator("tbody th a", has_text=DEAL).first.get_attribute("href") or ""
    page.goto(demo.address + href)
    return page, ear, demo.address + href


def undone(page: Page) -> None:
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast p", has_text="Taken back.")).to_be_visible()


def test_two_keys_open_what_is_asked_and_the_note_moves_it(chromium: Browser, demo_alone: Demo) -> None:
    page, ear, address = opened(chromium, demo_alone)
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    window = page.locator("dialog#gate[open]")
    expect(window.locator("textarea").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(window).to_have_count(0)
    page.locator(".track__to").last.click()
    expect(window.locator("textarea").first).to_be_focused()
    window.locator(".gate__without summary").click()
    window.locator("#gate-why").fill("Their board meets next week.")
    window.locator(".button--primary").click()
    expect(page.locator(".gate__said")).to_contain_text("Their board meets next week.")
    undone(page)
    assert page.url.startswith(address)
    assert ear.heard == []
    page.context.close()


def test_the_first_letters_of_a_reason_close_it_as_lost(chromium: Browser, demo_alone: Demo) -> None:
    page, ear, _ = opened(chromium, demo_alone)
    page.get_by_role("link", name="Lost", exact=True).click()
    expect(page.locator("#gate-reason")).to_be_focused()
    page.keyboard.type("pri")
    page.keyboard.press("Enter")
    expect(page.locator(".toast p", has_text="Closed as lost: Price")).to_be_visible()
    undone(page)
    assert ear.heard == []
    page.context.close()


def test_a_card_is_dragged_asks_the_same_and_goes_back(chromium: Browser, demo_alone: Demo) -> None:
    page, ear, _ = opened(chromium, demo_alone)
    page.goto(f"{demo_alone.address}{BASE}opportunities/?as=board")
    card = page.locator(".board__card", has_text=DEAL).first
    card.drag_to(page.locator("[data-stage=commit]"))
    window = page.locator("dialog#gate[open]")
    expect(window.get_by_role("heading", name="Move to Commit")).to_be_visible()
    window.locator(".gate__without summary").click()
    window.locator("#gate-why").fill("Their board meets next week.")
    window.locator(".button--primary").click()
    expect(page.locator(".toast p", has_text="Moved to Commit")).to_be_visible()
    expect(page.locator("[data-stage=commit] .board__card", has_text=DEAL).first).to_contain_text("ahead")
    undone(page)
    expect(page.locator(".board__card", has_text=DEAL).first).not_to_contain_text("ahead")
    assert ear.heard == []
    page.context.close()


def test_a_card_is_moved_by_keyboard(chromium: Browser, demo_alone: Demo) -> None:
    page, ear, _ = opened(chromium, demo_alone)
    page.goto(f"{demo_alone.address}{BASE}opportunities/?as=board")
    page.locator(".board__card", has_text=DEAL).first.locator(".board__move").focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog#gate[open] .button--primary")).to_be_focused()
    assert ear.heard == []
    page.context.close()


def test_without_scripts_the_same_is_asked_on_a_page(chromium: Browser, demo_alone: Demo) -> None:
    page, ear, address = opened(chromium, demo_alone, scripts=False)
    page.locator(".bar-of-one > [popovertarget=move-menu]").click()
    page.locator("#move-menu .button--primary").click()
    for field in page.locator("textarea[name^='answer:']").all():
        field.fill("They said so on 20 Nov.")
    page.get_by_role("button", name="Save and move").click()
    expect(page.locator(".toast p", has_text="Moved to")).to_be_visible()
    assert page.url.startswith(address)
    undone(page)
    assert ear.heard == []
    page.context.close()
