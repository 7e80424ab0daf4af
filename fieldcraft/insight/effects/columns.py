"""What else could have made the difference: everything known of a passage before it ended, as numbers.

`shared` columns have one coefficient in all stages, `local` ones a coefficient in each stage. Each has a precision: how
strongly its coefficient is held near 0. Owners and teams come last among the shared; how much they differ is estimated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.effects.passages import Passages
from fieldcraft.insight.history.types import Floats, History, Ints, Labels

#: Words of a trait beyond this many are taken together: they are names, not kinds.
LEVELS: Final = 20
#: Prior spreads of coefficients, in log-odds per standard deviation or level.
PLAIN, CURVED, OWN_STAGE = 1.0, 0.5, 0.15


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows are passages. `groups` are ranges of the shared columns whose spread is estimated (owners, teams)."""

    shared: Floats
    shared_precision: Floats
    local: Floats
    local_precision: Floats
    groups: tuple[tuple[int, int], ...]


def columns_of(*, history: History, passages: Passages, seen: Ints) -> Columns:
    """All columns but the behaviours. `seen` is, per passage, how many recurring events came before it began."""
    deal = passages.deal
    traits = _traits(history=history)
    plain = [_standard(column) for column in _moments(history=history, passages=passages, seen=seen)]
    shared = [traits[deal], np.column_stack(plain)]
    precision = [np.full(traits.shape[1], PLAIN**-2), np.full(len(plain), CURVED**-2)]
    groups, start = [], traits.shape[1] + len(plain)
    for labels in (history.deals.owner, history.deals.team):
        marks = _marks(labels=labels)
        if marks.shape[1] > 1:
            shared.append(marks[deal])
            precision.append(np.full(marks.shape[1], 10.0))
            groups.append((start, start + marks.shape[1]))
            start += marks.shape[1]
    stay = _standard(np.log1p((passages.left - passages.entered).astype(np.float64)))
    if passages.by_age:
        # A band lasts as long as it lasts for whoever passes it: the stay would tell the end.
        stay = np.zeros_like(stay)
    local = np.column_stack([np.ones(len(passages)), stay, stay**2 - 1.0, traits[deal]])
    local_precision = np.concatenate([[1 / 9], [1.0, 1.0], np.full(traits.shape[1], OWN_STAGE**-2)])
    return Columns(
        shared=np.column_stack(shared),
        shared_precision=np.concatenate(precision),
        local=local,
        local_precision=local_precision,
        groups=tuple(groups),
    )


def _moments(*, history: History, passages: Passages, seen: Ints) -> list[Floats]:
    """What differs from passage to passage of one deal: age, pushes and recurring events when it began, the season."""
    opened = history.deals.opened[passages.deal]
    age = (passages.entered - opened).astype(np.float64)
    pushed = _before(deal=history.pushes.deal, day=history.pushes.day, passages=passages)
    when = (opened - history.as_of) / 365.0
    return [np.log1p(age), np.log1p(pushed), np.log1p(30.0 * seen / (age + 15.0)), when, (when - when.mean()) ** 2]


def _before(*, deal: Ints, day: Ints, passages: Passages) -> Floats:
    """How many of the dated rows (sorted by deal and day) of its deal lie before each passage began."""
    low = int(min(passages.entered.min(), day.min())) if len(day) and len(passages) else 0
    span = 2 + int(max(passages.entered.max(), day.max())) - low if len(day) and len(passages) else 1
    keys = np.sort(deal * span + (day - low))
    begin = np.searchsorted(keys, passages.deal * span)
    return np.asarray(np.searchsorted(keys, passages.deal * span + (passages.entered - low)) - begin, dtype=np.float64)


def seen_before(*, history: History, passages: Passages, names: list[int]) -> Ints:
    """Events of the behaviours `names` (places) on the deal before each passage began."""
    chosen = np.isin(history.events.name, names)
    count = _before(deal=history.events.deal[chosen], day=history.events.day[chosen], passages=passages)
    return count.astype(np.int64)


def _traits(*, history: History) -> Floats:
    """Deals by columns: what was known on the day the deal opened."""
    columns: list[Floats] = [*_number(np.log1p(np.maximum(history.deals.amount, 0.0)))]
    for _, column in sorted(history.deals.traits.items()):
        columns += [*_marks(labels=column).T] if isinstance(column, Labels) else _number(column)
    rows = len(history.deals)
    kept = [column for column in columns if len(column) and np.ptp(column) > 0]
    return np.column_stack(kept) if kept else np.zeros((rows, 0))


def _number(values: Floats) -> list[Floats]:
    """A number as its standardised value, its square and a mark for gaps, which stand at the mean."""
    gap = ~np.isfinite(values)
    if gap.all():
        return []
    filled = _standard(np.where(gap, values[~gap].mean(), values))
    return [filled, (filled**2 - 1.0) / 2.0, gap.astype(np.float64)]


def _marks(*, labels: Labels) -> Floats:
    """Words as columns of 0 and 1, the most frequent words only where there are too many; rows with gaps are 0."""
    size = len(labels.levels)
    counts = np.bincount(labels.place[labels.place >= 0], minlength=size)
    cap = size if size <= 4 * LEVELS else LEVELS
    kept = [place for place in np.argsort(-counts, kind="stable")[:cap].tolist() if counts[place] > 0]
    return np.asarray(labels.place[:, None] == np.array(sorted(kept), dtype=np.int64)[None, :], dtype=np.float64)


def _standard(values: Floats) -> Floats:
    spread = float(values.std()) if len(values) else 0.0
    return np.asarray((values - values.mean()) / spread if spread > 0 else np.zeros_like(values, dtype=np.float64))
