"""Logging with its next step, planning, preparing and going over a call, over HTTP."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from fieldcraft.crm.models import Activity, Opportunity
from fieldcraft.guidance.models import NextStep
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.pursuit.calls.models import CallPlan
from fieldcraft.pursuit.models import Evidence
from fieldcraft.trail.models import Entry
from tests.support.organisation import (
    NOW,
    OPERATOR,
    TODAY,
    Cast,
    activity_for,
    browser_of,
    contact_for,
    opportunity_for,
)

HTMX = {"HX-Request": "true"}
TODAY_PAGE = "/o/acme/today/"


@pytest.fixture
def opportunity(cast: Cast) -> Opportunity:
    return opportunity_for(owner=cast.jana)


@pytest.fixture
def call(cast: Cast, opportunity: Opportunity) -> Activity:
    """A call that is two days late."""
    ines = contact_for(opportunity=opportunity, name="Ines Falk", role="champion")
    late = activity_for(
        opportunity=opportunity, kind="call", days=-2, done=False, subject="Call about the price", contact=ines
    )
    refresh(by=OPERATOR, now=NOW)
    return late


@pytest.fixture
def jana(cast: Cast) -> Client:
    return browser_of(member=cast.jana)


def of(opportunity: Opportunity, rest: str = "") -> str:
    return f"/o/acme/opportunities/{opportunity.pk}/{rest}"


def fields(html: str) -> dict[str, str]:
    """Names and values of inputs and chosen options of the form of the next step."""
    form = re.search(r'<form class="line".*?</form>', html, re.DOTALL)
    assert form
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form[0]))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', form[0], re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def test_one_chip_logs_and_one_more_press_plans_what_is_proposed(call: Activity, jana: Client) -> None:
    opportunity = call.opportunity
    page = jana.get(TODAY_PAGE).content.decode()
    chips = of(opportunity, f"activities/{call.pk}/outcome/?from=today")
    assert chips in page
    assert "2 days late" in page
    assert re.search(r'value="reached" aria-keyshortcuts="1 Enter e"', page)
    entries = Entry.objects.count()
    answer = jana.post(chips, {"outcome": "reached", "note": "Wants a number"}, headers=HTMX)
    html = answer.content.decode()
    assert html.lstrip().startswith('<li class="row">')
    assert f"activities/{call.pk}/undo/" in html
    planned = jana.post(of(opportunity, "activities/planned/?from=today"), fields(html), headers=HTMX)
    assert planned.status_code == 200
    assert planned.content.decode().lstrip().startswith('<section id="steps">')
    assert Entry.objects.count() == entries + 2
    row = Activity.objects.get(done=False)
    assert row.on > TODAY
    assert row.contact == call.contact
    assert row.play
    call.refresh_from_db()
    assert (call.outcome, call.note) == ("reached", "Wants a number")


def test_it_works_without_a_script_as_small_pages(call: Activity, jana: Client) -> None:
    there = jana.post(of(call.opportunity, f"activities/{call.pk}/outcome/?from=today"), {"outcome": "no_answer"})
    assert there.status_code == 302
    html = jana.get(there["Location"]).content.decode()
    form = fields(html)
    assert (form["kind"], form["subject"], form["on"]) == ("call", "Call about the price", "Wed 25 Nov")
    assert "Undo" in html
    back = jana.post(of(call.opportunity, "activities/planned/?from=today"), {**form, "on": "+7d"})
    assert back["Location"].startswith(TODAY_PAGE)
    assert Activity.objects.get(done=False).on == TODAY + timedelta(days=7)


def test_moved_asks_for_the_day_and_closes_nothing(call: Activity, jana: Client, cast: Cast) -> None:
    chips = of(call.opportunity, f"activities/{call.pk}/outcome/?from=today")
    entries = Entry.objects.count()
    html = jana.post(chips, {"outcome": "moved"}, headers=HTMX).content.decode()
    assert "To which day?" in html
    assert Entry.objects.count() == entries
    jana.post(of(call.opportunity, f"activities/{call.pk}/day/?from=today"), {"on": "fri"}, headers=HTMX)
    call.refresh_from_db()
    assert (call.done, call.on) == (False, TODAY + timedelta(days=4))
    assert "Call about the price" not in jana.get(TODAY_PAGE).content.decode()
    with time_machine.travel(NOW + timedelta(days=4), tick=False):
        assert "Call about the price" in browser_of(member=cast.jana).get(TODAY_PAGE).content.decode()


def test_a_day_that_is_none_is_said_in_place_with_what_was_typed(call: Activity, jana: Client) -> None:
    typed = {"kind": "call", "subject": "My own words", "on": "someday", "contact": "", "play": "", "key": "k"}
    answer = jana.post(of(call.opportunity, "activities/planned/?from=today"), typed, headers=HTMX)
    html = answer.content.decode()
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "closest li")
    assert "“someday” is not a day we can read" in html
    assert "My own words" in html
    assert not Activity.objects.filter(subject="My own words").exists()


def test_the_same_form_sent_twice_plans_once(call: Activity, jana: Client) -> None:
    typed = {"kind": "call", "subject": "Again", "on": "mon", "contact": "", "play": "", "key": "one"}
    for _ in range(2):
        jana.post(of(call.opportunity, "activities/planned/"), typed)
    assert Activity.objects.filter(subject="Again").count() == 1


def test_what_was_not_planned_is_logged_with_its_next_step(call: Activity, jana: Client) -> None:
    address = of(call.opportunity, "activities/")
    assert "What happened" in jana.get(address, headers=HTMX).content.decode()
    typed = {
        "outcome": "meeting.held", "note": "At the fair", "on": "yesterday", "contact": str(call.contact_id),
        "key": "a", "next-kind": "call", "next-subject": "Send dates", "next-on": "+3d", "next-key": "b",
    }  # fmt: skip
    back = jana.post(address, typed)
    assert back["Location"].startswith(of(call.opportunity, "?did="))
    met = Activity.objects.get(outcome="held")
    assert (met.kind, met.note, met.on) == ("meeting", "At the fair", TODAY - timedelta(days=1))
    assert Activity.objects.get(subject="Send dates").on == TODAY + timedelta(days=3)
    assert "Held. At the fair" in jana.get(back["Location"]).content.decode()
    count = Activity.objects.count()
    refused = jana.post(address, {**typed, "key": "c", "next-on": "someday"})
    assert refused.status_code == 422
    assert Activity.objects.count() == count


def test_every_step_has_its_action_in_place(call: Activity, jana: Client, cast: Cast) -> None:
    for who, steps in ((jana, cast.jana), (browser_of(member=cast.marek), cast.marek)):
        for step in NextStep.objects.filter(member=steps, activity=None):
            address = of(call.opportunity, f"steps/{step.key}/act/?from=today")
            for headers in (HTMX, {}):
                answer = who.get(address, headers=headers)
                assert answer.status_code == 200, step.key
    ask = NextStep.objects.filter(member=cast.jana, kind="ask").first()
    assert ask is not None
    html = jana.get(of(call.opportunity, f"steps/{ask.key}/act/?from=today"), headers=HTMX).content.decode()
    assert "mailto:" in html
    assert "Hello Ines," in html


def test_a_plan_is_filled_in_kept_and_gone_over_after_the_call(call: Activity, jana: Client) -> None:
    address = of(call.opportunity, f"activities/{call.pk}/call-plan/")
    html = jana.get(address).content.decode()
    assert "Ines Falk" in html
    names = re.findall(r'<textarea[^>]* name="((?:plan|learnt)\.[^"]+)"', html)
    learnt = next(name for name in names if name.startswith("learnt."))
    seen = {"autosave": "1", "seen": "0"}
    saved = jana.post(address, {**seen, learnt: "The board does."})
    assert saved.json() == {"revision": 1}
    assert CallPlan.objects.get(activity=call).text_of(name=learnt) == "The board does."
    there = jana.post(of(call.opportunity, f"activities/{call.pk}/outcome/?from=plan"), {"outcome": "reached"})
    page = jana.get(there["Location"]).content.decode()
    assert "Give as evidence" in page
    assert 'aria-labelledby="next"' in page
    aim = re.search(r'name="evidence" value="([^"]+)"', page)
    assert aim
    jana.post(address, {"evidence": aim[1], "said": "The board does."})
    assert Evidence.objects.get(criterion=aim[1]).note == "The board does."


def test_a_call_nobody_planned_is_logged_from_its_plan(call: Activity, jana: Client) -> None:
    address = of(call.opportunity, "call-plan/")
    jana.post(address, {"plan.aim": "A name.", "seen": "0"})
    there = jana.post(address, {"outcome": "call.reached", "note": "Good", "key": "x"})
    logged = Activity.objects.get(note="Good")
    assert there["Location"].startswith(of(call.opportunity, f"activities/{logged.pk}/call-plan/"))
    assert CallPlan.objects.get().activity == logged


def test_nobody_else_reaches_it_and_nothing_is_written(call: Activity, cast: Cast) -> None:
    omar, before = browser_of(member=cast.omar), Entry.objects.count()
    for rest in ("outcome/", "day/", "call-plan/", "undo/"):
        assert (
            omar.post(of(call.opportunity, f"activities/{call.pk}/{rest}"), {"outcome": "reached"}).status_code == 404
        )
    assert Entry.objects.count() == before


def test_undo_after_a_chip_makes_it_late_again(call: Activity, jana: Client) -> None:
    jana.post(of(call.opportunity, f"activities/{call.pk}/outcome/?from=today"), {"outcome": "no_answer"})
    jana.post(of(call.opportunity, f"activities/{call.pk}/undo/?from=today"))
    assert "2 days late" in jana.get(TODAY_PAGE).content.decode()
