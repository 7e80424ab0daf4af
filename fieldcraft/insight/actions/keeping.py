"""Keeping what was known on the day it was known."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connection

from fieldcraft.trail.record import Actor

# What an assessment of today found is kept as it was, for opportunities in whose stage nothing was kept yet, and
# weekly. The CRM's own field may be a share or a percentage.
LANDMARKS: Final = """
    INSERT INTO insight_landmark (opportunity_id, "on", features, prior, said)
    SELECT score.opportunity_id, score."on", score.features, score.prior, coalesce(
        (SELECT own.percent FROM insight_ownchance own
         WHERE own.opportunity_id = score.opportunity_id ORDER BY own.id DESC LIMIT 1),
        CASE WHEN field.value ~ '^[01]?[.][0-9]+$' AND field.value::float <= 1 THEN round(field.value::float * 100)
            WHEN field.value ~ '^[0-9]{1,3}([.][0-9]+)?$' AND field.value::float <= 100
            THEN round(field.value::float) END)
    FROM insight_score score
    JOIN crm_opportunity opportunity ON opportunity.id = score.opportunity_id AND opportunity.outcome = 'open'
    CROSS JOIN LATERAL (
        SELECT rtrim(btrim(coalesce(opportunity.extra->>'probability', '')), ' %%') AS value
    ) field
    LEFT JOIN LATERAL (
        SELECT max("on") AS "on" FROM insight_landmark one WHERE one.opportunity_id = score.opportunity_id
    ) last ON true
    WHERE score."on" = %(on)s
        AND (last."on" IS NULL OR last."on" <= %(on)s - 7 OR opportunity.stage_entered_on > last."on")
    ORDER BY score.opportunity_id
    ON CONFLICT (opportunity_id, "on") DO NOTHING
"""


def keep_landmarks(*, by: Actor, now: datetime) -> int:
    """Keep what is known today of open opportunities that are due, and return how many: one a week, one a stage.

    Only of those assessed today. One SQL statement; the same day again adds nothing. Derived: leaves no entry.
    """
    with connection.cursor() as cursor:
        cursor.execute(LANDMARKS, {"on": now.date()})
        return int(cursor.rowcount)
