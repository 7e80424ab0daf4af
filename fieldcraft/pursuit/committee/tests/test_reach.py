"""Whom to ask for an introduction: rules that hold for any circle of people."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldcraft.pursuit.committee.layout import BANDS, Seat, bands, circular
from fieldcraft.pursuit.committee.reach import SUPPORTERS, Circle, Eyes, Known, Touch, way_to_role, ways_to

ON = date(2026, 11, 23)
HERE, ELSEWHERE, HIDDEN = 1, 2, 3
ME, COLLEAGUE, STRANGER = 10, 11, 12
EYES = Eyes(member_id=ME, opportunity_id=HERE, sees=frozenset({ME, COLLEAGUE}))
OWNERS = {HERE: ME, ELSEWHERE: COLLEAGUE, HIDDEN: STRANGER}
IDS = range(1, 8)


def touch(contact: int, *, opportunity: int = HERE, days: int = 5, colleague: int = ME) -> Touch:
    return Touch(
        contact=contact,
        colleague_id=colleague,
        colleague={ME: "Jana", COLLEAGUE: "Tomasz", STRANGER: "Omar"}[colleague],
        opportunity_id=opportunity,
        opportunity={HERE: "Fleet", ELSEWHERE: "Yard", HIDDEN: "Secret depot"}[opportunity],
        owner_id=OWNERS[opportunity],
        recent=1,
        last_on=ON - timedelta(days=days),
    )


def circle(people: list[Known], touches: list[Touch], meetings: list[frozenset[int]] | None = None) -> Circle:
    return Circle(people, touches, meetings or [], EYES, ON)


people = st.lists(
    st.builds(
        Known,
        id=st.sampled_from(IDS),
        name=st.sampled_from(["Ines", "Rui", "Petra", "Leo"]),
        department=st.sampled_from(["", "IT", "Finance"]),
        influence=st.sampled_from(BANDS),
        support=st.sampled_from(["advocate", "supportive", "neutral", "against", "unknown"]),
        reports_to=st.none() | st.sampled_from(IDS),
    ),
    min_size=1,
    max_size=7,
    unique_by=lambda one: one.id,
)
touches = st.lists(
    st.builds(
        touch,
        contact=st.sampled_from(IDS),
        opportunity=st.sampled_from([HERE, ELSEWHERE, HIDDEN]),
        days=st.integers(0, 200),
        colleague=st.sampled_from([ME, COLLEAGUE, STRANGER]),
    ),
    max_size=12,
)
meetings = st.lists(st.frozensets(st.sampled_from(IDS), min_size=2, max_size=4), max_size=4)


@settings(max_examples=200, deadline=None)
@given(people, touches, meetings)
def test_a_way_never_leads_over_the_person_itself_nor_over_somebody_against_us(
    known: list[Known], seen: list[Touch], met: list[frozenset[int]]
) -> None:
    for target in known:
        for way in ways_to(target=target, circle=circle(known, seen, met)):
            assert way.contact != target.id
            assert way.contact is None or next(p for p in known if p.id == way.contact).support != "against"
    role = way_to_role(title="Legal", means="Checks the contract.", circle=circle(known, seen, met))
    if role is not None:
        asked = next(one for one in known if one.id == role.contact)
        spoken = {one.contact for one in seen if one.opportunity_id == HERE and (ON - one.last_on).days <= 90}
        assert asked.support != "against"
        assert asked.id in spoken


@settings(max_examples=200, deadline=None)
@given(people, touches, meetings)
def test_an_opportunity_that_the_viewer_may_not_see_changes_nothing_and_is_never_named(
    known: list[Known], seen: list[Touch], met: list[frozenset[int]]
) -> None:
    open_ones = [one for one in seen if one.opportunity_id != HIDDEN]
    for target in known:
        found = ways_to(target=target, circle=circle(known, seen, met))
        assert found == ways_to(target=target, circle=circle(known, open_ones, met))
        assert all("Secret depot" not in way.reason + way.text for way in found)


@settings(max_examples=100, deadline=None)
@given(people, touches)
def test_the_order_in_which_facts_come_does_not_matter(known: list[Known], seen: list[Touch]) -> None:
    for target in known:
        assert ways_to(target=target, circle=circle(known, seen)) == ways_to(
            target=target, circle=circle(known[::-1], seen[::-1])
        )


def test_with_equal_ties_a_supporter_comes_before_everybody_else() -> None:
    target = Known(1, "Ines", department="IT")
    others = [
        Known(2, "Rui", department="IT", support="neutral"),
        Known(3, "Petra", department="IT", support="advocate"),
    ]
    found = ways_to(target=target, circle=circle([target, *others], [touch(2), touch(3)]))
    assert [way.name for way in found] == ["Petra", "Rui"]
    assert others[1].support in SUPPORTERS
    assert "Works in IT, as Ines does" in found[0].reason


def test_a_colleague_who_knows_the_person_is_named_with_where_and_when() -> None:
    target = Known(1, "Ines")
    (way,) = ways_to(target=target, circle=circle([target], [touch(1, opportunity=ELSEWHERE, colleague=COLLEAGUE)]))
    assert (way.name, way.reason) == ("Tomasz", "In touch with Ines on 18 Nov in Yard.")
    assert way.text.startswith("Hello Tomasz,")


seats = st.lists(
    st.builds(
        Seat,
        id=st.sampled_from(range(1, 12)),
        influence=st.sampled_from(BANDS),
        reports_to=st.none() | st.sampled_from(range(1, 12)),
        across=st.none() | st.integers(0, 5),
    ),
    max_size=11,
    unique_by=lambda one: one.id,
)


@settings(max_examples=200, deadline=None)
@given(seats)
def test_everybody_has_one_place_in_the_band_of_his_influence_in_any_order_of_input(found: list[Seat]) -> None:
    placed = bands(seats=found)
    assert sorted(one for band in placed for one in band) == sorted(seat.id for seat in found)
    levels = {seat.id: seat.influence for seat in found}
    assert all(levels[one] == name for name, band in zip(BANDS, placed, strict=True) for one in band)
    assert placed == bands(seats=found[::-1])


def test_people_stand_in_the_order_of_their_bosses() -> None:
    found = [Seat(1, "high"), Seat(2, "high"), Seat(3, "low", 2), Seat(4, "low", 1), Seat(5, "low", 4)]
    for some in permutations(found):
        assert bands(seats=some) == ((1, 2), (), (4, 5, 3))


def test_nobody_stands_above_himself() -> None:
    bosses = {1: None, 2: 1, 3: 2}
    assert circular(id=1, boss=3, bosses=bosses)
    assert circular(id=2, boss=2, bosses=bosses)
    assert not circular(id=3, boss=1, bosses=bosses)
