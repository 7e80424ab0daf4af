"""Reads of moves, of what a move asks for, and of questions to colleagues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from fieldcraft.crm.models import Account, Opportunity
from fieldcraft.lib.joined import Joined, link
from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.schema import Criterion
from fieldcraft.people.models import Member
from fieldcraft.people.queries import managers_by_member
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.evaluation.stored import from_json
from fieldcraft.pursuit.facts import claimed_stage, stage_meanings
from fieldcraft.pursuit.gates.checking import Check, check
from fieldcraft.pursuit.gates.models import Ask, AskState, StageMove
from fieldcraft.pursuit.models import Evidence, File, Pursuit

COUNTED_DAYS = 90
LATEST = 20
LISTED = 100
MOST_REASONS = 8
#: The latest ends say what ends are like; all of them would be a walk through the table.
LOOKED_AT = 3000

MOVES = Joined(
    tables={"move": StageMove, "by": Member},
    sql="""
        SELECT {columns} FROM pursuit_stagemove move
        LEFT JOIN people_member "by" ON "by".id = move.by_id
        WHERE move.pursuit_id = %(id)s AND move.undone_at IS NULL ORDER BY move.id DESC LIMIT %(limit)s
    """,
)
COUNTED = """
    SELECT whose_id, how = 'seen', count(*) FROM pursuit_stagemove
    WHERE counts AND undone_at IS NULL AND at > %(since)s AND (%(all)s OR whose_id = ANY(%(sees)s)) GROUP BY 1, 2
"""
REASONS = """
    SELECT lost_reason, count(*) FROM (
        SELECT lost_reason FROM crm_opportunity WHERE outcome = 'lost' AND lost_reason <> ''
        ORDER BY id DESC LIMIT %(looked_at)s
    ) latest GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %(most)s
"""
RIVALS = """
    SELECT rival, count(*) FROM (
        SELECT rival FROM pursuit_stagemove WHERE rival <> '' AND undone_at IS NULL ORDER BY id DESC LIMIT %(looked_at)s
    ) latest GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """Moves without facts of one person: those he decided, and those that came from the CRM unasked."""

    decided: int = 0
    unasked: int = 0

    @property
    def all(self) -> int:
        return self.decided + self.unasked

    def plus(self, other: Counts) -> Counts:
        return Counts(self.decided + other.decided, self.unasked + other.unasked)


@dataclass(frozen=True, slots=True)
class CountedMove:
    """A move without facts, with its opportunity and the criteria that were missing, in the words of its version."""

    move: StageMove
    opportunity: Opportunity
    missing: tuple[str, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Asked:
    """All that an asked colleague gets to see."""

    id: int
    criterion: Criterion
    note: str
    file_name: str
    opportunity: str
    account: str
    by: str
    at: datetime


def check_now(*, pursuit: Pursuit, target: str | None) -> Check:
    """What the move to `target` (None: won) asks by the stored assessment; one SQL statement for the CRM's words."""
    playbook, found = pursuit.playbook, pursuit.opportunity
    here = claimed_stage(
        playbook=playbook, meanings=stage_meanings(playbook=playbook), source=found.source, stage=found.stage
    )
    return check(playbook=playbook, assessment=from_json(text=pursuit.assessment), target=target, since=here)


def moves_of(*, pursuit: Pursuit) -> list[StageMove]:
    """The latest moves that stand, newest first, with who made them; one SQL statement."""
    found = []
    for move, by in MOVES.read({"id": pursuit.pk, "limit": LATEST}):
        link(move, by=by)
        found.append(move)
    return found


def move_of(*, pursuit: Pursuit, id: int) -> StageMove | None:
    """One move of an opportunity that the caller may see."""
    return StageMove.objects.filter(pursuit=pursuit, pk=id).select_related("pursuit").first()


def move_just_made(*, viewer: Viewer, id: int, seconds: int, now: datetime) -> StageMove | None:
    """The viewer's own move of the last `seconds`, while it stands."""
    moves = StageMove.objects.filter(pk=id, by=viewer.member, undone_at__isnull=True)
    recent = moves.filter(at__gt=now - timedelta(seconds=seconds), pursuit__opportunity__owner__in=viewer.sees or ())
    return recent.select_related("pursuit__version", "pursuit__opportunity").first()


def counted(*, viewer: Viewer, now: datetime) -> Mapping[int, Counts]:
    """Moves without facts of the last 90 days by member, of those the viewer sees; one SQL statement."""
    since = now - timedelta(days=COUNTED_DAYS)
    found: dict[int, Counts] = {}
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, {"since": since, "all": viewer.sees is None, "sees": list(viewer.sees or ())})
        for whose, unasked, count in cursor.fetchall():
            one = Counts(unasked=count) if unasked else Counts(decided=count)
            found[whose] = found.get(whose, Counts()).plus(one)
    return found


