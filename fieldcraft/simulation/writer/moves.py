"""Moves of the last weeks that went on without their facts, and one question to a colleague."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from django.db.models import Prefetch

from fieldcraft.crm.models import StageEntry
from fieldcraft.people.models import Member, Role
from fieldcraft.pursuit import events
from fieldcraft.pursuit.evaluation.stored import from_json
from fieldcraft.pursuit.gates.checking import check
from fieldcraft.pursuit.gates.models import Ask, How, StageMove
from fieldcraft.pursuit.models import Evidence, Pursuit
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor, Change, Written, write_many

DAYS = 60
#: Every so many moves somebody made here, with a reason; the rest came from the CRM.
DECIDED = 4
REASONS = (
    "Their board meets next week, and the rest comes out there.",
    "The sponsor asked for the offer before the workshop.",
    "They know us from the first project.",
    "Procurement wants the paper now; the meeting is booked.",
)


def write_moves(*, now: datetime) -> None:
    """Bulk writes on the assessments just made; five SQL statements, whatever the number."""
    stays = Prefetch("opportunity__stage_history", StageEntry.objects.order_by("-entered_on", "-pk"), to_attr="stays")
    found = Pursuit.objects.filter(gap__gt=0, opportunity__outcome="open", opportunity__owner__isnull=False)
    rows = found.select_related("version", "opportunity__owner").prefetch_related(stays).order_by("pk")
    moves = [move for number, row in enumerate(rows) for move in _move(number, row, now)]
    StageMove.objects.bulk_create(moves)
    write_many(entries=[_past(move) for move in moves if move.how == How.OVERRIDDEN])
    _question(now)


def _move(number: int, pursuit: Pursuit, now: datetime) -> Iterator[StageMove]:
    found, playbook = pursuit.opportunity, pursuit.playbook
    stays: Sequence[StageEntry] = found.stays  # type: ignore[attr-defined]
    present = stays[0] if stays else None
    if present is None or present.entered_on < now.date() - timedelta(days=DAYS):
        return
    position = playbook.stage_by_key[pursuit.claimed_stage].position
    before = playbook.stages[position - 2].key if position > 1 else None
    asked = check(
        playbook=playbook,
        assessment=from_json(text=pursuit.assessment),
        target=pursuit.claimed_stage,
        since=before,
    )
    if not asked.lacking:
        return
    decided = number % DECIDED == 0
    yield StageMove(
        pursuit=pursuit,
        version_id=pursuit.version_id,
        from_stage=before or "",
        to_stage=pursuit.claimed_stage,
        from_word=stays[1].stage if len(stays) > 1 else "",
        to_word=found.stage,
        at=min(datetime.combine(present.entered_on, time(9, 20), tzinfo=UTC), now - timedelta(minutes=10)),
        by=found.owner if decided else None,
        whose=found.owner,
        door=Door.WEB if decided else Door.IMPORT,
        how=How.OVERRIDDEN if decided else How.SEEN,
        reason=REASONS[number // DECIDED % len(REASONS)] if decided else "",
        missing=[one.key for one in asked.lacking],
        waiting=[one.key for one in asked.waiting],
        counts=True,
    )


def _past(move: StageMove) -> Written:
    owner = move.by
    assert owner is not None  # noqa: S101 - only moves that somebody decided
    change = Change()
    stage = move.pursuit.playbook.stage_by_key[move.to_stage]
    change.about(kind="stage", id=move.to_stage, label=stage.part.title, opportunity_id=move.pursuit.opportunity_id)
    count = len(move.missing)
    change.note = f"Without {count} fact{'' if count == 1 else 's'}. Because: {move.reason}"
    return Written(move.at, Actor(owner.pk, owner.name, Door.WEB), events.STAGE_MOVED, change)


def _question(now: datetime) -> None:
    """The first rep of the cast is asked by somebody of another team about something she may know."""
    reps = Member.objects.filter(role=Role.REP, login_id__isnull=False, active=True).order_by("pk")
    colleague = reps.first()
    open_ones = Evidence.objects.filter(
        supports=True,
        verified_at__isnull=True,
        withdrawn_at__isnull=True,
        pursuit__opportunity__outcome="open",
        note__gt="",
    )
    if colleague is None:
        return
    others = (
        open_ones.exclude(owner__team=colleague.team).exclude(owner=None).select_related("owner", "pursuit__version")
    )
    for row in others.order_by("-stated_at", "-pk")[:50]:
        part = row.pursuit.criterion_called(key=row.criterion)
        if part is not None and part.verifier == "not_owner" and row.stated_by_id == row.owner_id and row.owner:
            Ask.objects.create(evidence=row, colleague=colleague, by=row.owner, at=now - timedelta(hours=2))
            change = Change()
            change.about(kind="criterion", id=part.key, label=part.text, opportunity_id=row.pursuit.opportunity_id)
            change.note = colleague.name
            actor = Actor(row.owner.pk, row.owner.name, Door.WEB)
            write_many(entries=[Written(now - timedelta(hours=2), actor, events.VERIFICATION_ASKED, change)])
            return
