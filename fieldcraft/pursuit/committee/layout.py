"""Where people stand on the map: influence from top to bottom, near their boss from left to right. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BANDS: Final = ("high", "medium", "low")
MIDDLE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Seat:
    """What decides a person's place. `across` is a place somebody chose, from 0; None leaves it to the suggestion."""

    id: int
    influence: str
    reports_to: int | None = None
    across: int | None = None


def bands(*, seats: Sequence[Seat]) -> tuple[tuple[int, ...], ...]:
    """Ids by band, the highest first, each from left to right.

    Places somebody chose come first, in their order. The others stand below their boss, or beside him in his own band.
    A circle of bosses, which no action lets in, is drawn all the same.
    """
    by_id = {seat.id: seat for seat in seats}
    placed: dict[int, float] = {}
    found = []
    for band in BANDS:
        here = [seat for seat in seats if seat.influence == band]
        chosen = sorted(
            (seat for seat in here if seat.across is not None), key=lambda seat: (seat.across or 0, seat.id)
        )
        others = sorted(
            (seat for seat in here if seat.across is None),
            key=lambda seat: (*_near(seat, by_id, placed), seat.id),
        )
        row = [seat.id for seat in (*chosen, *others)]
        placed |= {one: (place + MIDDLE) / len(row) for place, one in enumerate(row)}
        found.append(tuple(row))
    return tuple(found)


def _near(seat: Seat, by_id: dict[int, Seat], placed: dict[int, float]) -> tuple[float, int, int]:
    """Place of the nearest boss in a band above, the top one in this band, and how many steps below him."""
    at, steps, gone = seat, 0, {seat.id}
    while at.reports_to in by_id and at.reports_to not in gone:
        boss = by_id[at.reports_to]
        if boss.influence != seat.influence:
            return placed.get(boss.id, MIDDLE), at.id, steps
        at, steps = boss, steps + 1
        gone.add(boss.id)
    return MIDDLE, at.id, steps


def circular(*, id: int, boss: int | None, bosses: dict[int, int | None]) -> bool:
    """Whether `id` would stand above himself if he reported to `boss`; `bosses` are the lines as they are."""
    seen: set[int] = set()
    at = boss
    while at is not None and at not in seen:
        if at == id:
            return True
        seen.add(at)
        at = bosses.get(at)
    return False
