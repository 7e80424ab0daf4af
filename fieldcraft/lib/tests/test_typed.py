"""Days and amounts as people type them."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldcraft.lib.amounts import AmountError, read_amount
from fieldcraft.lib.days import DayError, read_day

ON = date(2026, 11, 22)  # a Sunday
AHEAD = {
    "today": ON, "Tomorrow": date(2026, 11, 23), "+30d": date(2026, 12, 22), "+7d": date(2026, 11, 29),
    "7d": date(2026, 11, 29),
    "in 2 weeks": date(2026, 12, 6), "+3m": date(2027, 2, 22), "mon": date(2026, 11, 23), "Friday": date(2026, 11, 27),
    "sun": date(2026, 11, 29), "next week": date(2026, 11, 23),
    "31 Jan": date(2027, 1, 31), "jan 31": date(2027, 1, 31),
    "22 Nov": ON, "21 nov": date(2027, 11, 21), "q1": date(2027, 3, 31), "Q4": date(2026, 12, 31),
    "q4 27": date(2027, 12, 31),
    "eom": date(2026, 11, 30), "end of quarter": date(2026, 12, 31), "feb": date(2027, 2, 28),
    "2027-01-31": date(2027, 1, 31),
    "31.1.": date(2027, 1, 31), "31.1.28": date(2028, 1, 31), "29 feb": date(2028, 2, 29), "25/12": date(2026, 12, 25),
}  # fmt: skip
BEHIND = {
    "mon": date(2026, 11, 16),
    "31 Jan": date(2026, 1, 31),
    "yesterday": date(2026, 11, 21),
    "q3": date(2026, 9, 30),
}
AMOUNTS = {
    "25000": "25000", "25k": "25000", "1.2m": "1200000", "1,2 Mio": "1200000", "25,000": "25000", "25.000": "25000",
    "1.250,50": "1250.50", "1,250.5": "1250.50", "€ 25 000": "25000", "0": "0", "12.5": "12.50",
    "1'250'000 CHF": "1250000",
}  # fmt: skip


@pytest.mark.parametrize(("typed", "day"), AHEAD.items())
def test_a_typed_day_is_the_next_such_day(typed: str, day: date) -> None:
    assert read_day(text=typed, on=ON) == day


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("q1", date(2027, 1, 1)),
        ("feb", date(2027, 2, 1)),
        ("end of quarter", date(2026, 10, 1)),
        ("+7d", date(2026, 11, 29)),
    ],
)
def test_a_period_that_begins_is_its_first_day(typed: str, day: date) -> None:
    assert read_day(text=typed, on=ON, begins=True) == day


@pytest.mark.parametrize(("typed", "day"), BEHIND.items())
def test_a_day_that_happened_is_the_last_such_day(typed: str, day: date) -> None:
    assert read_day(text=typed, on=ON, ahead=False) == day


@pytest.mark.parametrize(
    "typed", ["", "soon", "31 feb", "32.1.", "03/04", "q5", "+99999d", "2150-01-01", "0000-00-00", "janu 99"]
)
def test_what_is_no_day_is_told_with_an_example(typed: str) -> None:
    with pytest.raises(DayError, match=r"31 Jan|letters|year"):
        read_day(text=typed, on=ON)


@pytest.mark.parametrize(("typed", "amount"), AMOUNTS.items())
def test_a_typed_amount_is_read_in_either_style(typed: str, amount: str) -> None:
    assert read_amount(text=typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["", "many", "-5", "1,25,000", "1.2345", "9" * 13, "1..2", "12,", "=1+1"])
def test_what_is_no_amount_is_told(typed: str) -> None:
    with pytest.raises(AmountError, match=r"\. |such as"):
        read_amount(text=typed)


@given(st.text(max_size=24), st.dates(date(2001, 1, 1), date(2090, 1, 1)))
def test_no_text_breaks_the_readers(text: str, on: date) -> None:
    for reader in (lambda: read_day(text=text, on=on), lambda: read_amount(text=text)):
        with suppress(DayError, AmountError):
            reader()
