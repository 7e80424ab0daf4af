"""Small pictures as coordinates: a template tag draws them (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite
from typing import Final, Literal

#: Size of the picture in a row, in its own units.
WIDE, TALL = 160, 16
#: What keeps dots and labels off the edge.
MARGIN: Final = 8
#: Steps between ticks that people count in.
STEPS: Final = (1.0, 2.0, 5.0, 10.0, 20.0, 25.0, 50.0, 100.0)
MOST_TICKS: Final = 5

Tone = Literal["strong", "open", "quiet"]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """What all rows of a table share: the values at the left and the right edge, and the marks between them."""

    low: float
    high: float
    step: float
    unit: str = ""

    def x(self, value: float) -> float:
        """Where a value stands; what lies outside stands at the edge."""
        share = (value - self.low) / (self.high - self.low)
        return round(MARGIN + min(max(share, 0.0), 1.0) * (WIDE - 2 * MARGIN), 1)

    @property
    def ticks(self) -> Sequence[Tick]:
        """The marks from left to right; the first and last label carry no unit so that they fit."""
        count = round((self.high - self.low) / self.step)
        values = [self.low + self.step * number for number in range(count + 1)]
        return [Tick(self.x(value), _label(value, self.low < 0) + self.unit) for value in values]


@dataclass(frozen=True, slots=True)
class Whisker:
    """A value as a dot with its interval as a line. `zero` is None where the axis has none to show."""

    at: float
    low: float
    high: float
    zero: float | None
    tone: Tone
    label: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of the reliability plot, in percent of its width and height from the lower left."""

    x: float
    y: float
    low: float
    high: float
    label: str


def axis_over(*, values: Iterable[float], least: float = 5.0, most: float = 80.0) -> Axis:
    """An axis through zero over all values, at least `least` to either side that is used and at most `most`."""
    known = [value for value in values if isfinite(value)]
    low = max(min([-least, *known]), -most)
    high = min(max([least, *known]), most)
    step = next((one for one in STEPS if (high - low) / one <= MOST_TICKS), STEPS[-1])
    return Axis(floor(low / step) * step, ceil(high / step) * step, step)


PERCENT: Final = Axis(0.0, 100.0, 50.0, " %")


def whisker(*, axis: Axis, value: float, low: float, high: float, tone: Tone, label: str) -> Whisker:
    """One row of the axis."""
    zero = axis.x(0.0) if axis.low < 0 else None
    return Whisker(axis.x(value), axis.x(low), axis.x(high), zero, tone, label)


def _label(value: float, signed: bool) -> str:
    if not signed or value == 0:
        return f"{value:g}"
    return f"{'+' if value > 0 else '−'}{abs(value):g}"
