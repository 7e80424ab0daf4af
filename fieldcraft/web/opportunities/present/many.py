"""List and board in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import parse_qsl

from django.utils.safestring import SafeString

from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.queries.board import Board, Column
from fieldcraft.pursuit.queries.filtering import NOT_ASSESSED, Filters, Sort
from fieldcraft.pursuit.queries.lists import PAGE, Holds, ListPage, Row
from fieldcraft.pursuit.queries.live import Live
from fieldcraft.pursuit.working.queries import ListHome
from fieldcraft.web import shapes, words
from fieldcraft.web.opportunities.present.asking import Asked, address, query_of
from fieldcraft.web.opportunities.present.chips import chips_of
from fieldcraft.web.opportunities.present.columns import COLUMNS, NAME, Setting, row_html
from fieldcraft.web.opportunities.present.menu import Menu, menu_of
from fieldcraft.web.templatetags.ui import money_short

IN_ORDER: dict[Sort, str] = {
    "close": "next to close first",
    "amount": "largest first",
    "gap": "farthest ahead of the evidence first",
    "contact": "longest without activity first",
    "warnings": "most warnings first",
    "name": "by name",
    "chance": "likeliest first",
}


@dataclass(frozen=True, slots=True)
class Around:
    """What list and board are drawn with, besides their rows."""

    asked: Asked
    home: ListHome
    members: Sequence[Member]
    live: Live
    viewer: Viewer
    holds: Holds
    administers: bool
    currency: str
    base: str

    @property
    def href(self) -> str:
        return f"{self.base}opportunities/"


@dataclass(frozen=True, slots=True)
class ManyView:
    """What list and board share, and the rows or columns of one of them. `rows` are lines of the table as HTML.

    `query_string` leads back here; the pages about this view (filters, columns, change, export) take it along.
    `owners` are whom an opportunity can be handed to.
    """

    sum: str
    list_href: str
    query_string: str
    words: str
    keep: Sequence[Mapping[str, str]]
    chips: Sequence[shapes.Chip]
    faults: Sequence[str]
    clear_href: str
    menu: Menu
    segments: Sequence[shapes.Tab]
    processes: Sequence[shapes.Tab]
    columns: Sequence[shapes.Column]
    rows: Sequence[SafeString]
    pager: shapes.Pager | None
    board: Sequence[shapes.BoardColumn]
    is_board: bool
    owners: Sequence[shapes.Option]
    empty: shapes.Empty | None


def list_view(*, page: ListPage, titles: Mapping[int, str], around: Around) -> ManyView:
    """The list."""
    here = setting(around=around, titles=titles)
    rows = [row_html(row=row, columns=around.asked.columns, here=here) for row in page.rows]
    return replace(
        _shared(around),
        sum=_list_sum(page, around.currency),
        rows=rows,
        columns=_columns(around.asked),
        pager=_pager(page, around.asked),
        empty=None if rows else empty(around=around),
    )


def setting(*, around: Around, titles: Mapping[int, str]) -> Setting:
    """What the cells of the list share."""
    return Setting(around.base, around.currency, around.viewer.on, around.viewer.leads, titles)


def board_view(*, board: Board, around: Around) -> ManyView:
    """The board: a column per stage that the evidence supports, with its sum; one process at a time."""
    count, among = sum(column.count for column in board.columns), sum(board.counts.values())
    amount = sum((column.amount for column in board.columns), Decimal(0))
    first = around.live.processes[0].key if around.live.processes else ""
    asked = around.asked
    process = board.process if board.process != first else ""
    kept = replace(around, asked=replace(asked, filters=replace(asked.filters, process=process)))
    nothing = None if among else empty(around=around)
    return replace(
        _shared(kept),
        sum=f"{words.plural(count=count, one='opportunity', many='opportunities')}, "
        f"{money_short(amount, around.currency)}.",
        processes=_processes(board, kept) if among else (),
        board=[_board_column(column, board.process, around) for column in board.columns],
        empty=_elsewhere(board, kept) if among and not count else nothing,
    )


def _processes(board: Board, around: Around) -> list[shapes.Tab]:
    """One process after the other with how many stand in it; the first is there without being named."""
    return [
        shapes.Tab(
            process.title,
            around.href + query_of(asked=around.asked, process=process.key if number else ""),
            process.key == board.process,
            count=f"{board.counts.get(process.key, 0):,}",
        )
        for number, process in enumerate(around.live.processes)
    ]


def _elsewhere(board: Board, around: Around) -> shapes.Empty:
    """Nothing in this process, but in another: the way to the fullest."""
    processes = around.live.processes
    here = next((one.title for one in processes if one.key == board.process), "")
    fullest = max(processes, key=lambda one: board.counts.get(one.key, 0))
    tab = next(tab for tab in _processes(board, around) if tab.label == fullest.title)
    return shapes.Empty(
        f"Nothing in {here}", "What you look for follows another process.", f"Show {fullest.title}", tab.href
    )


def empty(*, around: Around) -> shapes.Empty:
    """Why there is nothing to see, and the way on."""
    holds, base = around.holds, around.base
    if holds == "own":
        if around.asked.filters == Filters(sort=around.asked.filters.sort):
            return shapes.Empty(
                "No open opportunity", "All that you see are closed. New ones come with the next import."
            )
        return shapes.Empty(
            "Nothing matches", "No open opportunity fits these filters.", "Show all", f"{base}opportunities/?view=all"
        )
    if holds == "others":
        return shapes.Empty(
            "None of the opportunities is yours to see",
            "You see your own and those of everybody who reports to you. "
            "If one is missing, ask whoever administers Fieldcraft to check owner and reporting line.",
        )
    if around.administers:
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


def _shared(around: Around) -> ManyView:
    asked, href = around.asked, around.href
    board = asked.board
    # On the board the process is a place, in the list a filter.
    bare = Filters(sort=asked.filters.sort, process=asked.filters.process if board else "")
    query = query_of(asked=asked, page=asked.filters.page)
    return ManyView(
        sum="",
        list_href=href,
        query_string=query,
        words=asked.filters.words,
        keep=[{"name": name, "value": value} for name, value in parts_of(query=query) if name not in ("q", "page")],
        chips=chips_of(asked=asked, members=around.members, live=around.live, on=around.viewer.on, href=href),
        faults=asked.faults,
        clear_href=""
        if replace(asked.filters, page=1) == bare
        else href + address(filters=bare, board=board, columns=asked.columns),
        menu=menu_of(asked=asked, home=around.home, href=href),
        segments=(
            shapes.Tab("List", href + query_of(asked=replace(asked, board=False)), not board, icon="list"),
            shapes.Tab("Board", href + query_of(asked=replace(asked, board=True)), board, icon="board"),
        ),
        processes=(),
        columns=(),
        rows=(),
        pager=None,
        board=(),
        is_board=board,
        owners=[shapes.Option(str(one.pk), one.name) for one in around.members if one.active]
        if around.viewer.leads
        else [],
        empty=None,
    )


def parts_of(*, query: str) -> list[tuple[str, str]]:
    """An address's query taken apart."""
    return parse_qsl(query.removeprefix("?"))


