"""List and board in words. Rows are made flat here, because a filter or an include per cell is dear in a template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import get_args
from urllib.parse import urlencode

from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.queries.lists import (
    NOT_ASSESSED,
    PAGE,
    QUIET_DAYS,
    Board,
    Column,
    Filters,
    Holds,
    ListPage,
    Row,
    Sort,
    View,
)
from fieldcraft.pursuit.queries.live import Live
from fieldcraft.web import shapes, words
from fieldcraft.web.templatetags.ui import money, money_short

VIEWS: dict[View, str] = {
    "all": "All open",
    "ahead": "CRM ahead of the evidence",
    "warned": "With a warning",
    "quiet": f"No activity for {QUIET_DAYS} days",
    "late": "Close date passed",
}
#: Column, sort key, whether it holds numbers, and the order it has.
COLUMNS: tuple[tuple[str, Sort | None, bool, str], ...] = (
    ("Opportunity", "name", False, "ascending"),
    ("CRM says", None, False, ""),
    ("Evidence supports", "gap", False, "descending"),
    ("Amount", "amount", True, "descending"),
    ("Closes", "close", True, "ascending"),
    ("Next step", None, False, ""),
    ("Last activity", "contact", True, "ascending"),
)
IN_ORDER: dict[Sort, str] = {
    "close": "next to close first",
    "amount": "largest first",
    "gap": "farthest ahead of the evidence first",
    "contact": "longest without activity first",
    "warnings": "most warnings first",
    "name": "by name",
}


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of the table, every cell as text."""

    href: str
    name: str
    under: str
    warnings: int
    claimed: str
    supported: str
    behind: str
    amount: str
    closes: str
    late: str
    next_step: str
    last: str
    ago: str


@dataclass(frozen=True, slots=True)
class ManyView:
    """What list and board share, and the rows or columns of one of them."""

    sum: str
    list_href: str
    query_string: str
    query: Mapping[str, str]
    choices: Sequence[shapes.Choice]
    keep: Sequence[Mapping[str, str]]
    clear_href: str
    segments: Sequence[shapes.Tab]
    processes: Sequence[shapes.Tab]
    columns: Sequence[shapes.Column]
    rows: Sequence[ListRow]
    pager: shapes.Pager | None
    board: Sequence[shapes.BoardColumn]
    is_board: bool
    empty: shapes.Empty | None


def filters_of(*, asked: Mapping[str, str], viewer: Viewer) -> Filters:
    """Filters from an address; what makes no sense there is left out, and so is whom the viewer does not see."""
    view, sort, owner, page = (asked.get(name, "") for name in ("view", "sort", "owner", "page"))
    seen = viewer.sees or ()
    return Filters(
        words=asked.get("q", "").strip().replace("\0", "")[:100],
        stage=asked.get("stage", "").replace("\0", "")[:60],
        process=asked.get("process", "").replace("\0", "")[:60],
        owner=int(owner) if _is_number(owner) and int(owner) in seen else None,
        view=view if view in get_args(View) else "all",  # type: ignore[arg-type]
        sort=sort if sort in get_args(Sort) else "close",  # type: ignore[arg-type]
        page=min(max(int(page), 1), 100_000) if _is_number(page) else 1,
    )


def address(*, filters: Filters, board: bool) -> str:
    """The query that leads to these filters; what stands as it comes is left out."""
    parts = {
        "q": filters.words,
        "stage": filters.stage,
        "process": filters.process,
        "owner": str(filters.owner or ""),
        "view": "" if filters.view == "all" else filters.view,
        "sort": "" if filters.sort == "close" else filters.sort,
        "page": "" if filters.page == 1 else str(filters.page),
        "as": "board" if board else "",
    }
    return "?" + urlencode({name: value for name, value in parts.items() if value})


def list_view(
    *,
    page: ListPage,
    titles: Mapping[int, str],
    members: Sequence[Member],
    live: Live,
    viewer: Viewer,
    holds: Holds,
    administers: bool,
    currency: str,
    base: str,
) -> ManyView:
    """The list."""
    rows = [
        list_row(row=row, title=titles.get(row.id, ""), base=base, currency=currency, on=viewer.on, whose=viewer.leads)
        for row in page.rows
    ]
    shared = _shared(page.filters, members, live, base, board=False)
    return replace(
        shared,
        sum=_list_sum(page, currency),
        rows=rows,
        columns=_columns(page.filters),
        pager=_pager(page),
        empty=None if rows else empty(holds=holds, filters=page.filters, administers=administers, base=base),
    )


