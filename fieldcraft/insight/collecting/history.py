"""The history of closed opportunities in columns, for what works and how long it takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import nan
from typing import Any, Final

import numpy as np

from fieldcraft.insight.collecting.features import CRITERION
from fieldcraft.insight.collecting.gathering import Closed, Gathered
from fieldcraft.insight.history.types import (
    LOST,
    NONE,
    WON,
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
from fieldcraft.lib.chunks import chunked
from fieldcraft.methodology import queries as methodology
from fieldcraft.people.directory.queries import organisation_here
from fieldcraft.pursuit.facts import claimed_stage, rows_of, stage_meanings

CHUNK: Final = 5_000
#: What was known on the first day and is a trait of the deal.
TRAITS: Final = ("product", "segment", "source", "type")

ENTRIES: Final = """
    SELECT entry.opportunity_id, opportunity.source, entry.stage, entry.entered_on
    FROM crm_stageentry entry JOIN crm_opportunity opportunity ON opportunity.id = entry.opportunity_id
    WHERE entry.opportunity_id = ANY(%(ids)s) AND entry.entered_on < opportunity.closed_on
    ORDER BY entry.opportunity_id, entry.entered_on, entry.id
"""
DONE: Final = """
    SELECT activity.opportunity_id, activity.kind, activity.play, activity."on"
    FROM crm_activity activity JOIN crm_opportunity opportunity ON opportunity.id = activity.opportunity_id
    WHERE activity.opportunity_id = ANY(%(ids)s) AND activity.done AND activity.outcome <> 'cancelled'
        AND NOT activity.inbound AND activity."on" < opportunity.closed_on
    ORDER BY activity.opportunity_id, activity."on", activity.id
"""
STEPS: Final = """
    SELECT entry.opportunity_id, entry.subject_id, entry.at::date
    FROM trail_entry entry JOIN crm_opportunity opportunity ON opportunity.id = entry.opportunity_id
    WHERE entry.opportunity_id = ANY(%(ids)s) AND entry.verb = 'step.done' AND entry.at::date < opportunity.closed_on
    ORDER BY entry.opportunity_id, entry.at, entry.id
"""
MOVES: Final = """
    SELECT entry.opportunity_id, entry.at::date,
        (moved.days->>1)::date - (moved.days->>0)::date
    FROM trail_entry entry JOIN crm_opportunity opportunity ON opportunity.id = entry.opportunity_id
    CROSS JOIN LATERAL (SELECT coalesce(entry.changes->'close_date', entry.changes->'close date') AS days) moved
    WHERE entry.opportunity_id = ANY(%(ids)s) AND entry.subject_type = 'opportunity'
        AND entry.changes ?| ARRAY['close_date', 'close date']
        AND moved.days->>0 IS NOT NULL AND moved.days->>1 IS NOT NULL
        AND entry.at::date < opportunity.closed_on
    ORDER BY entry.opportunity_id, entry.at, entry.id
"""

Seen = tuple[int, str, int]


def history_of(*, gathered: Gathered, on: date) -> History:
    """The history of the opportunities of `gathered`: entries, what was done, moves of the close date.

    A criterion's day is that of the evidence or the fact that proves it, else the landmark on which it was first seen
    to hold. Answers to steps count as plays done where their key is a play of the playbook in use. What customers did
    is no behaviour of ours and left out. Nobody's coaching is kept yet. Four SQL statements for 5,000 opportunities.
    """
    deals = sorted(gathered.deals, key=lambda deal: (deal.opened, deal.id))
    place = {deal.id: number for number, deal in enumerate(deals)}
    ids = list(place)
    seen = [(place[deal], CRITERION + name, day) for (deal, name), day in gathered.held.items()] + _done(ids, place)
    behaviours = tuple(sorted({name for _, name, _ in seen}))
    stages, entries = _entries(ids, place)
    return History(
        as_of=on.toordinal(),
        deals=_deals(deals, gathered),
        stages=stages,
        behaviours=behaviours,
        entries=entries,
        events=_events(seen, behaviours),
        pushes=_pushes(ids, place),
        coached=Coached(owner=_ints(()), name=_ints(()), day=_ints(())),
        simulated=organisation_here().simulated,
    )


def _deals(deals: Sequence[Closed], gathered: Gathered) -> Deals:
    """Amount, owner, team and traits are those of each one's first landmark."""
    rows, first = np.unique(gathered.deal, return_index=True)
    at = dict(zip(rows.tolist(), first.tolist(), strict=True))
    spots = np.array([at[deal.id] for deal in deals], dtype=np.int64)
    return Deals(
        keys=tuple(str(deal.id) for deal in deals),
        opened=_ints(deal.opened.toordinal() for deal in deals),
        closed=_ints(deal.closed.toordinal() for deal in deals),
        outcome=_ints(WON if deal.won else LOST for deal in deals),
        amount=_numbers(gathered, "amount", spots),
        owner=_words(gathered, "owner", spots),
        team=_words(gathered, "team", spots),
        traits={name: _words(gathered, name, spots) for name in TRAITS if name in gathered.table.columns},
    )


