"""Changes of many in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from fieldcraft.people.models import Member
from fieldcraft.pursuit.models import BulkState
from fieldcraft.pursuit.working.bulk import Planned
from fieldcraft.pursuit.working.fields import Value
from fieldcraft.pursuit.working.queries import BulkLine
from fieldcraft.web import words
from fieldcraft.web.templatetags.ui import money

#: As many lines of a preview are shown; the rest is counted.
SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One opportunity before and after."""

    name: str
    account: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class BulkView:
    """One change of many. `said` tells how it stands; an empty address: nothing to press."""

    told: str
    when: str
    said: str
    undo_href: str
    go_on_href: str


def preview_rows(*, planned: Sequence[Planned], members: Sequence[Member], currency: str) -> list[PreviewRow]:
    """The first lines of what a change would do."""
    names = {one.pk: one.name for one in members}
    return [
        PreviewRow(one.name, one.account, said(one.before, names, currency), said(one.after, names, currency))
        for one in planned[:SHOWN]
    ]


def said(value: Value, names: dict[int, str], currency: str) -> str:
    """A value as one reads it."""
    if value in (None, ""):
        return "—"
    if isinstance(value, Decimal):
        return money(value, currency)
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    return names.get(value, "Somebody else") if isinstance(value, int) else str(value)


def bulk_view(*, line: BulkLine, href: str, on: date) -> BulkView:
    """How a change of many stands and what can be done with it."""
    bulk = line.bulk
    opportunities = {"one": "opportunity", "many": "opportunities"}
    if bulk.state in (BulkState.GOING_BACK, BulkState.BACK):
        told = f"Taken back on {words.plural(count=line.back, **opportunities)}."
    else:
        told = f"Done on {words.plural(count=line.done, **opportunities)}."
    if line.left:
        told += f" {line.left} left, because somebody changed them meanwhile."
    broken = line.waiting if bulk.state == BulkState.RUNNING else line.done if bulk.state == BulkState.GOING_BACK else 0
    if broken:
        told += f" {broken} still to do."
    return BulkView(
        told=bulk.told,
        when=f"{words.day(value=bulk.created_at.date(), on=on)}, {bulk.created_at:%H:%M}",
        said=told,
        undo_href=f"{href}{bulk.pk}/undo/" if bulk.state in (BulkState.RUNNING, BulkState.DONE) and line.done else "",
        go_on_href=f"{href}{bulk.pk}/go-on/" if broken else "",
    )
