"""Calendar and PDF: valid, the same ids for ever, and whatever the text is, it stays text."""

from __future__ import annotations

import json
import time
from datetime import date

import pytest
import typst
from icalendar import Calendar

from fieldcraft.pursuit.models import PlanStep
from fieldcraft.pursuit.mutual.calendar import calendar_file
from fieldcraft.pursuit.mutual.paper import SHEET, data_of, paper
from fieldcraft.pursuit.mutual.queries import SharedPlan
from fieldcraft.pursuit.mutual.tests.hostile import PAYLOADS
from tests.support.organisation import NOW, TODAY

SHORT = [text for text in PAYLOADS if len(text) < 1000]


def step(pk: int, title: str, **more: object) -> PlanStep:
    fields: dict[str, object] = {"due_on": date(2027, 1, pk % 27 + 1), "side": "both", "changed_at": NOW, **more}
    return PlanStep(pk=pk, place=pk, title=title, **fields)


def shared(*titles: str, goal: str = "The trucks run", **more: object) -> SharedPlan:
    steps = tuple(step(n + 1, title, **more) for n, title in enumerate(titles))
    return SharedPlan(
        uid="2c1b7d1e-0000-4000-8000-000000000000", goal=goal, goal_on=date(2027, 5, 3), company="Halden",
        account="Nordwind", steps=steps, words=(), meant={},
    )  # fmt: skip


def pages(plan: SharedPlan) -> int:
    """How many pages the sheet takes: as pictures it comes in one piece each."""
    sheet = typst.compile(SHEET.read_bytes(), sys_inputs={"data": json.dumps(data_of(plan, TODAY))}, format="svg")
    return len(sheet) if isinstance(sheet, list) else 1


def test_a_calendar_has_an_entry_per_dated_step_and_the_goal() -> None:
    found = Calendar.from_ical(calendar_file(shared=shared("Walk the yard", "Sign"), now=NOW))
    events = list(found.walk("VEVENT"))
    assert [str(event["summary"]) for event in events] == ["Walk the yard", "Sign", "The trucks run"]
    assert events[0].decoded("dtstart") == date(2027, 1, 2)
    assert all(event.decoded("dtend") > event.decoded("dtstart") for event in events)
    assert len({str(event["uid"]) for event in events}) == 3


def test_a_changed_step_keeps_its_id_and_raises_its_sequence() -> None:
    before, after = (
        next(iter(Calendar.from_ical(calendar_file(shared=plan, now=NOW)).walk("VEVENT")))
        for plan in (shared("Walk", revision=1), shared("Walk later", revision=2))
    )
    assert before["uid"] == after["uid"]
    assert (before.decoded("sequence"), after.decoded("sequence")) == (1, 2)


def test_no_text_adds_a_line_to_a_calendar() -> None:
    for text in SHORT:
        content = calendar_file(shared=shared(text, goal=text or "x"), now=NOW)
        assert all(len(line) <= 75 for line in content.split(b"\r\n"))
        found = Calendar.from_ical(content)
        events = list(found.walk("VEVENT"))
        assert len(events) == 2
        assert not any(event.get("attendee") for event in events)
        assert not list(found.walk("VALARM"))


def test_no_text_is_markup_to_the_paper() -> None:
    plain = paper(shared=shared("Walk the yard"), today=TODAY)
    assert plain.startswith(b"%PDF-")
    titles = [text.replace("\x00", "") for text in SHORT]
    for start in range(0, len(titles), 40):
        assert paper(shared=shared(*titles[start : start + 40], goal=titles[start] or "x"), today=TODAY).startswith(
            b"%PDF-"
        )


def test_a_usual_plan_is_one_page_and_quick() -> None:
    plan = shared(*(f"Step {n} that is about as long as steps usually are" for n in range(20)))
    paper(shared=plan, today=TODAY)
    begun = time.perf_counter()
    content = paper(shared=plan, today=TODAY)
    assert time.perf_counter() - begun < 1
    assert content.startswith(b"%PDF-")
    assert pages(plan) == 1
    assert pages(shared(*(f"Step {n} of a plan that nobody reads to its end" for n in range(60)))) > 1


@pytest.mark.parametrize("text", [text[:20_000] for text in PAYLOADS if len(text) >= 1000])
def test_a_very_long_text_only_makes_more_pages(text: str) -> None:
    assert paper(shared=shared(text), today=TODAY).startswith(b"%PDF-")
