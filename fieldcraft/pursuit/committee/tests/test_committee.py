"""The committee in the database: changes, conflicts, undo, what facts make of it, and who sees what."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldcraft.crm.models import Contact, Opportunity, OpportunityContact
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit.committee.actions import add_person, change_person, remove_person, undo_change
from fieldcraft.pursuit.committee.queries import Committee, committee_of
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.evaluation.stored import from_json
from fieldcraft.pursuit.models import CommitteeChange, Pursuit
from fieldcraft.pursuit.queries.page import pursuit_of
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, TODAY, Cast, activity_for, actor, contact_for, opportunity_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def opportunity(cast: Cast) -> Opportunity:
    """Jana's, with Ines the champion and Rui without a role."""
    found = opportunity_for(owner=cast.jana)
    contact_for(opportunity=found, name="Ines", role="champion", seniority="director")
    contact_for(opportunity=found, name="Rui", seniority="staff")
    return found


def pursuit(opportunity: Opportunity) -> Pursuit:
    return Pursuit.objects.select_related("opportunity__account", "version").get(opportunity=opportunity)


def part(opportunity: Opportunity, name: str) -> OpportunityContact:
    return opportunity.people.select_related("contact").get(contact__name=name)


def read(opportunity: Opportunity, member: Member) -> Committee:
    viewer = viewer_of(member=member, on=TODAY)
    found = pursuit_of(viewer=viewer, opportunity_id=opportunity.pk)
    assert found is not None
    return committee_of(viewer=viewer, pursuit=found)


def change(opportunity: Opportunity, name: str, by: Member, seen: dict[str, str], **values: str) -> object:
    return change_person(
        pursuit=pursuit(opportunity), part_id=part(opportunity, name).pk, values=values, seen=seen,
        member=by, by=actor(by), now=NOW,
    )  # fmt: skip


def undo(opportunity: Opportunity, by: Member, seconds: int = 10) -> None:
    undo_change(
        pursuit=pursuit(opportunity), change_id=CommitteeChange.objects.latest("pk").pk, member=by, by=actor(by),
        now=NOW + timedelta(seconds=seconds),
    )  # fmt: skip


def test_a_role_set_here_changes_the_evaluation_at_once(cast: Cast, opportunity: Opportunity) -> None:
    assert [one.missing.role.key for one in read(opportunity, cast.jana).wanted][:1] == ["economic_buyer"]
    entries = Entry.objects.count()
    change(opportunity, "Rui", cast.jana, {}, role="economic_buyer")
    assert "economic_buyer" not in [one.missing.role.key for one in read(opportunity, cast.jana).wanted]
    state = from_json(text=pursuit(opportunity).assessment).state_of(criterion="economic-buyer-named")
    assert state.state == "met"
    assert Entry.objects.count() == entries + 1
    assert Entry.objects.latest("pk").changes["role"] == ["", "Economic buyer"]


def test_two_people_editing_one_person_lose_no_word(cast: Cast, opportunity: Opportunity) -> None:
    opened = {"note": "", "support": "unknown", "influence": ""}
    change(opportunity, "Rui", cast.jana, opened, note="Wants numbers.", support="neutral", influence="")
    done = change(opportunity, "Rui", cast.marek, opened, note="Is new.", support="unknown", influence="low")
    rui = next(one for one in read(opportunity, cast.jana).members if one.name == "Rui")
    assert (rui.note, rui.support, rui.influence, rui.guessed) == ("Wants numbers.", "neutral", "low", False)
    (conflict,) = done.conflicts  # type: ignore[attr-defined]
    assert (conflict.field, conflict.theirs, conflict.mine, conflict.by) == (
        "note",
        "Wants numbers.",
        "Is new.",
        "Jana",
    )


def test_the_same_again_leaves_one_entry(cast: Cast, opportunity: Opportunity) -> None:
    entries = Entry.objects.count()
    for _ in range(2):
        change(opportunity, "Rui", cast.jana, {"support": "unknown"}, support="against")
        for email in ("petra@nordwind.example", "PETRA@nordwind.example"):
            add_person(
                pursuit=pursuit(opportunity), name="Petra", title="CFO", email=email, role="", member=cast.jana,
                by=actor(cast.jana), now=NOW,
            )  # fmt: skip
    assert Entry.objects.count() == entries + 2
    assert Contact.objects.filter(name="Petra").count() == 1


def test_who_was_taken_out_comes_back_with_everything_and_the_contact_never_goes(
    cast: Cast, opportunity: Opportunity
) -> None:
    ines, rui = part(opportunity, "Ines"), part(opportunity, "Rui")
    change(opportunity, "Rui", cast.jana, {"reports_to": ""}, reports_to=str(ines.pk))
    change(opportunity, "Ines", cast.jana, {"support": "unknown", "note": ""}, support="advocate", note="Board.")
    before = read(opportunity, cast.jana).members
    remove_person(pursuit=pursuit(opportunity), part_id=ines.pk, member=cast.jana, by=actor(cast.jana), now=NOW)
    assert [one.reports_to for one in read(opportunity, cast.jana).members] == [None]
    assert Contact.objects.filter(name="Ines").exists()
    undo(opportunity, cast.jana)
    assert sorted(read(opportunity, cast.jana).members, key=lambda one: one.id) == list(before)
    assert rui.pk in [one.id for one in before]


