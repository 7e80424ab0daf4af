"""What the CRM of an organisation shows of how it sells: sums over everybody, no names. For right-sizing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models.functions import Lower

from fieldcraft.crm.models import Opportunity, Outcome
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.rightsizing import History, StageSeen
from fieldcraft.people.queries import managers_by_member
from fieldcraft.pursuit.evaluation.evaluate import evaluate
from fieldcraft.pursuit.facts import collect

#: Won opportunities looked at, the latest ones.
LOOKED_AT = 500

# A word no open opportunity stands in and none ever left is an end, not a stage.
STAGES = """
    WITH sequence AS (
        SELECT entry.opportunity_id, entry.stage, entry.left_on - entry.entered_on AS days,
            row_number() OVER one AS number, count(*) OVER (PARTITION BY entry.opportunity_id) AS total
        FROM crm_stageentry entry WINDOW one AS (PARTITION BY entry.opportunity_id ORDER BY entered_on, id)
    )
    SELECT sequence.stage, count(DISTINCT opportunity_id) AS opportunities,
        coalesce(avg((number - 1.0) / nullif(total - 1, 0)), 0.5) AS place,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS days,
        avg((number = total AND outcome <> 'won')::int) AS stalled
    FROM sequence JOIN crm_opportunity opportunity ON opportunity.id = opportunity_id
    WHERE NOT lower(opportunity.type) = ANY(%(others)s)
    GROUP BY sequence.stage
    HAVING bool_or(number < total) OR bool_or(outcome = 'open')
    ORDER BY place, sequence.stage
"""
COUNTS = """
    SELECT count(*) AS opportunities, count(*) FILTER (WHERE outcome = 'open') AS open,
        count(*) FILTER (WHERE outcome IN ('won', 'lost')) AS closed, count(*) FILTER (WHERE outcome = 'won') AS won,
        array_agg(DISTINCT owner_id) FILTER (WHERE outcome = 'open') AS sellers,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY closed_on - created_on) FILTER (WHERE outcome = 'won') AS cycle_days
    FROM crm_opportunity WHERE NOT lower(type) = ANY(%(others)s)
"""


def history_of(*, base: CompiledPlaybook, on: date) -> History:
    """Stages, stays and what won opportunities show of the base's criteria; five SQL statements and those of facts.

    Sums over the whole organisation: for those who look after the method. Opportunities that follow another process
    than the first one of the base are left out: their stages are others.
    """
    others = [name.lower() for process in base.playbook.processes[1:] for name in process.crm_types]
    (counts,) = _rows(COUNTS, others)
    stages = _rows(STAGES, others)
    cycle, sellers = counts.pop("cycle_days"), set(counts.pop("sellers") or ()) - {None}
    managers = managers_by_member(on=on)
    return History(
        stages=tuple(
            StageSeen(
                name=row["stage"],
                opportunities=row["opportunities"],
                place=number / max(1, len(stages) - 1),
                days=float(row["days"]) if row["days"] is not None else None,
                stalled=float(row["stalled"]),
            )
            for number, row in enumerate(stages)
        ),
        sellers=len(sellers),
        managers=len({managers[seller] for seller in sellers if seller in managers}),
        held=_held(base=base, others=others, on=on),
        cycle_days=float(cycle) if cycle is not None else None,
        **counts,
    )


def _held(*, base: CompiledPlaybook, others: Sequence[str], on: date) -> Mapping[str, float]:
    closed = Opportunity.objects.filter(outcome=Outcome.WON, closed_on__lte=on).annotate(kind=Lower("type"))
    won = closed.exclude(kind__in=others).order_by("-closed_on", "-pk")
    found = list(won.select_related("account", "owner")[:LOOKED_AT])
    if not found:
        return {}
    met: dict[str, int] = {}
    for collected in collect(opportunities=found, playbook=base, as_of=on).values():
        assessment = evaluate(
            playbook=base, facts=collected.facts, evidence=(), claimed_stage=collected.claimed_stage, as_of=on
        )
        for state in assessment.criteria:
            if state.state == "met":
                met[state.criterion] = met.get(state.criterion, 0) + 1
    return {key: count / len(found) for key, count in met.items()}


def _rows(sql: str, others: Sequence[str]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"others": list(others)})
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
