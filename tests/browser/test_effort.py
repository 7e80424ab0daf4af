"""What a rep's tasks cost in clicks, keys and seconds, played for real and counted as two open CRMs were counted.

The figures stand in `efforts.json`; a change of the product that changes them shows. FIELDCRAFT_RECORD_EFFORTS=1 writes
them anew. The budgets hold in either case. Each task begins where the record is in view, and its result is read back
from a page that was not under the hand. What has no click is played on the keyboard alone: among these are the five
tasks of a rep's day (what to do now, log a call, find, move a stage, open an opportunity).
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from fieldcraft.lib import locks
from tests.browser.counting import Hand
from tests.browser.support import BASE, DESK, Demo, Ear, enter, open_context, plan_call_for_today

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
KEPT = Path(__file__).parent / "efforts.json"
RECORD = os.environ.get("FIELDCRAFT_RECORD_EFFORTS") == "1"
TODAY = f"{BASE}today/"
MANY = f"{BASE}opportunities/"
#: Opportunities every demo has, on whichever day it is made.
CALLED, MOVED, LOST, FOUND = "Fleet renewal", "Cold chain monitoring", "Yard sensors", "Line monitoring, second plant"
#: What is typed for a new opportunity: its name, the account nobody has yet, the amount, the day.
CAPTURED = ("Line monitoring", "Bergmann Guss", "48k", "+30d")
MOST_FIELDS, MOST_ACTIONS = 4, 3
Counted = dict[str, float | int]


@dataclass(frozen=True, slots=True)
class Desk:
    """A rep's desk: the page under the hand, and another one to read what really happened."""

    page: Page
    other: Page
    ear: Ear
    demo: Demo

    def open(self, path: str) -> None:
        """Where a task begins; not counted."""
        self.page.goto(self.demo.address + path)

    def read(self, path: str) -> Locator:
        """The main part of a page as it is now."""
        self.other.goto(self.demo.address + path)
        return self.other.locator("main")

    def path_of(self, name: str) -> str:
        """Where an opportunity of the rep is, by its exact name."""
        link = self.read(f"{MANY}?q={name}").locator(
            "tbody th a[data-row]", has_text=re.compile(f"^{re.escape(name)}$")
        )
        return link.first.get_attribute("href") or ""


@dataclass(frozen=True, slots=True)
class Task:
    """A task in words, what the better of two CRMs took in seconds by the same counting, and the most it may take."""

    words: str
    play: Callable[[Desk, Hand], None]
    most_clicks: int
    most_keys: int
    most_seconds: float
    peers: tuple[float, float] | None = None

    def kept(self, counted: Counted) -> bool:
        """Whether it stays within its budget; nothing may need a scroll."""
        few = counted["clicks"] <= self.most_clicks and counted["keys"] <= self.most_keys
        return few and counted["klm_seconds"] <= self.most_seconds and not counted["scrolls"]


@pytest.fixture
def desk(chromium: Browser, demo: Demo) -> Iterator[Desk]:
    with locks.exclusive(path=demo.folder / "journey.lock", timeout=300):
        context, ear = open_context(chromium, size=DESK)
        yield Desk(context.new_page(), context.new_page(), ear, demo)
        context.close()


def row_of(page: Page, subject: str) -> Locator:
    return page.locator("#steps > ol > .row", has=page.locator("h3", has_text=subject))


def done_first_on_today(desk: Desk, hand: Hand) -> None:
    desk.open(TODAY)
    does_the_first(desk, hand, "e")


def done_first_from_the_list(desk: Desk, hand: Hand) -> None:
    desk.open(MANY)
    hand.press("g")
    hand.press("t", expected=True)
    desk.page.wait_for_url(f"**{TODAY}")
    does_the_first(desk, hand, "Enter")


def does_the_first(desk: Desk, hand: Hand, key: str) -> None:
    rows = desk.page.locator("#steps > ol > .row")
    late = [row.locator("summary .late").count() > 0 for row in rows.all()]
    assert late == sorted(late, reverse=True), "what is late comes first"
    first = rows.first
    expect(first.locator("> details")).to_have_attribute("open", "")
    title = first.locator("h3").inner_text()
    hand.press(key)
    expect(desk.page.locator(".toast").first).to_be_visible()
    expect(desk.read(TODAY).locator("#steps h3", has_text=title)).to_have_count(0)


def plan_a_call(desk: Desk, subject: str) -> Locator:
    """A call for today, beside what the demo has; then Today with its row in view, closed, the hand on the one above.

    Where it stands in Today depends on what others did to the demo before: first, with nothing under the hand, too.
    """
    plan_call_for_today(desk.page, opportunity_href=desk.demo.address + desk.path_of(CALLED), subject=subject)
    desk.open(TODAY)
    row = row_of(desk.page, subject)
    expect(row).to_be_in_viewport(ratio=1)
    for line in row.locator("xpath=details[@open]/summary").all():
        line.click()
    desk.page.evaluate("document.activeElement.blur()")
    for line in row.locator("xpath=preceding-sibling::li[1]").locator("summary.row__line").all():
        line.focus()
    return row