def _columns(asked: Asked) -> list[shapes.Column]:
    return [
        shapes.Column(
            label=kind.label,
            href=query_of(asked=asked, sort=kind.sort) if kind.sort else "",
            dir=kind.order if kind.sort == asked.filters.sort else "",  # type: ignore[arg-type]
            numeric=kind.numeric,
        )
        for kind in (NAME, *(COLUMNS[key] for key in asked.columns))
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


def _pager(page: ListPage, asked: Asked) -> shapes.Pager | None:
    number = page.filters.page
    if number == 1 and not page.following:
        return None
    first = (number - 1) * PAGE + 1
    return shapes.Pager(
        first=first,
        last=first + len(page.rows) - 1,
        total=None,
        what=IN_ORDER[page.filters.sort],
        prev_href=query_of(asked=asked, page=number - 1) if number > 1 else "",
        next_href=query_of(asked=asked, page=number + 1) if page.following else "",
    )


def _board_column(column: Column, process: str, around: Around) -> shapes.BoardColumn:
    asked = replace(around.asked, board=False)
    more = query_of(asked=asked, process=process, said=column.key) if column.hidden else ""
    return shapes.BoardColumn(
        name=column.title,
        key="" if column.key == NOT_ASSESSED else column.key,
        sum=column.amount,
        count=column.count,
        currency=around.currency,
        more_href=around.href + more if more else "",
        cards=[_card(row, around.currency, around.base, around.viewer) for row in column.rows],
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
