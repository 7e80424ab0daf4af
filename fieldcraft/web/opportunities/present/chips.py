"""What a list is narrowed to, as short words one can take away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from fieldcraft.people.models import Member
from fieldcraft.pursuit.queries.filtering import QUIET_DAYS, Filters, View, day_of
from fieldcraft.pursuit.queries.live import Live
from fieldcraft.web import shapes, words
from fieldcraft.web.opportunities.present.asking import Asked, query_of
from fieldcraft.web.templatetags.ui import NBSP

VIEWS: dict[View, str] = {
    "all": "All open",
    "ahead": "CRM ahead of the evidence",
    "warned": "With a warning",
    "quiet": f"No activity for {QUIET_DAYS} days",
    "late": "Close date passed",
}


def chips_of(*, asked: Asked, members: Sequence[Member], live: Live, on: date, href: str) -> list[shapes.Chip]:
    """One chip per filter, each with the address without it. On the board the process is a place, not a filter."""
    bare = Filters()
    if replace(asked.filters, page=1) == Filters(view=asked.filters.view, sort=asked.filters.sort):
        # The menu of views says it already.
        return []
    return [
        shapes.Chip(label, href + query_of(asked=asked, **{name: getattr(bare, name) for name in names}))
        for names, label in _said(asked.filters, members, live, on)
        if not (asked.board and names == ("process",))
    ]


def _said(filters: Filters, members: Sequence[Member], live: Live, on: date) -> Iterator[tuple[tuple[str, ...], str]]:
    if filters.words:
        yield ("words",), f"“{filters.words}”"
    if filters.view != "all":
        yield ("view",), VIEWS[filters.view]
    for key, said in (("stage", "Evidence supports"), ("said", "CRM says")):
        if chosen := getattr(filters, key):
            stage = next((one.title for one in live.columns if one.key == chosen), words.in_words(key=chosen))
            yield (key,), f"{said} {stage}"
    if filters.process and (process := live.process(key=filters.process)):
        yield ("process",), process.title
    if filters.owner is not None:
        yield ("owner",), next((one.name for one in members if one.pk == filters.owner), "One owner")
    if amounts := _between("Amount", _short(filters.amount_from), _short(filters.amount_to)):
        yield ("amount_from", "amount_to"), amounts
    first, last = day_of(text=filters.close_from, on=on, begins=True), day_of(text=filters.close_to, on=on)
    days = [words.day(value=day, on=on) if day else "" for day in (first, last)]
    if closes := _between("Closes", *days):
        yield ("close_from", "close_to"), closes
    yield from _said_rest(filters, live)


def _said_rest(filters: Filters, live: Live) -> Iterator[tuple[tuple[str, ...], str]]:
    if filters.quiet:
        yield ("quiet",), f"No activity for {words.plural(count=filters.quiet, one='day')}"
    if filters.gap:
        yield ("gap",), f"At least {words.plural(count=filters.gap, one='stage')} ahead"
    if filters.missing:
        part = live.criterion_part(key=filters.missing)
        yield ("missing",), f"Lacks: {part.text if part else words.in_words(key=filters.missing)}"
    if filters.warning:
        risk = next((one for one in live.in_use.playbook.warnings if one.key == filters.warning), None)
        yield ("warning",), f"Warning: {risk.title if risk else words.in_words(key=filters.warning)}"
    if filters.product:
        yield ("product",), f"Product {filters.product}"
    if filters.source:
        yield ("source",), f"From {filters.source}"
    if filters.changed:
        yield ("changed",), f"Changed in {words.plural(count=filters.changed, one='day')}"


def _between(label: str, first: str, last: str) -> str:
    if first and last:
        return f"{label} {first} to {last}"
    return f"{label} from {first}" if first else f"{label} up to {last}" if last else ""


def _short(amount: Decimal | None) -> str:
    if amount is None:
        return ""
    for size, word in ((10**6, "m"), (10**3, "k")):
        if amount >= size and amount % (size // 10) == 0:
            return f"{amount / size:.1f}".removesuffix(".0") + f"{NBSP}{word}"
    return f"{amount:,.0f}"
