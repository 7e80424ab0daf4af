"""Which date and number style a column is written in, decided over a sample. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fieldcraft.crm.imports.values import date_parts, money_digits


@dataclass(frozen=True, slots=True)
class Style:
    """`name` is a date or number style. `doubt` says why it is only likely; empty when the sample proves it."""

    name: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Votes:
    """How many cells can only be the first style, only the second, or either."""

    first: int = 0
    second: int = 0
    either: int = 0


def date_votes(values: Sequence[str]) -> Votes:
    """Cells that can only be month first, only day first, and those that may be both."""
    month, day, either = 0, 0, 0
    for value in values:
        if parts := date_parts(value):
            if parts[0] > 12 >= parts[1]:
                day += 1
            elif parts[1] > 12 >= parts[0]:
                month += 1
            elif "." in value.split(" ")[0]:
                # Points stand between day and month; nobody writes a month first with them.
                day += 1
            else:
                either += parts[0] != parts[1]
    return Votes(month, day, either)


def date_style(*, values: Sequence[str], others: Votes, american: bool) -> Style:
    """The style of one column. `others` are the votes of all date columns; `american` is the CRM's usual style."""
    if not any(date_parts(value) for value in values):
        return Style("iso")
    own = date_votes(values)
    if own.first or own.second:
        doubt = ""
        if own.first and own.second:
            doubt = f"{own.first} cells can only be month first and {own.second} only day first"
        return Style("mdy" if own.first >= own.second else "dmy", doubt)
    if own.either == 0:
        return Style("mdy" if american else "dmy")
    if others.first != others.second:
        name = "mdy" if others.first > others.second else "dmy"
        return Style(name, "no cell tells day from month; read like the other date columns")
    name = "mdy" if american else "dmy"
    return Style(name, f"no cell tells day from month; read with the {'month' if american else 'day'} first")


def money_votes(values: Sequence[str]) -> Votes:
    """Cells that can only be 1,234.56, only 1.234,56, and those that may be both."""
    point, comma, either = 0, 0, 0
    for value in values:
        digits = money_digits(value)
        points, commas = digits.count("."), digits.count(",")
        if points and commas:
            point, comma = (point + 1, comma) if digits.rindex(".") > digits.rindex(",") else (point, comma + 1)
        elif points == 1 or commas == 1:
            tail = len(digits) - 1 - max(digits.rfind("."), digits.rfind(","))
            head = len(digits) - 1 - tail
            if tail == 3 and 1 <= head <= 3 and not digits.startswith("0"):
                either += 1
            elif points:
                point += 1
            else:
                comma += 1
        elif points > 1:
            comma += 1
        elif commas > 1:
            point += 1
    return Votes(point, comma, either)


def money_style(*, values: Sequence[str], others: Votes, semicolons: bool) -> Style:
    """The style of one column. A file with semicolons comes from where the comma is the decimal sign."""
    own = money_votes(values)
    if own.first or own.second:
        doubt = ""
        if own.first and own.second:
            doubt = f"{own.first} cells are written 1,234.56 and {own.second} are written 1.234,56"
        return Style("point" if own.first >= own.second else "comma", doubt)
    if own.either == 0:
        return Style("point")
    if others.first != others.second:
        name = "point" if others.first > others.second else "comma"
        return Style(name, "no cell tells thousands from decimals; read like the other amounts")
    # Three digits after the only sign are thousands in both styles' plain use: 1,234 and 1.234 are the same number.
    dots = sum("." in money_digits(value) for value in values)
    commas = sum("," in money_digits(value) for value in values)
    name = "comma" if semicolons or dots > commas else "point"
    return Style(name, "no cell tells thousands from decimals; three digits after the sign are read as thousands")
