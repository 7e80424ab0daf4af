"""The history of many opportunities in columns.

Days are ordinals as `date.toordinal` gives them. All arrays of one part have one length; `deal`, `level`, `stage`,
`name` and `owner` in them are places in the tuples and columns beside them, from 0. A history knows nothing that was
not known on `as_of`, and nobody may read a row of `Entries`, `Events` or `Pushes` dated after the day he looks at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]

#: Outcomes in `Deals.outcome`.
OPEN, LOST, WON = -1, 0, 1
#: Stands for a day or a place that is not known or not there.
NONE: Final = -1


@dataclass(frozen=True, slots=True)
class Labels:
    """A column of words: `levels[place[i]]` is the word of row i; NONE in `place` is a gap, not a level."""

    levels: tuple[str, ...]
    place: Ints


@dataclass(frozen=True, slots=True)
class Deals:
    """One row per opportunity, in order of `opened`.

    `closed` is NONE where `outcome` is OPEN. `amount` is that of the day it opened, NaN where unknown. `traits` are
    what was known on the day it opened (segment, source, a score, whether a rival was there): words as Labels, numbers
    as floats with NaN for gaps; never anything that is filled in or changed later.
    """

    keys: tuple[str, ...]
    opened: Ints
    closed: Ints
    outcome: Ints
    amount: Floats
    owner: Labels
    team: Labels
    traits: Mapping[str, Labels | Floats] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True, slots=True)
class Entries:
    """Stage entries, sorted by (deal, day). `stage` is a place in `History.stages`; the end is not an entry."""

    deal: Ints
    stage: Ints
    day: Ints


@dataclass(frozen=True, slots=True)
class Events:
    """What was seen to be done on an opportunity, sorted by (deal, day). `name` is a place in `History.behaviours`."""

    deal: Ints
    name: Ints
    day: Ints


@dataclass(frozen=True, slots=True)
class Pushes:
    """Moves of the close date, sorted by (deal, day): on which day, by how many days (later is positive)."""

    deal: Ints
    day: Ints
    by: Ints


@dataclass(frozen=True, slots=True)
class Coached:
    """Coaching and training: who (a place in `Deals.owner.levels`), on which behaviour (NONE: on none), when."""

    owner: Ints
    name: Ints
    day: Ints


@dataclass(frozen=True, slots=True)
class History:
    """All of it. `stages` are in the order of the process; `behaviours` name criteria, plays and kinds of activity."""

    as_of: int
    deals: Deals
    stages: tuple[str, ...]
    behaviours: tuple[str, ...]
    entries: Entries
    events: Events
    pushes: Pushes
    coached: Coached
    simulated: bool = False
