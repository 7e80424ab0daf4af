"""Data with planted effects: behaviours of which it is known what they change, for trying out the estimator of effects.

Two shapes, one engine. `planted_shape` makes data of the kind a CRM exports: behaviours on fixed days of a deal's life,
of which some do nothing and look good. `organisation_shape` draws an organisation of its own from a seed: many criteria
of every stage, useful and useless, done more where the deal is good and the rep is able.

The engine: a deal passes stage after stage or is lost in one. The chance of passing is logistic in what the deal is
(segment, source, score, rival), in the rep's skill and in the behaviours done before the stage ended. How long a stage
lasts depends on nothing, so that the true effect is a sum over deals without chance in it: `truth` has no sampling
error from who won. A behaviour is decided at the opening and happens on its day, if the deal lives: a deal that dies
early has fewer behaviours, which is the whole trap.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import Bools, Floats, Ints

STAGES: Final = ("Discovery", "Qualified", "Demo", "Proposal", "Negotiation")
#: Median days of each stage, and the spread of their logarithm.
DAYS: Final = (8.0, 10.0, 12.0, 16.0, 11.0)
SPREAD: Final = 0.5
#: Log-odds of passing each stage for a deal like the average one with nothing done.
PASS: Final = (0.65, 0.85, 0.55, 0.9, 1.35)
SEGMENTS: Final = ("SMB", "Mid", "Enterprise")
SOURCES: Final = ("Event", "Inbound", "Outbound", "Partner")


@dataclass(frozen=True, slots=True)
class Planted:
    """One behaviour: when it happens, how often, to whom, and what it adds to the log-odds of passing each stage.

    It happens `early` to `late` days after the opening, or after the entry into stage `after` where that is given.
    `often` is the log-odds that it is decided on for an average deal; `score` and `large` are what a standard deviation
    of the score and an enterprise deal add to that, `reps` the spread over reps, `able` how much of the spread goes
    with skill. A behaviour with `rate` a day recurs all through the life of a deal.
    """

    name: str
    effects: tuple[float, ...]
    early: int = 0
    late: int = 4
    after: int = 0
    often: float = 0.0
    score: float = 0.0
    large: float = 0.0
    reps: float = 0.35
    able: float = 0.0
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Shape:
    """What is to be drawn."""

    behaviours: tuple[Planted, ...]
    deals: int = 6000
    reps: int = 40
    teams: int = 4
    days: int = 730
    skill: float = 0.13
    #: Name of the behaviour that is coached (None: nothing is), on which day, log-odds at the start, half-life in days.
    coached: str | None = None
    coached_on: int = 300
    boost: float = 1.9
    half_life: float = 75.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn. Days count from the first day; a row per deal, a column per stage or behaviour.

    `entered` and `left` are the days of each stage as if the deal had lived; `reached` says which stages it saw,
    `done` the day of each behaviour as if it had lived (-1: not decided on), `ends` the day of the close.
    `recurring` are (deal, day) of each recurring behaviour. `truth` is in points of the win rate.
    """

    shape: Shape
    opened: Ints
    owner: Ints
    team: Ints
    segment: Ints
    source: Ints
    score: Ints
    rival: Bools
    amount: Floats
    entered: Ints
    left: Ints
    reached: Bools
    won: Bools
    ends: Ints
    done: Ints
    recurring: dict[str, tuple[Ints, Ints]]
    coached: Bools
    chance: Floats
    truth: dict[str, float] = field(default_factory=dict)
    adopted: float = 0.0


def planted_shape(*, deals: int = 6000, null: bool = False) -> Shape:
    """Behaviours as in an export: three that help, one that hurts, three that do nothing; `null`: none does anything.

    `custom_demo` is given to the better deals, `exec_meeting` only to those near the end, `email` recurs with age.
    """
    behaviours: tuple[Planted, ...] = (
        Planted("fast_response", (0.42, 0.1, 0.0, 0.0, 0.0), 0, 4, often=0.45, reps=0.25),
        Planted("next_step_set", (0.4, 0.4, 0.35, 0.0, 0.0), 2, 6, often=-0.5, score=0.25, reps=0.5),
        Planted("multi_threaded", (0.0, 0.3, 0.3, 0.3, 0.0), 12, 16, often=-1.2, large=0.7, score=0.3, reps=0.4),
        Planted("early_discount", (0.0, 0.0, -0.1, -0.2, -0.2), 20, 24, often=-1.0, score=-0.4, reps=0.3),
        Planted("custom_demo", (0.0,) * 5, 22, 26, often=-0.3, score=0.8, reps=0.35),
        Planted("exec_meeting", (0.0,) * 5, 2, 2, after=4, often=0.45),
        Planted("email", (0.0,) * 5, rate=0.15),
    )
    if null:
        behaviours = tuple(replace(each, effects=(0.0,) * 5) for each in behaviours)
    return Shape(behaviours=behaviours, deals=deals, coached="next_step_set")


