"""The pictures of the documentation show what they name. `make pictures` takes them anew, into docs/pictures."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.png import small_png
from tests.browser.support import BASE, PHONE, ROOT, Demo, enter, open_context

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
FOLDER = ROOT / "docs" / "pictures"
WANTED = os.environ.get("FIELDCRAFT_PICTURES") == "1"
MOST_BYTES = 150_000
#: The file of the tutorial in small: an unknown stage word, a field of the seller's own, an amount in words.
CSV = """\
Deal ID,Deal name,Company,Amount,Stage,Owner,Created,Close date,Budget
EX-001,Dock lighting,Lindenhof Freight,"€ 48,000",Discovery,sam.keller@example.com,2026-09-14,2027-02-26,
EX-002,Cold store doors,Lindenhof Freight,"€ 132,500",Proposal,sam.keller@example.com,2026-06-02,2027-01-18,Confirmed
EX-003,Gate automation,Marlow Ports,"€ 310,000",Negotiation,sam.keller@example.com,2026-03-20,2027-01-15,Confirmed
EX-004,Packing line,Tessin Foods,"€ 205,000",Demo,lena.ott@example.com,2026-05-11,2027-01-29,Asked for
EX-005,Cooling retrofit,Birkdale Dairy,twelve thousand,Proposal,lena.ott@example.com,2026-07-08,2027-01-22,
EX-006,Store heating,Halvard Stores,"€ 91,000",Warm lead,ravi.menon@example.com,2026-10-21,2027-04-30,
"""


def today(page: Page, demo: Demo) -> None:
    pass


def opportunity(page: Page, demo: Demo) -> None:
    of(page, demo, "Cold chain monitoring")


def of(page: Page, demo: Demo, name: str, part: str = "") -> None:
    """One of the rep's own, by its name, or a part of it."""
    page.goto(f"{demo.address}{BASE}opportunities/")
    href = page.locator("tbody th a", has_text=name).first.get_attribute("href")
    page.goto(f"{demo.address}{href}{part}")


def call_plan(page: Page, demo: Demo) -> None:
    of(page, demo, "Fleet renewal", "call-plan/")


def committee(page: Page, demo: Demo) -> None:
    of(page, demo, "Fleet renewal", "people/")


def plan(page: Page, demo: Demo) -> None:
    of(page, demo, "Cold chain monitoring", "plan/")


def customer(page: Page, demo: Demo) -> None:
    plan(page, demo)
    page.get_by_text("Share it with somebody").click()
    page.fill("#link-name", "Rolf Tanaka")
    page.get_by_role("button", name="Make the link").click()
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(page.locator("#fresh-link").inner_text())
    page.locator(".plan__step summary", has_text=re.compile("^Answer")).first.click()


def palette(page: Page, demo: Demo) -> None:
    opportunity(page, demo)
    page.keyboard.press("Control+k")


def incoming(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}{BASE}incoming/")
    page.get_by_role("link", name=re.compile("^Meeting at Nordwind")).click()


def selection(page: Page, demo: Demo) -> None:
    opportunities(page, demo)
    for _ in range(3):
        page.keyboard.press("j")
        page.keyboard.press(" ")


def move(page: Page, demo: Demo) -> None:
    of(page, demo, "Line monitoring")
    page.keyboard.press("m")
    page.keyboard.press("Enter")


def team(page: Page, demo: Demo) -> None:
    pass


def opportunities(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}{BASE}opportunities/")


def board(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}{BASE}opportunities/?as=board")


def playbook(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}{BASE}playbook/")


def chance(page: Page, demo: Demo) -> None:
    opportunity(page, demo)
    page.locator("#chance details > summary").first.click()
    page.locator("#chance").scroll_into_view_if_needed()


def what_works(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}{BASE}learning/")


def how_good(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}{BASE}learning/model/")


def flow(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}{BASE}learning/flow/")


def proposals(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}{BASE}learning/proposals/")


def import_mapping(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}{BASE}imports/")
    page.set_input_files(
        "input[type=file]", files=[{"name": "opportunities.csv", "mimeType": "text/csv", "buffer": CSV.encode()}]
    )
    page.get_by_role("button", name="Look at the file").click()
    page.wait_for_url("**/columns/")


def import_result(page: Page, demo: Demo) -> None:
    import_mapping(page, demo)
    page.get_by_role("button", name=re.compile("^Import 6 rows")).click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"), timeout=60_000)


