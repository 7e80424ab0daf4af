"""When opportunities close: the day, the range, and the chance of closing by the CRM's date, of one and of many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.special import ndtr

from fieldcraft.insight.history.types import Floats

from .landmarks import Looks
from .pace import Pace
from .saying import FARTHEST_DAYS, TENTH, Closing


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
    return pace.known().expect(
        stage=stage, opened=opened, entered=entered, as_of=as_of, planned=planned, pushes=pushes, chance=chance
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
    days = np.clip(days, 0, FARTHEST_DAYS)
    chance = by_stages if chances is None else np.clip(chances, 0, 1)
    log_days, date_ahead = np.log(np.maximum(days, 0.5)), looks.planned > 0
    at = np.log(np.where(date_ahead, looks.planned, 1.0)) - log_days[:, 1]
    width = np.where(at > 0, log_days[:, 2] - log_days[:, 1], log_days[:, 1] - log_days[:, 0])
    # Between its three quantiles the logarithm of the days is taken as two halves of a normal distribution.
    share = ndtr(at / np.maximum(width, 1e-6) * TENTH)
    by_planned = np.where(date_ahead, chance * share, np.where(np.isnan(looks.planned), np.nan, 0.0))
    return Closings(days, chance, by_planned)
