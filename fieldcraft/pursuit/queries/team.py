"""How people work the process, and where it stalls."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from fieldcraft.methodology.package.schema import Criterion, Stage
from fieldcraft.people import queries as people
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.queries.live import Live

FEWEST_TO_SHOW = 5


@dataclass(frozen=True, slots=True)
class Work:
    """Sums over open opportunities. Criteria count up to and in the stage each one claims."""

    opportunities: int = 0
    amount: Decimal = Decimal(0)
    met: int = 0
    asked: int = 0
    ahead: int = 0
    warned: int = 0
    amount_ahead: Decimal = Decimal(0)

    @property
    def share(self) -> int | None:
        """Criteria met of those asked, in percent; None where none is asked."""
        return round(100 * self.met / self.asked) if self.asked else None

    def plus(self, other: Work) -> Work:
        return Work(
            self.opportunities + other.opportunities,
            self.amount + other.amount,
            self.met + other.met,
            self.asked + other.asked,
            self.ahead + other.ahead,
            self.warned + other.warned,
            self.amount_ahead + other.amount_ahead,
        )


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One direct report with his own and his people's work together."""

    member: Member
    people: int
    work: Work
    stuck: Stage | None
    stuck_on: Criterion | None
    stuck_count: int

    @property
    def leads(self) -> bool:
        return self.people > 0


@dataclass(frozen=True, slots=True)
class Stall:
    """Opportunities whose evidence ends in one stage, and the criterion most of them lack there."""

    stage: Stage
    opportunities: int
    amount: Decimal
    lacking: Criterion | None
    lack: int


@dataclass(frozen=True, slots=True)
class TeamPage:
    """What a manager sees of his subtree, or of the one he drilled into."""

    lead: Member | None
    lines: tuple[TeamLine, ...]
    total: Work
    stalls: tuple[Stall, ...]


def team_page(*, viewer: Viewer, lead: Member | None, live: Live) -> TeamPage:
    """The direct reports of `lead` (the viewer himself when None), each rolled up over everybody below."""
    branch = people.branch_of(viewer=viewer, member_id=lead.pk if lead else None)
    return team_of(branch=branch, viewer=viewer, live=live) if branch else TeamPage(lead, (), Work(), ())


def team_of(*, branch: people.Branch, viewer: Viewer, live: Live) -> TeamPage:
    """The same for a branch of the line that was read for this viewer; one SQL statement."""
    below = branch.below
    of = Viewer(member=branch.lead, sees=None if below is None else tuple(below), on=viewer.on)
    sums = _sums(viewer=of, live=live)
    lines = []
    for report in branch.reports:
        ids = people.everybody_below(member_id=report.pk, managers=branch.managers)
        lines.append(_line(report, ids, sums, live))
    total = Work()
    for part in sums.work.values():
        total = total.plus(part)
    return TeamPage(
        lead=branch.lead if branch.lead != viewer.member else None,
        lines=tuple(lines),
        total=total,
        stalls=_stalls(sums=sums, live=live),
    )


def own_work(*, viewer: Viewer) -> Work:
    """The figures about the viewer himself, the same that his manager sees of him; one SQL statement."""
    if viewer.member is None:
        return Work()
    own = Viewer(member=viewer.member, sees=(viewer.member.pk,), on=viewer.on)
    return _sums(viewer=own, live=None).work.get(viewer.member.pk, Work())


def stalls_everywhere(*, viewer: Viewer, live: Live) -> tuple[Stall, ...]:
    """Where the whole organisation stalls, for enablement: no names, and nothing under five opportunities."""
    everyone = Viewer(member=viewer.member, sees=None, on=viewer.on)
    found = _stalls(sums=_sums(viewer=everyone, live=live), live=live)
    return tuple(
        stall if stall.opportunities >= FEWEST_TO_SHOW else Stall(stall.stage, 0, Decimal(0), None, 0)
        for stall in found
    )


Lacks = dict[tuple[str, str], int]
TALLIES = """
    SELECT owner_id, version_id, stage, opportunities, amount, met, asked, ahead, warned, amount_ahead, lacks
    FROM pursuit_tally WHERE %(all)s OR owner_id = ANY(%(sees)s)
"""


@dataclass(slots=True)
class _Sums:
    """What the tallies say: work and lacks by owner, work by stage. Stages are columns, whatever the version."""

    work: dict[int | None, Work]
    lacks: dict[int | None, Lacks]
    stages: dict[str, Work]


def _sums(*, viewer: Viewer, live: Live | None) -> _Sums:
    """One SQL statement over one row per owner, version and stage, whatever the number of opportunities.

    Without `live` only the work by owner is of use.
    """
    sums = _Sums(work={}, lacks={}, stages={})
    with connection.cursor() as cursor:
        cursor.execute(TALLIES, {"all": viewer.sees is None, "sees": list(viewer.sees or ())})
        for owner, version_id, stage, *figures, lacks in cursor.fetchall():
            work = Work(*figures)
            sums.work[owner] = sums.work.get(owner, Work()).plus(work)
            if live is None:
                continue
            column = live.column(version_id=version_id, stage=stage)
            at = column.key if column else stage
            sums.stages[at] = sums.stages.get(at, Work()).plus(work)
            own = sums.lacks.setdefault(owner, {})
            for criterion, count in json.loads(lacks).items():
                key = (at, live.criterion(version_id=version_id, key=criterion))
                own[key] = own.get(key, 0) + count
    return sums


def _line(
    report: Member,
    ids: set[int],
    sums: _Sums,
    live: Live,
) -> TeamLine:
    total = Work()
    for owner in ids:
        total = total.plus(sums.work.get(owner, Work()))
    summed = _summed([sums.lacks.get(owner, {}) for owner in ids])
    if not summed:
        return TeamLine(report, len(ids) - 1, total, None, None, 0)
    (stage, criterion), count = max(summed.items(), key=lambda item: (item[1], item[0]))
    return TeamLine(
        member=report,
        people=len(ids) - 1,
        work=total,
        stuck=next((column.part for column in live.columns if column.key == stage), None),
        stuck_on=live.criterion_part(key=criterion),
        stuck_count=count,
    )


def _summed(parts: Sequence[Lacks]) -> Lacks:
    total: Lacks = {}
    for part in parts:
        for key, count in part.items():
            total[key] = total.get(key, 0) + count
    return total


def _stalls(*, sums: _Sums, live: Live) -> tuple[Stall, ...]:
    summed = _summed(list(sums.lacks.values()))
    stalls = []
    for column in live.columns:
        own = {criterion: count for (at, criterion), count in summed.items() if at == column.key}
        lacking = max(own, key=lambda key: (own[key], key)) if own else None
        work = sums.stages.get(column.key, Work())
        stalls.append(
            Stall(
                stage=column.part,
                opportunities=work.opportunities,
                amount=work.amount,
                lacking=live.criterion_part(key=lacking) if lacking else None,
                lack=own.get(lacking, 0) if lacking else 0,
            )
        )
    return tuple(stalls)
