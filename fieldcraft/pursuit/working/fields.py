"""The fields of an opportunity that people change by hand: how each is read, checked and named. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from fieldcraft.lib.amounts import AmountError, read_amount
from fieldcraft.lib.days import EARLIEST, LATEST, DayError, read_day

Value: TypeAlias = str | Decimal | date | int | None
Kind = Literal["text", "money", "day", "member", "account"]
#: The largest amount the table holds.
MOST: Final = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `column` is where it stands in the table; `longest` is in characters, 0: not a text."""

    key: str
    label: str
    kind: Kind
    column: str
    longest: int = 0
    needed: bool = False


FIELDS: Final[Mapping[str, Field]] = {
    one.key: one
    for one in (
        Field("name", "Name", "text", "name", longest=250, needed=True),
        Field("account", "Account", "account", "account_id", longest=200),
        Field("amount", "Amount", "money", "amount"),
        Field("close_date", "Close date", "day", "close_date"),
        Field("next_step", "Noted next step", "text", "next_step", longest=250),
        Field("product", "Product", "text", "product", longest=120),
        Field("type", "Type", "text", "type", longest=60),
        Field("owner", "Owner", "member", "owner_id"),
    )
}


class FieldError(ValueError):
    """A value that cannot be taken; the message is for the person."""


def read(*, field: Field, typed: str, on: date) -> Value:
    """What a person typed into a field, as it is stored: a member as his id, an account by its name.

    Empty is None (a text: empty). Raises FieldError.
    """
    text = " ".join(typed.replace("\0", "").split())
    try:
        if field.kind == "money":
            return checked(field=field, value=read_amount(text=text) if text else None)
        if field.kind == "day":
            return checked(field=field, value=read_day(text=text, on=on) if text else None)
    except (AmountError, DayError) as error:
        raise FieldError(str(error)) from None
    if field.kind == "member":
        if text and not (text.isascii() and text.isdigit() and len(text) < 19):
            raise FieldError("Choose somebody from the list.")
        return int(text) if text else None
    return checked(field=field, value=text)


def checked(*, field: Field, value: Value) -> Value:
    """The value as it is stored. Raises FieldError where it does not fit the field."""
    if isinstance(value, str):
        if field.needed and not value:
            raise FieldError(f"{field.label} is empty. An opportunity needs one.")
        if field.longest and len(value) > field.longest:
            raise FieldError(f"{field.label} has {len(value)} characters; {field.longest} fit. Shorten it.")
    elif isinstance(value, Decimal):
        if not value.is_finite() or value < 0:
            raise FieldError("An amount cannot be negative. Give 0 or more, or leave it empty.")
        if value >= MOST:
            raise FieldError("The amount is above 999,999,999,999. Check for a lost decimal sign.")
        return value.quantize(Decimal("0.01"))
    elif isinstance(value, date) and not EARLIEST <= value <= LATEST:
        raise FieldError(f"The year {value.year} cannot be right. Give one from {EARLIEST.year} to {LATEST.year}.")
    return value


def as_typed(*, value: Value) -> str:
    """A stored value as a form shows it, and reads it back without loss."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}".removesuffix(".00")
    return value.isoformat() if isinstance(value, date) else str(value)


def as_json(*, value: Value) -> str | int | None:
    """A stored value as JSON keeps it; `from_json` reads it back."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def from_json(*, field: Field, value: object) -> Value:
    """What `as_json` wrote. Raises FieldError for anything else."""
    try:
        if value is None:
            return None
        if field.kind == "money":
            return Decimal(str(value))
        if field.kind == "day":
            return date.fromisoformat(str(value))
        return int(str(value)) if field.column.endswith("_id") else str(value)
    except (ArithmeticError, ValueError) as error:
        raise FieldError(f"{field.label} cannot be read.") from error


def same(one: Value, other: Value) -> bool:
    """Whether two values say the same; in texts only the words count, because a form's field drops line breaks."""
    if isinstance(one, str) and isinstance(other, str):
        return one.split() == other.split()
    return one == other
