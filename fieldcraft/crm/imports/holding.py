"""Fields that a person has changed here: an import leaves them until the CRM itself says something new.

`Opportunity.held` keeps, by column, what the CRM said when the person changed the field. While a file says the same,
the person's value stays. As soon as it says anything else the CRM has moved on: the hold goes, and the file counts.
Stage and outcome are one word of the CRM: they are held together and go together, and their days with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from fieldcraft.crm.models import Opportunity

#: Columns that people change here, with the type by which the CRM's word is compared.
HELD: Final[Mapping[str, str]] = {
    "account_id": "bigint",
    "owner_id": "bigint",
    "name": "text",
    "product": "text",
    "amount": "numeric",
    "close_date": "date",
    "next_step": "text",
    "type": "text",
    "stage": "text",
    "outcome": "text",
    "lost_reason": "text",
}
#: The CRM says these in one word.
STANDING: Final = ("stage", "outcome")


def hold(*, opportunity: Opportunity, columns: Mapping[str, object]) -> None:
    """Remember what the CRM said of `columns` (column to its value before the change); the first word is kept.

    The caller saves. One that did not come from a CRM is held too, which costs nothing and never matters.
    """
    for column, before in columns.items():
        if column in HELD:
            opportunity.held.setdefault(column, _plain(before))


def target_unless_held(*, column: str, target: str, held: str = "") -> str:
    """SQL: the file's value of a column, or the present one where it, or the column `held`, is held."""
    held = held or column
    return f"CASE WHEN o.held ? '{held}' THEN o.{column} ELSE {target} END" if held in HELD else target


def release(*, columns: Mapping[str, str], present: str) -> str:
    """SQL that ends the hold of each column of which the staged file says something new.

    `columns` are those the file fills, with where its own value stands; empty where it fills none that is ever held.
    """
    new = {
        column: f"o.held ? '{column}' AND (o.held->>'{column}')::{HELD[column]} IS DISTINCT FROM {value}"
        for column, value in columns.items()
        if column in HELD
    }
    if not new:
        return ""
    either = " OR ".join(f"({new[column]})" for column in STANDING if column in new)
    new |= {column: either for column in STANDING if column in new}
    parts = [f"CASE WHEN {said} THEN '{column}' END" for column, said in new.items()]
    gone = f"array_remove(ARRAY[{', '.join(parts)}]::text[], NULL)"
    return (
        f"UPDATE crm_opportunity o SET held = o.held - {gone} "  # noqa: S608 - our own names
        f"FROM pg_temp.import_stage s WHERE {present} AND o.held <> '{{}}' AND cardinality({gone}) > 0"
    )


def _plain(value: object) -> str | int | None:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else None
