"""Our side of a plan: it starts in one press, and nothing anybody agreed or wrote is lost."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import PlanStep
from fieldcraft.pursuit.mutual.actions import buyer, starting, steps
from fieldcraft.pursuit.mutual.dating import shown_values
from fieldcraft.pursuit.mutual.tests.given import Given, plan_for
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, TODAY, Cast, actor


@pytest.fixture
def given(cast: Cast) -> Given:
    return plan_for(cast.jana)


def edit(given: Given, cast: Cast, step: PlanStep, *, by: str = "jana", seen: dict[str, str] | None = None,
         **values: str) -> tuple[steps.Conflict, ...]:  # fmt: skip
    shown = shown_values(step=step)
    member = getattr(cast, by)
    return steps.edit_step(
        step=step, values={**shown, **values}, seen=seen or shown, member=member, by=actor(member), now=NOW
    )


def test_a_plan_starts_with_dated_steps_in_the_customers_words(given: Given) -> None:
    open_steps = [step for step in given.steps if step.done_on is None]
    assert len(open_steps) >= 8
    assert all(step.due_on is not None for step in open_steps)
    dates = [step.due_on for step in open_steps if step.due_on]
    assert all(one <= other for one, other in pairwise(dates))
    assert dates[-1] == date.fromisoformat("2027-06-01")
    text = " ".join(step.title for step in given.steps)
    assert "Nordwind" in text
    for ours in ("The buyer", "the buyer", "economic buyer", " us ", "shortlist"):
        assert ours not in text
    assert given.milestones[-1].stage == "commit"


def test_what_the_customer_has_no_part_in_stays_out(given: Given) -> None:
    proven = {step.criterion for step in given.steps}
    assert {"result-signed-off", "users-have-seen-it", "joint-plan-agreed"} <= proven
    assert proven.isdisjoint({"shortlist-told", "money-route-known", "three-people-engaged"})


def test_starting_twice_makes_one_plan(given: Given, cast: Cast) -> None:
    before = Entry.objects.count()
    again = starting.start_plan(
        pursuit=given.pursuit, goal="Another", goal_on="2027-01-01", member=cast.jana, by=actor(cast.jana), now=NOW
    )
    assert again.pk == given.plan.pk
    assert Entry.objects.count() == before


def test_a_new_goal_day_moves_no_step_and_an_agreed_date_is_only_offered(given: Given, cast: Cast) -> None:
    agreed, other = [step for step in given.steps if step.done_on is None and not step.is_milestone][:2]
    buyer.give_date(link=given.link, step=agreed, on="2027-01-11", now=NOW)
    before = {step.pk: step.due_on for step in given.steps}
    moved = starting.change_goal(
        plan=given.plan, goal=given.plan.goal, goal_on="2027-04-01", seen={}, member=cast.jana, by=actor(cast.jana),
        now=NOW,
    )  # fmt: skip
    assert moved
    assert {step.pk: step.due_on for step in given.steps} == before
    wanted = {agreed.pk: date(2026, 12, 14), other.pk: date(2026, 12, 21)}
    taken = starting.take_dates(plan=given.plan, dates=wanted, seen={}, member=cast.jana, by=actor(cast.jana), now=NOW)
    assert taken == 2
    row, free = PlanStep.objects.get(pk=agreed.pk), PlanStep.objects.get(pk=other.pk)
    assert (row.due_on, row.offered_on, row.agreed_by) == (date(2027, 1, 11), date(2026, 12, 14), "Petra Kohl")
    assert (free.due_on, free.offered_on) == (date(2026, 12, 21), None)
    buyer.give_date(link=given.link, step=row, on="2026-12-14", now=NOW)
    row.refresh_from_db()
    assert (row.due_on, row.offered_on) == (date(2026, 12, 14), None)


def test_two_people_on_one_step_keep_both_words(given: Given, cast: Cast) -> None:
    step = given.steps[1]
    seen = shown_values(step=step)
    assert edit(given, cast, step, by="marek", seen=seen, title="Meet the plant") == ()
    assert edit(given, cast, step, seen=seen, owner_name="Ines") == ()
    row = PlanStep.objects.get(pk=step.pk)
    assert (row.title, row.owner_name) == ("Meet the plant", "Ines")
    (conflict,) = edit(given, cast, step, seen=seen, title="Meet the board", due_on="2027-02-01")
    assert (conflict.field, conflict.theirs, conflict.who) == ("title", "Meet the plant", "Marek")
    row.refresh_from_db()
    assert (row.title, row.due_on) == ("Meet the plant", date(2027, 2, 1))


def test_a_step_goes_to_its_place_and_back(given: Given, cast: Cast) -> None:
    order = [step.pk for step in given.steps]
    steps.place_step(step=given.steps[3], to=1, member=cast.jana, by=actor(cast.jana), now=NOW)
    assert [step.pk for step in given.steps] == [order[3], *order[:3], *order[4:]]
    entry = Entry.objects.latest("pk")
    steps.undo_change(plan=given.plan, entry_id=entry.pk, member=cast.jana, by=actor(cast.jana), now=NOW)
    assert [step.pk for step in given.steps] == order


def test_an_undo_puts_back_only_what_nobody_changed_since(given: Given, cast: Cast) -> None:
    step = given.steps[1]
    old = step.title
    edit(given, cast, step, title="First", owner_name="Ines")
    mine = Entry.objects.latest("pk")
    edit(given, cast, PlanStep.objects.get(pk=step.pk), by="marek", title="Second")
    steps.undo_change(plan=given.plan, entry_id=mine.pk, member=cast.jana, by=actor(cast.jana), now=NOW)
    row = PlanStep.objects.get(pk=step.pk)
    assert (row.title, row.owner_name) == ("Second", step.owner_name)
    with pytest.raises(PursuitError, match="nothing to put back"):
        steps.undo_change(plan=given.plan, entry_id=mine.pk, member=cast.marek, by=actor(cast.marek), now=NOW)
    assert old != "Second"


def test_a_step_taken_out_comes_back_by_undo(given: Given, cast: Cast) -> None:
    step = given.steps[2]
    steps.remove_step(step=step, member=cast.jana, by=actor(cast.jana), now=NOW)
    assert step.pk not in [one.pk for one in given.steps]
    entry = Entry.objects.latest("pk")
    steps.undo_change(plan=given.plan, entry_id=entry.pk, member=cast.jana, by=actor(cast.jana), now=NOW)
    assert step.pk in [one.pk for one in given.steps]


def test_adding_the_same_step_twice_adds_one(given: Given, cast: Cast) -> None:
    values = {"title": "Walk the yard", "side": "both", "owner_name": "", "due_on": "2027-01-05"}
    made = [
        steps.add_step(plan=given.plan, values=values, request="r", member=cast.jana, by=actor(cast.jana), now=NOW)
        for _ in range(2)
    ]
    assert made[0] == made[1]
    dates = [step.due_on for step in given.steps if step.due_on]
    assert dates == sorted(dates)


def test_our_tick_is_our_word_and_no_evidence(given: Given, cast: Cast) -> None:
    step = given.step("result-signed-off")
    steps.tick_step(step=step, done=True, member=cast.jana, by=actor(cast.jana), now=NOW)
    assert not given.pursuit.evidence.exists()
    buyer.confirm(link=given.link, step=step, text="", now=NOW)
    with pytest.raises(PursuitError, match="Only the customer"):
        steps.tick_step(step=step, done=False, member=cast.jana, by=actor(cast.jana), now=NOW)


def test_a_goal_that_cannot_be_held_still_dates_from_today(cast: Cast) -> None:
    given = plan_for(cast.jana, goal_on=(TODAY + timedelta(days=9)).isoformat())
    dates = [step.due_on for step in given.steps if step.due_on and not step.done_on]
    assert all(TODAY <= day <= TODAY + timedelta(days=9) for day in dates)
