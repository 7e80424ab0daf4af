"""The columns of a list as a file has them: numbers and days as such, the currency in a column of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from fieldcraft.pursuit.queries.lists import Row
from fieldcraft.web.lists.files import Cell
from fieldcraft.web.opportunities.present.columns import COLUMNS

_DRAWN: Final[Mapping[str, Callable[[Row], Cell]]] = {
    "claimed": lambda row: row.claimed or row.crm_stage,
    "supported": lambda row: row.supported,
    "amount": lambda row: row.amount,
    "close": lambda row: row.close_date,
    "last": lambda row: row.last_activity_on,
    "owner": lambda row: row.owner,
    "account": lambda row: row.account,
    "process": lambda row: row.process,
    "criteria": lambda row: row.met,
    "warnings": lambda row: row.warnings,
    "chance": lambda row: _points(row, "chance"),
}
#: What stands after a column in cells of its own: heads, and what is in them.
_AFTER: Final[Mapping[str, tuple[tuple[str, ...], Callable[[Row, str], list[Cell]]]]] = {
    "amount": (("Currency",), lambda row, currency: [row.currency or currency]),
    "criteria": (("Criteria asked",), lambda row, currency: [row.asked]),
    "supported": (("Stages ahead",), lambda row, currency: [row.gap]),
    "chance": (
        ("Chance from", "Chance to"),
        lambda row, currency: [_points(row, "chance_low"), _points(row, "chance_high")],
    ),
}


def heads(*, columns: Sequence[str]) -> list[str]:
    """The first line: name, account and owner always, then the columns as shown."""
    found = ["Opportunity", *(COLUMNS[key].label for key in _always(columns))]
    for key in columns:
        found += [COLUMNS[key].label, *(_AFTER[key][0] if key in _AFTER else ())]
    return found


def cells(*, row: Row, columns: Sequence[str], title: str, currency: str) -> list[Cell]:
    """One line, in the order of `heads`."""
    found: list[Cell] = [row.name, *(_DRAWN[key](row) for key in _always(columns))]
    for key in columns:
        found.append(title if key == "step" else _DRAWN[key](row) if key in _DRAWN else row.more.get(COLUMNS[key].more))
        found += _AFTER[key][1](row, currency) if key in _AFTER else []
    return found


def _always(columns: Sequence[str]) -> list[str]:
    return [key for key in ("account", "owner") if key not in columns]


def _points(row: Row, name: str) -> Cell:
    """A chance in percent with one decimal; empty where there is none."""
    chance = row.more.get(name)
    return None if chance is None else Decimal(str(round(100 * chance, 1)))
