"""At most seven steps over all opportunities of one member."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import NormalDist
from typing import Final

from .types import Step, Today

PLACES: Final = 7
#: Share of the places that show something lower on the list, to learn whether it helps.
EXPLORE: Final = 0.1
#: So many steps of one play a day, before others of the same round of accounts have had their turn.
SAME_PLAY: Final = 2
_NORMAL: Final = NormalDist()
_HALF_WIDTH: Final = _NORMAL.inv_cdf(0.95)
_SAYS_SO = " One place in ten is kept for trying what the numbers do not favour; this is one."


def today(*, steps: Iterable[Step], currency: str, seed: str, places: int = PLACES) -> Today:
    """Choose and order the day's steps.

    What is late comes first, the longest late first, then what is due today, whatever the account. Then the steps by
    priority, one per account before any account gets a second one, and two of a play before a third. A tenth of the
    places explores: on some days, decided by the `seed` alone (give member and day), the last place goes to a step from
    further down the list, of an account not shown yet where there is one. Which one is drawn: each step's priority
    from its own interval, the highest draw wins (Thompson 1933), so that the least sure are tried most; without
    intervals each is as likely. Never more than one place, nothing that is believed to do harm, so that a day stays
    what the numbers say. A step that occurs twice is taken once.
    """
    pool = sorted({step.key: step for step in steps}.values(), key=_order)
    chosen = [step for step in pool if step.basis == "promise"][:places]
    rest = _spread([step for step in pool if step.basis != "promise"], chosen)
    free = places - len(chosen)
    picked = _explored(rest, free, seed)
    chosen += picked
    return Today(
        steps=tuple(chosen),
        waiting=len(pool) - len(chosen),
        minutes=sum(step.minutes for step in chosen),
        worth=sum(step.worth for step in chosen),
        currency=currency,
    )


def _order(step: Step) -> tuple[int, int, float, int, str]:
    promise = step.basis == "promise"
    return (0 if promise else 1, -step.overdue_days if promise else 0, -step.priority, step.minutes, step.key)


def _spread(steps: Sequence[Step], before: Sequence[Step]) -> list[Step]:
    """By round (first, second, ... step of an account); in a round two of a play before a third, then by priority."""
    seen: dict[str, int] = {}
    for step in before:
        seen[step.account] = seen.get(step.account, 0) + 1
    played: dict[tuple[int, str], int] = {}
    rounds: list[tuple[int, int, int, Step]] = []
    for number, step in enumerate(steps):
        turn = seen.get(step.account, 0)
        seen[step.account] = turn + 1
        same = played.get((turn, step.play), 0) if step.play else 0
        if step.play:
            played[turn, step.play] = same + 1
        rounds.append((turn, same // SAME_PLAY, number, step))
    return [step for *_, step in sorted(rounds, key=lambda row: row[:3])]


def _explored(steps: Sequence[Step], places: int, seed: str) -> list[Step]:
    """The first `places` steps; on a share of the days the last one gives way to a step from below."""
    top, below = list(steps[:places]), list(steps[places:])
    if not top or _draw(seed, "explore") >= EXPLORE * len(top):
        return top
    others = {step.account for step in top[:-1]}
    fresh = [step for step in below if step.priority > 0 and step.account not in others]
    if fresh:
        unsure = any(step.spread for step in fresh)
        found = max(fresh, key=lambda step: _drawn(step, seed) if unsure else -_draw(seed, step.key))
        top[-1] = replace(found, explores=True, rests_on=found.rests_on + _SAYS_SO)
    return top


def _drawn(step: Step, seed: str) -> float:
    """A priority this step may well have: from a normal distribution with its 90 % interval."""
    at = min(max(_draw(seed, step.key), 1e-9), 1 - 1e-9)
    return step.priority + step.spread / _HALF_WIDTH * _NORMAL.inv_cdf(at)


def _draw(seed: str, name: str) -> float:
    """A number from 0 up to 1 that depends on seed and name only."""
    digest = hashlib.sha256(f"{seed}\n{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
