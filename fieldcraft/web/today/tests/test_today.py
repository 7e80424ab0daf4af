"""Today over HTTP: what it shows to whom, and what its buttons do."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape
from pytest_django.fixtures import DjangoAssertNumQueries

from fieldcraft.crm.models import Activity, Opportunity
from fieldcraft.guidance.models import NextStep, Response
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.people.models import Member
from fieldcraft.pursuit.actions import confirm_criterion
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.trail.models import Door, Entry
from tests.support.organisation import NOW, OPERATOR, TODAY, Cast, activity_for, actor, browser_of, opportunity_for

PAGE = "/o/acme/today/"
HTMX = {"HX-Request": "true"}
VERBS = ("completion", "snooze", "dismissal")


@pytest.fixture
def opportunity(cast: Cast) -> Opportunity:
    return opportunity_for(owner=cast.jana)


def first_step(member: Member) -> NextStep:
    return NextStep.objects.filter(member=member).order_by("due_on", "-priority", "pk")[0]


def address(step: NextStep, verb: str, place: str = "today") -> str:
    return f"/o/acme/opportunities/{step.opportunity_id}/steps/{step.key}/{verb}/?from={place}"


def shown(client: Client) -> list[str]:
    """Titles of the rows, in order."""
    return re.findall(r'<span class="row__title"><h3>(.*?)</h3>', client.get(PAGE).content.decode())


def test_at_most_seven_steps_are_shown_and_the_page_ends(cast: Cast) -> None:
    for number in range(4):
        opportunity_for(owner=cast.jana, name=f"Deal {number}")
    html = browser_of(member=cast.jana).get(PAGE).content.decode()
    assert html.count('<li class="row"') == 7
    assert html.count('<details name="steps" open>') == 1
    assert re.search(r"That is all. \d+ other steps can wait.", html)
    assert "of commission to you" in html
    assert escape(first_step(cast.jana).rests_on) in html


def test_the_order_is_the_same_at_every_look(cast: Cast) -> None:
    for number in range(4):
        opportunity_for(owner=cast.jana, name=f"Deal {number}")
    client = browser_of(member=cast.jana)
    assert shown(client) == shown(client)


def test_an_overdue_promise_stands_first_and_says_how_late_it_is(cast: Cast, opportunity: Opportunity) -> None:
    activity_for(opportunity=opportunity, kind="task", days=-3, done=False, subject="Send the answers")
    refresh(by=OPERATOR, now=NOW, opportunity_ids=[opportunity.pk])
    client = browser_of(member=cast.jana)
    assert shown(client)[0] == "Send the answers"
    assert "3 days late" in client.get(PAGE).content.decode()


def test_nothing_of_another_rep_is_shown(cast: Cast, opportunity: Opportunity) -> None:
    html = browser_of(member=cast.omar).get(PAGE).content.decode()
    assert opportunity.name not in html
    assert "No opportunity is yours" in html


@pytest.mark.parametrize("verb", VERBS)
def test_an_answer_removes_the_step_and_leaves_one_entry(cast: Cast, opportunity: Opportunity, verb: str) -> None:
    step, before, client = first_step(cast.jana), Entry.objects.count(), browser_of(member=cast.jana)
    answer = client.post(address(step, verb), {"active_seconds": "12", "inputs": "3"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{PAGE}?answer=")
    page = client.get(answer["Location"]).content.decode()
    assert address(step, verb) not in page
    assert "Undo" in page
    entry = Entry.objects.latest("pk")
    assert Entry.objects.count() == before + 1
    assert (entry.actor_id, entry.door, entry.active_seconds, entry.inputs) == (cast.jana.pk, Door.WEB, 12.0, 3)


@pytest.mark.parametrize("verb", VERBS)
def test_the_same_answer_twice_has_one_effect(cast: Cast, opportunity: Opportunity, verb: str) -> None:
    step, client = first_step(cast.jana), browser_of(member=cast.jana)
    client.post(address(step, verb))
    entries, steps = Entry.objects.count(), list(NextStep.objects.order_by("pk").values_list("key", flat=True))
    assert client.post(address(step, verb)).status_code == 302
    assert Entry.objects.count() == entries
    assert Response.objects.count() == 1
    assert list(NextStep.objects.order_by("pk").values_list("key", flat=True)) == steps


def test_htmx_gets_the_list_with_the_undo_and_the_focus_on_the_next_row(cast: Cast, opportunity: Opportunity) -> None:
    step = first_step(cast.jana)
    answer = browser_of(member=cast.jana).post(address(step, "completion"), headers=HTMX)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in html
    assert html.lstrip().startswith('<section id="steps">')
    assert html.count("autofocus") == 1
    assert '<details name="steps" ' not in html
    assert len(re.findall(r'<details name="steps-[\d.]+" open>', html)) == 1
    assert 'id="today-sum" hx-swap-oob="true"' in html
    assert f"{step.key}/undo/?from=today" in html


@pytest.mark.parametrize("verb", VERBS)
def test_undo_brings_the_step_back_where_it_stood(cast: Cast, opportunity: Opportunity, verb: str) -> None:
    client = browser_of(member=cast.jana)
    before, step = shown(client), first_step(cast.jana)
    client.post(address(step, verb))
    assert shown(client) != before
    answer = client.post(address(step, "undo"))
    assert answer["Location"] == PAGE
    assert "Taken back." in client.get(PAGE).content.decode()
    assert shown(client) == before
    entries = Entry.objects.count()
    client.post(address(step, "undo"))
    assert Entry.objects.count() == entries


def test_undoing_a_kept_promise_makes_it_due_again(cast: Cast, opportunity: Opportunity) -> None:
    promise = activity_for(opportunity=opportunity, kind="task", days=-3, done=False)
    refresh(by=OPERATOR, now=NOW, opportunity_ids=[opportunity.pk])
    step, client = NextStep.objects.get(activity=promise), browser_of(member=cast.jana)
    client.post(address(step, "completion"))
    assert Activity.objects.get(pk=promise.pk).done
    client.post(address(step, "undo"))
    assert not Activity.objects.get(pk=promise.pk).done
    assert NextStep.objects.filter(activity=promise).exists()


def test_the_undo_is_offered_for_half_a_minute(cast: Cast, opportunity: Opportunity) -> None:
    client = browser_of(member=cast.jana)
    there = client.post(address(first_step(cast.jana), "completion"))["Location"]
    with time_machine.travel(NOW + timedelta(seconds=31), tick=False):
        assert "Undo" not in client.get(there).content.decode()
    assert "Undo" in client.get(there).content.decode()
    assert "Undo" not in browser_of(member=cast.marek).get(there).content.decode()


def test_a_step_can_be_put_off_to_another_day(cast: Cast, opportunity: Opportunity) -> None:
    step, client = first_step(cast.jana), browser_of(member=cast.jana)
    day = TODAY + timedelta(days=14)
    assert f"until={day.isoformat()}" in client.get(PAGE).content.decode()
    page = client.post(f"{address(step, 'snooze')}&until={day.isoformat()}", follow=True).content.decode()
    assert "Back on 7\u00a0Dec" in page
    assert Response.objects.get().until == day


@pytest.mark.parametrize("until", ["2020-01-01", "never", "9999-12-31"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_day_that_does_not_work_is_refused_in_words(
    cast: Cast, opportunity: Opportunity, until: str, headers: dict[str, str]
) -> None:
    step, entries = first_step(cast.jana), Entry.objects.count()
    answer = browser_of(member=cast.jana).post(f"{address(step, 'snooze')}&until={until}", headers=headers)
    assert answer.status_code == 422
    assert "Choose a day" in answer.content.decode()
    assert step.title.split("“")[0][:20] in answer.content.decode()
    assert (Entry.objects.count(), Response.objects.count()) == (entries, 0)


def test_a_step_that_is_no_longer_offered_says_so(cast: Cast, opportunity: Opportunity) -> None:
    gone = f"/o/acme/opportunities/{opportunity.pk}/steps/no-such-play/completion/?from=today"
    answer = browser_of(member=cast.jana).post(gone)
    assert answer.status_code == 422
    assert "no longer offered" in answer.content.decode()


@pytest.mark.parametrize("verb", [*VERBS, "undo"])
@pytest.mark.parametrize("who", ["omar", "nina", "tomasz", "erin", "ada"])
def test_a_stranger_finds_no_step_and_writes_nothing(cast: Cast, opportunity: Opportunity, verb: str, who: str) -> None:
    step, before = first_step(cast.jana), Entry.objects.count()
    answer = browser_of(member=getattr(cast, who)).post(address(step, verb))
    assert answer.status_code == 404
    assert (Entry.objects.count(), Response.objects.count()) == (before, 0)


@pytest.mark.parametrize("verb", [*VERBS, "undo"])
def test_answers_come_by_post_only(cast: Cast, opportunity: Opportunity, verb: str) -> None:
    assert browser_of(member=cast.jana).get(address(first_step(cast.jana), verb)).status_code == 405


def test_a_manager_finds_evidence_to_verify_but_no_commission(cast: Cast, opportunity: Opportunity) -> None:
    pursuit = Pursuit.objects.get(opportunity=opportunity)
    by = actor(cast.jana)
    confirm_criterion(
        pursuit=pursuit,
        criterion="business-case-reviewed",
        note="Ines did.",
        file=None,
        member=cast.jana,
        by=by,
        now=NOW,
    )
    html = browser_of(member=cast.marek).get(PAGE).content.decode()
    mine = NextStep.objects.filter(member=cast.marek)
    assert all(step.actor == "manager" for step in mine)
    assert html.count('<li class="row"') == min(mine.count(), 7)
    assert "commission" not in html
    assert "See the team" in html


def test_a_person_sees_the_figures_about_himself(cast: Cast, opportunity: Opportunity) -> None:
    pursuit = Pursuit.objects.get(opportunity=opportunity)
    html = browser_of(member=cast.jana).get(PAGE).content.decode()
    assert "Your book" in html
    assert f"{pursuit.met} of {pursuit.asked} criteria" in html
    assert "Your book" not in browser_of(member=cast.marek).get(PAGE).content.decode()


def test_an_empty_organisation_teaches_what_to_do(cast: Cast) -> None:
    administrator = browser_of(member=cast.ada).get(PAGE).content.decode()
    assert "Bring in your opportunities" in administrator
    assert "/o/acme/imports/" in administrator
    rep = browser_of(member=cast.jana).get(PAGE).content.decode()
    assert "Nothing is due." in rep
    assert "ask whoever administers" in rep
    assert 'href="/o/acme/capture/"' in rep


def test_hostile_names_are_shown_as_text(cast: Cast) -> None:
    opportunity_for(owner=cast.jana, name="<script>alert(1)</script>")
    html = browser_of(member=cast.jana).get(PAGE).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_today_costs_the_same_at_any_size_of_the_book(
    cast: Cast, opportunity: Opportunity, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = browser_of(member=cast.jana)
    client.get(PAGE)
    with django_assert_max_num_queries(12) as few:
        client.get(PAGE)
    for number in range(12):
        opportunity_for(owner=cast.jana, name=f"Deal {number}")
    with django_assert_max_num_queries(12) as many:
        client.get(PAGE)
    assert len(few) == len(many)
