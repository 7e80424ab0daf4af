"""What a list's address asks for, and the address that asks for it: every view of list and board is a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final, get_args
from urllib.parse import urlencode

from fieldcraft.lib.amounts import AmountError, read_amount
from fieldcraft.lib.days import DayError, read_day
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.queries.filtering import Filters, Sort, View
from fieldcraft.web.opportunities.present.columns import COLUMNS, DEFAULT

LONGEST_WORDS, LONGEST_KEY, MOST_DAYS = 100, 120, 3650
_TEXTS: Final = {"words": "q", "stage": "stage", "said": "said", "process": "process", "warning": "warning",
                 "missing": "missing", "product": "product", "source": "source"}  # fmt: skip
_DAYS: Final = ("close_from", "close_to")
_AMOUNTS: Final = ("amount_from", "amount_to")
_COUNTS: Final = ("quiet", "gap", "changed")


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters, columns and list or board. `faults` say what could not be read; it counts as not asked."""

    filters: Filters
    columns: tuple[str, ...] = DEFAULT
    board: bool = False
    faults: tuple[str, ...] = field(default=(), compare=False)


def asked_of(*, given: Mapping[str, str], viewer: Viewer, remembered: tuple[str, ...] = ()) -> Asked:
    """What an address asks for; whom the viewer does not see is left out. `remembered` are the member's columns."""
    faults: list[str] = []
    chosen = tuple(dict.fromkeys(key for key in given.get("cols", "").split(",") if key in COLUMNS))
    known = tuple(key for key in remembered if key in COLUMNS)
    return Asked(
        filters_of(asked=given, viewer=viewer, faults=faults),
        chosen or known or DEFAULT,
        given.get("as") == "board",
        tuple(faults),
    )


def filters_of(*, asked: Mapping[str, str], viewer: Viewer, faults: list[str] | None = None) -> Filters:
    """Filters from an address; what makes no sense there is left out, and told in `faults`."""
    told = faults if faults is not None else []
    view, sort, owner, page = (asked.get(name, "") for name in ("view", "sort", "owner", "page"))
    return Filters(
        words=_text(asked, "q"),
        stage=_text(asked, "stage"),
        said=_text(asked, "said"),
        process=_text(asked, "process"),
        owner=_owner(owner, viewer),
        view=view if view in get_args(View) else "all",  # type: ignore[arg-type]
        sort=sort if sort in get_args(Sort) else "close",  # type: ignore[arg-type]
        page=min(max(int(page), 1), 100_000) if _is_number(page) else 1,
        amount_from=_amount(_text(asked, "amount_from"), told),
        amount_to=_amount(_text(asked, "amount_to"), told),
        close_from=_day(_text(asked, "close_from"), viewer.on, told),
        close_to=_day(_text(asked, "close_to"), viewer.on, told),
        quiet=_count(_text(asked, "quiet")),
        gap=_count(_text(asked, "gap")),
        warning=_text(asked, "warning"),
        missing=_text(asked, "missing"),
        product=_text(asked, "product"),
        source=_text(asked, "source"),
        changed=_count(_text(asked, "changed")),
    )


def address(*, filters: Filters, board: bool, columns: tuple[str, ...] = DEFAULT) -> str:
    """The query that leads here; what stands as it comes is left out."""
    parts: dict[str, str] = {name: getattr(filters, key) for key, name in _TEXTS.items()}
    parts |= {"owner": str(filters.owner or ""), "view": "" if filters.view == "all" else filters.view}
    parts |= {name: _plain(getattr(filters, name)) for name in _AMOUNTS}
    parts |= {name: getattr(filters, name) for name in _DAYS}
    parts |= {name: str(getattr(filters, name) or "") for name in _COUNTS}
    parts |= {
        "sort": "" if filters.sort == "close" else filters.sort,
        "page": "" if filters.page == 1 else str(filters.page),
        "as": "board" if board else "",
        "cols": "" if columns == DEFAULT else ",".join(columns),
    }
    # Without anything at all the address would lead to the member's first view.
    return "?" + (urlencode({name: value for name, value in parts.items() if value}, safe=",") or "view=all")


def query_of(*, asked: Asked, **changes: object) -> str:
    """The address of what is asked with other filters, on its first page."""
    filters = replace(asked.filters, **({"page": 1} | changes))  # type: ignore[arg-type]
    return address(filters=filters, board=asked.board, columns=asked.columns)


def saved_query(*, asked: Asked) -> str:
    """What a saved view keeps."""
    query = query_of(asked=asked).removeprefix("?")
    return "" if query == "view=all" else query


def _text(asked: Mapping[str, str], name: str) -> str:
    most = LONGEST_WORDS if name == "q" else LONGEST_KEY
    return asked.get(name, "").replace("\0", "").strip()[:most]


def _owner(text: str, viewer: Viewer) -> int | None:
    if text == "me" and viewer.member is not None:
        return viewer.member.pk
    return int(text) if _is_number(text) and int(text) in (viewer.sees or ()) else None


def _amount(text: str, faults: list[str]) -> Decimal | None:
    try:
        return read_amount(text=text) if text else None
    except AmountError as error:
        faults.append(str(error))
        return None


def _day(text: str, on: date, faults: list[str]) -> str:
    try:
        if text:
            read_day(text=text, on=on)
    except DayError as error:
        faults.append(str(error))
        return ""
    return text


def _count(text: str) -> int:
    return min(int(text), MOST_DAYS) if _is_number(text) else 0


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}".removesuffix(".00")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
