"""All opportunities of the last two years in columns, for the figures of the night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import nan
from typing import Any, Final

import numpy as np

from fieldcraft.insight.collecting.ways import Way, of_stages, part_of, places, ways
from fieldcraft.insight.flow.figures import YEAR
from fieldcraft.insight.history.types import (
    LOST,
    NONE,
    OPEN,
    WON,
    Bools,
    Coached,
    Deals,
    Entries,
    Events,
    Floats,
    History,
    Ints,
    Labels,
    Pushes,
)
from fieldcraft.methodology import queries as methodology
from fieldcraft.people.directory.queries import organisation_here
from fieldcraft.pursuit.facts import claimed_stage, rows_of, stage_meanings

#: Whose chances, and where they stand in a row of DEALS.
CHANCES: Final = (("model", 8), ("playbook", 9), ("reps", 10))
OUTCOMES: Final = {"open": OPEN, "lost": LOST, "won": WON}

# The seller's own number: said here last, else the CRM's own field, a share or a percentage.
DEALS: Final = """
    SELECT opportunity.id, coalesce(opportunity.created_on, first.entered_on, opportunity.closed_on),
        opportunity.closed_on, opportunity.outcome,
        CASE WHEN opportunity.currency IN ('', %(currency)s) THEN opportunity.amount::float8 END,
        opportunity.owner_id, opportunity.close_date, opportunity.first_close_date, score.chance, score.prior,
        coalesce((SELECT own.percent / 100.0 FROM insight_ownchance own WHERE own.opportunity_id = opportunity.id
                  ORDER BY own.id DESC LIMIT 1), landmark.said / 100.0)::float8,
        coalesce(pursuit.process, '')
    FROM crm_opportunity opportunity
    LEFT JOIN pursuit_pursuit pursuit ON pursuit.opportunity_id = opportunity.id
    LEFT JOIN insight_score score ON score.opportunity_id = opportunity.id
    LEFT JOIN LATERAL (
        SELECT min(entered_on) AS entered_on FROM crm_stageentry
        WHERE opportunity.created_on IS NULL AND opportunity_id = opportunity.id
    ) first ON true
    LEFT JOIN LATERAL (
        SELECT said FROM insight_landmark WHERE opportunity.outcome = 'open' AND opportunity_id = opportunity.id
        ORDER BY "on" DESC LIMIT 1
    ) landmark ON true
    WHERE opportunity.outcome = 'open' OR opportunity.closed_on BETWEEN %(since)s AND %(on)s
    ORDER BY opportunity.id
"""
ENTRIES: Final = """
    SELECT entry.opportunity_id, opportunity.source, entry.stage, entry.entered_on
    FROM crm_stageentry entry JOIN crm_opportunity opportunity ON opportunity.id = entry.opportunity_id
    WHERE (opportunity.outcome = 'open' OR opportunity.closed_on BETWEEN %(since)s AND %(on)s)
        AND entry.entered_on <= %(on)s
    ORDER BY entry.opportunity_id, entry.entered_on, entry.id
"""
# Trail entries of older releases name the field with a space.
MOVES: Final = """
    SELECT entry.opportunity_id, entry.at::date, (move.days->>1)::date - (move.days->>0)::date
    FROM trail_entry entry CROSS JOIN LATERAL (
        SELECT coalesce(entry.changes->'close_date', entry.changes->'close date') AS days
    ) move
    WHERE entry.organisation = current_schema() AND entry.subject_type = 'opportunity'
        AND entry.changes ?| ARRAY['close_date', 'close date']
        AND move.days->>0 IS NOT NULL AND move.days->>1 IS NOT NULL
    ORDER BY entry.opportunity_id, entry.at, entry.id