def test_an_undo_keeps_what_somebody_else_has_said_since(cast: Cast, opportunity: Opportunity) -> None:
    change(opportunity, "Rui", cast.jana, {"support": "unknown", "note": ""}, support="against", note="Angry.")
    mine = CommitteeChange.objects.latest("pk")
    change(opportunity, "Rui", cast.marek, {"support": "against"}, support="neutral")
    undo_change(
        pursuit=pursuit(opportunity), change_id=mine.pk, member=cast.jana, by=actor(cast.jana),
        now=NOW + timedelta(seconds=5),
    )  # fmt: skip
    rui = next(one for one in read(opportunity, cast.jana).members if one.name == "Rui")
    assert (rui.support, rui.note) == ("neutral", "")


def test_an_undo_is_for_the_one_who_did_it_and_for_minutes(cast: Cast, opportunity: Opportunity) -> None:
    change(opportunity, "Rui", cast.jana, {"support": "unknown"}, support="against")
    with pytest.raises(PursuitError, match="over"):
        undo(opportunity, cast.marek)
    with pytest.raises(PursuitError, match="over"):
        undo(opportunity, cast.jana, seconds=601)


def test_undoing_an_addition_leaves_no_stray_contact(cast: Cast, opportunity: Opportunity) -> None:
    add_person(
        pursuit=pursuit(opportunity), name="Typo", title="", email="", role="", member=cast.jana,
        by=actor(cast.jana), now=NOW,
    )  # fmt: skip
    undo(opportunity, cast.jana)
    assert not Contact.objects.filter(name="Typo").exists()


def test_a_boss_below_oneself_is_refused(cast: Cast, opportunity: Opportunity) -> None:
    ines, rui = part(opportunity, "Ines"), part(opportunity, "Rui")
    change(opportunity, "Rui", cast.jana, {"reports_to": ""}, reports_to=str(ines.pk))
    for boss in (rui.pk, ines.pk, 987_654):
        with pytest.raises(PursuitError):
            change(opportunity, "Ines", cast.jana, {"reports_to": ""}, reports_to=str(boss))


def test_changes_are_kept_with_their_day_and_person(cast: Cast, opportunity: Opportunity) -> None:
    change(opportunity, "Rui", cast.jana, {"support": "unknown"}, support="neutral")
    change(opportunity, "Rui", cast.marek, {"support": "neutral"}, support="against")
    told = [(one.changes["support"], str(one.by), one.at) for one in read(opportunity, cast.jana).changes]
    assert told == [(["neutral", "against"], "Marek", NOW), (["unknown", "neutral"], "Jana", NOW)]


def test_coverage_counts_contact_and_not_tasks(cast: Cast, opportunity: Opportunity) -> None:
    ines = part(opportunity, "Ines").contact
    for kind, days in (("call", -3), ("email", -20), ("task", -1), ("meeting", -120)):
        activity_for(opportunity=opportunity, kind=kind, days=days, contact=ines)
    activity_for(opportunity=opportunity, kind="call", days=-2, contact=ines, owner=cast.marek)
    activity_for(opportunity=opportunity, kind="meeting", days=4, contact=ines, done=False)
    coverage = next(one.coverage for one in read(opportunity, cast.jana).members if one.name == "Ines")
    assert (coverage.recent, coverage.colleagues) == (3, (("Jana", 2), ("Marek", 1)))
    assert coverage.last is not None
    assert (coverage.last.on, coverage.last.kind, coverage.last.colleague) == (
        TODAY - timedelta(days=2), "call", "Marek",
    )  # fmt: skip
    assert read(opportunity, cast.jana).only_thread is not None


def test_a_colleagues_opportunity_shows_only_to_who_may_see_it(cast: Cast, opportunity: Opportunity) -> None:
    ines = part(opportunity, "Ines").contact
    theirs = opportunity_for(owner=cast.tomasz, name="Secret depot")
    activity_for(opportunity=theirs, kind="meeting", contact=ines, owner=cast.tomasz)
    contact_for(opportunity=theirs, name="Only there")
    hidden, shown = read(opportunity, cast.jana), read(opportunity, cast.marek)
    ways = {who: found.ways_to(id=part(opportunity, "Ines").pk) for who, found in (("jana", hidden), ("marek", shown))}
    assert ways["jana"] == ()
    assert [(way.name, "Secret depot" in way.reason) for way in ways["marek"]] == [("Tomasz", True)]
    assert "Secret depot" not in repr(hidden)
    assert "Only there" not in [contact.name for contact in hidden.offered]
    assert "Only there" in [contact.name for contact in shown.offered]


def test_five_statements_whatever_the_size(
    cast: Cast, opportunity: Opportunity, django_assert_num_queries: object
) -> None:
    viewer = viewer_of(member=cast.jana, on=TODAY)
    for count in (2, 12):
        for number in range(count):
            person = contact_for(opportunity=opportunity, name=f"Person {count} {number}")
            activity_for(opportunity=opportunity, contact=person)
        found = pursuit_of(viewer=viewer, opportunity_id=opportunity.pk)
        assert found is not None
        with django_assert_num_queries(5):  # type: ignore[operator]
            committee_of(viewer=viewer, pursuit=found)