def counted_moves(*, viewer: Viewer, member_ids: Sequence[int], now: datetime) -> list[CountedMove]:
    """The moves behind the figure, newest first, at most 100; three SQL statements.

    Those of `member_ids` on opportunities that the viewer sees.
    """
    since = now - timedelta(days=COUNTED_DAYS)
    moves = StageMove.objects.filter(counts=True, undone_at__isnull=True, at__gt=since, whose__in=member_ids)
    visible = Q() if viewer.sees is None else Q(pursuit__opportunity__owner__in=viewer.sees)
    rows = moves.filter(visible).select_related("by", "whose", "pursuit__opportunity__account").order_by("-at", "-pk")
    found = list(rows[:LISTED])
    versions = PlaybookVersion.objects.in_bulk({move.version_id for move in found}) if found else {}
    return [_counted(move, versions[move.version_id]) for move in found]


def _counted(move: StageMove, version: PlaybookVersion) -> CountedMove:
    playbook = methodology.compiled(version=version)
    parts = {one.key: one.part.text for one in playbook.criteria}
    stage = playbook.stage_by_key.get(move.to_stage)
    return CountedMove(
        move=move,
        opportunity=move.pursuit.opportunity,
        missing=tuple(parts.get(key, key) for key in move.missing),
        title=stage.part.title if stage else move.get_outcome_display(),
    )


def lost_reasons() -> list[str]:
    """Why opportunities were lost here, most often first; one SQL statement."""
    return _words(REASONS)


def rivals_met() -> list[str]:
    """Rivals named when opportunities ended, most often first; one SQL statement."""
    return _words(RIVALS)


def _words(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"looked_at": LOOKED_AT, "most": MOST_REASONS})
        return [str(row[0]) for row in cursor.fetchall()]


def asks_open(*, member: Member) -> list[Asked]:
    """What the member is asked to verify; one SQL statement."""
    return _asked(Ask.objects.filter(colleague=member, state=AskState.OPEN))


def asked(*, member: Member, id: int) -> Asked | None:
    """One open question to the member; None for everybody else and once it is over."""
    found = _asked(Ask.objects.filter(colleague=member, state=AskState.OPEN, pk=id))
    return found[0] if found else None


def ask_to(*, member: Member, id: int) -> Ask | None:
    """The question itself, open or answered by this member."""
    found = Ask.objects.filter(colleague=member, pk=id).exclude(state=AskState.ENDED)
    return found.select_related("evidence").first()


def ask_of(*, pursuit: Pursuit, id: int) -> Ask | None:
    """A question about evidence of an opportunity the caller may see."""
    return Ask.objects.filter(evidence__pursuit=pursuit, pk=id).select_related("evidence", "colleague").first()


def open_asks(*, pursuit: Pursuit) -> Mapping[int, Ask]:
    """Evidence of one opportunity to the open question about it; one SQL statement."""
    asks = Ask.objects.filter(evidence__pursuit=pursuit, state=AskState.OPEN).select_related("colleague")
    return {ask.evidence_id: ask for ask in asks}


def asked_file(*, member: Member, id: int) -> File | None:
    """The file of the evidence that the member is asked about now, with its content."""
    ask = Ask.objects.filter(colleague=member, state=AskState.OPEN, pk=id, evidence__withdrawn_at__isnull=True).first()
    return ask.evidence.file if ask else None


def colleagues(*, evidence: Evidence, owner_id: int | None, now: datetime) -> list[Member]:
    """Who can be asked: who works here, has a login, did not state it, and stands neither above the owner nor is he."""
    above = _above(owner_id, now)
    rows = Member.objects.filter(active=True, login_id__isnull=False).exclude(pk__in=[owner_id or 0, *above])
    return list(rows.exclude(pk=evidence.stated_by_id or 0).order_by("name", "pk"))


def _above(owner_id: int | None, now: datetime) -> list[int]:
    managers = managers_by_member(on=now.date())
    found: list[int] = []
    here = managers.get(owner_id or 0)
    while here is not None and here not in found:
        found.append(here)
        here = managers.get(here)
    return found


def _asked(asks: QuerySet[Ask]) -> list[Asked]:
    rows = asks.filter(evidence__withdrawn_at__isnull=True).select_related(
        "by", "evidence__file", "evidence__pursuit__version", "evidence__pursuit__opportunity__account"
    )
    found = []
    for row in rows.defer("evidence__file__content").order_by("at", "pk"):
        pursuit = row.evidence.pursuit
        part = pursuit.criterion_called(key=row.evidence.criterion)
        if part is None or pursuit.opportunity.owner_id == row.colleague_id:
            continue
        account: Account | None = pursuit.opportunity.account
        found.append(
            Asked(
                id=row.pk,
                criterion=part,
                note=row.evidence.note,
                file_name=row.evidence.file.name if row.evidence.file else "",
                opportunity=pursuit.opportunity.name,
                account=account.name if account else "",
                by=row.by.name,
                at=row.at,
            )
        )
    return found
