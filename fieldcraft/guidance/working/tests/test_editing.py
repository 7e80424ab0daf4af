"""Editing by hand: merged field by field, nothing lost, and an import knows what a person has changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldcraft.crm.imports.tests.support import bring
from fieldcraft.crm.models import Opportunity
from fieldcraft.guidance.models import NextStep
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.people.models import Member
from fieldcraft.pursuit.models import Pursuit, Tally
from fieldcraft.pursuit.working.actions import edit_opportunity
from fieldcraft.pursuit.working.errors import EditConflict, NotTakenError
from fieldcraft.pursuit.working.fields import Value
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, TODAY, Cast, actor, opportunity_for

LATER = NOW + timedelta(minutes=5)
SHOWN: dict[str, Value] = {"amount": Decimal(184_000), "close_date": TODAY + timedelta(days=25), "next_step": ""}
CSV = """id,name,account,stage,amount,close date,next step,owner,created,status
1,Fleet,Nordwind,{stage},{amount},{close},{next},Jana,2026-01-05,Open
"""
FILED = {"stage": "Discover", "amount": "1000", "close": "2026-12-24", "next": "Call"}


def edit(
    found: Opportunity, member: Member, values: Mapping[str, Value], seen: Mapping[str, Value] | None = None
) -> Opportunity:
    pursuit = Pursuit.objects.select_related("version", "opportunity").get(opportunity=found)
    return edit_opportunity(
        pursuit=pursuit, values=values, seen=SHOWN if seen is None else seen, member=member, by=actor(member), now=LATER
    )


def brought(**said: str) -> Opportunity:
    bring(CSV.format(**(FILED | said)), now=LATER + timedelta(days=Entry.objects.count()))
    return Opportunity.objects.get(external_id="1")


def test_an_edit_leaves_one_entry_and_fresh_sums_and_steps(cast: Cast) -> None:
    found = opportunity_for(owner=cast.jana)
    entries = Entry.objects.count()
    edit(found, cast.jana, {"amount": Decimal(90_000), "close_date": TODAY + timedelta(days=60)})
    entry = Entry.objects.latest("id")
    assert (Entry.objects.count(), entry.verb, entry.opportunity_id) == (entries + 1, "opportunity.changed", found.pk)
    assert entry.changes["amount"] == ["184000.00", "90000.00"]
    found.refresh_from_db()
    assert found.close_date_moves == 1
    assert Tally.objects.get(owner=cast.jana).amount == 90_000
    assert set(NextStep.objects.filter(opportunity=found).values_list("ranked_at", flat=True)) == {LATER}
    edit(found, cast.jana, {"amount": Decimal(90_000)})
    assert Entry.objects.count() == entries + 1


def test_two_people_at_different_fields_both_go_through(cast: Cast) -> None:
    found = opportunity_for(owner=cast.jana)
    edit(found, cast.marek, SHOWN | {"amount": Decimal(1)})
    edit(found, cast.jana, SHOWN | {"next_step": "Call Ines"})
    found.refresh_from_db()
    assert (found.amount, found.next_step) == (Decimal(1), "Call Ines")


def test_the_same_field_is_a_conflict_that_names_both_and_saves_the_rest(cast: Cast) -> None:
    found = opportunity_for(owner=cast.jana)
    edit(found, cast.marek, SHOWN | {"amount": Decimal(1)})
    with pytest.raises(EditConflict, match="Marek changed amount to “1” meanwhile; you wrote “2”") as refused:
        edit(found, cast.jana, SHOWN | {"amount": Decimal(2), "next_step": "Call Ines"})
    assert [(one.field, one.theirs, one.yours, one.who) for one in refused.value.conflicts] == [
        ("amount", "1", "2", "Marek")
    ]
    assert refused.value.saved == ("Noted next step",)
    found.refresh_from_db()
    assert (found.amount, found.next_step) == (Decimal(1), "Call Ines")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"name": ""}, "needs one"),
        ({"name": "x" * 251}, "250 fit"),
        ({"amount": Decimal(-1)}, "negative"),
        ({"amount": Decimal("NaN")}, "negative"),
        ({"close_date": date(1905, 1, 1)}, "year"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_saved(cast: Cast, values: dict[str, Value], says: str) -> None:
    found, entries = opportunity_for(owner=cast.jana), Entry.objects.count()
    with pytest.raises(NotTakenError, match=says):
        edit(found, cast.jana, values | {"next_step": "Call Ines"}, seen={})
    found.refresh_from_db()
    assert (found.next_step, Entry.objects.count()) == ("", entries)


def test_only_who_leads_both_hands_an_opportunity_over(cast: Cast) -> None:
    found = opportunity_for(owner=cast.jana)
    for member, owner in ((cast.jana, cast.tomasz), (cast.marek, cast.omar), (cast.marek, cast.dora)):
        with pytest.raises(NotTakenError, match="own line"):
            edit(found, member, {"owner": owner.pk})
    edit(found, cast.marek, {"owner": cast.tomasz.pk})
    found.refresh_from_db()
    assert found.owner == cast.tomasz
    assert Entry.objects.latest("id").changes["owner"] == ["Jana", "Tomasz"]
    assert not Tally.objects.filter(owner=cast.jana).exists()


def test_an_edit_outlives_the_unchanged_file_until_the_crm_says_something_new(cast: Cast) -> None:
    found = brought()
    refresh(by=actor(cast.jana), now=NOW)
    edit(found, cast.jana, {"amount": Decimal(7), "close_date": date(2027, 2, 1), "owner": cast.jana.pk}, seen={})
    again = brought(stage="Propose", next="Meet")
    assert (again.amount, again.close_date, again.next_step) == (Decimal(7), date(2027, 2, 1), "Meet")
    assert again.close_date_moves == 1
    assert Entry.objects.filter(opportunity_id=found.pk, door="import").latest("id").changes.keys() == {
        *("stage", "stage_entered_on", "next_step")
    }
    newer = brought(stage="Propose", next="Meet", amount="2000")
    assert (newer.amount, newer.close_date) == (Decimal(2000), date(2027, 2, 1))
    assert newer.held.keys() == {"close_date"}
    assert brought(stage="Propose", next="Meet", amount="1000").amount == 1000


def test_the_crm_that_caught_up_leads_again(cast: Cast) -> None:
    found = brought()
    refresh(by=actor(cast.jana), now=NOW)
    edit(found, cast.jana, {"amount": Decimal(7)}, seen={})
    assert brought(amount="7").held == {}
    assert brought().amount == 1000


def _pairs() -> st.SearchStrategy[tuple[dict[str, Value], dict[str, Value]]]:
    texts = st.sampled_from(["", "a", "b", "c"])
    days = st.sampled_from([SHOWN["close_date"], date(2027, 1, 1), date(2027, 2, 1)])
    amounts = st.sampled_from([SHOWN["amount"], Decimal(1), Decimal("2.50"), None])
    form = st.fixed_dictionaries({"amount": amounts, "close_date": days, "next_step": texts})
    return st.tuples(form, form)


def _merge_law(cast: Cast, found: Opportunity, pair: tuple[dict[str, Value], dict[str, Value]]) -> None:
    """Whatever two people send: each change is in the table or in the second one's conflict, and never both lost."""
    Opportunity.objects.filter(pk=found.pk).update(**SHOWN)
    first, second = pair
    edit(found, cast.marek, first)
    collided = {}
    try:
        edit(found, cast.jana, second)
    except EditConflict as refused:
        collided = {one.field: one for one in refused.conflicts}
    found.refresh_from_db()
    for key, shown in SHOWN.items():
        held = getattr(found, key)
        mine, theirs = second[key], first[key]
        if mine == shown:
            assert held == theirs
        elif theirs in (shown, mine):
            assert held == mine
        else:
            assert held == theirs
            assert collided.pop(key).who == "Marek"
    assert collided == {}


@given(pair=_pairs())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_word_of_two_people_is_lost(cast: Cast, pair: tuple[dict[str, Value], dict[str, Value]]) -> None:
    found = Opportunity.objects.first() or opportunity_for(owner=cast.jana)
    _merge_law(cast, found, pair)


@pytest.mark.nightly
@given(pair=_pairs())
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_word_of_two_people_is_lost_in_a_thousand_pairs(
    cast: Cast, pair: tuple[dict[str, Value], dict[str, Value]]
) -> None:
    found = Opportunity.objects.first() or opportunity_for(owner=cast.jana)
    _merge_law(cast, found, pair)
