"""The columns a list can have, and each row as HTML: a tag or an include per cell would be dear in a template."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString

from fieldcraft.pursuit.queries.filtering import Sort
from fieldcraft.pursuit.queries.lists import Row
from fieldcraft.pursuit.working.fields import as_typed
from fieldcraft.web import words
from fieldcraft.web.opportunities.present.chance import percent, span
from fieldcraft.web.templatetags.ui import money


@dataclass(frozen=True, slots=True)
class Setting:
    """What the cells of one page share. `steps` are first steps by opportunity; `edits`: cells can be changed."""

    base: str
    currency: str
    on: date
    whose: bool
    steps: Mapping[int, str]
    edits: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """One column. `draw` gives text and small print as HTML; `more` and `also` are what it reads besides, `edit` the
    field."""

    label: str
    draw: Callable[[Row, Setting], tuple[str, str]]
    css: str = ""
    sort: Sort | None = None
    numeric: bool = False
    order: str = ""
    more: str = ""
    edit: str = ""
    also: tuple[str, ...] = ()


def _day(value: object, on: date) -> str:
    if isinstance(value, datetime):
        value = value.date()
    return words.day(value=value, on=on) if isinstance(value, date) else ""


def _more(name: str) -> Callable[[Row, Setting], tuple[str, str]]:
    return lambda row, here: (escape(row.more.get(name) or ""), "")


def _more_day(name: str) -> Callable[[Row, Setting], tuple[str, str]]:
    return lambda row, here: (_day(row.more.get(name), here.on), "")


def _supported(row: Row, here: Setting) -> tuple[str, str]:
    said = escape(row.supported or "None")
    if row.gap <= 0:
        return said, ""
    return f'<span class="ahead">{said}</span>', f"{row.gap} stage{'' if row.gap == 1 else 's'} behind"


def _closes(row: Row, here: Setting) -> tuple[str, str]:
    said = _day(row.close_date, here.on)
    if not row.late:
        return said, ""
    return f'<span class="late">{said}</span>', words.late(due=row.close_date, on=here.on)


def _last(row: Row, here: Setting) -> tuple[str, str]:
    if row.last_activity_on is None:
        return "None", ""
    return _day(row.last_activity_on, here.on), words.ago(value=row.last_activity_on, on=here.on)


def _chance(row: Row, here: Setting) -> tuple[str, str]:
    chance = row.more.get("chance")
    if chance is None:
        return "—", ""
    return percent(chance=chance), span(low=row.more["chance_low"], high=row.more["chance_high"])


COLUMNS: Final[Mapping[str, Kind]] = {
    "claimed": Kind("CRM says", lambda row, here: (escape(row.claimed or row.crm_stage), ""), "is-claimed"),
    "supported": Kind("Evidence supports", _supported, "is-supported", "gap", order="descending"),
    "amount": Kind(
        "Amount",
        lambda row, here: (escape(money(row.amount, row.currency or here.currency)), ""),
        "n is-amount",
        "amount",
        numeric=True,
        order="descending",
        edit="amount",
    ),
    "close": Kind("Closes", _closes, "n is-closes", "close", numeric=True, order="ascending", edit="close_date"),
    "step": Kind("Next step", lambda row, here: (escape(here.steps.get(row.id, "")) or "—", ""), "is-next"),
    "noted": Kind("Noted next step", _more("noted"), "is-noted", more="noted", edit="next_step"),
    "last": Kind("Last activity", _last, "n is-last", "contact", numeric=True, order="ascending"),
    "owner": Kind("Owner", lambda row, here: (escape(row.owner), ""), more="owner_id", edit="owner"),
    "account": Kind("Account", lambda row, here: (escape(row.account), "")),
    "product": Kind("Product", _more("product"), more="product", edit="product"),
    "type": Kind("Type", _more("type"), more="type", edit="type"),
    "source": Kind("Source", _more("source"), more="source"),
    "process": Kind("Process", lambda row, here: (escape(row.process), "")),
    "criteria": Kind("Criteria met", lambda row, here: (f"{row.met} of {row.asked}", ""), "n", numeric=True),
    "warnings": Kind(
        "Warnings",
        lambda row, here: (str(row.warnings or ""), ""),
        "n",
        "warnings",
        numeric=True,
        order="descending",
    ),
    "chance": Kind(
        "Chance",
        _chance,
        "n",
        "chance",
        numeric=True,
        order="descending",
        more="chance",
        also=("chance_low", "chance_high"),
    ),
    "created": Kind("Opened", _more_day("created"), "n", numeric=True, more="created"),
    "since": Kind("In stage since", _more_day("since"), "n", numeric=True, more="since"),
    "changed": Kind("Changed", _more_day("changed"), "n", numeric=True, more="changed"),
    "moves": Kind("Close date moved", _more("moves"), "n", numeric=True, more="moves"),
}
DEFAULT: Final = ("claimed", "supported", "amount", "close", "step", "last")
NAME: Final = Kind("Opportunity", lambda row, here: ("", ""), sort="name", order="ascending")
#: What the line under the name says where no column of its own does.
_UNDER: Final = ("account", "owner", "process")


def read_besides(*, columns: Sequence[str]) -> tuple[str, ...]:
    """What a list of these columns reads besides what every list reads."""
    return tuple(dict.fromkeys(name for key in columns for name in (COLUMNS[key].more, *COLUMNS[key].also) if name))


def row_html(*, row: Row, columns: Sequence[str], here: Setting) -> SafeString:
    """One line of the list."""
    name, href = escape(row.name), f"{here.base}opportunities/{row.id}/"
    badge = ""
    if row.warnings and "warnings" not in columns:
        badge = f' <span class="badge" data-tone="warn">{row.warnings}<span class="hidden-text"> warnings</span></span>'
    said = {"account": row.account, "owner": row.owner if here.whose else "", "process": row.process}
    under = " · ".join(escape(said[key]) for key in _UNDER if said[key] and key not in columns)
    pick = edit = ""
    if here.edits:
        pick = f'<td class="pick"><input type="checkbox" name="id" value="{row.id}" aria-label="Choose {name}"></td>'
        edit = f' <a class="no-js" href="{href}edit/">Edit</a>'
    cells = "".join([_cell(COLUMNS[key], row, here) for key in columns])
    return SafeString(
        f'<tr data-id="{row.id}">{pick}<th scope="row"><a href="{href}" data-row>{name}</a>{badge}'
        f"<small>{under}{edit}</small></th>{cells}</tr>"
    )


def _cell(kind: Kind, row: Row, here: Setting) -> str:
    text, small = kind.draw(row, here)
    css = f' class="{kind.css}"' if kind.css else ' class="is-more"'
    label = "" if kind.css.startswith("is-") or "is-" in kind.css else f' data-label="{kind.label}"'
    edit = f' data-edit="{kind.edit}" data-value="{escape(_raw(kind, row))}"' if kind.edit and here.edits else ""
    return f"<td{css}{label}{edit}>{text}{f'<small>{small}</small>' if small else ''}</td>"


def _raw(kind: Kind, row: Row) -> str:
    """The value as an editor shows it."""
    if kind.edit == "amount":
        return as_typed(value=row.amount)
    if kind.edit == "close_date":
        return as_typed(value=row.close_date)
    return as_typed(value=row.more.get(kind.more))
