"""A rep does a step and shows a fact, his manager verifies it: in a real browser, on a demo that really runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from fieldcraft.lib import locks, postgres
from fieldcraft.pursuit.evaluation.words import KIND_WORDS
from fieldcraft.web.opportunities.present.criteria import VERIFIERS
from tests.browser.support import Demo, Ear, enter, hrefs, open_context

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
NOTE = "Their head of operations said it to me on the phone this morning."
#: A criterion that a note shows and that the owner alone cannot complete.
ANOTHER = "|".join(re.escape(VERIFIERS[who]) for who in ("not_owner", "manager"))
NEEDS_ANOTHER = re.compile(rf"Shown by .*{re.escape(KIND_WORDS['statement'])}.*({ANOTHER})")


@dataclass(frozen=True, slots=True)
class Visit:
    """A page under somebody's hands, and what it complained about so far."""

    page: Page
    ear: Ear
    demo: Demo

    @property
    def open_step(self) -> Locator:
        return self.page.locator(".row > details[open] h3").first

    def steps(self) -> list[str]:
        return [text.strip() for text in self.page.locator("#steps .row h3").all_inner_texts()]

    def toast(self, text: str) -> Locator:
        return self.page.locator(".toast p", has_text=text)

    def criterion(self, key: str) -> Locator:
        return self.page.locator(f"#criterion-{key}")


@pytest.fixture
def demo_alone(demo: Demo) -> Iterator[Demo]:
    """The demo, with no other journey on its way there: both are the same rep."""
    with locks.exclusive(path=demo.folder / "journey.lock", timeout=300):
        yield demo


@pytest.fixture
def visit(chromium: Browser, demo_alone: Demo) -> Iterator[Visit]:
    context, ear = open_context(chromium)
    yield Visit(context.new_page(), ear, demo_alone)
    context.close()


@pytest.fixture
def plain_visit(chromium: Browser, demo_alone: Demo) -> Iterator[Visit]:
    context, ear = open_context(chromium, scripts=False)
    yield Visit(context.new_page(), ear, demo_alone)
    context.close()


def test_a_rep_does_a_step_and_his_manager_verifies_what_he_showed(visit: Visit) -> None:
    before = latest_entry(visit.demo)
    enter(visit.page, demo=visit.demo, role="Rep")
    done = does_the_open_step_by_keyboard(visit)
    address, key, said = gives_evidence(visit)
    leaves(visit)
    enter(visit.page, demo=visit.demo, role="Manager")
    walks_from_the_team_to(visit, address)
    verifies(visit, key, said)
    assert visit.ear.heard == []
    written = web_entries(visit.demo, after=before)
    assert [verb for verb, _, _, _ in written] == [
        "step.done",
        "step.undone",
        "step.done",
        "evidence.stated",
        "evidence.verified",
    ]
    assert [subject for verb, subject, _, _ in written if verb == "step.done"] == [done, done]
    for verb, _, seconds, inputs in written:
        assert (seconds or 0) >= 1, (verb, seconds)
        assert (inputs or 0) >= 1, (verb, inputs)


def test_a_rep_works_without_scripts(plain_visit: Visit) -> None:
    before, page = latest_entry(plain_visit.demo), plain_visit.page
    enter(page, demo=plain_visit.demo, role="Rep")
    step = page.locator("#steps .row:not(:has(.chips))").first
    if not step.locator("details[open]").count():
        step.locator("summary").first.click()
    title = step.locator("h3").inner_text().strip()
    step.get_by_role("button", name="Done").click()
    expect(plain_visit.toast(f"Done: {title}")).to_be_visible()
    assert title not in plain_visit.steps()
    page.get_by_role("button", name="Undo").click()
    expect(plain_visit.toast("Taken back.")).to_be_visible()
    assert title in plain_visit.steps()
    gives_evidence(plain_visit)
    written = web_entries(plain_visit.demo, after=before)
    assert [verb for verb, _, _, _ in written] == ["step.done", "step.undone", "evidence.stated"]
    assert plain_visit.ear.heard == []


def does_the_open_step_by_keyboard(visit: Visit) -> str:
    """Press e, u and e again; returns the title of the step."""
    page, title = visit.page, opens_a_step_to_do(visit)
    works_for_a_moment(page)
    page.keyboard.press("e")
    expect(visit.toast(f"Done: {title}")).to_be_visible()
    expect(visit.open_step).not_to_have_text(title)
    works_for_a_moment(page)
    page.keyboard.press("u")
    expect(visit.toast("Taken back.")).to_be_visible()
    assert title in visit.steps()
    assert opens_a_step_to_do(visit) == title
    works_for_a_moment(page)
    page.keyboard.press("e")
    expect(visit.toast(f"Done: {title}")).to_be_visible()
    return title


