"""Pages under the Tab key: no trap, every stop seen and none behind the bar of the phone; and at twice the size."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from fieldcraft.lib import locks
from tests.browser.support import (
    BASE,
    DESK,
    PHONE,
    SHOWN,
    Demo,
    customers_link,
    enter,
    open_context,
    places_of_an_opportunity,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
MOST_STOPS = 300
#: The parts of a date take several presses, and the picker of its day one more.
MOST_IN_ONE = 4
MANY = f"{BASE}opportunities/"
#: A group of radio buttons is one stop, at the chosen one.
STOPS = """() => [...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
)].filter(element => element.checkVisibility({ visibilityProperty: true }) && !element.disabled && element.tabIndex >= 0
  && (element.type !== "radio" || element === [...(element.form ?? document).querySelectorAll(
    `[type=radio][name="${element.name}"]`)].sort((a, b) => b.checked - a.checked)[0])).length"""
#: Where the focus is, how it shows (on itself, its label, or the card it stretches over), and how much of it stands
#: free of the bars at the lower edge: the one under the thumb, and what can be done with chosen lines.
STOP = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const again = "walked" in element.dataset, same = element === window.lastStop;
  window.lastStop = element;
  element.dataset.walked = "";
  const seen = element.getBoundingClientRect().width > 1 ? element : element.labels?.[0] ?? element.parentElement;
  const style = getComputedStyle(seen), box = seen.getBoundingClientRect();
  const bars = [...document.querySelectorAll(".rail__nav, .selection")].filter(bar =>
    ["fixed", "sticky"].includes(getComputedStyle(bar).position) && bar.checkVisibility() && !bar.contains(element));
  const over = Math.min(innerHeight, ...bars.map(bar => bar.getBoundingClientRect()).filter(bar =>
    bar.left < box.right && bar.right > box.left && bar.bottom > innerHeight / 2).map(bar => bar.top));
  const ringed = one => one.outlineStyle !== "none" && parseFloat(one.outlineWidth) >= 2 || one.boxShadow !== "none";
  return {
    what: element.outerHTML.slice(0, 120), again, same,
    ring: ringed(style) || ringed(getComputedStyle(seen, "::after")),
    seen: Math.min(box.bottom, over) - Math.max(box.top, 0),
    height: box.height,
  };
}"""
CORE = ("today", "list", "board", "overview")
NEW = ("committee", "plan", "notes", "call plan", "incoming", "found", "shared")


def walked(page: Page) -> list[dict[str, Any]]:
    """Every stop of the Tab key from the top of the page until it leaves it."""
    stops: list[dict[str, Any]] = []
    held = 0
    while len(stops) < MOST_STOPS:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return stops
        held = held + 1 if stop["same"] else 0
        assert held < MOST_IN_ONE, f"caught in {stop['what']}"
        if stop["same"]:
            continue
        stops.append(stop)
        assert not stop["again"], f"caught at {stop['what']}"
    raise AssertionError(f"More than {MOST_STOPS} stops.")


def path_of(page: Page, demo: Demo, which: str) -> str:
    """Where a page of the rep is, or the one his customer sees."""
    own = {"today": f"{BASE}today/", "list": MANY, "chosen": MANY, "board": f"{MANY}?as=board"}
    own |= {"incoming": f"{BASE}incoming/", "found": f"{BASE}find/?q=cold", "capture": f"{BASE}capture/"}
    if which == "shared":
        return customers_link(page, demo=demo)
    return own.get(which) or places_of_an_opportunity(page, demo=demo)[which]


def go(page: Page, demo: Demo, which: str) -> None:
    """Open it; the list with a line chosen shows what can be done with it."""
    page.goto(demo.address + path_of(page, demo, which))
    if which == "chosen":
        # By a script: a click would leave the beginning of the way in the middle of the page.
        page.locator("tbody .pick input").first.evaluate("box => box.click()")
        expect(page.locator(".selection")).to_be_visible()


@pytest.mark.parametrize(
    ("which", "size"),
    [
        *[pytest.param(which, PHONE, id=f"{which} phone") for which in ("today", "list", "overview", *NEW)],
        *[pytest.param(which, DESK, id=f"{which} desk") for which in ("today", "overview", "chosen", "board")],
        *[pytest.param(which, DESK, id=f"{which} desk", marks=pytest.mark.nightly) for which in NEW],
    ],
)
def test_the_tab_key_reaches_everything_and_its_stop_is_seen(
    chromium: Browser, demo: Demo, which: str, size: tuple[int, int]
) -> None:
    context, ear = open_context(chromium, size=size)
    page = context.new_page()
    enter(page, demo=demo, role="Rep")
    go(page, demo, which)
    expected = page.evaluate(STOPS)
    stops = walked(page)
    assert [stop["what"] for stop in stops if not stop["ring"]] == []
    assert [stop["what"] for stop in stops if stop["seen"] < min(stop["height"], 12)] == []
    assert len(stops) == expected
    assert len(stops) >= 7
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


def test_nothing_runs_out_of_sight_at_twice_the_size(chromium: Browser, demo: Demo) -> None:
    """1440 x 900 at 200 %: half the room in both directions, twice the pixels."""
    context = chromium.new_context(viewport={"width": 720, "height": 450}, device_scale_factor=2, locale="en-GB")
    page = context.new_page()
    enter(page, demo=demo, role="Rep")
    wide = []
    for which in (*CORE, *NEW, "capture"):
        go(page, demo, which)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 720:
            wide.append((which, width))
        assert page.locator("h1").first.is_visible()
    assert wide == []
    context.close()


def test_a_step_of_the_plan_is_put_elsewhere_by_keys(chromium: Browser, demo: Demo) -> None:
    """As by dragging it. The board is in test_moving, the map of the committee in test_committee."""
    context, ear = open_context(chromium)
    page = context.new_page()
    enter(page, demo=demo, role="Rep")
    go(page, demo, "plan")
    titles = page.locator("[data-plan] [data-place] h3")
    before = titles.all_inner_texts()
    page.locator("[data-plan] [data-place] summary").nth(1).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name=f"Down: {before[1]}").focus()
    page.keyboard.press("Enter")
    expect(titles.nth(1)).to_have_text(before[2])
    expect(titles.nth(2)).to_have_text(before[1])
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(titles.nth(1)).to_have_text(before[1])
    assert ear.heard == []
    context.close()


def test_a_card_is_moved_on_the_board_and_back_by_keys_alone(chromium: Browser, demo: Demo) -> None:
    context, ear = open_context(chromium)
    page = context.new_page()
    enter(page, demo=demo, role="Rep")
    with locks.exclusive(path=demo.folder / "journey.lock", timeout=300):
        moves_a_card_and_takes_it_back(page, demo)
    assert ear.heard == []
    context.close()


def moves_a_card_and_takes_it_back(page: Page, demo: Demo) -> None:
    go(page, demo, "board")
    card = page.locator(".board__card", has_text=SHOWN)
    card.locator(".board__move").focus()
    page.keyboard.press("Enter")
    back = page.locator("dialog#gate[open] .gate__to:not([disabled])", has_text="back").last
    expect(back).to_be_visible()
    for _ in range(20):
        if back.evaluate("button => button === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".toast p", has_text="Moved back")).to_be_visible()
    page.keyboard.press("u")
    expect(page.locator(".toast p", has_text="Taken back.")).to_be_visible()