def organisation_shape(
    *, seed: int, deals: int = 1100, behaviours: int = 14, useless: float = 0.4, null: bool = False
) -> Shape:
    """An organisation of its own: criteria over the stages, of which the share `useless` changes nothing."""
    rng = np.random.default_rng([seed, 5])
    drawn = []
    for place in range(behaviours):
        stage = place % 4
        strength = (
            0.0 if null or rng.random() < useless else float(rng.choice([0.35, 0.6, 0.9, -0.4], p=[0.4, 0.3, 0.2, 0.1]))
        )
        early = int(rng.integers(0, 8))
        lasting = rng.uniform(0.4, 1.0, 5) if rng.random() < 0.5 else np.ones(5)
        drawn.append(
            Planted(
                name=f"criterion/{STAGES[stage].lower()}_{place:02d}",
                effects=tuple(float(strength * each) for each in lasting),
                early=early,
                late=early + int(rng.integers(3, 20)),
                after=stage,
                often=float(rng.uniform(-1.0, 1.0)),
                score=float(rng.uniform(-0.2, 0.9)),
                large=float(rng.uniform(-0.4, 0.6)),
                reps=float(rng.uniform(0.2, 0.7)),
                able=float(rng.uniform(0.0, 0.6)),
            )
        )
    return Shape(
        behaviours=tuple(drawn), deals=deals, reps=int(rng.integers(8, 40)), teams=int(rng.integers(2, 6)), skill=0.3
    )


def draw(*, shape: Shape, seed: int) -> Drawn:
    """Play the deals of `shape`. The same seed gives the same deals, whatever the machine."""
    rng = np.random.default_rng([seed, 11])
    n = shape.deals
    opened = np.sort(rng.integers(0, shape.days, n)).astype(np.int64)
    owner = rng.integers(0, shape.reps, n).astype(np.int64)
    team = (np.arange(shape.reps) % shape.teams)[owner].astype(np.int64)
    segment = rng.choice(3, n, p=[0.5, 0.33, 0.17]).astype(np.int64)
    source = rng.choice(4, n, p=[0.15, 0.3, 0.4, 0.15]).astype(np.int64)
    score = np.clip(np.round(rng.normal(60, 18, n)), 5, 100).astype(np.int64)
    rival = rng.random(n) < 0.4
    amount: Floats = np.round(np.exp(rng.normal(np.array([8.9, 10.2, 11.4])[segment], 0.45)), -2).astype(np.float64)
    skill = rng.normal(0, 1, shape.reps)
    days = np.maximum(np.round(np.array(DAYS) * np.exp(rng.normal(0, SPREAD, (n, 5)))), 1).astype(np.int64)
    left = opened[:, None] + np.cumsum(days, axis=1)
    entered = np.column_stack([opened, left[:, :-1]])
    coached = np.zeros(shape.reps, dtype=np.bool_)
    coached[rng.permutation(shape.reps)[: shape.reps // 2]] = shape.coached is not None
    standard = (score - 60) / 18.0
    deal = (
        np.array([0.0, -0.1, -0.25])[segment]
        + np.array([0.0, 0.05, -0.25, 0.1])[source]
        + 0.15 * standard
        - 0.2 * rival
        + shape.skill * skill[owner]
    )
    lean, fade = _lean(shape=shape, rng=rng, skill=skill), _fade(shape=shape, opened=opened, coached=coached[owner])
    logits, planned = [], []
    for place, each in enumerate(shape.behaviours):
        value = each.often + each.score * standard + each.large * (segment == 2) + lean[place][owner]
        logits.append(value)
        if each.name == shape.coached:
            value = value + shape.boost * fade
        planned.append((rng.random(n) < _sigmoid(value)) & (each.rate == 0.0))
    day = np.column_stack(
        [entered[:, each.after] + rng.integers(each.early, each.late + 1, n) for each in shape.behaviours]
    ).astype(np.int64)
    effects = np.array([each.effects for each in shape.behaviours])
    chance = _chances(deal=deal, active=_active(day=day, left=left, planned=np.column_stack(planned)), effects=effects)
    passed = rng.random((n, 5)) < chance
    won: Bools = np.asarray(passed.all(axis=1), dtype=np.bool_)
    last = np.where(won, 4, np.argmin(passed, axis=1))
    done = np.where(np.column_stack(planned), day, -1)
    ends = left[np.arange(n), last]
    drawn = Drawn(
        shape=shape, opened=opened, owner=owner, team=team, segment=segment, source=source, score=score, rival=rival,
        amount=amount, entered=entered, left=left, reached=np.arange(5)[None, :] <= last[:, None], won=won, ends=ends,
        done=done, recurring=_recurring(shape=shape, rng=rng, opened=opened, ends=ends), coached=coached,
        chance=chance.prod(axis=1),
    )  # fmt: skip
    return replace(
        drawn,
        truth=_truth(shape=shape, deal=deal, day=day, left=left, planned=np.column_stack(planned), effects=effects),
        adopted=_adopted(shape=shape, logits=logits, fade=fade, opened=opened, coached=coached[owner]),
    )


def _sigmoid(value: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-value)))