def opens_a_step_to_do(visit: Visit) -> str:
    """Go down to the first step that is not a planned activity; those ask for an outcome. Returns its title."""
    to_do = visit.page.locator(".row > details[open]:not(:has(.chips)) h3")
    while not to_do.count():
        visit.page.keyboard.press("j")
    return to_do.inner_text().strip()


def gives_evidence(visit: Visit) -> tuple[str, str, str]:
    """Find a criterion that needs a second person, say that it holds; returns the page, its key and its words."""
    address, criterion = finds_what_needs_another(visit)
    key = (criterion.get_attribute("id") or "").removeprefix("criterion-")
    words = criterion.locator("h3").inner_text().strip()
    criterion.locator("a", has_text="Add evidence").click()
    form = criterion.locator("details[open] form")
    form.locator("textarea[name=note]").fill(NOTE)
    works_for_a_moment(visit.page)
    form.locator("button.button--primary").click()
    expect(visit.toast("Evidence added.")).to_be_visible()
    shown = visit.criterion(key)
    expect(shown).to_have_attribute("data-state", "claimed")
    expect(shown.locator("q")).to_contain_text(NOTE)
    expect(shown.get_by_role("button", name="Verify it")).to_have_count(0)
    return address, key, words


def finds_what_needs_another(visit: Visit) -> tuple[str, Locator]:
    """The first of the rep's opportunities that asks for something only a second person can complete."""
    visit.page.locator(".rail").get_by_role("link", name="Opportunities").click()
    visit.page.wait_for_url("**/opportunities/")
    for path in hrefs(visit.page, "tbody th a"):
        visit.page.goto(visit.demo.address + path)
        found = visit.page.locator(".act .criterion[data-state=missing]", has_text=NEEDS_ANOTHER)
        found = found.filter(has=visit.page.locator("a", has_text="Add evidence"))
        if found.count():
            return path, visit.criterion((found.first.get_attribute("id") or "").removeprefix("criterion-"))
    raise AssertionError("No opportunity of the rep asks for anything a second person verifies.")


def leaves(visit: Visit) -> None:
    visit.page.locator(".rail__foot button").click()
    visit.page.get_by_role("button", name="Sign out").click()
    expect(visit.page.get_by_role("heading", name="Who are you today?")).to_be_visible()


def walks_from_the_team_to(visit: Visit, address: str) -> None:
    """From the manager's team by way of the rep to the opportunity."""
    page = visit.page
    expect(page.get_by_role("heading", name="Team", exact=True)).to_be_visible()
    page.locator("main table").get_by_role("link", name=rep_of_the_cast(visit)).click()
    page.wait_for_url(re.compile(r"opportunities/\?owner=\d+"))
    page.locator(f'tbody th a[href="{address}"]').click()
    page.wait_for_url(f"**{address}")


def rep_of_the_cast(visit: Visit) -> str:
    sql = "SELECT name FROM o_demo.people_member WHERE login_id IS NOT NULL AND role = 'rep' ORDER BY id LIMIT 1"
    return str(rows(visit.demo, sql)[0][0])


def verifies(visit: Visit, key: str, words: str) -> None:
    works_for_a_moment(visit.page)
    visit.criterion(key).get_by_role("button", name="Verify it").click()
    expect(visit.toast("Verified.")).to_be_visible()
    shown = visit.page.locator(f"#criterion-{key}")
    expect(shown).to_have_attribute("data-state", "met")
    told = visit.page.locator(".rest section > .timeline > .timeline__entry")
    expect(told.filter(has_text=f"Verified “{words.rstrip('.')}").first).to_be_visible()
    expect(told.filter(has_text=NOTE).first).to_be_visible()


def works_for_a_moment(page: Page) -> None:
    """A hand on the mouse for longer than a second, so that there is effort to be measured."""
    page.mouse.move(300, 300)
    page.wait_for_timeout(1600)
    page.mouse.move(320, 310)


def latest_entry(demo: Demo) -> int:
    return int(rows(demo, "SELECT coalesce(max(id), 0) FROM o_demo.trail_entry")[0][0])


def web_entries(demo: Demo, *, after: int) -> list[tuple[str, str, float | None, int | None]]:
    """Verb, subject, active seconds and inputs of the steps and evidence written by hand since, oldest first."""
    sql = (
        "SELECT verb, subject, active_seconds, inputs FROM o_demo.trail_entry "
        f"WHERE id > {after} AND door = 'web' AND split_part(verb, '.', 1) IN ('step', 'evidence') ORDER BY id"
    )
    return rows(demo, sql)


def rows(demo: Demo, sql: str) -> list[tuple]:
    with postgres.Lease(data=demo.database) as lease, psycopg.connect(lease.server.url) as connection:
        return connection.execute(sql).fetchall()
