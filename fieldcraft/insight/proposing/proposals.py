"""Which changes of a playbook its effects speak for.

A criterion that surely does no good is proposed for removal, one proved to have more or less effect than the playbook
believes for another weight, the strongest of a stage for the first place, and one that is proved to help, but is asked
where most lost deals never come, for a stage earlier. What is only suggested by the data is never proposed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import exp, log
from typing import Final

from fieldcraft.insight.effects.dropping import useless
from fieldcraft.insight.effects.types import Effect, Estimate
from fieldcraft.methodology.package.schema import Criterion, Playbook, Prior, Stage

from .types import Proposal, Reached

PREFIX: Final = "criterion/"
#: A weight is worth changing where the odds differ by so much, up or down.
OTHER_ODDS: Final = 1.2
#: Of the lost deals, the share that ended before the stage, from which a proved criterion is asked too late.
TOO_LATE: Final = 0.5
FEWEST_LOST: Final = 100
MOST_WORTH: Final = 1000
LEAST_ODDS, MOST_ODDS = 0.1, 10.0


def proposals(
    *, playbook: Playbook, effects: Sequence[Effect], reached: Mapping[str, Reached] | None = None
) -> tuple[Proposal, ...]:
    """What is proposed, the strongest evidence first. `reached` is by stage key; without it nothing moves earlier."""
    known = {effect.behaviour.removeprefix(PREFIX): effect for effect in effects if _of_criterion(effect)}
    idle = {effect.behaviour.removeprefix(PREFIX) for effect in useless(effects=tuple(effects))}
    found = [
        proposal
        for number, stage in enumerate(playbook.stages)
        for proposal in _of_stage(playbook, number, stage, known, idle, reached or {})
    ]
    return tuple(sorted(found, key=lambda one: (_ORDER[one.kind], -_strength(one.effect), one.key)))


_ORDER: Final = {"drop": 0, "weigh": 1, "earlier": 2, "first": 3}


def learned_prior(*, effect: Effect) -> Prior:
    """The belief that replaces the playbook's own: the odds found here, worth the deals they were found on.

    Raises ValueError where nothing can be told.
    """
    if effect.log_odds is None:
        raise ValueError(f"Nothing can be told of {effect.behaviour}.")
    odds = min(MOST_ODDS, max(LEAST_ODDS, round(exp(effect.log_odds.value), 2)))
    return Prior(odds=odds, worth_deals=min(MOST_WORTH, max(1, effect.n)))


def _of_stage(
    playbook: Playbook,
    number: int,
    stage: Stage,
    known: Mapping[str, Effect],
    idle: Collection[str],
    reached: Mapping[str, Reached],
) -> Iterator[Proposal]:
    out = [one for one in stage.exit_criteria if one.key in idle]
    # A stage keeps one criterion at least: it could never be left otherwise.
    spared = out[:1] if len(out) == len(stage.exit_criteria) else []
    for one in out:
        if one not in spared:
            yield Proposal(f"drop/{one.key}", "drop", one.key, stage.key, one.text, "", known[one.key])
    proved = [one for one in stage.exit_criteria if _helps(known.get(one.key))]
    for one in stage.exit_criteria:
        effect = known.get(one.key)
        if effect is not None and one not in out and _other_weight(one, effect):
            after = learned_prior(effect=effect)
            yield Proposal(
                f"weigh/{one.key}", "weigh", one.key, stage.key, f"{one.prior.odds:g}", f"{after.odds:g}", effect
            )
    yield from _first(stage, proved, known)
    if number and _too_late(reached.get(stage.key)) and len(stage.exit_criteria) - len(out) > 1 and proved:
        one = max(proved, key=lambda each: _strength(known[each.key]))
        before = playbook.stages[number - 1]
        yield Proposal(f"earlier/{one.key}", "earlier", one.key, stage.key, stage.key, before.key, known[one.key])


def _first(stage: Stage, proved: Sequence[Criterion], known: Mapping[str, Effect]) -> Iterator[Proposal]:
    if not proved:
        return
    best = max(proved, key=lambda each: _strength(known[each.key]))
    place = stage.exit_criteria.index(best)
    ahead = [known[one.key] for one in stage.exit_criteria[:place] if one.key in known]
    own = known[best.key].log_odds
    # Only past criteria it is surely stronger than: an order within the noise is no order.
    if own is not None and len(ahead) == place and place and all(_surely_less(other.log_odds, own) for other in ahead):
        yield Proposal(f"first/{best.key}", "first", best.key, stage.key, str(place + 1), "1", known[best.key])


def _of_criterion(effect: Effect) -> bool:
    return effect.behaviour.startswith(PREFIX)


def _helps(effect: Effect | None) -> bool:
    if effect is None or effect.verdict != "proven here" or effect.log_odds is None:
        return False
    return effect.log_odds.low > 0


def _other_weight(criterion: Criterion, effect: Effect) -> bool:
    if effect.verdict != "proven here" or effect.log_odds is None:
        return False
    believed = log(criterion.prior.odds)
    outside = not effect.log_odds.low <= believed <= effect.log_odds.high
    return outside and abs(effect.log_odds.value - believed) >= log(OTHER_ODDS)


def _surely_less(other: Estimate | None, own: Estimate) -> bool:
    return other is not None and other.high < own.value and other.value < own.low


def _too_late(reached: Reached | None) -> bool:
    return reached is not None and reached.lost >= FEWEST_LOST and reached.before >= TOO_LATE * reached.lost


def _strength(effect: Effect) -> float:
    return abs(effect.log_odds.value) if effect.log_odds else 0.0
