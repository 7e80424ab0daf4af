"""Moves that came in from outside, where nobody could be asked: seen at the next assessment, checked, counted.

The word of the CRM at the assessment before is kept on the pursuit. Where it is another now and means another stage,
somebody moved it outside; moves made here set the word themselves. No trail entry: the import left its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from fieldcraft.crm.models import Opportunity, Outcome
from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.pursuit.evaluation.stored import from_json
from fieldcraft.pursuit.gates.checking import Check, check
from fieldcraft.pursuit.gates.models import How, StageMove
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.mutual.ending import end_links
from fieldcraft.trail.models import Door

if TYPE_CHECKING:
    from fieldcraft.pursuit.assessing import Assessed

CHUNK = 500


def note_seen(*, assessed: Sequence[Assessed], now: datetime) -> int:
    """Record the moves that these assessments found; one SQL statement where there is any, none otherwise."""
    moves = [_seen(item, now) for item in assessed if _came_in(item)]
    if moves:
        StageMove.objects.bulk_create(moves, batch_size=CHUNK)
    return len(moves)


def note_ended(*, now: datetime) -> int:
    """Record what an import closed since it was last assessed, and end the links of what it lost.

    One SQL statement, a few more where there is any.
    """
    last = StageMove.objects.filter(pursuit=OuterRef("pk"), undone_at__isnull=True).exclude(outcome="").order_by("-pk")
    found = list(
        Pursuit.objects.filter(opportunity__outcome__in=(Outcome.WON, Outcome.LOST))
        .exclude(Q(assessment="") | Q(claimed_word=""))
        .annotate(known=Coalesce(Subquery(last.values("outcome")[:1]), Value("")))
        .exclude(known=F("opportunity__outcome"))
        .select_related("opportunity")
        .order_by("pk")
    )
    versions = PlaybookVersion.objects.in_bulk({row.version_id for row in found}) if found else {}
    StageMove.objects.bulk_create([_ended(row, versions, now) for row in found], batch_size=CHUNK)
    if lost := [row for row in found if row.opportunity.outcome == Outcome.LOST]:
        end_links(pursuits=lost, member=None, now=now)
    return len(found)


def _came_in(item: Assessed) -> bool:
    before, after = item.claimed_before, item.assessment.claimed_stage
    word = item.word_before
    open_now = item.opportunity.outcome == Outcome.OPEN
    return bool(open_now and word and word != item.opportunity.stage and before and after and before != after)


def _seen(item: Assessed, now: datetime) -> StageMove:
    after = item.assessment.claimed_stage or ""
    found = check(playbook=item.playbook, assessment=item.assessment, target=after, since=item.claimed_before)
    return StageMove(
        to_stage=after,
        to_word=item.opportunity.stage,
        from_stage=item.claimed_before,
        from_word=item.word_before,
        **_columns(item.pursuit, found, item.opportunity, now),
    )


def _ended(pursuit: Pursuit, versions: Mapping[int, PlaybookVersion], now: datetime) -> StageMove:
    """Won asks for every fact; lost asks for none."""
    opportunity = pursuit.opportunity
    playbook = methodology.compiled(version=versions[pursuit.version_id], process=pursuit.process)
    assessment = from_json(text=pursuit.assessment)
    won = opportunity.outcome == Outcome.WON
    found = check(playbook=playbook, assessment=assessment, target=None, since=None) if won else None
    return StageMove(
        outcome=opportunity.outcome,
        to_word=opportunity.stage,
        from_stage=pursuit.claimed_stage,
        from_word=pursuit.claimed_word,
        reason=opportunity.lost_reason,
        **_columns(pursuit, found, opportunity, now),
    )


def _columns(pursuit: Pursuit, found: Check | None, opportunity: Opportunity, now: datetime) -> dict[str, Any]:
    missing = [one.key for one in found.lacking] if found else []
    return {
        "pursuit": pursuit,
        "version_id": pursuit.version_id,
        "at": now,
        "door": Door.IMPORT,
        "how": How.SEEN,
        "missing": missing,
        "waiting": [one.key for one in found.waiting] if found else [],
        "whose_id": opportunity.owner_id,
        "counts": bool(missing),
    }
