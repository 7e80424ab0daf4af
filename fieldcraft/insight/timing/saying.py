"""What was learned of time as plain numbers: when one opportunity closes, as text and back. Needs no numpy.

The same sums as `closing.py` makes over columns, so that a page can say at any moment when an opportunity is expected
to close, from a text that the nightly training stored.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

VERSION: Final = 1
#: From here on, in times of the usual days, a stay is a stall.
STALL: Final = 1.5
#: The upper tenth of the normal distribution.
TENTH: Final = 1.2815515655446004
FARTHEST_DAYS: Final = 3650
#: How far the signs of own speed and of the CRM's date may reach, in logarithms.
SPEED_REACH: Final = 2.0
DATE_REACH: Final = 3.0


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


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored. Per stage: usual days, stays seen, and by `ages` (in times of the usual) the chance of winning
    and the logarithms of the days till a win at 10, 50 and 90 %. `weights` and `bends` correct them, see pace.py.
    """

    stages: tuple[str, ...]
    usual: tuple[float, ...]
    n: tuple[int, ...]
    ages: tuple[float, ...]
    win: tuple[tuple[float, ...], ...]
    log_days: tuple[tuple[tuple[float, float, float], ...], ...]
    weights: tuple[float, ...]
    bends: tuple[float, float, float]
    prior_deals: float
    won: int
    slip: float | None

    def expect(
        self,
        *,
        stage: str,
        opened: date,
        entered: date,
        as_of: date,
        planned: date | None = None,
        pushes: int = 0,
        chance: float | None = None,
    ) -> Closing:
        """For one open opportunity, as `closing.expect_close` says it. KeyError where the stage is unknown."""
        if stage not in self.stages:
            raise KeyError(f"No stage {stage!r} in this history. Stages: {', '.join(self.stages)}.")
        at = self.stages.index(stage)
        age, before = max((as_of - entered).days, 0), max((entered - opened).days, 0)
        ahead = None if planned is None else (planned - as_of).days
        by_stages, log_days = self._ahead(at, age)
        middle = log_days[1] + self._signs(at, before, ahead, pushes, log_days[1])
        days = [min(math.exp(one), FARTHEST_DAYS) for one in self._bent(middle, log_days)]
        winning = by_stages if chance is None else min(max(chance, 0.0), 1.0)
        early, half, late = (as_of + timedelta(days=round(one)) for one in days)
        return Closing(
            early=early,
            middle=half,
            late=late,
            chance=winning,
            planned=planned,
            by_planned=None if ahead is None else winning * share_by(ahead=ahead, days=days),
            days_in_stage=age,
            usual_days=self.usual[at],
            stalled=age > STALL * self.usual[at],
            n=self.n[at],
            won=self.won,
            prior=self.prior_deals / (self.prior_deals + self.n[at]),
            slip=self.slip,
        )

    def _ahead(self, stage: int, age: int) -> tuple[float, list[float]]:
        relative = min(max(age / self.usual[stage], 0.0), self.ages[-1])
        above = min(max(bisect_right(self.ages, relative), 1), len(self.ages) - 1)
        share = (relative - self.ages[above - 1]) / (self.ages[above] - self.ages[above - 1])
        win, rows = self.win[stage], self.log_days[stage]
        found = [low + (high - low) * share for low, high in zip(rows[above - 1], rows[above], strict=True)]
        return win[above - 1] * (1 - share) + win[above] * share, found

    def _signs(self, stage: int, before: int, ahead: int | None, pushes: int, log_median: float) -> float:
        usual = sum(self.usual[:stage])
        speed = math.log((before + 0.1 * usual + 1) / (1.1 * usual + 1)) if usual > 0 else 0.0
        is_ahead = ahead is not None and ahead > 0
        dated = math.log(ahead) - log_median if ahead is not None and is_ahead else 0.0
        passed = 1.0 if ahead is not None and not is_ahead else 0.0
        signs = (1.0, _within(speed, SPEED_REACH), math.log1p(pushes), _within(dated, DATE_REACH), passed)
        return sum(weight * sign for weight, sign in zip(self.weights, signs, strict=True))

    def _bent(self, middle: float, log_days: Sequence[float]) -> list[float]:
        upper, lower = log_days[2] - log_days[1], log_days[1] - log_days[0]
        return [middle + (upper if bend > 0 else lower) * bend for bend in self.bends]


def to_text(*, known: Mapping[str, Known]) -> str:
    """What is known of each process, by its key, as JSON; the same history gives the same bytes."""
    said = {"version": VERSION, "processes": {key: asdict(one) for key, one in known.items()}}
    return json.dumps(said, separators=(",", ":"), sort_keys=True, allow_nan=False)


def from_text(*, text: str) -> dict[str, Known]:
    """What a text says; ValueError for a version this program does not know."""
    said = json.loads(text)
    if said["version"] != VERSION:
        raise ValueError(f"What was learned of time was not written in version {VERSION}. Learn it anew.")
    return {
        key: _known({name: _tuples(value) for name, value in one.items()}) for key, one in said["processes"].items()
    }


def share_by(*, ahead: int, days: Sequence[float]) -> float:
    """Share of the wins that come within `ahead` days, given the days till a win at 10, 50 and 90 %.

    Between the three the logarithm of the days is taken as two halves of a normal distribution.
    """
    if ahead <= 0:
        return 0.0
    low, middle, high = (math.log(max(one, 0.5)) for one in days)
    at = math.log(ahead) - middle
    width = high - middle if at > 0 else middle - low
    return 0.5 * (1.0 + math.erf(at / max(width, 1e-6) * TENTH / math.sqrt(2.0)))


def _known(said: dict[str, Any]) -> Known:
    return Known(**said)


def _within(value: float, reach: float) -> float:
    return min(max(value, -reach), reach)


def _tuples(value: object) -> object:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value
