"""What was drawn as the history a learner sees."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import (
    LOST,
    NONE,
    OPEN,
    WON,
    Coached,
    Deals,
    Entries,
    Events,
    History,
    Ints,
    Labels,
    Pushes,
)
from fieldcraft.simulation.world.planted import SEGMENTS, SOURCES, STAGES, Drawn

FIRST_DAY: Final = date(2024, 1, 2).toordinal()


def history_of_drawn(*, drawn: Drawn) -> History:
    """The history on the last day of the drawing: later days are not known, deals that end later are open."""
    as_of = drawn.shape.days
    closed = drawn.ends <= as_of
    n = len(drawn.opened)
    deals = Deals(
        keys=tuple(f"{place:06d}" for place in range(n)),
        opened=drawn.opened + FIRST_DAY,
        closed=np.where(closed, drawn.ends + FIRST_DAY, NONE),
        outcome=np.where(closed, np.where(drawn.won, WON, LOST), OPEN).astype(np.int64),
        amount=drawn.amount,
        owner=Labels(levels=tuple(f"Rep {place + 1:02d}" for place in range(drawn.shape.reps)), place=drawn.owner),
        team=Labels(levels=tuple(f"Team {place + 1}" for place in range(drawn.shape.teams)), place=drawn.team),
        traits={
            "Segment": Labels(levels=SEGMENTS, place=drawn.segment),
            "Lead Source": Labels(levels=SOURCES, place=drawn.source),
            "ICP Score": drawn.score.astype(np.float64),
            "Competitor Present": Labels(levels=("No", "Yes"), place=drawn.rival.astype(np.int64)),
        },
    )
    deal, stage = np.nonzero(drawn.reached & (drawn.entered <= as_of))
    empty = np.zeros(0, dtype=np.int64)
    return History(
        as_of=as_of + FIRST_DAY,
        deals=deals,
        stages=STAGES,
        behaviours=tuple(each.name for each in drawn.shape.behaviours),
        entries=Entries(deal=deal, stage=stage, day=drawn.entered[deal, stage] + FIRST_DAY),
        events=_events(drawn=drawn, as_of=as_of),
        pushes=Pushes(deal=empty, day=empty, by=empty),
        coached=_coached(drawn=drawn),
        simulated=True,
    )


def _events(*, drawn: Drawn, as_of: int) -> Events:
    until = np.minimum(drawn.ends, as_of)
    deal, name = np.nonzero((drawn.done >= 0) & (drawn.done <= until[:, None]))
    parts = [(deal, name, drawn.done[deal, name])]
    names = [each.name for each in drawn.shape.behaviours]
    for kind, (rows, days) in sorted(drawn.recurring.items()):
        seen = days <= until[rows]
        parts.append((rows[seen], np.full(int(seen.sum()), names.index(kind)), days[seen]))
    deal, name, day = (np.concatenate([part[place] for part in parts]).astype(np.int64) for place in range(3))
    order = np.lexsort((name, day, deal))
    return Events(deal=deal[order], name=name[order], day=day[order] + FIRST_DAY)


def _coached(*, drawn: Drawn) -> Coached:
    names = [each.name for each in drawn.shape.behaviours]
    owners: Ints = np.flatnonzero(drawn.coached).astype(np.int64)
    if drawn.shape.coached is None:
        owners = owners[:0]
    topic = names.index(drawn.shape.coached) if drawn.shape.coached else NONE
    return Coached(
        owner=owners,
        name=np.full(len(owners), topic, dtype=np.int64),
        day=np.full(len(owners), drawn.shape.coached_on + FIRST_DAY, dtype=np.int64),
    )
