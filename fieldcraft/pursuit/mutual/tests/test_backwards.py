"""Dates are worked back from the goal: in order, on working days, never silently in the past or late."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fieldcraft.pursuit.mutual.backwards import Item, out_of_order, spread, work_back

MONDAY = date(2026, 11, 23)
DAYS = st.lists(st.integers(0, 60), min_size=0, max_size=15)
GOALS = st.integers(-40, 500).map(lambda days: MONDAY + timedelta(days=days))
TODAYS = st.integers(0, 13).map(lambda days: MONDAY + timedelta(days=days))


def items(days: list[int]) -> list[Item]:
    return [Item(key=number, days=each) for number, each in enumerate(days)]


@given(days=DAYS, goal=GOALS, today=TODAYS)
def test_the_order_is_kept_and_every_item_has_a_date(days: list[int], goal: date, today: date) -> None:
    worked = work_back(items=items(days), goal=goal, today=today)
    assert [key for key, _ in worked.dates] == list(range(len(days)))
    found = [day for _, day in worked.dates]
    assert found == sorted(found)


@given(days=DAYS, goal=GOALS, today=TODAYS)
def test_no_date_lies_before_today_or_on_a_weekend(days: list[int], goal: date, today: date) -> None:
    for _, day in work_back(items=items(days), goal=goal, today=today).dates:
        assert day >= today
        assert day.weekday() < 5


@given(days=DAYS, goal=GOALS, today=TODAYS)
def test_a_goal_that_holds_is_never_overrun(days: list[int], goal: date, today: date) -> None:
    worked = work_back(items=items(days), goal=goal, today=today)
    if worked.holds:
        assert all(day <= goal for _, day in worked.dates)
    else:
        assert worked.holds_on == goal + timedelta(days=worked.short_by)


@given(days=DAYS, goal=GOALS, today=TODAYS)
def test_it_says_by_how_many_days_the_goal_cannot_be_held(days: list[int], goal: date, today: date) -> None:
    worked = work_back(items=items(days), goal=goal, today=today)
    needed = sum(days) - (goal - today).days
    if needed > 0:
        assert worked.short_by >= needed
    assert worked.short_by == 0 or needed > 0 or goal.weekday() >= 5 or goal < today + timedelta(days=3)
    # And the day it names does hold, seen from the same today.
    again = work_back(items=items(days), goal=worked.holds_on, today=today)
    assert again.holds


@given(days=DAYS, goal=GOALS, today=TODAYS, place=st.integers(0, 14), tied=st.integers(0, 300))
def test_a_tied_item_keeps_its_day_and_the_rest_its_order(
    days: list[int], goal: date, today: date, place: int, tied: int
) -> None:
    if not days:
        return
    found = items(days)
    place %= len(found)
    day = today + timedelta(days=tied)
    found[place] = Item(key=place, days=days[place], fixed=day)
    dates = [on for _, on in work_back(items=found, goal=goal, today=today).dates]
    assert dates[place] == day
    assert dates[:place] == sorted(dates[:place])
    assert dates[place + 1 :] == sorted(dates[place + 1 :])
    assert all(on >= min(day, today) for on in dates)


def test_a_plain_case_reads_as_one_would_do_it_by_hand() -> None:
    worked = work_back(items=items([10, 5, 5]), goal=date(2026, 12, 18), today=MONDAY)
    assert [day for _, day in worked.dates] == [date(2026, 12, 8), date(2026, 12, 11), date(2026, 12, 18)]
    assert worked.holds


def test_days_that_do_not_fit_are_squeezed_and_counted() -> None:
    worked = work_back(items=items([20, 20]), goal=date(2026, 12, 11), today=MONDAY)
    assert worked.short_by == 22
    assert worked.holds_on == date(2027, 1, 2)
    assert all(MONDAY <= day <= date(2026, 12, 11) for _, day in worked.dates)


@given(days=st.integers(0, 400), over=st.integers(1, 30))
def test_shares_add_up(days: int, over: int) -> None:
    assert sum(spread(days=days, over=over)) == days


def test_a_date_out_of_order_or_past_the_goal_is_seen() -> None:
    later = MONDAY + timedelta(days=3)
    assert out_of_order(dates=[later, None, MONDAY], goal=later)
    assert out_of_order(dates=[MONDAY, later], goal=MONDAY)
    assert not out_of_order(dates=[MONDAY, None, later], goal=later)