def logged(desk: Desk, subject: str) -> None:
    """The call is in the story with its outcome, and the next one is planned."""
    expect(desk.page.locator(".toast p", has_text="Planned")).to_be_visible()
    main = desk.read(desk.path_of(CALLED))
    contact = main.locator(".note", has=desk.other.get_by_role("heading", name="Last contact"))
    expect(contact).to_contain_text("today")
    expect(contact).to_contain_text("Next:")
    expect(main.locator("#timeline")).to_contain_text(f"{subject}. Reached")


def log_by_mouse(desk: Desk, hand: Hand) -> None:
    row = plan_a_call(desk, "Go through the offer")
    hand.click(row.locator(".row__line"))
    hand.click(row.get_by_role("button", name="Reached"))
    expect(desk.page.locator("form.line [name=on]")).to_be_focused()
    hand.press("Enter")
    logged(desk, "Go through the offer")


def log_by_keys(desk: Desk, hand: Hand) -> None:
    row = plan_a_call(desk, "Settle the day of the start")
    hand.press("j")
    expect(row.locator(".row__line")).to_be_focused()
    hand.press("1")
    expect(desk.page.locator("form.line [name=on]")).to_be_focused()
    hand.press("Enter")
    logged(desk, "Settle the day of the start")


def capture(desk: Desk, hand: Hand) -> None:
    desk.open(MANY)
    hand.press("c")
    form = desk.page.locator("#sheet form")
    expect(form.locator("[name=name]")).to_be_focused()
    assert form.locator("input:visible, select:visible, textarea:visible").count() <= MOST_FIELDS
    for n, text in enumerate(CAPTURED):
        if n:
            hand.press("Tab")
        hand.type(text)
    hand.press("Enter")
    desk.page.wait_for_url(re.compile(rf"{MANY}\d+/$"))
    main = desk.read(desk.page.url.removeprefix(desk.demo.address))
    expect(main.get_by_role("heading", level=1)).to_have_text(CAPTURED[0])
    expect(main.locator(".head__over")).to_contain_text(CAPTURED[1])
    expect(main.locator(".sum").first).to_contain_text("48,000, closes")


def one_stage_back(desk: Desk) -> str:
    """So that the evidence holds the next stage, as where the CRM lags behind. Returns the stage it comes from."""
    desk.open(desk.path_of(MOVED))
    stage = desk.page.locator(".stands__gap strong").first.inner_text()
    desk.page.keyboard.press("m")
    desk.page.locator("#move-menu button", has_text="back").last.click()
    expect(desk.page.locator(".toast p", has_text="Moved back")).to_be_visible()
    return stage


def next_stage(desk: Desk, hand: Hand) -> None:
    stage = one_stage_back(desk)
    desk.open(desk.path_of(MOVED))
    moves_on(desk, hand, stage)


def next_stage_from_the_list(desk: Desk, hand: Hand) -> None:
    stage = one_stage_back(desk)
    opens_from_the_list(desk, hand, MOVED)
    moves_on(desk, hand, stage)


def moves_on(desk: Desk, hand: Hand, stage: str) -> None:
    hand.press("m")
    expect(desk.page.locator("#move-menu .button--primary")).to_be_focused()
    hand.press("Enter")
    expect(desk.page.locator(".toast p", has_text=f"Moved to {stage}")).to_be_visible()
    expect(desk.read(desk.path_of(MOVED)).locator(".stands__gap strong").first).to_have_text(stage)


def lose(desk: Desk, hand: Hand) -> None:
    desk.open(desk.path_of(LOST))
    gives_up(desk, hand)


def lose_from_the_list(desk: Desk, hand: Hand) -> None:
    opens_from_the_list(desk, hand, LOST)
    gives_up(desk, hand)


def gives_up(desk: Desk, hand: Hand) -> None:
    hand.click(desk.page.get_by_role("link", name="Lost", exact=True))
    expect(desk.page.locator("#gate-reason")).to_be_focused()
    hand.type("pri")
    hand.press("Enter")
    expect(desk.page.locator(".toast p", has_text="Closed as lost: Price")).to_be_visible()
    path = desk.page.url.removeprefix(desk.demo.address)
    expect(desk.read(path).locator(".sum").first).to_contain_text("ost")
    desk.page.get_by_role("button", name="Undo").click()
    expect(desk.page.locator(".toast p", has_text="Taken back.")).to_be_visible()


def find(desk: Desk, hand: Hand) -> None:
    path = desk.path_of(FOUND)
    account = desk.read(path).locator(".head__over span").last.inner_text()
    desk.open(f"{BASE}playbook/")
    hand.press("/")
    hand.type(f"{account[:4]} {FOUND[:3]}".lower())
    hand.press("Enter")
    desk.page.wait_for_url(f"**{path}")
    expect(desk.page.get_by_role("heading", level=1)).to_have_text(FOUND)


