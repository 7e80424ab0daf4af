"""What a field shows of a day, and the first working day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldcraft.lib.days import EARLIEST, LATEST, read_day, working_day, written

SUNDAY = date(2026, 11, 22)
DAYS = st.dates(EARLIEST, LATEST)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Tue 24 Nov", date(2026, 11, 24)),
        ("Tue, 24 Nov 2026", date(2026, 11, 24)),
        ("+3", date(2026, 11, 25)),
    ],
)
def test_a_weekday_before_the_day_is_passed_over(text: str, day: date) -> None:
    assert read_day(text=text, on=SUNDAY) == day


@given(day=DAYS, on=DAYS)
def test_what_a_field_shows_is_read_again(day: date, on: date) -> None:
    assert read_day(text=written(day=day, on=on), on=on) == day


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_a_working_day_is_the_day_or_the_monday_after(day: date) -> None:
    found = working_day(day=day)
    assert found.weekday() < 5
    assert found == day or (day.weekday() > 4 and timedelta(0) < found - day <= timedelta(days=2))
