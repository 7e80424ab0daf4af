"""Moves without facts, in words: the figure and the list behind it. Nobody is ranked: people stand by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fieldcraft.people import queries as people
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.gates.models import How
from fieldcraft.pursuit.gates.queries import COUNTED_DAYS, LISTED, CountedMove, Counts, counted, counted_moves
from fieldcraft.web import words
from fieldcraft.web.shapes import Empty, Tab

EXPLAINED = (
    "A move counts when it goes on though facts are missing: with a reason, or by the CRM, where nobody is asked. "
    "Everybody sees his own here first; whoever leads him sees the same."
)


@dataclass(frozen=True, slots=True)
class Figured:
    """One person's figure, with the list behind it."""

    name: str
    value: str
    small: str
    href: str


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One move in the list."""

    name: str
    href: str
    account: str
    what: str
    who: str
    day: str
    reason: str
    missing: Sequence[str]


@dataclass(frozen=True, slots=True)
class CountedView:
    """The list behind the figure."""

    heading: str
    sum: str
    lines: Sequence[MoveLine]
    people: Sequence[Tab]
    empty: Empty | None
    explained: str = EXPLAINED


def own_figure(*, viewer: Viewer, base: str, now: datetime) -> Figured | None:
    """One's own figure; None for nobody. One SQL statement."""
    if viewer.member is None:
        return None
    own = Viewer(member=viewer.member, sees=(viewer.member.pk,), on=viewer.on)
    counts = counted(viewer=own, now=now).get(viewer.member.pk, Counts())
    return Figured("You", str(counts.all), _small(counts), f"{base}stage-moves/")


def team_figures(*, branch: people.Branch, viewer: Viewer, base: str, now: datetime) -> list[Figured]:
    """Direct reports of a branch that have any, each with everybody below; one SQL statement."""
    found = counted(viewer=viewer, now=now)
    figures = []
    for report in branch.reports:
        total = _sum(found, people.everybody_below(member_id=report.pk, managers=branch.managers))
        if total.all:
            figures.append(Figured(report.name, str(total.all), _small(total), f"{base}stage-moves/?of={report.pk}"))
    return figures


def counted_view(*, viewer: Viewer, of: int | None, base: str, now: datetime) -> CountedView | None:
    """One's own list, or that of somebody below with everybody below him; None for whom the viewer does not see."""
    branch = people.branch_of(viewer=viewer, member_id=of)
    if branch is None or branch.lead is None:
        return None
    one = branch.lead
    ids = {one.pk} if of is None else people.everybody_below(member_id=one.pk, managers=branch.managers)
    rows = counted_moves(viewer=viewer, member_ids=sorted(ids), now=now)
    whose = "You" if of is None else one.name if len(ids) == 1 else f"{one.name} and everybody below"
    return CountedView(
        heading="Stage moves without the facts",
        sum=f"{whose}: {_count(rows)} in {COUNTED_DAYS} days.",
        lines=[_line(row, base, now) for row in rows],
        people=[_tab(found, base) for found in branch.reports],
        empty=None if rows else Empty("None", "Every move had its facts, or waits only for somebody to verify them."),
    )


def _tab(member: Member, base: str) -> Tab:
    return Tab(member.name, f"{base}stage-moves/?of={member.pk}")


def _count(rows: Sequence[CountedMove]) -> str:
    return f"The latest {LISTED}" if len(rows) == LISTED else words.plural(count=len(rows), one="move")


def _sum(found: Mapping[int, Counts], ids: set[int]) -> Counts:
    total = Counts()
    for one in ids:
        total = total.plus(found.get(one, Counts()))
    return total


def _small(counts: Counts) -> str:
    decided = f"{counts.decided} with a reason" if counts.decided else ""
    unasked = f"{counts.unasked} by the CRM" if counts.unasked else ""
    return ", ".join(part for part in (decided, unasked) if part)


def _line(row: CountedMove, base: str, now: datetime) -> MoveLine:
    move, found = row.move, row.opportunity
    seen = move.how == How.SEEN
    owner = f" ({move.whose.name})" if seen and move.whose else ""
    return MoveLine(
        name=found.name,
        href=f"{base}opportunities/{found.pk}/",
        account=found.account.name if found.account else "",
        what=f"to {row.title}",
        who=f"By the CRM{owner}" if seen else move.by.name if move.by else "",
        day=words.day(value=move.at.date(), on=now.date()),
        reason=move.override or ("" if move.outcome else move.reason),
        missing=row.missing,
    )
