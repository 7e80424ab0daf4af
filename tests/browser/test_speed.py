"""How long one waits: the first sight of a page and the answer to a hand, with a processor four times slower."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.support import BASE, DESK, Demo, enter, hrefs, open_context, plan_call_for_today

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
SLOWER = 4
MOST_FIRST_SIGHT, MOST_ANSWER, MOST_PALETTE = 1200.0, 100.0, 100.0
#: The other worker's tests share the machine: a run among others may take so much longer; alone it may not.
SHARED = 1.5 if "PYTEST_XDIST_WORKER" in os.environ else 1.0
#: A machine that others use is slow at times; the product is not. The best of these counts.
TRIES = 3
MANY = f"{BASE}opportunities/"
#: Largest contentful paint, and the longest of each kind of answer, in milliseconds; events are told in steps of 8, and
#: what took less than two frames is not.
EAR = """
window.waited = { sight: 0, answers: {} };
new PerformanceObserver(list => {
  for (const one of list.getEntries()) waited.sight = one.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (one.interactionId) {
    const kind = `${one.name} ${one.target?.tagName} ${one.target?.className}`;
    waited.answers[kind] = Math.max(waited.answers[kind] ?? 0, one.duration);
  }
}).observe({ type: "event", durationThreshold: 16, buffered: true });
"""
#: From a key until the palette has painted something to choose.
PALETTE = """() => {
  window.shown = [];
  const choices = "#palette[open] [role=group]:not([hidden]) [role=option]";
  addEventListener("keydown", ({ key, timeStamp }) => {
    if (key === "Control" || key === "Escape") return;
    const look = () => document.querySelector(choices)
      ? requestAnimationFrame(() => shown.push(performance.now() - timeStamp)) : requestAnimationFrame(look);
    requestAnimationFrame(look);
  }, { capture: true });
}"""


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and what a hand does there that must be answered at once; the hand writes nothing."""

    name: str
    path: Callable[[Page], str]
    hand: Callable[[Page], None]


def first_opportunity(page: Page) -> str:
    page.goto(page.url.split("/o/")[0] + MANY)
    return hrefs(page, "tbody th a[data-row]")[0]


def today_with_a_call(page: Page) -> str:
    origin = page.url.split("/o/")[0]
    plan_call_for_today(page, opportunity_href=origin + first_opportunity(page), subject="Ask about the pilot")
    return f"{BASE}today/"


def opens_rows_and_asks_for_another_day(page: Page) -> None:
    lines = page.locator("#steps > ol > .row > details > summary")
    lines.nth(1).click()
    page.keyboard.press("j")
    row = page.locator("#steps > ol > .row", has=page.locator("[name=outcome][value=moved]")).first
    if not row.locator("> details").evaluate("row => row.open"):
        row.locator(".row__line").click()
    row.locator("[name=outcome][value=moved]").click()
    expect(page.locator("form.line [name=on]")).to_be_focused()
    page.locator("h1").click()


def opens_the_forms(page: Page) -> None:
    page.locator("main .fold > summary").first.click()
    page.keyboard.press("m")
    expect(page.locator("#move-menu .button--primary")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    expect(page.locator("#log-outcome")).to_be_focused()
    page.locator("h1").click()


def chooses_lines(page: Page) -> None:
    page.locator("tbody .pick input").first.click()
    page.keyboard.press("Space")
    page.locator("details.drop-down > summary").first.click()
    page.keyboard.press("Escape")


def opens_a_menu(page: Page) -> None:
    page.locator("details.drop-down > summary").first.click()
    page.keyboard.press("Escape")


def finds(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("cold", delay=40)
    expect(page.locator("#palette [data-part=found] [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")


PLACES = (
    Place("Today", today_with_a_call, opens_rows_and_asks_for_another_day),
    Place("Opportunity", first_opportunity, opens_the_forms),
    Place("List", lambda _: MANY, chooses_lines),
    Place("Board", lambda _: f"{MANY}?as=board", opens_a_menu),
)


@pytest.fixture
def page(chromium: Browser, demo: Demo) -> Iterator[Page]:
    context, ear = open_context(chromium, size=DESK)
    page = context.new_page()
    enter(page, demo=demo, role="Rep")
    yield page
    assert ear.heard == []
    context.close()


def measured(page: Page, address: str, hand: Callable[[Page], None]) -> tuple[float, dict[str, float]]:
    """Milliseconds until the largest part was seen on a first visit, and of the answers by what was asked."""
    tab = page.context.new_page()
    tab.add_init_script(EAR)
    wire = page.context.new_cdp_session(tab)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    tab.goto(address, wait_until="networkidle")
    sight = float(tab.evaluate("waited.sight"))
    hand(tab)
    finds(tab)
    tab.wait_for_timeout(200)
    answers: dict[str, float] = tab.evaluate("waited.answers")
    tab.close()
    assert sight > 0
    assert len(answers) >= 3
    return sight, answers


@pytest.mark.parametrize("place", PLACES, ids=[place.name for place in PLACES])
def test_a_page_is_seen_and_answers_at_once_on_a_slow_machine(
    page: Page, demo: Demo, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    address = demo.address + place.path(page)
    sight, answers = measured(page, address, place.hand)
    for _ in range(TRIES - 1):
        if sight <= MOST_FIRST_SIGHT and max(answers.values()) <= MOST_ANSWER:
            break
        again, others = measured(page, address, place.hand)
        sight = min(sight, again)
        # What another try does not tell of was too fast to be told.
        answers = {kind: min(took, others.get(kind, 0)) for kind, took in answers.items()}
    slowest = max(answers, key=lambda kind: answers[kind])
    answer = answers[slowest]
    with capsys.disabled():
        sys.stderr.write(
            f"\n{place.name}: seen after {sight:.0f} ms, slowest answer {answer:.0f} ms ({slowest}), 4 x slower\n"
        )
    assert sight <= MOST_FIRST_SIGHT
    assert answer <= MOST_ANSWER * SHARED


def test_the_palette_answers_a_key_by_itself(page: Page, capsys: pytest.CaptureFixture[str]) -> None:
    page.evaluate(PALETTE)
    keys, best = ("Control+k", "t", "o"), [float("inf")] * 3
    for _ in range(TRIES):
        page.evaluate("shown.length = 0")
        for n, key in enumerate(keys):
            page.keyboard.press(key)
            page.wait_for_function("n => shown.length > n", arg=n)
        best = [min(before, one) for before, one in zip(best, page.evaluate("shown"), strict=True)]
        page.keyboard.press("Escape")
    with capsys.disabled():
        sys.stderr.write(f"\nPalette: {', '.join(f'{one:.0f} ms' for one in best)} for opening and two letters\n")
    assert max(best) <= MOST_PALETTE
