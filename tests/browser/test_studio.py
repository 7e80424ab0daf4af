"""A draft from its first word to a version, by two people in two real browsers."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.support import BASE, Demo, enter, open_context

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
PART = "?at=stages.discover.exit_criteria.problem-named"
NEW_WORDS = "The buyer writes the problem down in their own words."


def test_a_draft_is_written_by_two_approved_and_published(chromium: Browser, demo: Demo) -> None:
    ours, ear = open_context(chromium)
    theirs, other_ear = open_context(chromium)
    erin, manager = ours.new_page(), theirs.new_page()
    enter(erin, demo=demo, role="Enablement")
    name = enters_as_manager(manager, demo)
    draft = starts(erin, demo)
    shows_the_check_while_she_types(erin, draft)
    shows_what_changes(erin)
    asks(erin, draft, name)
    both_write_and_nothing_is_lost(erin, manager, draft)
    takes_it_back(erin)
    erin.goto(f"{draft}?at=")
    saves(erin, "#f-version", f"99.0.{int(time.time()) % 1_000_000}")
    erin.goto(f"{draft}review/")
    erin.get_by_role("button", name="Propose").click()
    expect(erin.locator(".toast p", has_text="Proposed.")).to_be_visible()
    says_yes(manager, draft)
    erin.goto(f"{draft}review/")
    expect(erin.locator(".studio__said", has_text=name)).to_contain_text("Approved")
    erin.get_by_role("button", name="Publish").click()
    expect(erin.locator(".head__over", has_text="Published")).to_be_visible()
    expect(erin.get_by_role("heading", name="Before it is rolled out")).to_have_count(0)
    assert ear.heard + other_ear.heard == []
    ours.close()
    theirs.close()


def test_a_part_is_written_without_scripts(chromium: Browser, demo: Demo) -> None:
    context, ear = open_context(chromium, scripts=False)
    page = context.new_page()
    enter(page, demo=demo, role="Enablement")
    draft = starts(page, demo)
    page.goto(f"{draft}?at=stages.discover")
    page.fill("#f-title", "Find out")
    page.locator("#part-form").get_by_role("button", name="Save").click()
    expect(page.locator(".toast p", has_text="Saved.")).to_be_visible()
    assert "title: Find out\n" in page.input_value(".code__text")
    page.fill(".code__text", page.input_value(".code__text").replace("title: Find out", "title: Listen"))
    page.get_by_role("button", name="Save the text").click()
    assert page.input_value("#f-title") == "Listen"
    page.locator("[data-turn] [value=undo]").click()
    assert page.input_value("#f-title") == "Find out"
    page.get_by_role("link", name="See it on an opportunity").click()
    expect(page.get_by_role("heading", name="With this draft", exact=True)).to_be_visible()
    assert ear.heard == []
    context.close()


def enters_as_manager(page: Page, demo: Demo) -> str:
    """Become the manager of the cast; returns the name."""
    page.goto(f"{demo.address}/cast/")
    person = page.locator(".cast__person", has=page.locator("small", has_text=re.compile(r"^Manager,"))).first
    name = person.locator("b").inner_text().strip()
    enter(page, demo=demo, role="Manager")
    return name


def starts(page: Page, demo: Demo) -> str:
    """Start a draft of the version in use; returns its address."""
    page.goto(f"{demo.address}{BASE}playbook/")
    page.get_by_role("link", name="Look after it").click()
    page.get_by_role("link", name=re.compile("^Drafts")).click()
    page.get_by_label("What you call it").fill("Our way to sell")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(re.compile(r"/studio/\d+/$"))
    return page.url


def saves(page: Page, field: str, value: str) -> None:
    """Type into a field and wait until it is kept."""
    with page.expect_response(re.compile(r"/(form|text)/$")) as answer:
        page.fill(field, value)
    assert answer.value.ok
    expect(page.locator("#studio-saved")).to_have_text(re.compile(r"^Saved \d"))


def shows_the_check_while_she_types(page: Page, draft: str) -> None:
    page.goto(draft + PART)
    saves(page, "#f-check", "meetings + no_such_fact >= 1")
    expect(page.locator("#studio-check")).to_contain_text("no_such_fact")
    expect(page.locator("[data-field=check] .error")).to_contain_text("no_such_fact")
    expect(page.locator(".outline__bad").first).to_be_visible()
    saves(page, "#f-check", "meetings >= 500")
    expect(page.locator("#studio-check")).not_to_contain_text("no_such_fact")
    assert "    check: meetings >= 500\n" in page.input_value(".code__text")


def shows_what_changes(page: Page) -> None:
    saves(page, "#f-text", NEW_WORDS)
    page.locator("#preview").scroll_into_view_if_needed()
    after = page.locator(".look", has=page.get_by_role("heading", name="With this draft"))
    expect(after.locator("li[data-new]", has_text=NEW_WORDS)).to_contain_text("Missing")
    page.locator("#preview").get_by_role("link", name="The buyer").click()
    expect(page.locator("#preview")).to_contain_text("You write the problem down in your own words.")


def asks(page: Page, draft: str, name: str) -> None:
    page.goto(f"{draft}review/")
    page.get_by_label("Manager to ask").select_option(label=name)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".studio__said", has_text=name)).to_contain_text("No answer yet")


def both_write_and_nothing_is_lost(erin: Page, manager: Page, draft: str) -> None:
    erin.goto(draft + PART)
    manager.goto(draft + PART)
    saves(erin, "#f-why", "What is written down is remembered.")
    saves(manager, "#f-ask", "Ask them to write it into the invitation.")
    expect(manager.locator("#studio-told")).to_contain_text("Both changes are in.")
    expect(manager.locator("#f-why")).to_have_value("What is written down is remembered.")
    saves(erin, ".code__text", erin.input_value(".code__text").replace("title: Discover", "title: Find out"))
    expect(erin.locator("#f-ask")).to_have_value("Ask them to write it into the invitation.")
    text = erin.input_value(".code__text")
    assert "why: What is written down is remembered." in text
    assert "title: Find out" in text


def takes_it_back(page: Page) -> None:
    page.get_by_role("button", name="Undo my last change").click()
    expect(page.locator(".code__text")).to_have_value(re.compile("title: Discover\n"))
    assert "Ask them to write it into the invitation." in page.input_value(".code__text")


def says_yes(page: Page, draft: str) -> None:
    page.goto(f"{draft}review/")
    expect(page.get_by_role("heading", name="What changes for your team")).to_be_visible()
    expect(page.locator(".studio__team")).to_contain_text("is seen by Fieldcraft by another rule")
    expect(page.get_by_label("On", exact=True)).to_be_visible()
    page.get_by_role("button", name="Yes, with this text").click()
    expect(page.get_by_role("heading", name="You said yes to this text")).to_be_visible()
