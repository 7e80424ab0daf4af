"""What a careful reader should know before believing a backtest. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import NONE, Labels
from fieldcraft.insight.tables.alone import alone_auc, groups
from fieldcraft.insight.tables.preparing import Prepared
from fieldcraft.insight.tables.reading import RawTable
from fieldcraft.insight.tables.wording import ALMOST_TOO_GOOD

#: Fewer held-out rows of one outcome than this, and the figures are mostly luck.
FEWEST_HELD_OUT: Final = 50
#: Blank on so much more of the open rows than of the closed ones, and a column is filled late.
FILLED_LATE: Final = 0.3
FEWEST_OPEN: Final = 30
#: AUC of one column alone from which on it is pointed at, though it is used.
TELLS_MUCH: Final = 0.75
#: Share of rows on which one column tells the other before they are called twins.
SAME: Final = 0.95


def remarks(*, table: RawTable, ready: Prepared) -> tuple[str, ...]:
    """Sentences, the weightiest first."""
    return (
        *_few(ready),
        *_telling(ready),
        *_alike(ready),
        *_twins(ready),
        *_late(ready),
        *_unordered(ready),
        *table.notes,
        *_doubts(ready),
    )


def _few(ready: Prepared) -> Iterator[str]:
    held = np.unique(np.concatenate([fold.held for fold in ready.split.folds]))
    fewest = int(min(ready.won[held].sum(), (~ready.won[held]).sum()))
    if fewest < FEWEST_HELD_OUT:
        rarer = "won" if ready.won[held].sum() <= (~ready.won[held]).sum() else "lost"
        yield f"Only {fewest} of the rows tested on were {rarer}. With so few, the scores are mostly luck."


def _alike(ready: Prepared) -> Iterator[str]:
    if ready.copies.alike:
        yield (
            "Most rows are the same as another one in all that is not an id, so copies cannot be told from different "
            "deals that are alike. Rows were split one by one."
        )


def _telling(ready: Prepared) -> Iterator[str]:
    """Columns that are used and tell more alone than most do at the start: the reader knows when they are written."""
    if min(ready.won.sum(), (~ready.won).sum()) < FEWEST_HELD_OUT:
        return
    used = set(ready.features.source.values()) - set(ready.asked.trust)
    for column in ready.considered:
        if column.name in used and column.kind != "date":
            group = groups(column=column, rows=ready.closed)
            found = alone_auc(group=group, won=ready.won, seed=ready.asked.seed)
            if found >= TELLS_MUCH:
                yield (
                    f"{ALMOST_TOO_GOOD}{column.name} alone puts {100 * found:.0f} of 100 pairs in the right order. "
                    "If it is filled in while a deal is worked, leave it out with --exclude and look again."
                )


def _twins(ready: Prepared) -> Iterator[str]:
    """Columns of words that say the same thing in other words."""
    words = [(name, column) for name, column in ready.features.table.columns.items() if isinstance(column, Labels)]
    for at, (name, column) in enumerate(words):
        for other, second in words[at + 1 :]:
            if min(_told_by(column, second), _told_by(second, column)) >= SAME:
                yield f"{name} and {other} nearly always go together: what one is credited with may be the other's."


def _told_by(column: Labels, other: Labels) -> float:
    """The share of rows whose value in `other` goes with the one in `column`; 0 for hardly any values."""
    size = len(other.levels) + 1
    pairs, counts = np.unique((column.place + 1) * size + other.place + 1, return_counts=True)
    if min(np.unique(column.place).size, np.unique(other.place).size) <= 2:
        return 0.0
    most = np.zeros(len(column.levels) + 1, dtype=np.int64)
    np.maximum.at(most, pairs // size, counts)
    return float(most.sum() / max(column.place.size, 1))


def _late(ready: Prepared) -> Iterator[str]:
    out = {one.column for one in ready.kept_out}
    opened = ~ready.closed
    if opened.sum() < FEWEST_OPEN:
        return
    for column in ready.considered:
        if column.name in out or column.name in ready.asked.exclude:
            continue
        blank = column.cells.place == NONE
        on_open, on_closed = blank[opened].mean(), blank[ready.closed].mean()
        if on_open - on_closed >= FILLED_LATE:
            yield (
                f"{column.name} is blank on {on_open:.0%} of the rows left out and on {on_closed:.0%} of the closed "
                "ones. It is often filled late; what it says may not be known when you ask."
            )


def _unordered(ready: Prepared) -> Iterator[str]:
    if ready.split.kind != "time" and ready.order is None:
        yield (
            "No column says when rows began, so nothing shows whether what was learned holds next year. "
            "Name one with --order-by."
        )
    elif ready.when is not None and np.isnan(ready.when).any() and ready.order is not None:
        blank = int(np.isnan(ready.when).sum())
        yield f"{blank:,} closed rows have no {ready.order.name}; they count as the earliest."


def _doubts(ready: Prepared) -> Iterator[str]:
    for column in ready.considered:
        if column.doubt and column.name not in ready.asked.exclude:
            yield column.doubt
