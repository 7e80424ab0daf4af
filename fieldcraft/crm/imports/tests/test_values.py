"""Cells are read exactly or refused with a reason; nothing is rounded into sense."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldcraft.crm.imports.styles import Votes, date_style, date_votes, money_style
from fieldcraft.crm.imports.values import (
    CellError,
    outcome_word,
    plain_text,
    read_currency,
    read_date,
    read_money,
)

DAYS = st.dates(min_value=date(1971, 1, 1), max_value=date(2069, 12, 31))
CENTS = st.integers(min_value=0, max_value=10**13).map(lambda cents: Decimal(cents) / 100)


@pytest.mark.parametrize(
    ("text", "style", "day"),
    [
        ("2026-03-09", "iso", date(2026, 3, 9)),
        ("2026-03-09T23:59:00.000Z", "mdy", date(2026, 3, 9)),
        ("2026-03-09 12:00:00+02:00", "dmy", date(2026, 3, 9)),
        ("3/11/2025 13:00", "mdy", date(2025, 3, 11)),
        ("02/23/26 08:55 PM", "mdy", date(2026, 2, 23)),
        ("9.3.2026", "dmy", date(2026, 3, 9)),
        ("09. 03. 2026", "dmy", date(2026, 3, 9)),
        ("9-3-1999", "dmy", date(1999, 3, 9)),
        ("9 Mar 2026", "iso", date(2026, 3, 9)),
        ("March 9, 2026", "iso", date(2026, 3, 9)),
    ],
)
def test_a_day_is_read_in_the_styles_of_the_crms(text: str, style: str, day: date) -> None:
    assert read_date(text, style) == day


@pytest.mark.parametrize("text", ["31.02.2026", "2026-13-01", "soon", "45678", "1/1/0001", "9999-12-31"])
def test_what_is_no_day_is_refused_with_how_to_mend_it(text: str) -> None:
    with pytest.raises(CellError) as refused:
        read_date(text, "dmy")
    assert refused.value.reason
    assert refused.value.mend


@given(st.lists(DAYS, min_size=40, max_size=60).filter(lambda days: any(day.day > 12 for day in days)), st.booleans())
def test_the_date_style_of_a_column_is_found_from_its_days(days: list[date], american: bool) -> None:
    month_first = [f"{day.month}/{day.day}/{day.year}" for day in days]
    day_first = [f"{day.day}/{day.month}/{day.year}" for day in days]
    for texts, style in ((month_first, "mdy"), (day_first, "dmy")):
        found = date_style(values=texts, others=date_votes(texts), american=american)
        assert (found.name, found.doubt) == (style, "")
        assert [read_date(text, found.name) for text in texts] == days


def test_a_column_without_a_telling_day_is_doubted_and_follows_the_others() -> None:
    unclear = ["01/02/2026", "03/04/2026"]
    found = date_style(values=unclear, others=Votes(first=0, second=9), american=True)
    assert found.name == "dmy"
    assert "no cell" in found.doubt
    assert "month first" in date_style(values=unclear, others=Votes(), american=True).doubt


@given(CENTS)
def test_an_amount_is_read_alike_in_both_styles(amount: Decimal) -> None:
    american = f"{amount:,.2f}"
    european = american.translate(str.maketrans(",.", ".,"))
    for text, style in (
        (american, "point"),
        (european, "comma"),
        (f"€ {european}", "comma"),
        (f"{american} USD", "point"),
    ):
        if amount >= 10**12:
            continue
        assert read_money(text, style)[0] == amount
        decided = money_style(values=[text], others=Votes(), semicolons=False).name
        assert decided == style or amount < 1, (text, decided)


@pytest.mark.parametrize(
    ("text", "style", "amount", "currency"),
    [
        ("1 234,50 €", "comma", "1234.50", "EUR"),
        ("$1,234.5", "point", "1234.50", "USD"),
        ("CHF 1'234.00", "point", "1234.00", "CHF"),
        ("0", "point", "0", ""),
    ],
)
def test_currency_signs_and_blanks_are_understood(text: str, style: str, amount: str, currency: str) -> None:
    assert read_money(text, style) == (Decimal(amount), currency)


@pytest.mark.parametrize("text", ["12k", "1.2M", "-5", "(500)", "5-", "n/a", "12,5", "1e5", "1000000000000", "1,23,45"])
def test_amounts_that_are_short_negative_or_odd_are_refused(text: str) -> None:
    with pytest.raises(CellError):
        read_money(text, "point")


def test_currencies_are_codes_or_names() -> None:
    assert [read_currency(text) for text in ("eur", "US Dollar", "€", "Euro (EUR)")] == ["EUR", "USD", "EUR", "EUR"]
    with pytest.raises(CellError):
        read_currency("shells")


def test_status_words_are_won_lost_open_or_unknown() -> None:
    assert [outcome_word(text) for text in ("Closed Won", "Out-Sold", "In Progress", "Proposal")] == [
        "won",
        "lost",
        "open",
        None,
    ]


def test_html_loses_its_tags_and_other_text_stays() -> None:
    assert plain_text("<html><style>p{}</style><p>Two\nlines</p></html>") == "Two lines"
    assert plain_text(" a < b ") == "a < b"
