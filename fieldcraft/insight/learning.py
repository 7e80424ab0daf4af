"""All of a night's learning in its order: train, reckon what works and how long it takes, score, keep what is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fieldcraft.insight.actions import Trained, keep_landmarks, learn_effects, learn_pace, rescore, train
from fieldcraft.insight.flow.keeping import reckon_flow
from fieldcraft.insight.models import EffectRun
from fieldcraft.trail.record import Actor


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of it: the training, what works, how many scores are new, how many landmarks were kept."""

    trained: Trained
    effects: EffectRun
    scored: int
    kept: int


def learn(*, by: Actor, now: datetime, seed: int = 0, tell: Callable[[str], None] = lambda _: None) -> Learned:
    """Learn from all closed opportunities of the organisation at hand; `tell` hears what is being done.

    Each step is whole by itself: broken off, what was done stays, and the next run does the rest. Heavy: for a worker
    or the command line.
    """
    from fieldcraft.insight.collecting.gathering import gather  # noqa: PLC0415 - loads numpy

    tell("Reading closed opportunities")
    gathered = gather(on=now.date())
    tell("Fitting the win model")
    trained = train(by=by, now=now, seed=seed, gathered=gathered)
    tell("Reckoning what works")
    effects = learn_effects(by=by, now=now, seed=seed, gathered=gathered)
    tell("Reckoning how long things take")
    learn_pace(by=by, now=now)
    tell("Scoring open opportunities")
    scored = rescore(by=by, now=now)
    tell("Reckoning how opportunities move")
    reckon_flow(now=now)
    return Learned(trained, effects, scored, keep_landmarks(by=by, now=now))
