"""The customer's side: what they confirm is evidence, what they correct moves us back, and both say so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from fieldcraft.crm.models import Contact, OpportunityContact
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit.actions import confirm_criterion
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.evaluation.stored import from_json
from fieldcraft.pursuit.gates.actions import close_opportunity, reopen_opportunity, undo_move
from fieldcraft.pursuit.models import Colleague, Evidence, PlanStep, PlanWord
from fieldcraft.pursuit.mutual import limits
from fieldcraft.pursuit.mutual.actions import answering, buyer, sharing
from fieldcraft.pursuit.mutual.queries import open_link
from fieldcraft.pursuit.mutual.tests.given import Given, plan_for
from fieldcraft.pursuit.mutual.tokens import digest_of
from fieldcraft.pursuit.queries.page import opportunity_page
from fieldcraft.trail.models import Door, Entry
from tests.support.organisation import NOW, TODAY, Cast, actor, browser_of

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def given(cast: Cast) -> Given:
    return plan_for(cast.jana)


def state(given: Given, criterion: str) -> str:
    return from_json(text=given.pursuit.assessment).state_of(criterion=criterion).state


def up_to(given: Given, stage: str) -> None:
    """The customer confirms every criterion of the stages before and in `stage`, one by one, as a rep cannot."""
    playbook = given.pursuit.playbook
    word = PlanWord.objects.create(plan=given.plan, link=given.link, name="Petra Kohl", kind="done", at=NOW)
    for one in playbook.criteria[: playbook.stage_by_key[stage].end]:
        Evidence.objects.create(
            pursuit=given.pursuit, criterion=one.key, given_for=one.key, given_under_id=given.pursuit.version_id,
            kind="buyer_confirmation", stated_name="Petra Kohl", stated_as="buyer", stated_at=NOW, word=word,
        )  # fmt: skip


def test_a_confirmed_step_is_evidence_by_the_buyer(given: Given, cast: Cast) -> None:
    step = given.step("result-signed-off")
    buyer.confirm(link=given.link, step=step, text="Signed on Monday.", now=NOW)
    (evidence,) = Evidence.objects.all()
    assert (evidence.kind, evidence.stated_by, evidence.stated_as) == ("buyer_confirmation", None, "buyer")
    assert (evidence.speaker, evidence.note, evidence.owner_id) == ("Petra Kohl", "Signed on Monday.", cast.jana.pk)
    assert state(given, "result-signed-off") == "met"
    entry = Entry.objects.get(verb="plan.confirmed")
    assert (entry.actor, entry.actor_id, entry.door) == ("Petra Kohl", None, Door.LINK)


def test_the_opportunity_shows_who_of_the_customer_said_it(given: Given, cast: Cast) -> None:
    buyer.confirm(link=given.link, step=given.step("result-signed-off"), text="", now=NOW)
    page = opportunity_page(viewer=viewer_of(member=cast.marek, on=TODAY), opportunity_id=given.opportunity.pk)
    assert page is not None
    line = next(one for stage in page.stages for one in stage.lines if one.part.key == "result-signed-off")
    assert [row.speaker for row in line.evidence] == ["Petra Kohl"]
    assert line.may_verify == ()
    address = f"/o/acme/opportunities/{given.opportunity.pk}/?criterion=result-signed-off"
    text = browser_of(member=cast.jana).get(address).content.decode()
    assert "Petra Kohl of the customer confirmed it" in text


def test_a_confirmed_milestone_proves_what_its_steps_prove(given: Given) -> None:
    prove = next(step for step in given.milestones if step.stage == "prove")
    buyer.confirm(link=given.link, step=prove, text="", now=NOW)
    assert {row.criterion for row in Evidence.objects.all()} == {
        "success-criteria-accepted", "users-have-seen-it", "result-signed-off",
    }  # fmt: skip
    assert given.step("users-have-seen-it").confirmed_by == "Petra Kohl"


def test_a_milestone_without_steps_proves_nothing_the_customer_was_not_asked(given: Given, cast: Cast) -> None:
    confirm_criterion(
        pursuit=given.pursuit, criterion="result-signed-off", note="So they say.", file=None, member=cast.jana,
        by=actor(cast.jana), now=NOW,
    )  # fmt: skip
    prove = next(step for step in given.milestones if step.stage == "prove")
    PlanStep.objects.filter(plan=given.plan, criterion__gt="").update(removed_at=NOW)
    buyer.confirm(link=given.link, step=prove, text="", now=NOW)
    assert not Evidence.objects.filter(kind="buyer_confirmation").exists()
    assert PlanWord.objects.get().kind == "reached"


def test_a_milestones_yes_leaves_out_what_came_into_the_plan_since(given: Given) -> None:
    prove = next(step for step in given.milestones if step.stage == "prove")
    seen = {step.pk: step.revision for step in given.steps}
    PlanStep.objects.filter(pk=given.step("users-have-seen-it").pk).update(revision=9)
    buyer.confirm(link=given.link, step=prove, text="", now=NOW, seen=seen)
    assert {row.criterion for row in Evidence.objects.all()} == {"success-criteria-accepted", "result-signed-off"}
    assert given.step("users-have-seen-it").done_on is None


def test_lost_ends_the_links_for_good_in_the_same_entry(given: Given, cast: Cast) -> None:
    own: dict[str, Any] = {"member": cast.jana, "by": actor(cast.jana), "now": NOW}
    move = close_opportunity(pursuit=given.pursuit, outcome="lost", reason="Price", rival="", **own)
    assert Entry.objects.latest("pk").changes["links ended"] == [None, ["Petra Kohl"]]
    assert move is not None
    undo_move(move=move, **own)
    given.link.refresh_from_db()
    assert given.link.works(now=NOW), "taken back at once, it is as if it had not been"
    close_opportunity(pursuit=given.pursuit, outcome="lost", reason="Price", rival="", **own)
    reopen_opportunity(pursuit=given.pursuit, reason="They called", **own)
    assert open_link(digest=digest_of(token=given.token), now=NOW) is None


def test_confirming_twice_says_it_once(given: Given) -> None:
    step = given.step("result-signed-off")
    for _ in range(2):
        buyer.confirm(link=given.link, step=step, text="", now=NOW)
    assert Evidence.objects.count() == 1
    assert Entry.objects.filter(verb="plan.confirmed").count() == 1


def test_a_correction_moves_the_supported_stage_back_and_says_so(given: Given, cast: Cast) -> None:
    up_to(given, "prove")
    prove = next(step for step in given.milestones if step.stage == "prove")
    buyer.confirm(link=given.link, step=prove, text="", now=NOW)
    assert given.pursuit.supported_stage == "commit"
    result = given.step("result-signed-off")
    buyer.correct(link=given.link, step=prove, text="Two sites are missing.", lines=[result.pk], now=TOMORROW)
    assert given.pursuit.supported_stage == "prove"
    assert state(given, "result-signed-off") == "contradicted"
    assert state(given, "users-have-seen-it") == "met"
    entry = Entry.objects.get(verb="plan.corrected")
    assert entry.changes["supported stage"] == ["commit", "prove"]
    step = given.opportunity.steps.get(key__startswith="plan:")
    assert step.member_id == cast.jana.pk
    assert "Petra Kohl" in step.title
    assert "Two sites are missing." in step.why
    browser = browser_of(member=cast.jana)
    today = browser.get("/o/acme/today/").content.decode()
    page = browser.get(f"/o/acme/opportunities/{given.opportunity.pk}/").content.decode()
    assert step.title.split(":")[0] in today
    assert "The evidence now supports Prove" in page
    assert "Petra Kohl of the customer says it does not hold" in page


def test_a_correction_without_naming_steps_speaks_against_all_that_holds_the_milestone(given: Given) -> None:
    up_to(given, "prove")
    prove = next(step for step in given.milestones if step.stage == "prove")
    buyer.confirm(link=given.link, step=prove, text="", now=NOW)
    buyer.correct(link=given.link, step=prove, text="We are still testing.", lines=[], now=TOMORROW)
    against = {row.criterion for row in Evidence.objects.filter(supports=False)}
    assert against == {"success-criteria-accepted", "users-have-seen-it", "result-signed-off"}


def test_the_step_on_today_goes_once_it_is_answered(given: Given, cast: Cast) -> None:
    step = given.step("result-signed-off")
    buyer.correct(link=given.link, step=step, text="Not signed.", lines=[], now=NOW)
    word = PlanWord.objects.get()
    answering.answer_word(word=word, take=True, member=cast.jana, by=actor(cast.jana), now=NOW)
    assert not given.opportunity.steps.filter(key__startswith="plan:").exists()


def test_who_slips_can_say_the_contrary_the_same_day(given: Given) -> None:
    step = given.step("result-signed-off")
    buyer.correct(link=given.link, step=step, text="No.", lines=[], now=NOW)
    buyer.confirm(link=given.link, step=step, text="", now=NOW)
    assert state(given, "result-signed-off") == "met"
    buyer.correct(link=given.link, step=step, text="After all not.", lines=[], now=NOW)
    assert state(given, "result-signed-off") == "contradicted"


def test_two_buyers_who_differ_leave_the_no_standing_that_day(given: Given) -> None:
    rolf, _ = given.another_link()
    step = given.step("result-signed-off")
    buyer.confirm(link=given.link, step=step, text="", now=NOW)
    buyer.correct(link=rolf, step=step, text="I have not signed.", lines=[], now=NOW)
    assert state(given, "result-signed-off") == "contradicted"
    buyer.confirm(link=rolf, step=step, text="Now I have.", now=TOMORROW)
    assert state(given, "result-signed-off") == "met"


def test_a_day_for_their_own_step_holds_and_one_for_ours_waits(given: Given, cast: Cast) -> None:
    theirs = given.step("users-have-seen-it")
    buyer.give_date(link=given.link, step=theirs, on="2027-02-02", now=NOW)
    theirs.refresh_from_db()
    assert (theirs.due_on, theirs.agreed_by) == (date(2027, 2, 2), "Petra Kohl")
    ours = given.step("result-signed-off")
    PlanStep.objects.filter(pk=ours.pk).update(side="us")
    due = ours.due_on
    buyer.give_date(link=given.link, step=ours, on="2027-03-03", now=NOW)
    ours.refresh_from_db()
    assert (ours.due_on, ours.wished_on) == (due, date(2027, 3, 3))
    word = PlanWord.objects.get(step=ours)
    answering.answer_word(word=word, take=True, member=cast.jana, by=actor(cast.jana), now=NOW)
    ours.refresh_from_db()
    assert (ours.due_on, ours.wished_on, ours.agreed_by) == (date(2027, 3, 3), None, "Petra Kohl")


def test_a_colleague_is_a_contact_only_after_one_of_us_accepts(given: Given, cast: Cast) -> None:
    for _ in range(2):
        buyer.suggest_colleague(link=given.link, name="Rolf Amsel", email="rolf@nordwind.example", now=NOW)
    row = Colleague.objects.get()
    assert not Contact.objects.filter(name="Rolf Amsel").exists()
    for _ in range(2):
        answering.decide_colleague(colleague=row, accept=True, member=cast.jana, by=actor(cast.jana), now=NOW)
    contact = Contact.objects.get(name="Rolf Amsel")
    assert OpportunityContact.objects.filter(opportunity=given.opportunity, contact=contact).count() == 1


def test_a_second_press_writes_no_comment_twice(given: Given) -> None:
    for _ in range(2):
        buyer.comment(link=given.link, step=None, text="Who comes?", request="form-1", now=NOW)
    assert PlanWord.objects.count() == 1


def test_a_link_says_no_more_than_a_day_can_hold(given: Given) -> None:
    words = [
        PlanWord(plan=given.plan, link=given.link, name="Petra", kind="comment", text="x", at=NOW)
        for _ in range(limits.MOST_WORDS_A_DAY)
    ]
    PlanWord.objects.bulk_create(words)
    with pytest.raises(PursuitError, match="a lot for one day"):
        buyer.comment(link=given.link, step=None, text="One more", request="", now=NOW)
    buyer.comment(link=given.link, step=None, text="One more", request="", now=TOMORROW)


def test_a_link_that_ended_while_the_page_was_open_says_nothing(given: Given, cast: Cast) -> None:
    sharing.revoke_link(link=given.link, member=cast.jana, by=actor(cast.jana), now=NOW)
    with pytest.raises(PursuitError, match="has ended"):
        buyer.confirm(link=given.link, step=given.steps[1], text="", now=NOW)
    assert not Evidence.objects.exists()
