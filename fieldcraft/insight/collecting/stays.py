"""How long opportunities stood in their stages, as a history of time alone: closed ones, and open ones so far.

Open ones count for the days they have stood. Without them only what went quickly would teach how long things take.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

import numpy as np

from fieldcraft.insight.collecting.passing import entries_of, ints, pushes_of
from fieldcraft.insight.history.types import (
    LOST,
    NONE,
    OPEN,
    WON,
    Coached,
    Deals,
    Events,
    Floats,
    History,
    Labels,
)
from fieldcraft.insight.timing.leaving import StagePrior
from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.people.directory.queries import organisation_here
from fieldcraft.pursuit.facts import rows_of

#: Most opportunities learned from, the latest ones. Bounds memory and time.
MOST: Final = 50_000

# The first close date is a plan only where the CRM's facts came in before the close: later, it may be the close itself.
DEALS: Final = """
    SELECT opportunity.id, coalesce(opportunity.created_on, first.entered_on), opportunity.outcome,
        opportunity.closed_on, CASE WHEN came.day < coalesce(opportunity.closed_on, %(on)s)
            THEN opportunity.first_close_date END, pursuit.process, opportunity.type
    FROM crm_opportunity opportunity
    LEFT JOIN pursuit_pursuit pursuit ON pursuit.opportunity_id = opportunity.id
    LEFT JOIN LATERAL (
        SELECT min(entered_on) AS entered_on FROM crm_stageentry WHERE opportunity_id = opportunity.id
    ) first ON true
    LEFT JOIN LATERAL (
        SELECT min(at)::date AS day FROM trail_entry WHERE opportunity_id = opportunity.id
    ) came ON true
    WHERE coalesce(opportunity.created_on, first.entered_on) <= coalesce(opportunity.closed_on, %(on)s)
        AND (opportunity.outcome = 'open' OR opportunity.closed_on <= %(on)s)
    ORDER BY opportunity.id DESC LIMIT %(most)s
"""
Row: TypeAlias = tuple[Any, ...]
OUTCOMES: Final = {"open": OPEN, "lost": LOST, "won": WON}


@dataclass(frozen=True, slots=True)
class Stays:
    """A history with stages and dates only, of the opportunities of one process (its key; empty: there is one way).

    `planned` is the first close date of each as an ordinal (NaN: none that was a plan), `priors` what the playbook says
    of each stage.
    """

    process: str
    history: History
    planned: Floats
    priors: tuple[StagePrior, ...]


def stays(*, on: date) -> list[Stays]:
    """Of the latest opportunities, as known on a day, one for each process; five SQL statements, two more a chunk."""
    version = methodology.version_in_use()
    keys = [process.key for process in methodology.compiled(version=version).playbook.processes] or [""]
    rows: dict[str, list[Row]] = {key: [] for key in keys}
    for row in rows_of(DEALS, {"on": on, "most": MOST}):
        process = row[5] if row[5] in rows else methodology.process_of(version=version, crm_type=row[6])
        rows[process].append(row)
    simulated = organisation_here().simulated
    return [_stays(key, methodology.compiled(version=version, process=key), rows[key], on, simulated) for key in keys]


def _stays(process: str, playbook: CompiledPlaybook, rows: list[Row], on: date, simulated: bool) -> Stays:
    rows.sort(key=lambda row: (row[1], row[0]))
    place = {row[0]: number for number, row in enumerate(rows)}
    history = History(
        as_of=on.toordinal(),
        deals=_deals(rows),
        stages=tuple(stage.key for stage in playbook.stages),
        behaviours=(),
        entries=entries_of(place=place, playbook=playbook, on=on),
        events=Events(deal=ints([]), name=ints([]), day=ints([])),
        pushes=pushes_of(place=place),
        coached=Coached(owner=ints([]), name=ints([]), day=ints([])),
        simulated=simulated,
    )
    return Stays(
        process=process,
        history=history,
        planned=np.array([row[4].toordinal() if row[4] else np.nan for row in rows], dtype=np.float64),
        priors=tuple(StagePrior(float(stage.typical_days), stage.win_chance) for stage in playbook.stages),
    )


def _deals(rows: Sequence[Row]) -> Deals:
    nobody = Labels(levels=(), place=np.full(len(rows), NONE, dtype=np.int64))
    return Deals(
        keys=tuple(str(row[0]) for row in rows),
        opened=ints([row[1].toordinal() for row in rows]),
        closed=ints([NONE if row[2] == "open" else row[3].toordinal() for row in rows]),
        outcome=ints([OUTCOMES[row[2]] for row in rows]),
        amount=np.full(len(rows), np.nan),
        owner=nobody,
        team=nobody,
    )
