"""Jana's day, and her manager's part of it, on keys alone; after each part we look at what was really stored."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from fieldcraft.lib import locks
from tests.browser.keys import Keyboard, at_work, goes, stored
from tests.browser.support import PHONE, Demo, open_context

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
NOTES = """\
Notes on Nordwind Logistik, today

- Monika Ullmann went through the business case with her own numbers and corrected one of them
- legal has not looked at the contract yet
"""
TOLD = "Olga wrote it down: her board on 12 January, then legal, and the managing director signs."
WHY = "Their board meets next week."


@pytest.fixture
def demo_alone(demo: Demo) -> Iterator[Demo]:
    """The demo, with no other journey on its way there: both are the same rep."""
    with locks.exclusive(path=demo.folder / "journey.lock", timeout=300):
        yield demo


def ranked(keyboard: Keyboard) -> list[str]:
    return [text.strip() for text in keyboard.page.locator("#steps .row h3").all_inner_texts()]


def test_the_morning_begins_with_what_is_late_and_each_answer_is_one_key(chromium: Browser, demo_alone: Demo) -> None:
    jana = at_work(chromium, demo_alone, "Rep")
    page = jana.page
    expect(page.locator("#steps .row").first.locator(".late")).to_contain_text("late")
    promise = ranked(jana)[0]
    jana.press("1")
    day = page.locator("input[name=on]:focus")
    expect(day).to_have_count(1)
    next_step = page.locator("input[name=subject]").first.input_value()
    jana.press("Control+a")
    jana.type("+3d")
    jana.press("Enter")
    jana.says(f": {next_step}")
    sql = "SELECT done, outcome FROM crm_activity WHERE subject = %s ORDER BY id DESC LIMIT 1"
    assert stored(demo_alone, sql, promise) == [(True, "done")]
    sql = 'SELECT done, "on" - current_date FROM crm_activity WHERE subject = %s ORDER BY id DESC LIMIT 1'
    assert stored(demo_alone, sql, next_step) in ([(False, 3)], [(False, 4)], [(False, 5)])  # a weekend is stepped over
    expect(page.locator(".rows__end")).to_contain_text("done today")
    snoozed = ranked(jana)[0]
    jana.press("s")
    jana.says(f": {snoozed}")
    assert snoozed not in ranked(jana)
    useless = ranked(jana)[-1]
    jana.row(useless)
    jana.press("x")
    jana.says(f"Not useful: {useless}")
    sql = "SELECT answer, undone_at IS NULL FROM guidance_response WHERE title = %s ORDER BY id DESC LIMIT 1"
    assert stored(demo_alone, sql, useless) == [("not_useful", True)]
    jana.press("u")
    jana.says("Taken back.")
    assert useless in ranked(jana)
    assert stored(demo_alone, sql, useless) == [("not_useful", False)]
    assert stored(demo_alone, sql, snoozed) == [("snoozed", True)]
    goes(jana)


def test_a_call_is_prepared_and_what_came_of_it_is_evidence(chromium: Browser, demo_alone: Demo) -> None:
    jana = at_work(chromium, demo_alone, "Rep")
    page = jana.page
    subject = "Call Laila Rask about the open points"
    jana.row(subject)
    with page.expect_navigation(url="**/call-plan/"):
        jana.press("p")
    sections = page.locator("#call-plan .call-plan__part > textarea")
    assert all(len(sections.nth(n).input_value()) > 20 for n in range(4))
    jana.tab_to(sections.first)
    jana.press("Control+End")
    jana.type("\nShe names who releases the money.")
    saved = page.locator("#call-plan [data-saved]")
    expect(saved).to_have_text("Saved")
    jana.tab_to(page.locator(".call-plan__questions textarea").first)
    jana.type("The board moves its dates in spring.")
    expect(saved).to_have_text("Writing")
    expect(saved).to_have_text("Saved")
    jana.tab_to(page.locator("#debrief button").first)
    with page.expect_navigation(url="**#debrief"):
        jana.press("Enter")
    sql = "SELECT id, opportunity_id, done, outcome FROM crm_activity WHERE subject = %s"
    activity, opportunity, done, outcome = stored(demo_alone, sql, subject)[0]
    assert (done, outcome) == (True, "reached")
    plan = stored(demo_alone, "SELECT texts::text FROM pursuit_callplan WHERE activity_id = %s", activity)[0][0]
    assert "She names who releases the money." in plan
    assert "The board moves its dates in spring." in plan
    offer = page.locator(".proof-offer").first
    criterion = offer.locator("[name=evidence]").input_value()
    jana.tab_to(offer.locator("textarea"))
    jana.press("Control+a")
    jana.type("Laila will bring Monika Ullmann on Thursday; she decides.")
    jana.press("Tab")
    with page.expect_navigation():
        jana.press("Enter")
    sql = "SELECT note FROM pursuit_evidence e JOIN pursuit_pursuit p ON p.id = e.pursuit_id "
    sql += "WHERE p.opportunity_id = %s AND e.criterion = %s ORDER BY e.id DESC LIMIT 1"
    assert "she decides" in stored(demo_alone, sql, opportunity, criterion)[0][0]
    following = page.locator("input[name=subject]").first.input_value()
    jana.tab_to(page.locator("input[name=on]"))
    with page.expect_navigation():
        jana.press("Enter")
    sql = "SELECT done FROM crm_activity WHERE opportunity_id = %s AND subject = %s ORDER BY id DESC LIMIT 1"
    assert stored(demo_alone, sql, opportunity, following) == [(False,)]
    goes(jana)


def test_notes_become_evidence_and_the_manager_verifies_it_on_today(chromium: Browser, demo_alone: Demo) -> None:
    jana = at_work(chromium, demo_alone, "Rep")
    opportunity = jana.open("fleet nordw")
    jana.choose("paste", does="Paste notes")
    jana.stands_in(jana.page.locator("#text"))
    jana.paste(NOTES)
    jana.press("Tab")
    with jana.page.expect_navigation(url=re.compile(r"/incoming/\d+/$")):
        jana.press("Enter")
    offer = jana.row("business case")
    sentence = offer.locator("q").inner_text().strip("“”")
    assert sentence in NOTES
    assert jana.page.locator("q", has_text="legal").count() == 0
    jana.press("a")
    jana.says(f"Added as evidence: “{sentence[:40]}")
    sql = "SELECT e.id, e.note, e.verified_by_id FROM pursuit_evidence e JOIN pursuit_pursuit p ON p.id = e.pursuit_id "
    sql += "WHERE p.opportunity_id = %s ORDER BY e.id DESC LIMIT 1"
    evidence, note, verified = stored(demo_alone, sql, opportunity)[0]
    assert sentence in note
    assert verified is None
    goes(jana)
    marek = at_work(chromium, demo_alone, "Manager")
    marek.go("g t", "today")
    marek.row("goes through the business case")
    marek.press("Enter")
    expect(marek.page.locator("q", has_text=sentence)).to_be_visible()
    marek.press("v")
    marek.says("Verified.")
    sql = "SELECT m.name FROM pursuit_evidence e JOIN people_member m ON m.id = e.verified_by_id WHERE e.id = %s"
    assert stored(demo_alone, sql, evidence) == [("Marek Novak",)]
    goes(marek)


def test_the_customer_confirms_a_step_of_the_shared_plan(chromium: Browser, demo_alone: Demo) -> None:
    jana = at_work(chromium, demo_alone, "Rep")
    page = jana.page
    opportunity = jana.open("line monit second")
    jana.choose("buying", does="Buying committee")
    seat = page.locator("[data-person]", has=page.locator("b", has_text="Torsten Verbeek"))
    jana.tab_to(seat.locator("a"))
    jana.press("Enter")
    jana.stands_in(page.locator("[name=support]:checked"))
    jana.press("ArrowLeft", "Enter")
    jana.says("Torsten Verbeek was changed.")
    expect(seat).to_have_attribute("data-support", "supportive")
    jana.stands_in(seat.locator("a"))
    sql = "SELECT p.support FROM pursuit_committeeperson p JOIN crm_opportunitycontact c ON c.id = p.part_id "
    sql += "JOIN crm_contact who ON who.id = c.contact_id WHERE who.name = 'Torsten Verbeek' AND c.opportunity_id = %s"
    assert stored(demo_alone, sql, opportunity) == [("supportive",)]
    jana.choose("mutual", does="Mutual action plan")
    jana.tab_to(page.locator("#goal"))
    jana.type("The second line runs in spring without a standstill")
    jana.press("Tab", "ArrowUp")
    jana.press("Enter")
    jana.says("The plan is there.")
    jana.choose("share", does="Share it with somebody")
    jana.press("Tab")
    jana.type("Olga Hribar")
    jana.press("Enter")
    jana.stands_in(page.locator("[data-copy=fresh-link]"))
    link = page.locator("#fresh-link").inner_text()
    assert stored(demo_alone, "SELECT name FROM pursuit_sharelink ORDER BY id DESC LIMIT 1") == [("Olga Hribar",)]
    said = confirmed_by_the_customer(chromium, link)
    sql = "SELECT e.criterion, e.kind, e.stated_name FROM pursuit_evidence e JOIN pursuit_pursuit p "
    sql += "ON p.id = e.pursuit_id WHERE p.opportunity_id = %s ORDER BY e.id DESC LIMIT 1"
    criterion, kind, name = stored(demo_alone, sql, opportunity)[0]
    assert (kind, name) == ("buyer_confirmation", "Olga Hribar")
    jana.choose("overview", does="Overview")
    expect(page.locator("#timeline")).to_contain_text(f"Confirmed “{said}”")
    missing = page.locator("#next-stage").inner_text()
    page.goto(f"{page.url}?criterion={criterion}#criterion-{criterion}")
    expect(page.locator(f"#criterion-{criterion}").first).to_have_attribute("data-state", "met")
    assert missing.startswith("Missing for")
    goes(jana)


def confirmed_by_the_customer(chromium: Browser, link: str) -> str:
    """On a phone without scripts; returns the step that the customer said yes to."""
    context, _ = open_context(chromium, size=PHONE, scripts=False)
    olga = Keyboard(context.new_page())
    olga.page.goto(link)
    step = olga.page.locator(".plan__step", has_text="meets Halden Systems")
    said = step.locator("h3").inner_text()
    olga.tab_to(step.locator("summary"))
    olga.press("Enter", "Tab")
    with olga.page.expect_navigation():
        olga.press("Enter")
    expect(olga.page.locator(".shared__notice")).to_be_visible()
    expect(step).to_contain_text("Confirmed")
    assert "Jana's" not in olga.page.content()
    context.close()
    return said


def test_a_stage_asks_where_she_stands_and_the_manager_sees_what_went_without(
    chromium: Browser, demo_alone: Demo
) -> None:
    looks_in(at_work(chromium, demo_alone, "Manager"))
    jana = at_work(chromium, demo_alone, "Rep")
    page = jana.page
    opportunity = jana.open("line monit second")
    jana.press("m", "Enter")
    window = page.locator("dialog#gate[open]")
    jana.stands_in(window.locator("textarea").first)
    jana.type(TOLD)
    jana.tab_to(window.locator(".button--primary"))
    jana.press("Enter")
    jana.says("Moved to Propose")
    sql = "SELECT e.note FROM pursuit_evidence e JOIN pursuit_pursuit p ON p.id = e.pursuit_id "
    sql += "WHERE p.opportunity_id = %s AND e.note = %s"
    assert stored(demo_alone, sql, opportunity, TOLD) == [(TOLD,)]
    jana.press("m", "Enter")
    jana.stands_in(window.locator("textarea").first)
    jana.tab_to(window.locator(".gate__without summary"))
    jana.press("Enter")
    jana.tab_to(window.locator("#gate-why"))
    jana.type(WHY)
    jana.press("Enter")
    expect(page.locator(".gate__said")).to_contain_text(WHY)
    sql = "SELECT s.reason, o.stage FROM pursuit_stagemove s JOIN pursuit_pursuit p ON p.id = s.pursuit_id "
    sql += "JOIN crm_opportunity o ON o.id = p.opportunity_id WHERE o.id = %s ORDER BY s.id DESC LIMIT 1"
    assert stored(demo_alone, sql, opportunity) == [(WHY, "Prove")]
    goes(jana)
    # A night passes: within one sitting nothing becomes old.
    assert stored(demo_alone, "UPDATE pursuit_visit SET at = at - interval '1 day' RETURNING id")
    reviews(at_work(chromium, demo_alone, "Manager"))


def looks_in(marek: Keyboard) -> None:
    """Long enough that it counts as a look."""
    with marek.page.expect_response("**/visit/"):
        marek.open("line monit second")
    goes(marek)


def reviews(marek: Keyboard) -> None:
    """The manager sees the move on Team, and the opportunity with what is new to him, without scrolling."""
    page = marek.page
    expect(page.get_by_role("heading", name="Team", exact=True)).to_be_visible()
    moved = page.locator("a[href*='stage-moves/']", has_text="Jana Weiss")
    marek.tab_to(moved)
    with page.expect_navigation(url="**/stage-moves/**"):
        marek.press("Enter")
    expect(page.locator("main")).to_contain_text(WHY)
    marek.open("line monit second")
    changes = page.locator("section", has=page.locator("h2", has_text="Changed this week"))
    expect(changes.locator(".badge", has_text="New").first).to_be_in_viewport()
    for part in ("#now", "#stands", "#next-stage", "#contact"):
        expect(page.locator(part)).to_be_in_viewport()
    goes(marek)


def test_many_are_captured_found_changed_and_lost_and_today_counts_it(chromium: Browser, demo_alone: Demo) -> None:
    jana = at_work(chromium, demo_alone, "Rep")
    page = jana.page
    jana.press("c")
    jana.stands_in(page.locator("#new-name"))
    jana.type("Night shift cameras")
    jana.press("Tab")
    jana.type("Nordwind Logistik")
    jana.press("Tab")
    jana.type("25k")
    jana.press("Tab")
    jana.type("q1")
    jana.press("Enter")
    jana.says("“Night shift cameras” is open.")
    sql = "SELECT o.id, a.name, o.amount, o.outcome FROM crm_opportunity o JOIN crm_account a ON a.id = o.account_id "
    sql += "WHERE o.name = 'Night shift cameras'"
    captured, account, amount, outcome = stored(demo_alone, sql)[0]
    assert (account, amount, outcome) == ("Nordwind Logistik", 25_000, "open")
    jana.open("predcitive maint")
    expect(page.locator("h1")).to_have_text("Predictive maintenance")
    with page.expect_navigation(url="**/opportunities/"):
        jana.choose("opport", does="Opportunities")
    keeps_a_view(jana, demo_alone)
    changes_a_cell(jana, demo_alone)
    changes_three_and_takes_it_back(jana, demo_alone)
    jana.open("night shift")
    jana.choose("close as lost", does="Close as lost")
    jana.stands_in(page.locator("#gate-reason"))
    jana.type("Price")
    jana.press("Tab")
    jana.type("Kestrel")
    jana.press("Enter")
    jana.says("Closed as lost: Price")
    sql = "SELECT outcome, lost_reason FROM crm_opportunity WHERE id = %s"
    assert stored(demo_alone, sql, captured) == [("lost", "Price")]
    sql = "SELECT s.rival FROM pursuit_stagemove s JOIN pursuit_pursuit p ON p.id = s.pursuit_id"
    sql += " WHERE p.opportunity_id = %s"
    assert stored(demo_alone, sql, captured) == [("Kestrel",)]
    jana.go("g t", "today")
    expect(page.locator(".rows__end")).to_contain_text("That is all.")
    goes(jana)


def keeps_a_view(jana: Keyboard, demo: Demo) -> None:
    page = jana.page
    jana.choose("filter", does="Filter")
    jana.stands_in(page.locator("#by-view"))
    jana.type("CRM")
    jana.tab_to(page.locator("#sheet .button--primary"))
    with page.expect_navigation(url="**view=ahead**"):
        jana.press("Enter")
    jana.choose("save this", does="Save this view")
    jana.stands_in(page.locator("#view-name"))
    jana.type("Ahead of the facts")
    with page.expect_navigation():
        jana.press("Enter")
    found = stored(demo, "SELECT query FROM pursuit_savedview WHERE name = 'Ahead of the facts'")
    assert len(found) == 1
    assert "view=ahead" in found[0][0]
    jana.go("g o", "opportunities")


def changes_a_cell(jana: Keyboard, demo: Demo) -> None:
    page = jana.page
    jana.row("Energy metering, north site")
    jana.press("F2")
    jana.stands_in(page.locator(".cell-edit input"))
    with page.expect_response(lambda answer: "/edit/" in answer.url):
        jana.type("97.5k")
        jana.press("Enter")
    sql = "SELECT amount FROM crm_opportunity WHERE name = 'Energy metering, north site' AND outcome = 'open'"
    assert (97_500,) in stored(demo, sql)
    jana.press("Escape")


def changes_three_and_takes_it_back(jana: Keyboard, demo: Demo) -> None:
    page = jana.page
    sql = "SELECT o.id, o.close_date FROM crm_opportunity o JOIN people_member m ON m.id = o.owner_id "
    sql += "WHERE m.name = 'Jana Weiss' AND o.outcome = 'open' ORDER BY o.id"
    before = stored(demo, sql)
    jana.go("g o", "opportunities")
    jana.press("j", " ", "j", " ", "j", " ")
    expect(page.locator("[data-picked]")).to_have_text("3 chosen")
    jana.tab_to(page.locator(".selection [value=shift]"))
    jana.press("Enter")
    jana.stands_in(page.locator("#many-value"))
    jana.type("14")
    jana.press("Enter")
    change = page.locator("#sheet button", has_text="Change 3")
    expect(change).to_be_visible()
    jana.tab_to(change)
    with page.expect_navigation():
        jana.press("Enter")
    moved = [(one, days) for one, days in stored(demo, sql) if (one, days) not in before]
    assert len(moved) == 3
    jana.press("u")
    expect(page.locator(".toast p").first).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert stored(demo, sql) == before
