"""Every page of the running demo, as everybody of the cast: access, width, errors, weight."""

from __future__ import annotations

import gzip
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.support import (
    BASE,
    DESK,
    PHONE,
    Demo,
    Ear,
    customers_link,
    enter,
    hrefs,
    open_context,
    places_of_an_opportunity,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
NARROWEST = 360
#: `make nightly` looks at every page in all four views.
LONG = "FIELDCRAFT_NIGHTLY" in os.environ
WIDTHS = (1440, 820, 390, NARROWEST)
CSV = (
    "Opportunity ID,Account Name,Opportunity Name,Amount,Stage,Owner,Created Date,Close Date\n"
    "X1,Acme,Pumps,12000,Qualify,One Person,2026-02-03,2027-01-12\n"
    "X2,Acme,Valves,8000,Waiting for legal,One Person,2026-03-03,2027-02-12\n"
    "X3,Brine,Filters,4000,Proposal,Another Person,2026-04-03,soon\n"
)
TODAY = f"{BASE}today/"
MANY = f"{BASE}opportunities/"
PARTS = ("today", "team", "opportunities", "playbook", "people", "imports", "me", "capture", "find", "learning")
BOARD = f"{MANY}?as=board"
MOST_REQUESTS, MOST_BYTES, MOST_SCRIPT, MOST_STYLE, MOST_PAGE = 12, 150_000, 60_000, 30_000, 10_000
#: What a theme can break is colour; everything else is checked once, in the light one.
COLOUR = ("color-contrast", "link-in-text-block")
RUN = """async rules => (await axe.run(document, {
  resultTypes: ["violations"], ...(rules ? {runOnly: {type: "rule", values: rules}} : {})
})).violations.map(found => `${found.id}: ${found.nodes.slice(0, 3).map(
  node => node.html.slice(0, 160)).join(" | ")}`)"""


AXE = (files(axe_playwright_python) / "axe.min.js").read_text(encoding="utf-8")


@dataclass
class Walk:
    """Somebody going from page to page; `looked_at` are the addresses without their numbers."""

    page: Page
    ear: Ear
    demo: Demo
    looked_at: list[str]

    def go(self, path: str, *, status: int = 200) -> None:
        """Open a page and look at it."""
        response = self.page.goto(self.demo.address + path)
        assert response is not None
        assert response.status == status, (path, response.status)
        self.look(path)

    def look(self, name: str) -> None:
        """The page that is open: no rule of access broken in its views, no sideways scroll, no complaint."""
        page, wrong = self.page, []
        page.evaluate(AXE)
        # In the dark at one size in turn: what a size adds, the bar at the foot say, is the same on every page.
        dark = (DESK, PHONE) if LONG else (DESK, PHONE)[len(self.looked_at) % 2 :][:1]
        for size in (DESK, PHONE):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            for scheme in ("light", "dark") if size in dark else ("light",):
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                rules = None if scheme == "light" else list(COLOUR)
                wrong += [f"{name} {size[0]} {scheme}: {found}" for found in page.evaluate(RUN, rules)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                wrong.append(f"{name}: {wide} px wide at {width}")
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        page.emulate_media(color_scheme="light")
        assert not wrong, "\n".join(wrong)
        assert not self.ear.heard, "\n".join(self.ear.heard)
        self.looked_at.append(name)


@pytest.fixture
def walk(chromium: Browser, demo: Demo) -> Iterator[Walk]:
    context, ear = open_context(chromium)
    yield Walk(context.new_page(), ear, demo, [])
    context.close()


def first(paths: list[str], pattern: str) -> str:
    """The first path that matches."""
    return next(path for path in paths if re.search(pattern, path))


def test_pages_for_strangers(walk: Walk) -> None:
    for path in ("/cast/", "/sign-in/", "/styleguide/"):
        walk.go(path)
    walk.go(TODAY)
    assert "/sign-in/" in walk.page.url
    walk.go("/nowhere/", status=404)
    walk.go("/invitation/demo/not-a-secret/", status=404)


def test_the_page_of_somebody_locked_out(walk: Walk) -> None:
    page = walk.page
    for _ in range(12):
        page.goto(f"{walk.demo.address}/sign-in/")
        page.fill("[name=username]", "nobody@halden-systems.example")
        page.fill("[name=password]", "not the password")
        with page.expect_navigation() as answer:
            page.locator("main button.button--primary").click()
        if answer.value.status == 429:
            break
    else:
        raise AssertionError("Nobody was locked out.")
    walk.look("locked out")


def test_the_pages_of_a_rep(walk: Walk) -> None:
    enter(walk.page, demo=walk.demo, role="Rep")
    walk.look(TODAY)
    walk.go(BOARD)
    walk.go(f"{MANY}?q=nothing-has-this-name")
    walk.go(MANY)
    walk.go(hrefs(walk.page, "tbody th a")[0])
    walk.page.locator("[data-dialog=keys]").dispatch_event("click")
    walk.look("keys")
    walk.go(f"{BASE}me/")
    walk.page.get_by_label("What will use it").fill("My spreadsheet")
    walk.page.get_by_role("button", name="Make a token").click()
    walk.look("token")
    walk.go(f"{BASE}team/", status=404)


def test_the_parts_of_an_opportunity(walk: Walk) -> None:
    enter(walk.page, demo=walk.demo, role="Rep")
    one = places_of_an_opportunity(walk.page, demo=walk.demo)
    overview, people = one["overview"], one["committee"]
    walk.go(people)
    person = first(hrefs(walk.page, "main [data-person] a"), r"person=\d+")
    for path in (
        person,
        f"{people}?add=1",
        one["notes"],
        f"{overview}paste/",
        f"{overview}edit/",
        f"{overview}process/",
    ):
        walk.go(path)
    for path in (f"{overview}stage/", f"{overview}stage/?to=commit", f"{overview}end/?outcome=won"):
        walk.go(path)
    walk.go(f"{overview}end/?outcome=lost")


def test_what_is_planned_and_logged(walk: Walk) -> None:
    enter(walk.page, demo=walk.demo, role="Rep")
    one = places_of_an_opportunity(walk.page, demo=walk.demo)
    overview = one["overview"]
    for path in (one["call plan"], f"{overview}activities/", f"{overview}activities/planned/"):
        walk.go(path)
    walk.page.goto(f"{walk.demo.address}{overview}?steps=all")
    outcome = first([walk.page.eval_on_selector("form.chips", "form => form.getAttribute('action')")], "outcome")
    planned = outcome.split("outcome/")[0]
    for path in (f"{planned}outcome/", f"{planned}day/", f"{planned}call-plan/"):
        walk.go(path)


def test_what_comes_in_and_what_is_found(walk: Walk) -> None:
    enter(walk.page, demo=walk.demo, role="Rep")
    for path in ("find/", "find/?q=cold", "find/?q=nothing-has-this-name", "incoming/paste/", "incoming/"):
        walk.go(f"{BASE}{path}")
    for path in [path for path in hrefs(walk.page, "main a") if re.search(r"incoming/\d+/$", path)][:2]:
        walk.go(path)
    walk.page.goto(walk.demo.address + TODAY)
    asked = [path for path in hrefs(walk.page, "main a") if "/asked/" in path]
    walk.go(asked[0])
    walk.page.keyboard.press("Control+k")
    walk.page.keyboard.type("cold")
    walk.page.locator("#palette [data-part=found] [role=option]").first.wait_for()
    walk.look("palette")


def test_the_forms_of_the_list(walk: Walk) -> None:
    enter(walk.page, demo=walk.demo, role="Rep")
    for path in (
        "views/",
        "views/?save=1",
        "filters/",
        "columns/",
        "changes/",
        "change/?view=all&all=1&what=shift&value=7",
    ):
        walk.go(MANY + path)
    walk.go(f"{BASE}capture/")
    walk.go(f"{BASE}stage-moves/")
    page = walk.page
    page.goto(walk.demo.address + MANY)
    page.locator("tbody .pick input").first.check()
    walk.look("chosen")
    page.locator(".selection button[value=next_step]").click()
    page.locator("#sheet[open]").wait_for()
    walk.look("change of many")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.locator("#sheet [name=name]").wait_for()
    walk.look("capture")


def test_a_shared_plan_on_both_sides(walk: Walk) -> None:
    page = walk.page
    customer = customers_link(page, demo=walk.demo)
    enter(page, demo=walk.demo, role="Rep")
    plan = places_of_an_opportunity(page, demo=walk.demo)["plan"]
    for path in (plan, f"{plan}?dates=1", f"{plan}preview/", customer):
        walk.go(path)
    for summary in page.locator("main details > summary").all():
        summary.click()
    walk.look("the customer's forms")
    walk.go("/shared/demo/not-a-token/", status=404)


def test_an_opportunity_with_its_forms_open(walk: Walk) -> None:
    enter(walk.page, demo=walk.demo, role="Rep")
    walk.page.goto(walk.demo.address + MANY)
    path = hrefs(walk.page, "tbody th a[data-row]")[1]
    walk.page.goto(walk.demo.address + path)
    for summary in walk.page.locator("main .fold > summary").all():
        summary.click()
    walk.page.locator(".act .criterion a", has_text="Add evidence").first.click()
    walk.page.locator(".criterion details[open] form button").first.click()
    walk.page.wait_for_selector("[aria-invalid=true]")
    walk.look("refused evidence")


def test_the_pages_of_a_manager(walk: Walk) -> None:
    enter(walk.page, demo=walk.demo, role="Manager")
    walk.look("team")
    mine = first(hrefs(walk.page, "tbody th a"), r"owner=\d+")
    for path in (TODAY, MANY, mine):
        walk.go(path)
    walk.go(hrefs(walk.page, "tbody th a")[0])


@pytest.mark.parametrize("role", ["Director", "VP Sales"])
def test_the_pages_of_those_who_lead_managers(walk: Walk, role: str) -> None:
    enter(walk.page, demo=walk.demo, role=role)
    walk.look("team")
    member = first(hrefs(walk.page, "tbody th a"), r"team/\d+")
    for path in (member, TODAY, BOARD):
        walk.go(path)


def test_what_was_learned(walk: Walk) -> None:
    enter(walk.page, demo=walk.demo, role="Enablement")
    walk.go(f"{BASE}learning/")
    tabs = hrefs(walk.page, ".tabs a")
    assert len(tabs) == 4
    walk.go(first(hrefs(walk.page, "main a"), "/what/"))
    for path in tabs[1:]:
        walk.go(path)


def test_the_pages_of_enablement(walk: Walk) -> None:
    enter(walk.page, demo=walk.demo, role="Enablement")
    walk.look("playbook")
    for path in hrefs(walk.page, ".tabs a"):
        walk.go(path)
    walk.go(f"{BASE}playbook/")
    walk.go(first(hrefs(walk.page, "main a"), "stages/prove"))
    walk.go(f"{BASE}playbook/care/")
    for path in hrefs(walk.page, ".place"):
        walk.go(path)
    for path in (TODAY, MANY):
        walk.go(path)


def test_the_pages_of_an_administrator(walk: Walk) -> None:
    enter(walk.page, demo=walk.demo, role="Administrator")
    # Where he lands depends on whether an import has given him people.
    walk.go(f"{BASE}people/")
    person = first(hrefs(walk.page, "main a"), r"people/\d+/$")
    for path in (person, f"{BASE}people/add/", f"{BASE}people/teams/", TODAY, MANY):
        walk.go(path)
    walk.page.goto(walk.demo.address + person)
    walk.page.get_by_role("button", name=re.compile("link for a new password|Invite")).click()
    walk.look("link")


def test_the_pages_of_an_import(walk: Walk) -> None:
    enter(walk.page, demo=walk.demo, role="Administrator")
    page = walk.page
    walk.go(f"{BASE}imports/")
    page.set_input_files(
        "input[type=file]", files=[{"name": "pipeline.csv", "mimeType": "text/csv", "buffer": CSV.encode()}]
    )
    page.get_by_role("button", name="Look at the file").click()
    page.wait_for_url("**/columns/")
    walk.look("columns")
    page.get_by_role("button", name=re.compile("^Import 3 rows")).click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"), timeout=60_000)
    walk.look("result")
    walk.go(f"{BASE}imports/")


def test_every_place_in_the_rail_was_looked_at(walk: Walk) -> None:
    """The walks above go where the rails lead; a new place must be added to one of them."""
    seen = set()
    for role in ("Rep", "Manager", "Director", "VP Sales", "Enablement", "Administrator"):
        enter(walk.page, demo=walk.demo, role=role)
        seen |= set(hrefs(walk.page, ".rail__nav a, .menu a"))
        walk.page.context.clear_cookies()
    assert seen == {f"{BASE}{part}/" for part in PARTS}


@dataclass
class Weight:
    """What came over the wire for one page, in bytes."""

    requests: int
    by_kind: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_kind.values())


def weigh(context: BrowserContext, address: str) -> Weight:
    """Open an address with an empty cache and count everything until the network is quiet."""
    page = context.new_page()
    wire = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    weight = Weight(0, defaultdict(int))

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, Any]) -> None:
        weight.requests += 1
        weight.by_kind[kinds.get(event["requestId"], "Other")] += int(event["encodedDataLength"])

    wire.on("Network.responseReceived", answered)
    wire.on("Network.loadingFinished", finished)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(address, wait_until="networkidle")
    page.close()
    return weight