def _numbers(gathered: Gathered, name: str, spots: Ints) -> Floats:
    column = gathered.table.columns.get(name)
    return column[spots] if isinstance(column, np.ndarray) else np.full(len(spots), nan)


def _words(gathered: Gathered, name: str, spots: Ints) -> Labels:
    column = gathered.table.columns.get(name)
    if not isinstance(column, Labels):
        return Labels(levels=(), place=np.full(len(spots), NONE, dtype=np.int64))
    return Labels(levels=column.levels, place=column.place[spots])


def _done(ids: Sequence[int], place: Mapping[int, int]) -> list[Seen]:
    plays = set(methodology.in_use().play_by_key)
    found: list[Seen] = []
    for part in chunked(list(ids), CHUNK):
        for pk, kind, play, on in rows_of(DONE, {"ids": part}):
            found.append((place[pk], f"activity/{kind}", on.toordinal()))
            if play:
                found.append((place[pk], f"play/{play}", on.toordinal()))
        for pk, key, on in rows_of(STEPS, {"ids": part}):
            if key in plays:
                found.append((place[pk], f"play/{key}", on.toordinal()))
    return found


def _events(seen: Sequence[Seen], behaviours: Sequence[str]) -> Events:
    number = {name: spot for spot, name in enumerate(behaviours)}
    ordered = sorted((deal, day, number[name]) for deal, name, day in seen)
    return Events(
        deal=_ints(row[0] for row in ordered),
        name=_ints(row[2] for row in ordered),
        day=_ints(row[1] for row in ordered),
    )


def _entries(ids: Sequence[int], place: Mapping[int, int]) -> tuple[tuple[str, ...], Entries]:
    """Stays in stages of the playbook in use; words it does not know are no stage."""
    playbook = methodology.in_use()
    meanings = stage_meanings(playbook=playbook)
    spots = {stage.key: stage.position - 1 for stage in playbook.stages}
    found: list[tuple[int, int, int]] = []
    for part in chunked(list(ids), CHUNK):
        for pk, source, word, on in rows_of(ENTRIES, {"ids": part}):
            key = claimed_stage(playbook=playbook, meanings=meanings, source=source, stage=word)
            if key in spots:
                found.append((place[pk], spots[key], on.toordinal()))
    found.sort(key=lambda row: (row[0], row[2]))
    columns = [_ints(row[number] for row in found) for number in range(3)]
    return tuple(spots), Entries(deal=columns[0], stage=columns[1], day=columns[2])


def _pushes(ids: Sequence[int], place: Mapping[int, int]) -> Pushes:
    found: list[tuple[Any, ...]] = []
    for part in chunked(list(ids), CHUNK):
        found += [(place[pk], on.toordinal(), by) for pk, on, by in rows_of(MOVES, {"ids": part}) if by]
    found.sort()
    columns = [_ints(row[number] for row in found) for number in range(3)]
    return Pushes(deal=columns[0], day=columns[1], by=columns[2])


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)
