"""Today and the answers to its steps."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldcraft.guidance import actions
from fieldcraft.guidance.errors import GuidanceError
from fieldcraft.guidance.models import NextStep
from fieldcraft.guidance.queries import TodayPage, first_titles, steps_of, today_page
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit.actions import confirm_criterion
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, OPERATOR, TODAY, Cast, activity_for, actor, opportunity_for


def today(member: Member, now: object = NOW) -> TodayPage:
    return today_page(viewer=viewer_of(member=member, on=now.date()), currency="EUR", now=now)  # type: ignore[attr-defined,arg-type]


def test_today_shows_at_most_seven(cast: Cast) -> None:
    for number in range(12):
        opportunity_for(owner=cast.jana, name=f"Deal {number}")
    page = today(cast.jana)
    assert len(page.steps) == 7
    assert page.waiting > 0


def test_today_is_empty_where_nothing_is_open(cast: Cast) -> None:
    opportunity_for(owner=cast.jana)
    assert today(cast.omar).steps == ()


def test_an_overdue_promise_comes_first_and_done_keeps_it(cast: Cast) -> None:
    opportunity = opportunity_for(owner=cast.jana)
    promise = activity_for(opportunity=opportunity, kind="task", days=-4, done=False, subject="Send the answers")
    refresh(by=OPERATOR, now=NOW)
    first = today(cast.jana).steps[0].row
    assert first.title == "Send the answers"
    actions.complete_step(
        opportunity=opportunity, key=first.key, note="", member=cast.jana, by=actor(cast.jana), now=NOW
    )
    promise.refresh_from_db()
    assert promise.done
    assert "Send the answers" not in [step.row.title for step in today(cast.jana).steps]
    actions.undo_answer(opportunity=opportunity, key=first.key, member=cast.jana, by=actor(cast.jana), now=NOW)
    promise.refresh_from_db()
    assert not promise.done
    assert today(cast.jana).steps[0].row.title == "Send the answers"


def test_a_snoozed_step_comes_back_on_its_day(cast: Cast) -> None:
    opportunity = opportunity_for(owner=cast.jana)
    key = today(cast.jana).steps[0].row.key
    actions.snooze_step(opportunity=opportunity, key=key, until=None, member=cast.jana, by=actor(cast.jana), now=NOW)
    viewer = viewer_of(member=cast.jana, on=TODAY)
    assert key not in [row.key for row in steps_of(viewer=viewer, opportunity_id=opportunity.pk)]
    refresh(by=OPERATOR, now=NOW + timedelta(days=1))
    assert key in [row.key for row in steps_of(viewer=viewer, opportunity_id=opportunity.pk)]


def test_a_step_done_twice_leaves_one_entry(cast: Cast) -> None:
    opportunity = opportunity_for(owner=cast.jana)
    key = today(cast.jana).steps[0].row.key
    before = Entry.objects.count()
    for _ in range(2):
        actions.complete_step(opportunity=opportunity, key=key, note="", member=cast.jana, by=actor(cast.jana), now=NOW)
    assert Entry.objects.count() == before + 1


def test_a_step_that_is_not_offered_cannot_be_done(cast: Cast) -> None:
    opportunity = opportunity_for(owner=cast.jana)
    with pytest.raises(GuidanceError, match="no longer offered"):
        actions.complete_step(
            opportunity=opportunity, key="nothing", note="", member=cast.jana, by=actor(cast.jana), now=NOW
        )


def test_new_evidence_ranks_the_steps_again_in_the_same_write(cast: Cast) -> None:
    opportunity = opportunity_for(owner=cast.jana)
    step = next(
        row
        for row in steps_of(viewer=viewer_of(member=cast.jana, on=TODAY), opportunity_id=opportunity.pk)
        if row.criterion
    )
    later = NOW + timedelta(minutes=1)
    confirm_criterion(
        pursuit=Pursuit.objects.get(opportunity=opportunity),
        criterion=step.criterion,
        note="They said so on 4 Nov.",
        file=None,
        member=cast.jana,
        by=actor(cast.jana),
        now=later,
    )
    assert set(NextStep.objects.filter(opportunity=opportunity).values_list("ranked_at", flat=True)) == {later}


def test_a_colleague_sees_no_steps_of_others(cast: Cast) -> None:
    opportunity = opportunity_for(owner=cast.jana)
    assert steps_of(viewer=viewer_of(member=cast.omar, on=TODAY), opportunity_id=opportunity.pk) == []
    assert steps_of(viewer=viewer_of(member=cast.marek, on=TODAY), opportunity_id=opportunity.pk) != []


def test_a_list_names_the_step_that_the_page_has_first(cast: Cast) -> None:
    viewer = viewer_of(member=cast.jana, on=TODAY)
    late, ahead, bare = (opportunity_for(owner=cast.jana, name=name) for name in ("Late", "Ahead", "Bare"))
    activity_for(opportunity=late, kind="task", days=-4, done=False, subject="Send the answers")
    activity_for(opportunity=ahead, kind="task", days=4, done=False, subject="Send the offer")
    refresh(by=OPERATOR, now=NOW)
    found = first_titles(opportunity_ids=[late.pk, ahead.pk, bare.pk], on=TODAY)
    for one in (late, ahead, bare):
        steps = [row for row in steps_of(viewer=viewer, opportunity_id=one.pk) if row.actor != "manager"]
        assert found[one.pk] == steps[0].title
    assert "Send the answers" in found[late.pk]
    assert "Send the offer" not in found[ahead.pk]
