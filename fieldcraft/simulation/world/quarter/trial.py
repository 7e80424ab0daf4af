"""One organisation: two years by habit, then the same quarter under each rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fieldcraft.methodology.package.compiled import CompiledPlaybook

from .ground import Ground, ground
from .play import Deal, play
from .rules import RULES, Rule, habit
from .teaching import Lessons, teach

TRAINING_DAYS: Final = 730
QUARTER_DAYS: Final = 91
MINUTES: Final = 45.0


@dataclass(frozen=True, slots=True)
class Trial:
    """Value by rule in euros, `won` the part of it decided in the quarter; `closed` deals were learned from."""

    seed: int
    closed: int
    value: dict[str, float]
    won: dict[str, float]
    lessons: Lessons
    ground: Ground


def trial(
    *,
    seed: int,
    playbook: CompiledPlaybook,
    reps: int = 8,
    training_days: int = TRAINING_DAYS,
    minutes: float = MINUTES,
    rules: Sequence[type[Rule]] = RULES,
    learn: bool = True,
) -> Trial:
    """Play it. `minutes` are a rep's per working day, in training as in the quarter. Without `learn` nobody looks at
    the history, and the ranking has the playbook's beliefs."""
    days = training_days + QUARTER_DAYS
    true = ground(seed=seed, playbook=playbook, reps=reps, days=days)
    past = play(
        ground=true, deals=[], worker=habit(ground=true), first=0, last=training_days, minutes=minutes, new=true.buyers
    )
    lessons = Lessons.none(playbook=playbook)
    if learn:
        lessons = teach(deals=past, playbook=playbook, as_of=training_days - 1, reps=reps, seed=seed)
    value, won = {}, {}
    for rule in rules:
        start = [deal.copied() for deal in past if deal.outcome is None]
        end = play(
            ground=true,
            deals=start,
            worker=rule(ground=true, lessons=lessons),
            first=training_days,
            last=days,
            minutes=minutes,
            new=true.buyers,
        )
        won[rule.name] = sum(deal.buyer.amount for deal in end if deal.outcome)
        value[rule.name] = won[rule.name] + sum(_ahead(true, deal) for deal in end if deal.outcome is None)
    closed = sum(deal.outcome is not None for deal in past)
    return Trial(seed=seed, closed=closed, value=value, won=won, lessons=lessons, ground=true)


def _ahead(true: Ground, deal: Deal) -> float:
    return deal.buyer.amount * true.wins(buyer=deal.buyer, proved=deal.proved, stage=deal.stage)