"""
KEPT_SINCE: Final = "SELECT min(at)::date FROM trail_entry WHERE organisation = current_schema()"
CLOSED_SINCE: Final = "SELECT min(closed_on) FROM crm_opportunity WHERE outcome IN ('won', 'lost')"


@dataclass(frozen=True, slots=True)
class Movement:
    """A history of open and closed opportunities with what only their flow needs.

    `way` holds the place of each deal's process in `ways`; the stages of the history are those of all processes, in no
    order that means something: `of_way` has them in order. `owners` holds the member id per deal, NONE without one.
    `planned` is the first planned close date as an ordinal, NaN where it, or one of its moves, is not known; `current`
    is that of today. Chances are 0 to 1, NaN where nobody gave one. `dates_since` is the first day from which moves of
    close dates are kept.
    """

    history: History
    ways: tuple[Way, ...]
    way: Ints
    owners: Ints
    planned: Floats
    current: Floats
    chances: dict[str, Floats]
    dates_since: int | None
    closed_since: int | None

    def part(self, *, chosen: Bools) -> Movement:
        """The same of some deals."""
        return Movement(
            history=part_of(history=self.history, chosen=chosen),
            ways=self.ways,
            way=self.way[chosen],
            owners=self.owners[chosen],
            planned=self.planned[chosen],
            current=self.current[chosen],
            chances={name: values[chosen] for name, values in self.chances.items()},
            dates_since=self.dates_since,
            closed_since=self.closed_since,
        )

    def of_way(self, *, number: int) -> History:
        """The opportunities of one process, with its own stages in their order."""
        return of_stages(
            history=part_of(history=self.history, chosen=self.way == number), stages=self.ways[number].stages
        )


def collect(*, on: date) -> Movement:
    """All open opportunities, and those closed in the two years up to `on`; eight SQL statements."""
    organisation = organisation_here()
    wanted = {"on": on, "since": on - timedelta(days=2 * YEAR), "currency": organisation.currency}
    rows = sorted(rows_of(DEALS, wanted), key=lambda row: (row[1] or on, row[0]))
    place = {row[0]: number for number, row in enumerate(rows)}
    stages, entries = _entries(place, wanted)
    pushes = _pushes(place)
    current, first = (_floats([row[at].toordinal() if row[at] else None for row in rows]) for at in (6, 7))
    moved = np.bincount(pushes.deal, weights=pushes.by, minlength=len(rows))
    found = ways()
    ((kept,),), ((closed,),) = rows_of(KEPT_SINCE, {}), rows_of(CLOSED_SINCE, {})
    return Movement(
        history=History(
            as_of=on.toordinal(),
            deals=_deals(rows, on),
            stages=stages,
            behaviours=(),
            entries=entries,
            events=Events(_ints(()), _ints(()), _ints(())),
            pushes=pushes,
            coached=Coached(_ints(()), _ints(()), _ints(())),
            simulated=organisation.simulated,
        ),
        ways=found,
        way=places(found=found, followed=(row[11] for row in rows)),
        owners=_ints([NONE if row[5] is None else row[5] for row in rows]),
        # A move that left no trace makes all dates before it a guess.
        planned=np.where(first + moved == current, first, nan),
        current=current,
        chances={name: _floats([row[at] for row in rows]) for name, at in CHANCES},
        dates_since=kept.toordinal() if kept else None,
        closed_since=closed.toordinal() if closed else None,
    )


def _deals(rows: Sequence[tuple[Any, ...]], on: date) -> Deals:
    nobody = Labels(levels=(), place=np.full(len(rows), NONE, dtype=np.int64))
    return Deals(
        keys=tuple(str(row[0]) for row in rows),
        opened=_ints([min(row[1] or on, on).toordinal() for row in rows]),
        closed=_ints([row[2].toordinal() if row[2] and row[3] != "open" else NONE for row in rows]),
        outcome=_ints([OUTCOMES[row[3]] for row in rows]),
        amount=_floats([row[4] for row in rows]),
        owner=nobody,
        team=nobody,
    )


def _entries(place: dict[int, int], wanted: dict[str, Any]) -> tuple[tuple[str, ...], Entries]:
    """Entries of stages of the playbook in use; words it does not know are no stage."""
    playbook = methodology.in_use()
    meanings = stage_meanings(playbook=playbook)
    spots = {stage.key: stage.position - 1 for stage in playbook.stages}
    known: dict[tuple[str, str], int] = {}
    found: list[tuple[int, int, int]] = []
    for pk, source, word, entered in rows_of(ENTRIES, wanted):
        spot = known.get((source, word))
        if spot is None:
            key = claimed_stage(playbook=playbook, meanings=meanings, source=source, stage=word)
            spot = known[source, word] = spots.get(key or "", NONE)
        if spot != NONE and pk in place:
            found.append((place[pk], spot, entered.toordinal()))
    # A stable sort: two entries on one day stay in the order they were written.
    found.sort(key=lambda row: (row[0], row[2]))
    deal, stage, day = (_ints([row[number] for row in found]) for number in range(3))
    return tuple(spots), Entries(deal=deal, stage=stage, day=day)


def _pushes(place: dict[int, int]) -> Pushes:
    found = sorted((place[pk], on.toordinal(), by) for pk, on, by in rows_of(MOVES, {}) if by and pk in place)
    deal, day, by = (_ints([row[number] for row in found]) for number in range(3))
    return Pushes(deal=deal, day=day, by=by)


def _ints(values: Sequence[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _floats(values: Sequence[float | None]) -> Floats:
    return np.array([nan if value is None else value for value in values], dtype=np.float64)
