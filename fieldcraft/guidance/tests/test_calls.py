"""Logging, planning, moving and taking back: what is stored, what the trail says, what is assessed and ranked anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from fieldcraft.crm.models import Activity, Opportunity
from fieldcraft.guidance.models import NextStep
from fieldcraft.guidance.queries import today_page
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.methodology.queries import in_use
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit.calls import actions
from fieldcraft.pursuit.calls.models import CallPlan
from fieldcraft.pursuit.calls.plans import write_call_plan
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.facts import collect
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, OPERATOR, TODAY, Cast, activity_for, actor, contact_for, opportunity_for


@pytest.fixture
def pursuit(cast: Cast) -> Pursuit:
    return Pursuit.objects.select_related("opportunity", "version").get(opportunity=opportunity_for(owner=cast.jana))


def by_jana(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"member": cast.jana, "by": actor(cast.jana), "now": NOW, **more}


def logged(cast: Cast, pursuit: Pursuit, **more: Any) -> Activity:
    values = {"kind": "call", "subject": "Price", "outcome": "reached", "note": "", "on": TODAY, "contact": None}
    return actions.log_activity(pursuit=pursuit, **by_jana(cast, inbound=False, **{**values, **more}))


def planned(cast: Cast, pursuit: Pursuit, **more: Any) -> Activity:
    values = {"kind": "call", "subject": "Ask again", "on": TODAY + timedelta(days=2), "contact": None}
    return actions.plan_activity(pursuit=pursuit, **by_jana(cast, **{**values, **more}))


def facts_of(opportunity: Opportunity) -> dict[str, Any]:
    return collect(opportunities=[opportunity], playbook=in_use(), as_of=TODAY)[opportunity.pk].facts


def titles(cast: Cast, days: int = 0) -> list[str]:
    now = NOW + timedelta(days=days)
    page = today_page(viewer=viewer_of(member=cast.jana, on=now.date()), currency="EUR", now=now)
    return [step.row.title for step in page.steps]


def test_a_call_without_an_answer_reached_nobody_and_an_old_one_counts_as_before(cast: Cast, pursuit: Pursuit) -> None:
    found = pursuit.opportunity
    champion = contact_for(opportunity=found, name="Petra", role="champion")
    activity_for(opportunity=found, kind="call", days=-50)
    logged(cast, pursuit, outcome="no_answer", contact=champion)
    told = facts_of(found)
    assert (told["calls"], told["days_since_reply"], told["people_replied"], told["activity_count"]) == (1, 50, 0, 2)
    logged(cast, pursuit, outcome="reached", contact=champion)
    told = facts_of(found)
    assert (told["calls"], told["days_since_reply"], told["champion_silent_days"]) == (2, 0, 0)


def test_what_was_cancelled_did_not_happen(cast: Cast, pursuit: Pursuit) -> None:
    meeting = activity_for(opportunity=pursuit.opportunity, kind="meeting", days=-1, done=False)
    actions.log_outcome(activity=meeting, outcome="cancelled", note="", **by_jana(cast))
    told = facts_of(pursuit.opportunity)
    assert (told["meetings"], told["activity_count"], told["overdue_activities"]) == (0, 0, 0)


def test_an_outcome_closes_the_activity_leaves_one_entry_and_ranks_again(cast: Cast, pursuit: Pursuit) -> None:
    late = activity_for(opportunity=pursuit.opportunity, kind="call", days=-4, done=False, subject="Call Petra")
    refresh(by=OPERATOR, now=NOW)
    assert titles(cast)[0] == "Call Petra"
    before = Entry.objects.count()
    for _ in range(2):
        row = actions.log_outcome(activity=late, outcome="reached", note="Wants a number.", **by_jana(cast))
    assert Entry.objects.count() == before + 1
    assert (row.done, row.outcome, row.note, row.on) == (True, "reached", "Wants a number.", TODAY)
    assert "Call Petra" not in titles(cast)
    assert Opportunity.objects.get(pk=pursuit.opportunity_id).last_activity_on == TODAY


def test_a_meeting_was_held_on_its_day(cast: Cast, pursuit: Pursuit) -> None:
    meeting = activity_for(opportunity=pursuit.opportunity, days=-2, done=False)
    assert actions.log_outcome(activity=meeting, outcome="held", note="", **by_jana(cast)).on == meeting.on


def test_another_outcome_after_the_first_is_refused(cast: Cast, pursuit: Pursuit) -> None:
    row = logged(cast, pursuit)
    with pytest.raises(PursuitError, match="logged as “Reached”"):
        actions.log_outcome(activity=row, outcome="no_answer", note="", **by_jana(cast))


def test_the_same_request_twice_logs_once(cast: Cast, pursuit: Pursuit) -> None:
    before = Entry.objects.count()
    first, second = (logged(cast, pursuit, request_key="abc") for _ in range(2))
    assert first.pk == second.pk
    assert Entry.objects.count() == before + 1
    assert logged(cast, pursuit, request_key="other").pk != first.pk


def test_what_is_planned_appears_on_its_day_without_another_write(cast: Cast, pursuit: Pursuit) -> None:
    row = planned(cast, pursuit)
    assert planned(cast, pursuit).pk == row.pk
    assert "Ask again" not in titles(cast)
    assert titles(cast, days=2)[0] == "Ask again"
    assert titles(cast, days=9)[0] == "Ask again"
    assert Opportunity.objects.get(pk=pursuit.opportunity_id).next_activity_on == row.on
    actions.reschedule_activity(activity=row, on=TODAY, **by_jana(cast))
    assert titles(cast)[0] == "Ask again"


def test_late_first_then_today_then_the_plays(cast: Cast, pursuit: Pursuit) -> None:
    for days, subject in ((0, "Now"), (-1, "Late"), (-9, "Latest")):
        activity_for(opportunity=pursuit.opportunity, kind="task", days=days, done=False, subject=subject)
    refresh(by=OPERATOR, now=NOW)
    shown = titles(cast)
    assert shown[:3] == ["Latest", "Late", "Now"]
    assert len(shown) == 7


def test_a_planned_play_waits_for_its_activity(cast: Cast, pursuit: Pursuit) -> None:
    play = NextStep.objects.filter(opportunity=pursuit.opportunity).exclude(play="").exclude(actor="manager")[0].play
    row = planned(cast, pursuit, play=play)
    assert not NextStep.objects.filter(opportunity=pursuit.opportunity, play=play).exists()
    actions.undo_activity(activity=row, **by_jana(cast))
    assert NextStep.objects.filter(opportunity=pursuit.opportunity, play=play).exists()


def test_undo_gives_back_what_was_and_once_only(cast: Cast, pursuit: Pursuit) -> None:
    late = activity_for(opportunity=pursuit.opportunity, kind="call", days=-4, done=False)
    actions.log_outcome(activity=late, outcome="no_answer", note="Tried twice", **by_jana(cast))
    actions.undo_activity(activity=late, **by_jana(cast))
    row = Activity.objects.get(pk=late.pk)
    assert (row.done, row.outcome, row.note, row.on) == (False, "", "", late.on)
    assert Opportunity.objects.get(pk=pursuit.opportunity_id).last_activity_on is None
    entries = Entry.objects.count()
    actions.undo_activity(activity=late, **by_jana(cast))
    assert Entry.objects.count() == entries
    new = logged(cast, pursuit)
    actions.undo_activity(activity=new, **by_jana(cast))
    assert not Activity.objects.filter(pk=new.pk).exists()


def test_nobody_undoes_for_somebody_else_or_long_after(cast: Cast, pursuit: Pursuit) -> None:
    row = logged(cast, pursuit)
    actions.undo_activity(activity=row, member=cast.marek, by=actor(cast.marek), now=NOW)
    with pytest.raises(PursuitError, match="too long ago"):
        actions.undo_activity(activity=row, **by_jana(cast, now=NOW + timedelta(hours=1)))
    assert Activity.objects.filter(pk=row.pk).exists()


def test_what_does_not_fit_is_refused_and_nothing_is_stored(cast: Cast, pursuit: Pursuit) -> None:
    stranger = contact_for(opportunity=pursuit.opportunity, name="Sam")
    elsewhere = opportunity_for(owner=cast.omar, name="Other", account=None)
    there = Pursuit.objects.select_related("opportunity", "version").get(opportunity=elsewhere)
    before = Activity.objects.count()
    refused: list[tuple[str, Callable[[], object]]] = [
        ("not at this customer", lambda: logged(cast, there, contact=stranger)),
        ("has not come yet", lambda: logged(cast, pursuit, on=TODAY + timedelta(days=1))),
        ("does not work", lambda: planned(cast, pursuit, on=TODAY - timedelta(days=1))),
        ("no outcome of a call", lambda: logged(cast, pursuit, outcome="held")),
        ("no kind of activity", lambda: planned(cast, pursuit, kind="duel")),
        ("has no play", lambda: planned(cast, pursuit, play="nothing")),
    ]
    for text, call in refused:
        with pytest.raises(PursuitError, match=text):
            call()
    assert Activity.objects.count() == before


def written(cast: Cast, pursuit: Pursuit, texts: dict[str, str], **more: Any) -> CallPlan:
    values = {"activity": None, "play": "", "proposed": {"plan.aim": "A yes."}, "seen": 0}
    return write_call_plan(pursuit=pursuit, texts=texts, **by_jana(cast, **{**values, **more}))


def test_a_plan_keeps_what_was_changed_and_one_sitting_is_one_entry(cast: Cast, pursuit: Pursuit) -> None:
    before = Entry.objects.count()
    assert written(cast, pursuit, {"plan.aim": "A yes."}).pk is None
    plan = written(cast, pursuit, {"plan.aim": "A name."})
    plan = written(cast, pursuit, {"learnt.q.1": "The board."}, seen=plan.revision)
    assert (plan.text_of(name="plan.aim"), plan.text_of(name="learnt.q.1")) == ("A name.", "The board.")
    assert Entry.objects.count() == before + 1
    row = logged(cast, pursuit, plan=plan)
    assert CallPlan.objects.get(activity=row).pk == plan.pk


def test_two_who_write_in_one_section_lose_no_word(cast: Cast, pursuit: Pursuit) -> None:
    seen = written(cast, pursuit, {"plan.aim": "A name."}).revision
    written(cast, pursuit, {"plan.aim": "A name and a day."}, seen=seen)
    marek = {"member": cast.marek, "by": actor(cast.marek)}
    plan = written(cast, pursuit, {"plan.aim": "Only the money."}, seen=seen, **marek)
    assert plan.text_of(name="plan.aim") == "A name and a day.\nOnly the money."
