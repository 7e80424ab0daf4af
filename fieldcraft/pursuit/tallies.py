"""Keeps the sums that Today and Team read, so that no page adds up opportunities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

# One count at a time in one organisation: two that replace the same rows would meet in the middle.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('pursuit tallies'), hashtext(current_schema()))"
FORGET = "DELETE FROM pursuit_tally WHERE %(all)s OR owner_id = ANY(%(owners)s)"
COUNT = """
    WITH one AS (
        SELECT opportunity.owner_id, pursuit.version_id, coalesce(pursuit.supported_stage, '') AS stage,
            coalesce(opportunity.amount, 0) AS amount, coalesce(pursuit.met, 0) AS met,
            coalesce(pursuit.asked, 0) AS asked, coalesce(pursuit.gap, 0) AS gap,
            coalesce(pursuit.warnings, 0) AS warnings, coalesce(pursuit.missing, '{}') AS missing
        FROM crm_opportunity opportunity LEFT JOIN pursuit_pursuit pursuit ON pursuit.opportunity_id = opportunity.id
        WHERE opportunity.outcome = 'open' AND (%(all)s OR opportunity.owner_id = ANY(%(owners)s))
    ), lacks AS (
        SELECT owner_id, version_id, stage, jsonb_object_agg(criterion, count) AS lacks
        FROM (
            SELECT owner_id, version_id, stage, criterion, count(*)
            FROM one CROSS JOIN LATERAL unnest(missing) criterion
            GROUP BY 1, 2, 3, 4
        ) counted GROUP BY 1, 2, 3
    )
    INSERT INTO pursuit_tally
        (owner_id, version_id, stage, opportunities, amount, met, asked, ahead, amount_ahead, warned, lacks)
    SELECT sums.*, coalesce(lacks.lacks, '{}')
    FROM (
        SELECT owner_id, version_id, stage, count(*), sum(amount), sum(met), sum(asked),
            count(*) FILTER (WHERE gap > 0), coalesce(sum(amount) FILTER (WHERE gap > 0), 0),
            count(*) FILTER (WHERE warnings > 0)
        FROM one GROUP BY 1, 2, 3
    ) sums
    LEFT JOIN lacks ON coalesce(lacks.owner_id, 0) = coalesce(sums.owner_id, 0)
        AND lacks.version_id = sums.version_id AND lacks.stage = sums.stage
"""


def count_again(*, owner_ids: Sequence[int] | None) -> None:
    """Count the open opportunities of these owners anew (of everybody when None), in the caller's transaction."""
    parameters: dict[str, Any] = {"all": owner_ids is None, "owners": list(owner_ids or ())}
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(FORGET, parameters)
        cursor.execute(COUNT, parameters)
