from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldcraft.web.templatetags import ui


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("184000.00"), "€ 184,000"),
        (Decimal("-1200.4"), "−€ 1,200"),
        (0, "€ 0"),
        (None, ""),
    ],
)
def test_money_is_whole_units_after_its_currency(value: Decimal | None, shown: str) -> None:
    assert ui.money(value).replace(ui.NBSP, " ") == shown


def test_money_in_a_currency_without_a_sign_shows_its_code() -> None:
    assert ui.money(5, "SEK").replace(ui.NBSP, " ") == "SEK 5"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (950, "€ 950"),
        (999.6, "€ 1 k"),
        (96_500, "€ 96.5 k"),
        (127_500, "€ 128 k"),
        (999_600, "€ 1 M"),
        (1_284_000, "€ 1.28 M"),
        (18_420_000, "€ 18.4 M"),
        (3_000_000_000, "€ 3 bn"),
        (-184_000, "−€ 184 k"),
    ],
)
def test_a_sum_at_a_glance_has_three_digits(value: float, shown: str) -> None:
    assert ui.money_short(value).replace(ui.NBSP, " ") == shown


@given(st.integers(min_value=0, max_value=10**12))
def test_a_sum_at_a_glance_is_right_to_half_a_hundredth(value: int) -> None:
    number, *letter = ui.money_short(value).split(ui.NBSP)[1:]
    size = float(number) * {"": 1, "k": 1e3, "M": 1e6, "bn": 1e9}[letter[0] if letter else ""]
    assert size == pytest.approx(value, rel=0.0051, abs=0.5)


@pytest.mark.parametrize(("value", "shown"), [(0, "0 min"), (47, "47 min"), (60, "1 h"), (125, "2 h 05"), (None, "")])
def test_minutes_are_said_as_people_say_them(value: int | None, shown: str) -> None:
    assert ui.minutes(value).replace(ui.NBSP, " ") == shown


@pytest.mark.parametrize(("value", "width"), [(-3, "0%"), (46.4, "46%"), (130, "100%")])
def test_a_bar_never_leaves_its_rail(value: float, width: str) -> None:
    assert f'width="{width}"' in ui.bar(value)


def test_an_icon_without_a_label_is_hidden_from_readers() -> None:
    assert 'aria-hidden="true"' in ui.icon("met")
    assert 'aria-label="Warning"' in ui.icon("warning", "Warning")
    assert "aria-hidden" not in ui.icon("warning", "Warning")