def studio(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}{BASE}playbook/studio/")
    page.get_by_label("What you call it").fill("Our way to sell")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(re.compile(r"/studio/\d+/$"))
    address = page.url
    page.goto(f"{address}?at=stages.discover.exit_criteria.problem-named")
    with page.expect_response(re.compile(r"/form/$")):
        page.fill("#f-text", "The buyer writes the problem down in their own words.")
    with page.expect_response(re.compile(r"/form/$")):
        page.fill("#f-check", "meetings >= 3 && no_such_fact")
    page.locator("h1").click()
    page.evaluate("scrollTo(0, 0)")


def studio_review(page: Page, demo: Demo) -> None:
    studio(page, demo)
    with page.expect_response(re.compile(r"/form/$")):
        page.fill("#f-check", "meetings >= 3")
    page.locator(".studio__bar a").click()
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("button", name="Propose").click()


@dataclass(frozen=True, slots=True)
class Picture:
    """Who sees it, how one gets there, and what stands on it."""

    name: str
    role: str
    go: Callable[[Page, Demo], None]
    shows: tuple[str, ...]


PICTURES = (
    Picture("today", "Rep", today, ("h1:text-is('Today')", ".row > details[open] .why", "h2:text-is('Your book')")),
    Picture("opportunity", "Rep", opportunity, (".track__mark", "h2:text-is('Where it stands')", ".criterion")),
    Picture("call-plan", "Rep", call_plan, ("#call-plan textarea", "text=What the customer will have done")),
    Picture("committee", "Rep", committee, ("[data-drawn] .seat", ".legend")),
    Picture("plan", "Rep", plan, (".plan__step", "h2:text-is('Shared with')")),
    Picture("customer", "Rep", customer, (".plan__step details[open]", "button[value=confirm]")),
    Picture("palette", "Rep", palette, ("#palette [aria-selected=true]", "#palette kbd")),
    Picture("incoming", "Rep", incoming, (".row > details[open] q", "mark")),
    Picture("selection", "Rep", selection, (".selection", "text=3 chosen")),
    Picture("move", "Rep", move, ("dialog#gate[open] textarea", "dialog#gate[open] .button--primary")),
    Picture("team", "Manager", team, ("h1:text-is('Team')", ".bar", "h2:text-is('Where the evidence ends')")),
    Picture("opportunities", "Rep", opportunities, ("h1:text-is('Opportunities')", "tbody .ahead", ".toolbar")),
    Picture("board", "Manager", board, (".board__head", ".board__card")),
    Picture("playbook", "Enablement", playbook, (".tabs", "h2:text-is('Where work is held up')")),
    Picture("studio", "Enablement", studio, ("#part-form", "#studio-check .icon", ".outline__bad", ".code__text")),
    Picture("studio-review", "Enablement", studio_review, (".studio__said li", ".look", "button:text-is('Publish')")),
    Picture("chance", "Rep", chance, ("h2:text-is('Chance of winning')", "text=Would move it")),
    Picture("what-works", "VP Sales", what_works, ("h1:text-is('What works')", "h2:text-is('Proven here')")),
    Picture("how-good", "VP Sales", how_good, ("h2:text-is('How often it was right')", "main svg")),
    Picture("flow", "VP Sales", flow, ("text=Pipeline velocity", "h2:text-is('New business')")),
    Picture("proposals", "Enablement", proposals, ("h2:text-is('To decide')", "button:text-is('Make a draft')")),
    Picture("import-mapping", "Administrator", import_mapping, ("h2:text-is('Stages')", "text=Warm lead", "select")),
    Picture("import-result", "Administrator", import_result, ("text=twelve thousand", "h2:text-is('What happened')")),
)


@pytest.mark.parametrize("picture", PICTURES, ids=[picture.name for picture in PICTURES])
def test_a_picture_shows_what_it_names(chromium: Browser, demo: Demo, picture: Picture) -> None:
    context, ear = open_context(chromium)
    page = context.new_page()
    enter(page, demo=demo, role=picture.role)
    picture.go(page, demo)
    for part in picture.shows:
        expect(page.locator(part).first).to_be_visible()
    assert ear.heard == []
    path = FOLDER / f"{picture.name}.png"
    if WANTED:
        page.mouse.move(0, 0)
        image = page.screenshot(animations="disabled", caret="hide", scale="css")
        blank = context.new_page()
        FOLDER.mkdir(parents=True, exist_ok=True)
        path.write_bytes(small_png(page=blank, image=image))
    assert 10_000 < path.stat().st_size <= MOST_BYTES
    context.close()
