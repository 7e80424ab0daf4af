"""Which pursuits a move takes, and what it would do to each, without touching any of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import connection

from fieldcraft.crm.models import Opportunity
from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.succession import CRITERION, Succession
from fieldcraft.pursuit import models
from fieldcraft.pursuit.assessing import as_pure
from fieldcraft.pursuit.evaluation.evaluate import evaluate
from fieldcraft.pursuit.evaluation.stored import from_json
from fieldcraft.pursuit.evaluation.types import Assessment, Evidence
from fieldcraft.pursuit.facts import collect
from fieldcraft.pursuit.models import Move, MoveRow, RowState, Whom
from fieldcraft.pursuit.moving.carrying import fill, process_after
from fieldcraft.pursuit.moving.comparing import difference

# One in a running trial keeps its arm's version until the trial ends: it is listed, and stays.
PLAN = """
    INSERT INTO pursuit_moverow (move_id, pursuit_id, state, stays, version_before_id, looked_at, kept, renamed,
        retired, asked, stage_before, stage_after, direction, steps_gone, last_evidence, last_response, evidence,
        responses)
    SELECT %(move)s, pursuit.id, CASE WHEN trial.id IS NULL THEN 'planned' ELSE 'stays' END,
        CASE WHEN trial.id IS NULL THEN '' ELSE 'trial' END, pursuit.version_id, false, 0, 0, 0, '{}', '', '', 0, 0,
        0, 0, '{}', '{}'
    FROM pursuit_pursuit pursuit
    JOIN crm_opportunity opportunity ON opportunity.id = pursuit.opportunity_id AND opportunity.outcome = 'open'
    LEFT JOIN people_member owner ON owner.id = opportunity.owner_id
    LEFT JOIN pursuit_trial trial ON trial.id = pursuit.trial_id AND trial.ended_at IS NULL
    WHERE pursuit.version_id <> %(version)s AND (%(from)s::bigint IS NULL OR pursuit.version_id = %(from)s)
        AND (%(team)s::bigint IS NULL OR owner.team_id = %(team)s)
        AND (NOT %(some)s OR opportunity.id = ANY(%(ids)s))
    ORDER BY opportunity.id
    ON CONFLICT (move_id, pursuit_id) DO NOTHING
"""


def plan_rows(*, move: Move, opportunity_ids: Sequence[int]) -> int:
    """A row for every open pursuit the move takes and has none for, in the caller's transaction; how many are new."""
    if move.whom == Whom.NEW:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            PLAN,
            {
                "move": move.pk,
                "version": move.version_id,
                "from": move.version_from_id,
                "team": move.team_id,
                "some": move.whom == Whom.CHOSEN,
                "ids": list(opportunity_ids),
            },
        )
        return int(cursor.rowcount)


def look(*, move: Move, size: int, on: date) -> list[MoveRow]:
    """Fill in what the move would do to the next `size` pursuits; an empty list where all were looked at."""
    rows = list(
        MoveRow.objects.filter(move=move, state=RowState.PLANNED, looked_at=False)
        .select_related("pursuit")
        .defer("before")
        .order_by("pursuit__opportunity_id")[:size]
    )
    if not rows:
        return []
    known = methodology.installed()
    by_id = {version.pk: version for version in known}
    target = by_id[move.version_id]
    ids = [row.pursuit.opportunity_id for row in rows]
    found = {one.pk: one for one in Opportunity.objects.filter(pk__in=ids).select_related("account", "owner")}
    evidence: dict[int, list[models.Evidence]] = {}
    for given in models.Evidence.objects.filter(pursuit__in=[row.pursuit_id for row in rows], withdrawn_at=None):
        evidence.setdefault(given.pursuit_id, []).append(given)
    before = _before(rows=rows, versions=by_id, opportunities=found, evidence=evidence, on=on)
    by_process: dict[str, list[tuple[MoveRow, Succession]]] = {}
    for row in rows:
        row.pursuit.opportunity = found[row.pursuit.opportunity_id]
        way = methodology.succession_among(before=by_id[row.pursuit.version_id], after=target, known=known)
        process = process_after(pursuit=row.pursuit, version=target, way=way)
        by_process.setdefault(process, []).append((row, way))
    for process, part in by_process.items():
        playbook = methodology.compiled(version=target, process=process)
        facts = collect(opportunities=[row.pursuit.opportunity for row, _ in part], playbook=playbook, as_of=on)
        for row, way in part:
            answers = evidence.get(row.pursuit_id, [])
            collected = facts[row.pursuit.opportunity_id]
            after = evaluate(
                playbook=playbook,
                facts=collected.facts,
                evidence=[_carried(given, way) for given in answers],
                claimed_stage=collected.claimed_stage,
                as_of=on,
            )
            keys = [given.criterion for given in answers]
            then = before.get(row.pk)
            fill(row=row, found=difference(answers=keys, before=then, after=after, playbook=playbook, way=way))
    return rows


def _carried(given: models.Evidence, way: Succession) -> Evidence:
    given.criterion, key = way.heir(kind=CRITERION, key=given.criterion) or given.criterion, given.criterion
    pure = as_pure(row=given)
    given.criterion = key
    return pure


def _before(
    *,
    rows: Sequence[MoveRow],
    versions: Mapping[int, PlaybookVersion],
    opportunities: Mapping[int, Opportunity],
    evidence: Mapping[int, Sequence[models.Evidence]],
    on: date,
) -> dict[int, Assessment]:
    """Assessments under the present versions on that day: what only the days changed is no work of the move."""
    found, stale = {}, {}  # type: tuple[dict[int, Assessment], dict[tuple[int, str], list[MoveRow]]]
    for row in rows:
        if not row.pursuit.assessment:
            continue
        stored = from_json(text=row.pursuit.assessment)
        if stored.as_of == on:
            found[row.pk] = stored
        else:
            stale.setdefault((row.pursuit.version_id, row.pursuit.process), []).append(row)
    for (version_id, process), late in stale.items():
        playbook = methodology.compiled(version=versions[version_id], process=process)
        own = [opportunities[row.pursuit.opportunity_id] for row in late]
        facts = collect(opportunities=own, playbook=playbook, as_of=on)
        for row in late:
            collected = facts[row.pursuit.opportunity_id]
            found[row.pk] = evaluate(
                playbook=playbook,
                facts=collected.facts,
                evidence=[as_pure(row=given) for given in evidence.get(row.pursuit_id, [])],
                claimed_stage=collected.claimed_stage,
                as_of=on,
            )
    return found
