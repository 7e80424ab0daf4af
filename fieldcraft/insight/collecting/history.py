"""The history of closed opportunities in columns, for what works and how long it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import nan
from typing import Final

import numpy as np

from fieldcraft.insight.collecting.features import CRITERION
from fieldcraft.insight.collecting.gathering import Closed, Gathered
from fieldcraft.insight.collecting.passing import CHUNK, entries_of, ints, pushes_of
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
)
from fieldcraft.lib.chunks import chunked
from fieldcraft.methodology import queries as methodology
from fieldcraft.people.directory.queries import organisation_here
from fieldcraft.pursuit.facts import rows_of

#: What was known on the first day and is a trait of the deal.
TRAITS: Final = ("product", "segment", "source", "type")

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
    playbook = methodology.in_use()
    closed = _deals(deals, gathered)
    entries = entries_of(place=place, playbook=playbook, on=on)
    # What was entered on the day of the close belongs to the close.
    before = entries.day < closed.closed[entries.deal]
    return History(
        as_of=on.toordinal(),
        deals=closed,
        stages=tuple(stage.key for stage in playbook.stages),
        behaviours=behaviours,
        entries=Entries(deal=entries.deal[before], stage=entries.stage[before], day=entries.day[before]),
        events=_events(seen, behaviours),
        pushes=pushes_of(place=place),
        coached=Coached(owner=ints(()), name=ints(()), day=ints(())),
        simulated=organisation_here().simulated,
    )


def _deals(deals: Sequence[Closed], gathered: Gathered) -> Deals:
    """Amount, owner, team and traits are those of each one's first landmark."""
    rows, first = np.unique(gathered.deal, return_index=True)
    at = dict(zip(rows.tolist(), first.tolist(), strict=True))
    spots = np.array([at[deal.id] for deal in deals], dtype=np.int64)
    return Deals(
        keys=tuple(str(deal.id) for deal in deals),
        opened=ints(deal.opened.toordinal() for deal in deals),
        closed=ints(deal.closed.toordinal() for deal in deals),
        outcome=ints(WON if deal.won else LOST for deal in deals),
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
        deal=ints(row[0] for row in ordered),
        name=ints(row[2] for row in ordered),
        day=ints(row[1] for row in ordered),
    )
