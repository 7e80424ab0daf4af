"""Pasted notes: logged where they belong, and their sentences answered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fieldcraft.crm.models import Activity, Opportunity
from fieldcraft.people.directory.models import Organisation
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.evaluation.stored import from_json
from fieldcraft.pursuit.facts import collect
from fieldcraft.pursuit.intake import actions
from fieldcraft.pursuit.intake.errors import IntakeError
from fieldcraft.pursuit.intake.models import Answer, Incoming, Offer, Standing
from fieldcraft.pursuit.intake.tests.support import SIGNED, pursuit_of, work
from fieldcraft.pursuit.models import Evidence, Pursuit
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, TODAY, Cast, actor

NOTES = f"Meeting at Nordwind, 20 November 2026\n\nWith Ines Falk.\n- {SIGNED}\n- Lunch was fine."


def paste(cast: Cast, text: str = NOTES, pursuit: Pursuit | None = None) -> Incoming:
    return actions.paste_notes(text=text, pursuit=pursuit, member=cast.jana, by=actor(cast.jana), now=NOW)


def offer_of(item: Incoming) -> Offer:
    return Offer.objects.get(incoming=item)


def test_notes_are_logged_on_their_day_with_the_person_and_their_sentence_is_offered(
    cast: Cast, organisation: Organisation
) -> None:
    found = work(owner=cast.jana)
    item = paste(cast)
    activity = Activity.objects.get(opportunity=found)
    assert (item.standing, item.opportunity_id, item.activity_id) == (Standing.LOGGED, found.pk, activity.pk)
    assert (activity.kind, activity.on, activity.done, activity.owner) == (
        "meeting", date(2026, 11, 20), True, cast.jana,
    )  # fmt: skip
    assert activity.contact is not None
    assert activity.contact.name == "Ines Falk"
    offer = offer_of(item)
    assert (offer.criterion, offer.text) == ("result-signed-off", SIGNED)
    assert item.text[offer.start : offer.end] == SIGNED
    assert Entry.objects.filter(verb="activity.logged").count() == 1


def test_the_same_notes_pasted_twice_are_one_activity(cast: Cast, organisation: Organisation) -> None:
    found = work(owner=cast.jana)
    assert paste(cast).pk == paste(cast, NOTES.replace("\n", "\r\n")).pk
    assert Activity.objects.filter(opportunity=found).count() == 1


def test_an_accepted_sentence_is_evidence_with_its_source_and_still_needs_its_verifier(
    cast: Cast, organisation: Organisation
) -> None:
    found = work(owner=cast.jana)
    offer = offer_of(paste(cast))
    for _ in range(2):
        actions.accept_offer(offer=offer, member=cast.jana, by=actor(cast.jana), now=NOW)
    evidence = Evidence.objects.get()
    assert evidence.note == f"“{SIGNED}” Meeting notes, 20 Nov 2026."
    assert (evidence.stated_by, evidence.verified_by) == (cast.jana, None)
    assessment = from_json(text=pursuit_of(found).assessment)
    assert assessment.state_of(criterion="result-signed-off").state == "claimed"


def test_a_declined_sentence_is_not_offered_again_in_other_notes(cast: Cast, organisation: Organisation) -> None:
    work(owner=cast.jana)
    actions.decline_offer(offer=offer_of(paste(cast)), member=cast.jana, by=actor(cast.jana), now=NOW)
    again = paste(cast, NOTES + "\nMore.")
    assert not Offer.objects.filter(incoming=again).exists()


def test_an_answer_can_be_taken_back(cast: Cast, organisation: Organisation) -> None:
    work(owner=cast.jana)
    offer = offer_of(paste(cast))
    given: dict[str, Any] = {"offer": offer, "member": cast.jana, "by": actor(cast.jana), "now": NOW}
    actions.accept_offer(**given)
    actions.reopen_offer(**given)
    assert offer_of(Incoming.objects.get()).answer == Answer.OPEN
    assert Evidence.objects.get().withdrawn_at == NOW
    actions.decline_offer(**given)
    with pytest.raises(IntakeError, match="declined meanwhile"):
        actions.accept_offer(**given)
    actions.reopen_offer(**given)
    actions.accept_offer(**given)
    assert Evidence.objects.filter(withdrawn_at__isnull=True).count() == 1


def test_notes_that_name_two_opportunities_alike_wait_and_can_be_placed(cast: Cast, organisation: Organisation) -> None:
    first, second = work(owner=cast.jana), work(owner=cast.jana, name="Yard sensors")
    item = paste(cast, f"Nordwind called.\n{SIGNED}")
    assert (item.standing, Activity.objects.count(), Offer.objects.count()) == (Standing.TO_SORT, 0, 0)
    assert {row[0] for row in item.ranked} == {first.pk, second.pk}
    actions.settle(item=item, pursuit=pursuit_of(second), by=actor(cast.jana), now=NOW)
    assert Activity.objects.get().opportunity == second
    assert offer_of(item).pursuit.opportunity_id == second.pk


def test_logging_it_elsewhere_takes_it_away_from_where_it_was(cast: Cast, organisation: Organisation) -> None:
    work(owner=cast.jana)
    second = work(owner=cast.jana, name="Yard sensors")
    item = paste(cast, f"Ines Falk, Nordwind, Fleet renewal.\n{SIGNED}")
    actions.settle(item=item, pursuit=pursuit_of(second), by=actor(cast.jana), now=NOW, kind="call", on=TODAY)
    activity = Activity.objects.get()
    assert (activity.opportunity, activity.kind, activity.on) == (second, "call", TODAY)
    assert offer_of(item).pursuit.opportunity_id == second.pk
    actions.take_back(item=item, by=actor(cast.jana), now=NOW)
    assert (Activity.objects.count(), Offer.objects.count()) == (0, 0)


def test_only_what_the_member_sees_is_looked_at(cast: Cast, organisation: Organisation) -> None:
    work(owner=cast.omar)
    item = paste(cast)
    assert (item.standing, item.ranked) == (Standing.TO_SORT, [])


def test_what_is_left_out_or_deleted_is_gone(cast: Cast, organisation: Organisation) -> None:
    work(owner=cast.jana)
    logged = paste(cast)
    with pytest.raises(IntakeError, match="logged"):
        actions.leave_out(item=logged, by=actor(cast.jana), now=NOW)
    actions.forget(item=logged, by=actor(cast.jana), now=NOW)
    other = paste(cast, "Dentist at four, nothing else.")
    actions.leave_out(item=other, by=actor(cast.jana), now=NOW)
    assert list(Incoming.objects.values_list("text", flat=True)) == ["", ""]
    assert list(Incoming.objects.values_list("people", flat=True)) == [[], []]
    assert not Entry.objects.filter(note__contains="Lunch").exists(), "the trail cannot be deleted from"


def test_nothing_to_read_is_refused(cast: Cast, organisation: Organisation) -> None:
    with pytest.raises(PursuitError, match="nothing to read"):
        paste(cast, " \n ")
    with pytest.raises(PursuitError, match="two parts"):
        paste(cast, "x" * 50_000)


def test_what_intake_logs_counts_and_is_undone_as_everything_that_is_logged(
    cast: Cast, organisation: Organisation
) -> None:
    found = work(owner=cast.jana)
    Opportunity.objects.filter(pk=found.pk).update(last_activity_on=date(2026, 11, 2))
    item = paste(cast)
    facts = collect(
        opportunities=[Opportunity.objects.select_related("account", "owner").get(pk=found.pk)],
        playbook=pursuit_of(found).playbook,
        as_of=TODAY,
    )
    said = facts[found.pk].facts
    assert (said["meetings"], said["people_met"], said["last_meeting_on"]) == (1, 1, "2026-11-20")
    assert Opportunity.objects.get(pk=found.pk).last_activity_on == date(2026, 11, 20)
    actions.take_back(item=item, by=actor(cast.jana), now=NOW)
    assert Opportunity.objects.get(pk=found.pk).last_activity_on == date(2026, 11, 2)
    assert {"activity.logged", "activity.removed"} <= set(Entry.objects.values_list("verb", flat=True))
