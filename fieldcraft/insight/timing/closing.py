"""When an opportunity closes: its day, the range, and the chance of closing by the CRM's date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from scipy.special import ndtr

from fieldcraft.insight.history.types import Floats

from .landmarks import Looks
from .leaving import PRIOR_DEALS, STALL
from .pace import Pace

_TENTH: Final = 1.2815515655446004
_FARTHEST_DAYS: Final = 3650


@dataclass(frozen=True, slots=True)
class Closing:
    """When it is won, if it is won: eight of ten such deals between `early` and `late`, half of them before `middle`.

    `chance` is that of winning at all, 0 to 1, `by_planned` that of having won by the CRM's date `planned` (None: no
    such date). `days_in_stage` and `usual_days` say how long it has stood and how long is usual; `stalled` from 1.5
    times the usual. `n` is the stays in this stage it rests on, `won` the won deals, `prior` the share of the
    playbook in the days of this stage, 0 to 1 (1: all of it). `slip` is by how many days wins usually come later than
    the CRM's date says; None where no dates were kept.
    """

    early: date
    middle: date
    late: date
    chance: float
    planned: date | None
    by_planned: float | None
    days_in_stage: int
    usual_days: float
    stalled: bool
    n: int
    won: int
    prior: float
    slip: float | None


def expect_close(
    *,
    pace: Pace,
    stage: str,
    opened: date,
    entered: date,
    as_of: date,
    planned: date | None = None,
    pushes: int = 0,
    chance: float | None = None,
) -> Closing:
    """For one open opportunity in `stage` since `entered`, seen on the day `as_of`.

    `planned` is the close date of the CRM, `pushes` how often it was moved later, `chance` the chance of winning by the
    win model; without it that of the stages alone stands in. KeyError where the stage is unknown.
    """
    if stage not in pace.stages:
        raise KeyError(f"No stage {stage!r} in this history. Stages: {', '.join(pace.stages)}.")
    at = pace.stages.index(stage)
    looks = Looks(
        stage=np.array([at]),
        age=np.array([float(max((as_of - entered).days, 0))]),
        before=np.array([float(max((entered - opened).days, 0))]),
        planned=np.array([np.nan if planned is None else float((planned - as_of).days)]),
        pushes=np.array([pushes]),
    )
    found = expect_many(pace=pace, looks=looks, chances=None if chance is None else np.array([chance]))
    early, middle, late = (as_of + timedelta(days=round(float(days))) for days in found.days[0])
    age, usual, n = int(looks.age[0]), float(pace.leaving.usual[at]), int(pace.leaving.n[at])
    return Closing(
        early=early,
        middle=middle,
        late=late,
        chance=float(found.chance[0]),
        planned=planned,
        by_planned=None if planned is None else float(found.by_planned[0]),
        days_in_stage=age,
        usual_days=usual,
        stalled=age > STALL * usual,
        n=n,
        won=pace.won,
        prior=PRIOR_DEALS / (PRIOR_DEALS + n),
        slip=pace.slip,
    )


@dataclass(frozen=True, slots=True)
class Closings:
    """The same in columns: `days` from the look at 10, 50 and 90 %; `by_planned` is NaN where there is no date."""

    days: Floats
    chance: Floats
    by_planned: Floats


def expect_many(*, pace: Pace, looks: Looks, chances: Floats | None = None) -> Closings:
    """For any number of open opportunities at once; a day is at most ten years off."""
    by_stages, days = pace.days(looks=looks)
    days = np.clip(days, 0, _FARTHEST_DAYS)
    chance = by_stages if chances is None else np.clip(chances, 0, 1)
    log_days, date_ahead = np.log(np.maximum(days, 0.5)), looks.planned > 0
    at = np.log(np.where(date_ahead, looks.planned, 1.0)) - log_days[:, 1]
    width = np.where(at > 0, log_days[:, 2] - log_days[:, 1], log_days[:, 1] - log_days[:, 0])
    # Between its three quantiles the logarithm of the days is taken as two halves of a normal distribution.
    share = ndtr(at / np.maximum(width, 1e-6) * _TENTH)
    by_planned = np.where(date_ahead, chance * share, np.where(np.isnan(looks.planned), np.nan, 0.0))
    return Closings(days, chance, by_planned)
