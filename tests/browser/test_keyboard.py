"""Today and Opportunity under the Tab key: no trap, every stop seen and none behind the bar of the phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.support import BASE, DESK, PHONE, Demo, enter, hrefs, open_context

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
MOST_STOPS = 300
STOPS = """() => [...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
)].filter(element => element.checkVisibility() && !element.disabled).length"""
#: Where the focus is, how it shows, and how much of it stands free of the bar under the thumb.
STOP = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const style = getComputedStyle(element), box = element.getBoundingClientRect();
  const bar = document.querySelector(".rail__nav"), rail = bar.getBoundingClientRect();
  const over = getComputedStyle(bar).position === "fixed" && !bar.contains(element) ? rail.top : innerHeight;
  const again = "walked" in element.dataset;
  element.dataset.walked = "";
  return {
    what: element.outerHTML.slice(0, 120),
    again,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none",
    seen: Math.min(box.bottom, over) - Math.max(box.top, 0),
    height: box.height,
  };
}"""


def walked(page: Page) -> list[dict[str, Any]]:
    """Every stop of the Tab key from the top of the page until it leaves it."""
    stops: list[dict[str, Any]] = []
    while len(stops) < MOST_STOPS:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return stops
        stops.append(stop)
        assert not stop["again"], f"caught at {stop['what']}"
    raise AssertionError(f"More than {MOST_STOPS} stops.")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("which", ["today", "opportunity"])
def test_the_tab_key_reaches_everything_and_its_stop_is_seen(
    chromium: Browser, demo: Demo, which: str, size: tuple[int, int]
) -> None:
    context, ear = open_context(chromium, size=size)
    page = context.new_page()
    enter(page, demo=demo, role="Rep")
    if which == "opportunity":
        page.goto(f"{demo.address}{BASE}opportunities/")
        page.goto(demo.address + hrefs(page, "tbody th a")[0])
    expected = page.evaluate(STOPS)
    stops = walked(page)
    assert len(stops) == expected
    assert len(stops) >= 12
    assert [stop["what"] for stop in stops if not stop["ring"]] == []
    assert [stop["what"] for stop in stops if stop["seen"] < min(stop["height"], 12)] == []
    assert ear.heard == []
    context.close()


def test_the_skip_link_comes_first_and_leads_past_the_rail(chromium: Browser, demo: Demo) -> None:
    context, _ = open_context(chromium)
    page = context.new_page()
    enter(page, demo=demo, role="Rep")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.wait_for_function("document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'main'")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#main').contains(document.activeElement)")
    context.close()
