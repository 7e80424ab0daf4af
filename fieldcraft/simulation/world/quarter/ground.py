"""What is true of one organisation, and the luck of its buyers. Nothing a rule does changes either."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import Floats
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.simulation.world.leads import (
    AMOUNT_SPREAD,
    SEGMENT_AMOUNT,
    SEGMENT_DAYS,
    SEGMENT_SHARE,
    SEGMENT_WINS,
)

#: Share of criteria that do nothing; the log-odds of winning that the others add, as in `assumptions`.
NOTHING: Final = 0.4
LEAST, MOST = 0.12, 0.7
#: Share of the facts due that is there on a usual opportunity: with it the playbook's chances of winning are right.
USUAL_DONE, USUAL_AHEAD = 0.5, 0.25
READY_SPREAD: Final = 0.8
#: New opportunities per rep and day of the calendar: about twenty are open at a time.
COMING: Final = 0.3
ACCOUNTS_PER_REP: Final = 40
#: Days buyers take in a stage, as a share of the playbook's typical days, and their spread.
OWN_PACE, PACE_SPREAD = 0.8, 0.5

_MASK: Final = (1 << 64) - 1


def toss(*, seed: int, what: int, deal: int, place: int, turn: int) -> float:
    """A number from 0 up to 1 that depends on its arguments alone (splitmix64, Steele 2014): the same luck for all."""
    state = seed
    for part in (what, deal, place, turn):
        state = (state + part * 0x9E3779B97F4A7C15 + 0x9E3779B97F4A7C15) & _MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
        state ^= state >> 31
    return state / 2**64


@dataclass(frozen=True, slots=True)
class Buyer:
    """One opportunity as it is whatever anybody does: `days` are its stays by stage, `ready` the hidden part.

    `seen` is what a rep can see of `ready` on the first day, `segment` the size of the customer's firm, 0 to 2.
    """

    number: int
    rep: int
    account: int
    opened: int
    segment: int
    amount: float
    ready: float
    seen: float
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """The truth. `effects` are log-odds of winning, by criterion; `steps` those of a buyer with nothing proved, by
    stage; `works` the chance that a play succeeds, by key; `unasked` the chance a week that a criterion comes true by
    itself."""

    seed: int
    playbook: CompiledPlaybook
    reps: int
    effects: tuple[float, ...]
    steps: tuple[float, ...]
    works: dict[str, float]
    unasked: tuple[float, ...]
    buyers: tuple[Buyer, ...]

    def wins(self, *, buyer: Buyer, proved: Iterable[int], stage: int) -> float:
        """The true chance of winning from a stage on, if nothing more is proved."""
        return _logistic(self._readiness(buyer, proved) + self.steps[stage])

    def goes_on(self, *, buyer: Buyer, proved: Iterable[int], stage: int) -> float:
        """The true chance that the buyer goes on at the end of a stage (from 0), with what is proved then: the law of
        `walking`, by which the stages left multiply to the chance of winning."""
        ready = self._readiness(buyer, proved)
        here = _logistic(ready + self.steps[stage])
        return here / _logistic(ready + self.steps[stage + 1]) if stage + 1 < len(self.steps) else here

    def _readiness(self, buyer: Buyer, proved: Iterable[int]) -> float:
        return buyer.ready + sum([self.effects[place] for place in proved])


def _logistic(x: float) -> float:
    return 1 / (1 + exp(-x))


def ground(*, seed: int, playbook: CompiledPlaybook, reps: int, days: int) -> Ground:
    """Draw an organisation whose opportunities open over `days`."""
    rng = np.random.default_rng([seed, 20_261_122])
    count = len(playbook.criteria)
    nothing = rng.random(count) < NOTHING
    effects = np.where(nothing, 0.0, rng.uniform(LEAST, MOST, count))
    luck = rng.uniform(0.4, 0.85, len(playbook.plays)).tolist()
    works = {play.key: chance for play, chance in zip(playbook.plays, luck, strict=True)}
    unasked = rng.uniform(0.01, 0.06, count)
    return Ground(
        seed=seed,
        playbook=playbook,
        reps=reps,
        effects=tuple(float(effect) for effect in effects),
        steps=_steps(playbook, effects),
        works=works,
        unasked=tuple(float(chance) for chance in unasked),
        buyers=_buyers(rng, playbook, reps, days),
    )


def _steps(playbook: CompiledPlaybook, effects: Floats) -> tuple[float, ...]:
    """Such that a usual opportunity wins as often as the playbook says of its stage; never falling."""
    own = np.array([criterion.position for criterion in playbook.criteria])
    steps = []
    for stage in playbook.stages:
        usual = USUAL_DONE * effects[own < stage.position].sum() + USUAL_AHEAD * effects[own >= stage.position].sum()
        steps.append(log(stage.win_chance / (1 - stage.win_chance)) - float(usual))
    return tuple(float(step) for step in np.maximum.accumulate(steps))


def _buyers(rng: np.random.Generator, playbook: CompiledPlaybook, reps: int, days: int) -> tuple[Buyer, ...]:
    n = int(rng.poisson(COMING * reps * days))
    opened = np.sort(rng.integers(0, days, n))
    rep, account = rng.integers(0, reps, n), rng.integers(0, ACCOUNTS_PER_REP, n)
    segment = rng.choice(len(SEGMENT_SHARE), n, p=SEGMENT_SHARE)
    amount = (np.asarray(SEGMENT_AMOUNT)[segment] * np.exp(AMOUNT_SPREAD * rng.standard_normal(n))).round(-2)
    hidden = rng.normal(0, READY_SPREAD, n)
    seen = hidden + rng.normal(0, READY_SPREAD, n)
    ready = hidden + SEGMENT_WINS[segment]
    typical = np.array([stage.typical_days for stage in playbook.stages])
    pace = OWN_PACE * SEGMENT_DAYS[segment, None]
    stays = np.maximum(2, typical * pace * np.exp(rng.normal(0, PACE_SPREAD, (n, len(typical))))).astype(int)
    return tuple(
        Buyer(
            number=number,
            rep=int(rep[number]),
            account=int(rep[number] * ACCOUNTS_PER_REP + account[number]),
            opened=int(opened[number]),
            segment=int(segment[number]),
            amount=float(amount[number]),
            ready=float(ready[number]),
            seen=float(seen[number]),
            days=tuple(int(day) for day in stays[number]),
        )
        for number in range(n)
    )
