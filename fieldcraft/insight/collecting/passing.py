"""How opportunities passed through their stages and moved their close dates, in columns; and columns of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import Entries, Ints, Pushes
from fieldcraft.lib.chunks import chunked
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.pursuit.facts import claimed_stage, rows_of, stage_meanings

CHUNK: Final = 5_000

ENTRIES: Final = """
    SELECT entry.opportunity_id, opportunity.source, entry.stage, entry.entered_on
    FROM crm_stageentry entry JOIN crm_opportunity opportunity ON opportunity.id = entry.opportunity_id
    WHERE entry.opportunity_id = ANY(%(ids)s) AND entry.entered_on <= coalesce(opportunity.closed_on, %(on)s)
    ORDER BY entry.opportunity_id, entry.entered_on, entry.id
"""
MOVES: Final = """
    SELECT entry.opportunity_id, entry.at::date,
        (moved.days->>1)::date - (moved.days->>0)::date
    FROM trail_entry entry JOIN crm_opportunity opportunity ON opportunity.id = entry.opportunity_id
    CROSS JOIN LATERAL (SELECT coalesce(entry.changes->'close_date', entry.changes->'close date') AS days) moved
    WHERE entry.opportunity_id = ANY(%(ids)s) AND entry.subject_type = 'opportunity'
        AND entry.changes ?| ARRAY['close_date', 'close date']
        AND moved.days->>0 IS NOT NULL AND moved.days->>1 IS NOT NULL
        AND (opportunity.closed_on IS NULL OR entry.at::date < opportunity.closed_on)
    ORDER BY entry.opportunity_id, entry.at, entry.id
"""


def entries_of(*, place: Mapping[int, int], playbook: CompiledPlaybook, on: date) -> Entries:
    """Entries into stages of a playbook up to the close or to a day; words it does not know are no stage.

    `place` has the opportunities' places in the history by id. One SQL statement for 5,000 opportunities.
    """
    meanings = stage_meanings(playbook=playbook)
    spots = {stage.key: stage.position - 1 for stage in playbook.stages}
    found: list[tuple[int, int, int]] = []
    for ids in chunked(list(place), CHUNK):
        for pk, source, word, day in rows_of(ENTRIES, {"ids": ids, "on": on}):
            key = claimed_stage(playbook=playbook, meanings=meanings, source=source, stage=word)
            if key in spots:
                found.append((place[pk], day.toordinal(), spots[key]))
    # Two stages on one day stay in the order in which they were entered: the sort is stable.
    found.sort(key=lambda row: row[:2])
    return Entries(
        deal=ints(row[0] for row in found), stage=ints(row[2] for row in found), day=ints(row[1] for row in found)
    )


def pushes_of(*, place: Mapping[int, int]) -> Pushes:
    """By how many days the close date was moved, and when; one SQL statement for 5,000 opportunities."""
    found: list[tuple[int, int, int]] = []
    for ids in chunked(list(place), CHUNK):
        found += [(place[pk], day.toordinal(), by) for pk, day, by in rows_of(MOVES, {"ids": ids}) if by]
    found.sort()
    return Pushes(
        deal=ints(row[0] for row in found), day=ints(row[1] for row in found), by=ints(row[2] for row in found)
    )


def ints(values: Iterable[int]) -> Ints:
    """Values as a column of whole numbers."""
    return np.fromiter(values, dtype=np.int64)