def _lean(*, shape: Shape, rng: np.random.Generator, skill: Floats) -> list[Floats]:
    """How much each rep leans to each behaviour, in log-odds; part of it goes with skill."""
    return [
        each.reps * (each.able * skill + np.sqrt(1 - each.able**2) * rng.normal(0, 1, shape.reps))
        for each in shape.behaviours
    ]


def _fade(*, shape: Shape, opened: Ints, coached: Bools) -> Floats:
    """What is left of the coaching on the day each deal opened, 0 to 1."""
    since = (opened - shape.coached_on).astype(np.float64)
    return np.where(coached & (since >= 0), 0.5 ** (np.maximum(since, 0) / shape.half_life), 0.0)


def _active(*, day: Ints, left: Ints, planned: Bools) -> Bools:
    """Per deal, stage and behaviour: whether it was done before the stage ended."""
    return planned[:, None, :] & (day[:, None, :] < left[:, :, None])


def _chances(*, deal: Floats, active: Bools, effects: Floats) -> Floats:
    """The chance of passing each stage."""
    return _sigmoid(np.array(PASS)[None, :] + deal[:, None] + np.einsum("nsk,ks->ns", active, effects))


def _truth(*, shape: Shape, deal: Floats, day: Ints, left: Ints, planned: Bools, effects: Floats) -> dict[str, float]:
    """Points of win rate over all deals: everybody decides on it against nobody, all else as it was."""
    found = {}
    for place, each in enumerate(shape.behaviours):
        rates = []
        for everybody in (True, False):
            changed = planned.copy()
            changed[:, place] = everybody and each.rate == 0.0
            active = _active(day=day, left=left, planned=changed)
            rates.append(_chances(deal=deal, active=active, effects=effects).prod(axis=1).mean())
        found[each.name] = float(100 * (rates[0] - rates[1]))
    return found


def _adopted(*, shape: Shape, logits: list[Floats], fade: Floats, opened: Ints, coached: Bools) -> float:
    """Points of adoption that coaching added over its first 60 days, among the coached; 0 where nobody was."""
    window = coached & (opened >= shape.coached_on) & (opened < shape.coached_on + 60)
    for each, logit in zip(shape.behaviours, logits, strict=True):
        if each.name == shape.coached and window.any():
            return float(100 * (_sigmoid(logit + shape.boost * fade) - _sigmoid(logit))[window].mean())
    return 0.0


def _recurring(*, shape: Shape, rng: np.random.Generator, opened: Ints, ends: Ints) -> dict[str, tuple[Ints, Ints]]:
    """Behaviours that recur at an even rate until the close."""
    found = {}
    life = (ends - opened).astype(np.float64)
    for each in shape.behaviours:
        if each.rate:
            count = rng.poisson(each.rate * life)
            deal = np.repeat(np.arange(len(life)), count).astype(np.int64)
            found[each.name] = (deal, (opened[deal] + np.floor(rng.random(len(deal)) * life[deal])).astype(np.int64))
    return found