def review_from_the_list(desk: Desk, hand: Hand) -> None:
    opens_from_the_list(desk, hand, LOST)
    all_four_in_view(desk, hand)


def review_from_today(desk: Desk, hand: Hand) -> None:
    desk.open(TODAY)
    hand.click(desk.page.locator("#steps > ol > .row").first.locator(".row__meta a"))
    desk.page.wait_for_url(re.compile(rf"{MANY}\d+/$"))
    all_four_in_view(desk, hand)


def opens_from_the_list(desk: Desk, hand: Hand, name: str) -> None:
    path = desk.path_of(name)
    desk.open(MANY)
    hand.click(desk.page.locator(f'a[data-row][href="{path}"]'))
    desk.page.wait_for_url(f"**{path}")


def all_four_in_view(desk: Desk, hand: Hand) -> None:
    """Next step, when it is due, last contact, and what changed this week stand on the first screen, as a whole."""
    page = desk.page
    step = page.locator("#steps .row").first
    note = page.locator(".understand .note")
    contact = note.filter(has=page.get_by_role("heading", name="Last contact"))
    changed = note.filter(has=page.get_by_role("heading", name="Changed this week"))
    for part in (step, contact, changed):
        expect(part).to_be_in_viewport(ratio=1)
    # Another journey on this demo may have kept the promise: what then comes first has no day.
    for due in step.locator(".row__title small").all():
        expect(due).to_be_in_viewport(ratio=1)
        expect(due).to_have_text(re.compile(r"late|Today|\d+ \w{3}"))
    expect(contact).to_contain_text(re.compile(r"\d+ \w{3}|today|yesterday"))
    expect(changed.locator("li").first).to_be_visible()
    assert page.evaluate("scrollY") == 0
    assert hand.count.clicks + hand.count.keys <= MOST_ACTIONS


TASKS = (
    Task("Review an opportunity, from the list", review_from_the_list, 1, 0, 2.7, (3.2, 2.7)),
    Task("Review an opportunity, from Today", review_from_today, 3, 0, 2.7),
    Task("Find a record from anywhere", find, 0, 2, 4.0, (10.9, 7.9)),
    Task("What to do today, first one done, from the list", done_first_from_the_list, 0, 3, 3.0, (11.9, 6.6)),
    Task("What to do today, first one done, from Today", done_first_on_today, 0, 1, 3.0),
    Task("Log a planned call and set the next step, by mouse", log_by_mouse, 2, 1, 8.0, (21.2, 28.6)),
    Task("Log a planned call and set the next step, by keys", log_by_keys, 0, 3, 8.0, (21.2, 28.6)),
    Task("Capture an opportunity at a new account", capture, 0, 8, 14.0, (19.7, 28.6)),
    Task("Next stage, on the page", next_stage, 0, 2, 3.0),
    Task("Next stage, from the list", next_stage_from_the_list, 1, 2, 5.3, (5.3, 7.5)),
    Task("Lost, with the reason, on the page", lose, 1, 1, 6.0),
    Task("Lost, with the reason, from the list", lose_from_the_list, 2, 1, 10.9, (10.9, 14.4)),
)
#: Each of these has to be possible on the keyboard alone.
CORE = {done_first_from_the_list, log_by_keys, find, next_stage, capture}


def test_no_task_costs_a_rep_more_than_it_may(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    enter(desk.page, demo=desk.demo, role="Rep")
    counted: dict[str, Counted] = {}
    for task in TASKS:
        hand = Hand(desk.page)
        task.play(desk, hand)
        counted[task.words] = hand.count.as_kept()
    with capsys.disabled():
        sys.stderr.write(f"\n{table_of(counted)}\n")
    assert [task.words for task in TASKS if not task.kept(counted[task.words])] == []
    assert {task.play for task in TASKS if not counted[task.words]["clicks"]} >= CORE
    assert desk.ear.heard == []
    if RECORD:
        KEPT.write_text(json.dumps(counted, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    assert counted == json.loads(KEPT.read_text(encoding="utf-8"))


def table_of(counted: dict[str, Counted]) -> str:
    """As it stands in docs/reference/performance.md."""
    lines = [
        "| task | clicks | keys | letters | seconds | goal, s | Odoo 17, s (research) | EspoCRM 8.4, s (research) |",
        "|---|" + "---|" * 7,
    ]
    for task in TASKS:
        one = counted[task.words]
        figures = (
            f"{one['clicks']} | {one['keys']} | {one['characters']} | **{one['klm_seconds']}** | {task.most_seconds}"
        )
        peers = " | ".join(map(str, task.peers or ("", "")))
        lines.append(f"| {task.words} | {figures} | {peers} |")
    return "\n".join(lines)
