"""Which column fills which field: by its name, checked against its content. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from fieldcraft.crm.imports.fields import EXTRA, FIELDS, IGNORE, Field, snake, spellings, squeezed
from fieldcraft.crm.imports.leaks import after_close_notes
from fieldcraft.crm.imports.plan import Column, KnownStage, Plan
from fieldcraft.crm.imports.reading import Profile
from fieldcraft.crm.imports.styles import Votes, date_style, date_votes, money_style, money_votes
from fieldcraft.crm.imports.values import is_date, is_flag, is_money, outcome_word

Test: TypeAlias = Callable[[str], bool]

ENOUGH = 0.6
SOURCES = ("salesforce", "hubspot", "dynamics", "odoo", "sheet")
_MARKS = {
    "salesforce": {"stagename", "isclosed", "iswon", "accountid", "opportunityowner", "leadsource", "ownerid"},
    "hubspot": {"dealname", "dealstage", "dealowner", "dealid", "recordid", "associatedcompanydomain", "createdate"},
    "dynamics": {"topic", "potentialcustomer", "estrevenue", "estclosedate", "statusreason", "actualrevenue"},
    "odoo": {"expectedclosing", "salesperson", "expectedrevenue", "datedeadline", "partnerid", "stageid", "wonstatus"},
}
_AMERICAN = ("salesforce", "dynamics", "hubspot")


def source_of(header: Sequence[str]) -> str:
    """The CRM whose export has such headers: at least three of its own words; else `sheet`."""
    names = {squeezed(name) for name in header}
    best = max(_MARKS, key=lambda crm: len(names & _MARKS[crm]))
    return best if len(names & _MARKS[best]) >= 3 else "sheet"


def planned(*, profile: Profile, source: str = "", known_stages: Sequence[KnownStage] = ()) -> Plan:
    """The best reading of a file's columns, with the doubts it leaves."""
    cells = _by_column(profile)
    crm = source_of(profile.header)
    chosen = _choose(header=profile.header, cells=cells)
    columns = _with_content(_columns(header=profile.header, cells=cells, chosen=chosen), cells=cells)
    plan = Plan(
        source=source or crm,
        layout=profile.layout,
        columns=_with_styles(columns, cells=cells, american=crm in _AMERICAN, delimiter=profile.layout.delimiter),
        known_stages=tuple(known_stages),
    )
    return replace(plan, notes=tuple(after_close_notes(plan=plan, sample=profile.sample)))


def _by_column(profile: Profile) -> list[list[str]]:
    width = len(profile.header)
    found: list[list[str]] = [[] for _ in range(width)]
    for row in profile.sample:
        for place, cell in enumerate(row[:width]):
            if bare_cell := cell.strip():
                found[place].append(bare_cell)
    return found


def _choose(*, header: Sequence[str], cells: Sequence[Sequence[str]]) -> dict[int, str]:
    """Column place to field key. The surest names first; a field is given once, and only to fitting content."""
    offers = sorted(
        (field.names.index(name), spelling, order, place, field.key)
        for place, text in enumerate(header)
        for spelling, name in enumerate(spellings(text))
        for order, field in enumerate(FIELDS.values())
        if name in field.names
    )
    chosen: dict[int, str] = {}
    for _, _, _, place, key in sorted(offers, key=lambda offer: (offer[1] > 1, offer[0], offer[1], offer[2])):
        if place not in chosen and key not in chosen.values() and _fits(FIELDS[key], cells[place], header[place]):
            chosen[place] = key
    return chosen


def _fits(field: Field, values: Sequence[str], header: str) -> bool:
    """Whether the cells look like the field. An empty column fits only by a name that can mean nothing else."""
    if not values:
        return squeezed(header) in field.names[:4] and field.kind != "id"
    if field.kind == "money":
        return _share(values, is_money) >= ENOUGH and not _share(values, is_date) > ENOUGH
    if field.kind == "date":
        return _share(values, is_date) >= ENOUGH
    if field.kind == "flag":
        return all(is_flag(value) for value in values)
    if field.kind == "outcome":
        return _share(values, lambda value: outcome_word(value) is not None) >= ENOUGH
    if field.kind == "id":
        return len(set(values)) >= 0.9 * len(values)
    return not (field.key in ("stage", "owner", "account", "name") and _share(values, is_date) > ENOUGH)


def _share(values: Sequence[str], test: Test) -> float:
    return sum(1 for value in values if test(value)) / len(values)


def _columns(*, header: Sequence[str], cells: Sequence[Sequence[str]], chosen: dict[int, str]) -> list[Column]:
    keys: set[str] = set()
    columns = []
    for place, name in enumerate(header):
        key = base = snake(name)
        number = 2
        while key in keys:
            key, number = f"{base}_{number}", number + 1
        keys.add(key)
        empty_unnamed = not cells[place] and name == f"Column {place + 1}"
        field = chosen.get(place, IGNORE if empty_unnamed else EXTRA)
        columns.append(Column(header=name, field=field, key=key, how="name" if place in chosen else ""))
    return columns


def _with_content(columns: list[Column], *, cells: Sequence[Sequence[str]]) -> list[Column]:
    """Fill what no name gave, where the content of exactly one free column says it."""
    taken = {column.field for column in columns}

    def only(test: Test) -> int | None:
        places = [
            place
            for place, column in enumerate(columns)
            if column.field == EXTRA and len(cells[place]) >= 3 and _share(cells[place], test) >= 0.9
        ]
        return places[0] if len(places) == 1 else None

    tests: dict[str, Test] = {
        "outcome": lambda value: outcome_word(value) is not None,
        "close_date": is_date,
        "amount": lambda value: is_money(value) and not value.replace(".", "").isdigit(),
    }
    for key, test in tests.items():
        if key in taken or (key == "outcome" and taken & {"is_won", "is_closed", "stage"}):
            continue
        if key == "amount" and "closed_amount" in taken:
            continue
        if (place := only(test)) is not None:
            columns[place] = replace(columns[place], field=key, how="content")
    return columns


def _with_styles(
    columns: list[Column], *, cells: Sequence[Sequence[str]], american: bool, delimiter: str
) -> tuple[Column, ...]:
    """Give every column that holds dates or amounts its style, kept columns too: a person may choose them later."""
    dates = [place for place, values in enumerate(cells) if values and _share(values, is_date) >= ENOUGH]
    money = [place for place, column in enumerate(columns) if _kind(column) == "money" and place not in dates]
    date_sum = _sum([date_votes(cells[place]) for place in dates])
    money_sum = _sum([money_votes(cells[place]) for place in money])
    for place, column in enumerate(columns):
        if place in dates:
            style = date_style(values=cells[place], others=date_sum, american=american)
        elif place in money or (cells[place] and _share(cells[place], is_money) >= ENOUGH):
            style = money_style(values=cells[place], others=money_sum, semicolons=delimiter == ";")
        else:
            continue
        columns[place] = replace(column, style=style.name, doubt=style.doubt)
    return tuple(columns)


def _kind(column: Column) -> str:
    return FIELDS[column.field].kind if column.field in FIELDS else ""


def _sum(votes: Sequence[Votes]) -> Votes:
    return Votes(sum(v.first for v in votes), sum(v.second for v in votes), sum(v.either for v in votes))