def board_view(
    *,
    board: Board,
    filters: Filters,
    members: Sequence[Member],
    live: Live,
    viewer: Viewer,
    holds: Holds,
    administers: bool,
    currency: str,
    base: str,
) -> ManyView:
    """The board: a column per stage that the evidence supports, with its sum; one process at a time."""
    count, among = sum(column.count for column in board.columns), sum(board.counts.values())
    amount = sum((column.amount for column in board.columns), Decimal(0))
    kept = replace(filters, process=board.process if live.processes and board.process != live.processes[0].key else "")
    shared = _shared(kept, members, live, base, board=True)
    nothing = None if among else empty(holds=holds, filters=filters, administers=administers, base=base)
    return replace(
        shared,
        sum=f"{words.plural(count=count, one='opportunity', many='opportunities')}, {money_short(amount, currency)}.",
        processes=_processes(board, kept, live, base) if among else (),
        board=[
            _board_column(column, replace(filters, process=board.process), currency, base, viewer)
            for column in board.columns
        ],
        empty=_elsewhere(board, kept, live, base) if among and not count else nothing,
    )


def _processes(board: Board, filters: Filters, live: Live, base: str) -> list[shapes.Tab]:
    """One process after the other with how many stand in it; the first is there without being named."""
    return [
        shapes.Tab(
            process.title,
            f"{base}opportunities/"
            + address(filters=replace(filters, process=process.key if number else "", page=1), board=True),
            process.key == board.process,
            count=f"{board.counts.get(process.key, 0):,}",
        )
        for number, process in enumerate(live.processes)
    ]


def _elsewhere(board: Board, filters: Filters, live: Live, base: str) -> shapes.Empty:
    """Nothing in this process, but in another: the way to the fullest."""
    here = next((one.title for one in live.processes if one.key == board.process), "")
    fullest = max(live.processes, key=lambda one: board.counts.get(one.key, 0))
    tab = next(tab for tab in _processes(board, filters, live, base) if tab.label == fullest.title)
    return shapes.Empty(
        f"Nothing in {here}", "What you look for follows another process.", f"Show {fullest.title}", tab.href
    )


def list_row(*, row: Row, title: str, base: str, currency: str, on: date, whose: bool) -> ListRow:
    """One opportunity as a line."""
    behind = f"{row.gap} stage{'' if row.gap == 1 else 's'} behind" if row.gap > 0 else ""
    return ListRow(
        href=f"{base}opportunities/{row.id}/",
        name=row.name,
        under=" · ".join(part for part in (row.account, row.owner if whose else "", row.process) if part),
        warnings=row.warnings,
        claimed=row.claimed or row.crm_stage,
        supported=row.supported or "None",
        behind=behind,
        amount=money(row.amount, row.currency or currency),
        closes=words.day(value=row.close_date, on=on) if row.close_date else "",
        late=words.late(due=row.close_date, on=on),
        next_step=title or "—",
        last=words.day(value=row.last_activity_on, on=on) if row.last_activity_on else "None",
        ago=words.ago(value=row.last_activity_on, on=on),
    )


def empty(*, holds: Holds, filters: Filters, administers: bool, base: str) -> shapes.Empty:
    """Why there is nothing to see, and the way on."""
    if holds == "own":
        if filters == Filters(sort=filters.sort):
            return shapes.Empty(
                "No open opportunity", "All that you see are closed. New ones come with the next import."
            )
        return shapes.Empty(
            "Nothing matches", "No open opportunity fits these filters.", "Show all", f"{base}opportunities/"
        )
    if holds == "others":
        return shapes.Empty(
            "None of the opportunities is yours to see",
            "You see your own and those of everybody who reports to you. "
            "If one is missing, ask whoever administers Fieldcraft to check owner and reporting line.",
        )
    if administers:
        return shapes.Empty(
            "Bring in your opportunities",
            "Export them from your CRM as a CSV file: name, account, amount, stage, owner and dates are enough. "
            "Each gets the stage its evidence supports and its next step.",
            "Import a file",
            f"{base}imports/",
        )
    return shapes.Empty(
        "No opportunities yet", "Ask whoever administers Fieldcraft to import the CRM’s export. They appear here then."
    )


