"""The component page and every page in sample data, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from fieldcraft.web.styleguide.views import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.urls("fieldcraft.web.tests.addresses")]
NAMES = ["", *(f"{name}/" for name in PAGES)]
WIDTHS = (1440, 820, 640, 390, 360)


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    """These pages read no row, so the server runs without a database; pytest-django's own would empty the tables."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
    server = LiveServer("127.0.0.1")
    yield server
    server.stop()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    yield page
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_breaks_no_rule_of_access_and_logs_no_error(
    page: Page, server: LiveServer, name: str, scheme: str
) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{server.url}/styleguide/{name}")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert errors == []


@pytest.mark.parametrize("name", NAMES)
def test_no_width_scrolls_a_page_sideways(page: Page, server: LiveServer, name: str) -> None:
    page.goto(f"{server.url}/styleguide/{name}")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_every_stop_of_the_tab_key_is_seen(page: Page, server: LiveServer) -> None:
    page.goto(f"{server.url}/styleguide/opportunity/")
    stops = 0
    while True:
        page.keyboard.press("Tab")
        tag, outline, width = page.evaluate(
            "(e => [e.tagName, getComputedStyle(e).outlineStyle, e.getBoundingClientRect().width])"
            "(document.activeElement)"
        )
        if tag == "BODY":
            break
        stops += 1
        assert (outline, width > 0) == ("solid", True), stops
    assert stops >= 12


def test_the_keyboard_walks_the_day_and_does_the_step(page: Page, server: LiveServer) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    page.goto(f"{server.url}/styleguide/today/")
    opened = "[...document.querySelectorAll('.row > details')].findIndex(row => row.open)"
    assert page.evaluate(opened) == 0
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate(opened) == 1
    page.keyboard.press("/")
    page.keyboard.type("ex")
    assert page.input_value("#palette input") == "ex"
    assert sent == []
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.wait_for_timeout(200)
    assert len(sent) == 1
    assert "active_seconds=" in sent[0]
    assert "inputs=8" in sent[0]


def test_a_chosen_theme_outlives_the_page(page: Page, server: LiveServer) -> None:
    page.goto(f"{server.url}/styleguide/today/")
    page.click(".rail__foot button")
    page.click("[data-set-theme=dark]")
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


def test_a_page_reads_and_opens_without_a_script(chromium: Browser, server: LiveServer) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(f"{server.url}/styleguide/opportunity/")
    page.click("text=Add evidence")
    assert page.locator("textarea").first.is_visible()
    page.click(".rail__more button")
    assert page.locator("text=Sign out").is_visible()
    context.close()
