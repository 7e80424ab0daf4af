"""A chance taken apart for people: where it starts, what speaks for it and against it, and the rest in one line (pure).

The log-odds of the start and of all reasons add up to those of the chance, so a group of terms is as exact as one term.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from fieldcraft.insight.collecting.features import CRITERION
from fieldcraft.insight.winmodel.saying import Reason
from fieldcraft.insight.winmodel.terms import chance_from, log_odds
from fieldcraft.insight.wording import OF_PEOPLE, columns_in
from fieldcraft.methodology.package.compiled import CompiledPlaybook

MOST: Final = 3
#: A term that moves the odds by less than this share is no reason. In odds: near 0 and 1 no term moves many points.
LEAST: Final = 0.1


@dataclass(frozen=True, slots=True)
class Explained:
    """`start` is the chance of an average opportunity of this process, 0 to 1.

    `pro` and `con` are the strongest reasons, `others` all further ones, the strongest first. `rest` is what all that
    is not in `pro` and `con` adds together, in points; who owns the opportunity is only ever in there.
    """

    start: float
    pro: tuple[Reason, ...]
    con: tuple[Reason, ...]
    others: tuple[Reason, ...]
    rest: float


def explain(*, chance: float, base: float, reasons: Sequence[Reason], playbook: CompiledPlaybook) -> Explained:
    """Take a chance apart. `base` and `reasons` are as the model gave them.

    Criteria that the opportunity's process does not ask say which process it is, and nothing that was done: they count
    into the start.
    """
    elsewhere = [one for one in reasons if _elsewhere(one.column, playbook)]
    people = [
        one for one in reasons if one not in elsewhere and not OF_PEOPLE.isdisjoint(columns_in(column=one.column))
    ]
    own = [one for one in reasons if one not in elsewhere and one not in people]
    strong = [one for one in own if abs(one.log_odds) >= LEAST]
    pro = tuple(one for one in strong if one.log_odds > 0)[:MOST]
    con = tuple(one for one in strong if one.log_odds < 0)[:MOST]
    others = tuple(one for one in own if one not in pro and one not in con)
    return Explained(
        start=chance_from(log_odds(base) + _sum(elsewhere)),
        pro=pro,
        con=con,
        others=others,
        rest=100.0 * (chance - chance_from(log_odds(chance) - _sum((*others, *people)))),
    )


def _elsewhere(column: str, playbook: CompiledPlaybook) -> bool:
    return any(
        part.startswith(CRITERION) and part.removeprefix(CRITERION) not in playbook.criterion_index
        for part in columns_in(column=column)
    )


def _sum(reasons: Iterable[Reason]) -> float:
    return sum(one.log_odds for one in reasons)
