"""One person at a keyboard: no mouse, no script that presses for him, and nothing he could not have reached himself."""

from __future__ import annotations

import re
from dataclasses import dataclass

import psycopg
from playwright.sync_api import Browser, Locator, Page, expect

from fieldcraft.lib import postgres
from tests.browser.support import BASE, DESK, Demo, Ear, open_context

MOST_STOPS = 80
#: Tells the ear, should a test ever use one.
NO_POINTER = "addEventListener('pointerdown', () => console.error('a pointer was used'), true)"


def stored(demo: Demo, sql: str, *values: object) -> list[tuple]:
    """Rows of the demo's database; `sql` names tables of its one organisation without their schema."""
    with postgres.Lease(data=demo.database) as lease, psycopg.connect(lease.server.url) as connection:
        connection.execute("SET search_path TO o_demo, public")
        return connection.execute(sql, values).fetchall()


@dataclass(slots=True)
class Keyboard:
    """A page and the hands on the keys before it."""

    page: Page
    ear: Ear | None = None

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def paste(self, text: str) -> None:
        self.page.keyboard.insert_text(text)

    def tab_to(self, target: Locator) -> None:
        """Press Tab until the focus is there, as often as it takes somebody who looks, not more."""
        for _ in range(MOST_STOPS):
            if target.count() and target.first.evaluate("one => one === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"{MOST_STOPS} presses of Tab do not reach {target}")

    def choose(self, words: str, *, does: str) -> None:
        """By the palette: a few letters, and what they are expected to mean."""
        self.press("Control+k")
        self.type(words)
        expect(self.page.locator("#palette [aria-selected=true] b")).to_have_text(does)
        self.press("Enter")

    def open(self, words: str) -> int:
        """Find an opportunity by a few letters; returns its number."""
        self.press("/")
        self.type(words)
        # The first of what is found opens as soon as it is there.
        with self.page.expect_navigation(url=re.compile(rf"{BASE}opportunities/\d+/$")):
            self.press("Enter")
        return int(self.page.url.rstrip("/").rsplit("/", 1)[1])

    def go(self, keys: str, place: str) -> None:
        """To a place by two keys, such as g and t."""
        with self.page.expect_navigation(url=f"**{BASE}{place}/"):
            self.press(*keys.split())

    def row(self, words: str) -> Locator:
        """Go down the lines of a page to the one that says so."""
        for _ in range(MOST_STOPS):
            here = self.page.locator("[data-row]:focus, .row > details[open] [data-row]", has_text=words)
            if here.count():
                return here
            self.press("j")
        raise AssertionError(f"No line says {words}")

    def stands_in(self, field: Locator) -> None:
        """The focus is there, and stays: htmx gives it once more when it has settled."""
        expect(field).to_be_focused()
        expect(self.page.locator(".htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)

    def says(self, text: str) -> None:
        """A short message tells it."""
        expect(self.page.locator(".toast p", has_text=text)).to_be_visible()
        self.page.wait_for_load_state()


def at_work(browser: Browser, demo: Demo, role: str) -> Keyboard:
    """Who enters the demo as the one of the cast with this role."""
    context, ear = open_context(browser, size=DESK)
    context.add_init_script(NO_POINTER)
    page = context.new_page()
    keyboard = Keyboard(page, ear)
    page.goto(f"{demo.address}/cast/")
    person = page.locator(".cast__person button", has=page.locator("small", has_text=re.compile(rf"^{role},")))
    keyboard.tab_to(person)
    with page.expect_navigation(url=f"**{BASE}**"):
        keyboard.press("Enter")
    return keyboard


def goes(keyboard: Keyboard) -> None:
    """Home, and nothing was complained about."""
    assert keyboard.ear is not None
    assert keyboard.ear.heard == []
    keyboard.page.context.close()
