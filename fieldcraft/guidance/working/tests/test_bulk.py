"""Many at once: what the preview showed, one entry each, and back again where nobody came in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest

from fieldcraft.crm.models import Opportunity
from fieldcraft.guidance.models import NextStep
from fieldcraft.guidance.working import actions
from fieldcraft.guidance.working.actions import change_many, take_back
from fieldcraft.people.models import Member
from fieldcraft.people.queries import seen_members
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import BulkChange, Tally
from fieldcraft.pursuit.working.bulk import MOST, Planned, Wish, carry_chunk, plan_many, wish_of
from fieldcraft.pursuit.working.fields import FieldError
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, TODAY, Cast, actor, opportunity_for

CLOSE = TODAY + timedelta(days=25)


def wish(member: Member, what: str, typed: str) -> Wish:
    members = seen_members(viewer=viewer_of(member=member, on=TODAY))
    return wish_of(what=what, typed=typed, members=members, on=TODAY)


def planned(member: Member, wanted: Wish, found: Sequence[Opportunity]) -> list[Planned]:
    return plan_many(viewer=viewer_of(member=member, on=TODAY), ids=[one.pk for one in found], wish=wanted)[0]


def change(member: Member, wanted: Wish, found: Sequence[Opportunity], key: str = "k", chunk: int = 2) -> BulkChange:
    shown = [(one.id, one.before) for one in planned(member, wanted, found)]
    return change_many(wish=wanted, shown=shown, key=key, member=member, by=actor(member), now=NOW, chunk=chunk)


@pytest.fixture
def five(cast: Cast) -> list[Opportunity]:
    return [opportunity_for(owner=cast.jana, name=f"Deal {number}") for number in range(5)]


def test_many_change_with_an_entry_each_and_go_back(cast: Cast, five: list[Opportunity]) -> None:
    entries = Entry.objects.count()
    bulk = change(cast.marek, wish(cast.marek, "owner", str(cast.tomasz.pk)), five)
    assert (bulk.state, bulk.told) == ("done", "Owner is Tomasz")
    assert Entry.objects.count() == entries + 1 + 5
    assert Entry.objects.latest("id").changes == {"owner": ["Jana", "Tomasz"]}
    assert Tally.objects.get().owner == cast.tomasz
    assert set(NextStep.objects.exclude(actor="manager").values_list("member", flat=True)) == {cast.tomasz.pk}
    back = take_back(bulk=bulk, member=cast.marek, by=actor(cast.marek), now=NOW, chunk=2)
    assert (back.state, Tally.objects.get().owner) == ("back", cast.jana)
    assert Entry.objects.count() == entries + 2 + 10
    take_back(bulk=bulk, member=cast.marek, by=actor(cast.marek), now=NOW)
    assert Entry.objects.count() == entries + 2 + 10


def test_the_same_form_again_changes_nothing_more(cast: Cast, five: list[Opportunity]) -> None:
    later = wish(cast.jana, "shift", "+14")
    shown = [(one.id, one.before) for one in planned(cast.jana, later, five)]
    for _ in range(2):
        change_many(wish=later, shown=shown, key="k", member=cast.jana, by=actor(cast.jana), now=NOW)
    assert set(Opportunity.objects.values_list("close_date", "close_date_moves")) == {(CLOSE + timedelta(days=14), 1)}


def test_undo_takes_back_the_count_of_moves_and_the_hold(cast: Cast, five: list[Opportunity]) -> None:
    bulk = change(cast.jana, wish(cast.jana, "shift", "14"), five)
    take_back(bulk=bulk, member=cast.jana, by=actor(cast.jana), now=NOW)
    assert set(Opportunity.objects.values_list("close_date", "close_date_moves")) == {(CLOSE, 0)}
    assert all(one.held == {} for one in Opportunity.objects.all())


def test_what_somebody_changed_meanwhile_is_left_both_ways(cast: Cast, five: list[Opportunity]) -> None:
    sooner = wish(cast.jana, "shift", "-7")
    shown = [(one.id, one.before) for one in planned(cast.jana, sooner, five)]
    Opportunity.objects.filter(pk=five[0].pk).update(close_date=TODAY)
    bulk = change_many(wish=sooner, shown=shown, key="k", member=cast.jana, by=actor(cast.jana), now=NOW)
    assert bulk.rows.count() == 4
    Opportunity.objects.filter(pk=five[1].pk).update(close_date=TODAY)
    take_back(bulk=bulk, member=cast.jana, by=actor(cast.jana), now=NOW)
    assert [one.close_date for one in Opportunity.objects.order_by("pk")] == [TODAY, TODAY, CLOSE, CLOSE, CLOSE]


def test_one_killed_in_the_middle_leaves_whole_chunks_and_is_finished_later(
    cast: Cast, five: list[Opportunity]
) -> None:
    done: list[int] = []

    def dying(**given: object) -> object:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(1)
        return carry_chunk(**given)  # type: ignore[arg-type]

    with patch.object(actions, "carry_chunk", dying), pytest.raises(KeyboardInterrupt):
        change(cast.jana, wish(cast.jana, "product", "Sensors"), five)
    assert Opportunity.objects.filter(product="Sensors").count() == 4
    assert Entry.objects.filter(verb="opportunity.changed").count() == 4
    bulk = change(cast.jana, wish(cast.jana, "product", "Sensors"), five)
    assert bulk.state == "done"
    assert Opportunity.objects.filter(product="Sensors").count() == 5
    assert Entry.objects.filter(verb="opportunity.changed").count() == 5


def test_nobody_changes_what_his_line_does_not_show(cast: Cast, five: list[Opportunity]) -> None:
    named = wish(cast.nina, "next_step", "Call")
    assert planned(cast.nina, named, five) == []
    with pytest.raises(PursuitError, match="Nothing is left"):
        change_many(wish=named, shown=[(five[0].pk, "")], key="k", member=cast.nina, by=actor(cast.nina), now=NOW)
    bulk = change(cast.jana, wish(cast.jana, "next_step", "Call"), five)
    with pytest.raises(PursuitError, match="who made"):
        take_back(bulk=bulk, member=cast.marek, by=actor(cast.marek), now=NOW)


@pytest.mark.parametrize(
    ("what", "typed", "says"),
    [
        ("owner", "", "Choose who"),
        ("owner", "1; DROP", "list"),
        ("shift", "soon", "how many days"),
        ("shift", "0", "1 to 730"),
        ("close_date", "", "Give the day"),
        ("close_date", "31 feb", "calendar"),
        ("next_step", "x" * 251, "250 fit"),
        ("amount", "5", "Choose what"),
    ],
)
def test_a_wish_that_makes_no_sense_is_told(cast: Cast, what: str, typed: str, says: str) -> None:
    with pytest.raises(FieldError, match=says):
        wish(cast.jana, what, typed)


def test_more_than_the_limit_is_refused_before_anything_is_read(cast: Cast) -> None:
    with pytest.raises(FieldError, match="Narrow the list"):
        plan_many(viewer=viewer_of(member=cast.jana, on=TODAY), ids=range(MOST + 1), wish=wish(cast.jana, "shift", "1"))


def test_an_empty_close_date_has_nothing_to_shift(cast: Cast) -> None:
    found = opportunity_for(owner=cast.jana, close_date=None, first_close_date=None, amount=Decimal(1))
    assert planned(cast.jana, wish(cast.jana, "shift", "1"), [found]) == []