def test_pages_weigh_little_on_a_first_visit(walk: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    enter(walk.page, demo=walk.demo, role="Rep")
    one = places_of_an_opportunity(walk.page, demo=walk.demo)
    alone = {"Today": TODAY, "Opportunity": one["overview"]}
    many = {
        "List": MANY,
        "Board": BOARD,
        "Committee": one["committee"],
        "Plan": one["plan"],
        "Call plan": one["call plan"],
    }
    for name, path in (alone | many).items():
        weight = weigh(walk.page.context, walk.demo.address + path)
        kinds = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in sorted(weight.by_kind.items()))
        with capsys.disabled():
            # A worker of a parallel run has no other way to the screen.
            sys.stderr.write(f"\n{name}: {weight.requests} requests, {weight.total / 1000:.1f} kB ({kinds})\n")
        assert 3 < weight.requests <= MOST_REQUESTS, name
        assert weight.total <= MOST_BYTES, name
        assert 0 < weight.by_kind["Script"] <= MOST_SCRIPT, name
        assert 0 < weight.by_kind["Stylesheet"] <= MOST_STYLE, name
    for name, path in alone.items():
        sent = walk.page.context.request.get(walk.demo.address + path).body()
        page_alone = len(gzip.compress(sent, 6))
        with capsys.disabled():
            sys.stderr.write(
                f"\n{name}: the page alone {len(sent) / 1000:.1f} kB, {page_alone / 1000:.1f} kB as gzip\n"
            )
        assert page_alone <= MOST_PAGE
