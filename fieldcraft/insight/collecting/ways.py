"""A history apart by process: the stages of a renewal do not follow those of new business.

A `History` has one order of stages. Where a playbook has several processes, one list of all their stages is no order:
nothing would be won from the last stage of one process without the stages of the next, and every chance of winning
reckoned by stages would be close to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from fieldcraft.insight.effects.types import Effect
from fieldcraft.insight.history.types import (
    NONE,
    Bools,
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
from fieldcraft.pursuit.facts import rows_of

FOLLOWED: Final = "SELECT opportunity_id, process FROM pursuit_pursuit WHERE opportunity_id = ANY(%(ids)s)"


@dataclass(frozen=True, slots=True)
class Way:
    """One process of the playbook in use with its stages in order; a playbook without processes has one of no name."""

    key: str
    title: str
    stages: tuple[str, ...]


def ways() -> tuple[Way, ...]:
    """The processes of the playbook in use; one SQL statement once it is compiled."""
    playbook = methodology.in_use().playbook
    if not playbook.processes:
        return (Way("", "", tuple(stage.key for stage in playbook.stages)),)
    return tuple(Way(one.key, one.title, tuple(one.stages)) for one in playbook.processes)


def places(*, found: Sequence[Way], followed: Iterable[str]) -> Ints:
    """Which way each opportunity goes, as a place in `found`: one worked by another version may follow a process that
    is not there, and counts as one of the first."""
    numbers = {way.key: number for number, way in enumerate(found)}
    return np.fromiter((numbers.get(key, 0) for key in followed), dtype=np.int64)


def by_way(*, history: History) -> tuple[History, ...]:
    """A history per process that has opportunities, each with its own stages in their order. One SQL statement.

    The keys of the deals have to be ids of opportunities.
    """
    found = ways()
    if len(found) == 1:
        return (history,)
    followed = dict(rows_of(FOLLOWED, {"ids": [int(key) for key in history.deals.keys]}))
    way = places(found=found, followed=(followed.get(int(key), "") for key in history.deals.keys))
    return tuple(
        of_stages(history=part_of(history=history, chosen=way == number), stages=one.stages)
        for number, one in enumerate(found)
        if (way == number).any()
    )


def together(*, found: Sequence[Sequence[Effect]]) -> tuple[Effect, ...]:
    """One effect per behaviour: of the process in which it can be told, and among those was done most."""
    best: dict[str, Effect] = {}
    for effect in (one for effects in found for one in effects):
        held = best.get(effect.behaviour)
        if held is None or _weight(effect) > _weight(held):
            best[effect.behaviour] = effect
    return tuple(best[behaviour] for behaviour in sorted(best))


def of_stages(*, history: History, stages: tuple[str, ...]) -> History:
    """The same with these stages only, in this order."""
    spots = np.array([stages.index(name) if name in stages else NONE for name in history.stages], dtype=np.int64)
    entries = history.entries
    stage = spots[entries.stage] if len(spots) else entries.stage
    held = stage != NONE
    return replace(history, stages=stages, entries=Entries(entries.deal[held], stage[held], entries.day[held]))


def part_of(*, history: History, chosen: Bools) -> History:
    """The history of some deals."""
    new = np.cumsum(chosen) - 1
    deals, entries, events, pushes = history.deals, history.entries, history.events, history.pushes
    entered, seen, pushed = chosen[entries.deal], chosen[events.deal], chosen[pushes.deal]
    return replace(
        history,
        deals=Deals(
            keys=tuple(deals.keys[spot] for spot in np.flatnonzero(chosen)),
            opened=deals.opened[chosen],
            closed=deals.closed[chosen],
            outcome=deals.outcome[chosen],
            amount=deals.amount[chosen],
            owner=Labels(deals.owner.levels, deals.owner.place[chosen]),
            team=Labels(deals.team.levels, deals.team.place[chosen]),
            traits={name: _chosen(column, chosen) for name, column in deals.traits.items()},
        ),
        entries=Entries(new[entries.deal[entered]], entries.stage[entered], entries.day[entered]),
        events=Events(new[events.deal[seen]], events.name[seen], events.day[seen]),
        pushes=Pushes(new[pushes.deal[pushed]], pushes.day[pushed], pushes.by[pushed]),
    )


def _chosen(column: Labels | Floats, chosen: Bools) -> Labels | Floats:
    return Labels(column.levels, column.place[chosen]) if isinstance(column, Labels) else column[chosen]


def _weight(effect: Effect) -> tuple[bool, int, int]:
    return effect.points is not None, effect.done, effect.n
