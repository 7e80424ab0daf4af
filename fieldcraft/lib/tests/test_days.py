"""Days as people type them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldcraft.lib.days import read_day, working_day, written

SUNDAY = date(2026, 11, 22)
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", SUNDAY), ("Tomorrow", date(2026, 11, 23)), ("yesterday", date(2026, 11, 21)),
        ("+7d", date(2026, 11, 29)), ("2w", date(2026, 12, 6)), ("+3", date(2026, 11, 25)), ("+1m", date(2026, 12, 22)),
        ("mon", date(2026, 11, 23)), ("sunday", date(2026, 11, 29)), ("next fri", date(2026, 11, 27)),
        ("24 Nov", date(2026, 11, 24)), ("Tue 24 Nov 2026", date(2026, 11, 24)), ("Nov 24", date(2026, 11, 24)),
        ("24.11.", date(2026, 11, 24)), ("24.11.26", date(2026, 11, 24)), ("2026-11-24", date(2026, 11, 24)),
        ("3 Jan", date(2027, 1, 3)), ("3 Nov", date(2026, 11, 3)),
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_say_it(text: str, day: date) -> None:
    assert read_day(text=text, on=SUNDAY) == day


@pytest.mark.parametrize(
    "text", ["", "soon", "31 Feb", "32.1.", "7", "2026-13-01", "monkey business", "+9999d", "1 xyz"]
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert read_day(text=text, on=SUNDAY) is None


@given(day=DAYS, on=DAYS)
def test_what_a_field_shows_is_read_again(day: date, on: date) -> None:
    assert read_day(text=written(day=day, on=on), on=on) == day


@given(st.text(max_size=30), DAYS)
def test_no_text_breaks_it(text: str, on: date) -> None:
    read_day(text=text, on=on)


@given(DAYS, st.integers(0, 999))
def test_days_ahead_are_counted(on: date, count: int) -> None:
    assert read_day(text=f"+{count}d", on=on) == on + timedelta(days=count)


@given(DAYS)
def test_a_working_day_is_the_day_or_the_monday_after(day: date) -> None:
    found = working_day(day=day)
    assert found.weekday() < 5
    assert found == day or (found.weekday() == 0 and 0 < (found - day).days <= 2)