def _shared(filters: Filters, members: Sequence[Member], live: Live, base: str, *, board: bool) -> ManyView:
    href = f"{base}opportunities/"
    # On the board the process is a place, in the list a filter.
    process = filters.process if board else ""
    bare = filters == Filters(sort=filters.sort, page=filters.page, process=process)
    keep = {"sort": "" if filters.sort == "close" else filters.sort, "process": process, "as": "board" if board else ""}
    return ManyView(
        sum="",
        list_href=href,
        query_string=address(filters=filters, board=board).removesuffix("?"),
        query={"q": filters.words},
        choices=_choices(filters, members, live, board=board),
        keep=[{"name": name, "value": value} for name, value in keep.items() if value],
        clear_href="" if bare else href + address(filters=Filters(process=process), board=board),
        segments=(
            shapes.Tab("List", href + address(filters=replace(filters, page=1), board=False), not board, icon="list"),
            shapes.Tab("Board", href + address(filters=replace(filters, page=1), board=True), board, icon="board"),
        ),
        processes=(),
        columns=(),
        rows=(),
        pager=None,
        board=(),
        is_board=board,
        empty=None,
    )


def _choices(filters: Filters, members: Sequence[Member], live: Live, *, board: bool) -> list[shapes.Choice]:
    stages = [("", "Any stage"), *((column.key, column.title) for column in live.columns)]
    owners = [("", "Everybody"), *((str(member.pk), member.name) for member in members)]
    choices = [_choice("view", "Show", VIEWS.items(), filters.view)]
    if not board:
        if live.processes:
            processes = [("", "Any process"), *((process.key, process.title) for process in live.processes)]
            choices.append(_choice("process", "Process", processes, filters.process))
        choices.append(_choice("stage", "Evidence supports", stages, filters.stage))
    if len(members) > 1:
        choices.append(_choice("owner", "Owner", owners, str(filters.owner or "")))
    return choices


def _choice(name: str, label: str, options: Iterable[tuple[str, str]], chosen: str) -> shapes.Choice:
    return shapes.Choice(name, label, [shapes.Option(value, text, value == chosen) for value, text in options])


def _columns(filters: Filters) -> list[shapes.Column]:
    first = replace(filters, page=1)
    return [
        shapes.Column(
            label=label,
            href=address(filters=replace(first, sort=sort), board=False) if sort else "",
            dir=order if sort == filters.sort else "",  # type: ignore[arg-type]
            numeric=numeric,
        )
        for label, sort, numeric, order in COLUMNS
    ]


def _list_sum(page: ListPage, currency: str) -> str:
    """Whole numbers where one page holds all; otherwise only the order, because counting all would be dear."""
    rows = page.rows
    if page.following or page.filters.page > 1:
        return f"More than {PAGE}, {IN_ORDER[page.filters.sort]}."
    if not rows:
        return "None."
    amount = sum((row.amount or Decimal(0) for row in rows), Decimal(0))
    ahead = sum(row.gap > 0 for row in rows)
    told = f"{words.plural(count=len(rows), one='opportunity', many='opportunities')}, {money_short(amount, currency)}."
    if not ahead or page.filters.view == "ahead":
        return told
    return f"{told} In {ahead} of them the CRM is ahead of the evidence."


def _pager(page: ListPage) -> shapes.Pager | None:
    number = page.filters.page
    if number == 1 and not page.following:
        return None
    first = (number - 1) * PAGE + 1
    return shapes.Pager(
        first=first,
        last=first + len(page.rows) - 1,
        total=None,
        what=IN_ORDER[page.filters.sort],
        prev_href=address(filters=replace(page.filters, page=number - 1), board=False) if number > 1 else "",
        next_href=address(filters=replace(page.filters, page=number + 1), board=False) if page.following else "",
    )


def _board_column(column: Column, filters: Filters, currency: str, base: str, viewer: Viewer) -> shapes.BoardColumn:
    more = address(filters=replace(filters, stage=column.key, page=1), board=False) if column.hidden else ""
    return shapes.BoardColumn(
        name=column.title,
        key="" if column.key == NOT_ASSESSED else column.key,
        sum=column.amount,
        count=column.count,
        currency=currency,
        more_href=f"{base}opportunities/{more}" if more else "",
        cards=[_card(row, currency, base, viewer) for row in column.rows],
    )


def _card(row: Row, currency: str, base: str, viewer: Viewer) -> shapes.OpportunityRow:
    return shapes.OpportunityRow(
        account=" · ".join(part for part in (row.account, row.owner if viewer.leads else "") if part),
        name=row.name,
        owner=row.owner,
        claimed=row.claimed,
        supported=row.supported,
        gap=row.gap,
        amount=row.amount,
        closes=row.close_date,
        next_step="",
        last_activity="",
        last_days="",
        late="late" if row.late else "",
        currency=row.currency or currency,
        href=f"{base}opportunities/{row.id}/",
        stage=row.crm_stage,
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
