"""The figures of one line or of all, as they are stored and shown (pure, no numpy)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Self

#: Days that the rates look back, and stays longer than so many usual ones are stalls.
YEAR: Final = 365
STALL: Final = 2.0


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`: value, 0 to 1, with its 90 % interval; None at n = 0. By value `n` is the deals it is worth."""

    value: float | None
    low: float
    high: float
    hits: float
    n: float


@dataclass(frozen=True, slots=True)
class Median:
    """Days: median with its 90 % interval, and the mean; None where n is too small."""

    median: float | None
    low: float | None
    high: float | None
    mean: float | None
    n: int


@dataclass(frozen=True, slots=True)
class StageFlow:
    """One stage: what became of those that entered it in the year, how long they stayed, how many stand too long.

    `usual` is the median stay of the whole organisation in days; a stall is an open stay of more than STALL times it.
    """

    key: str
    entered: int
    undecided: int
    advanced: Share
    skipped: Share
    regressed: Share
    lost: Share
    stay: Median
    open: Median
    usual: float | None
    stalled: int


@dataclass(frozen=True, slots=True)
class WayFlow:
    """The stages of one process in order; `title` is empty where the playbook has only one."""

    key: str
    title: str
    stages: tuple[StageFlow, ...]


@dataclass(frozen=True, slots=True)
class Quarter:
    """A calendar quarter by its first day, an ordinal. `slipped` is None where close dates were not kept then."""

    first: int
    last: int
    win_rate: Share
    slipped: Slip | None


@dataclass(frozen=True, slots=True)
class Slip:
    """What became of the `committed` opportunities, planned on the quarter's first day to close in it.

    `days` by how much the dates of the pushed ones moved. `pulled_in` counts, of the same committed; it may be more.
    """

    committed: int
    kept: Share
    pushed: Share
    pulled_in: int
    days: Median


@dataclass(frozen=True, slots=True)
class Weighed:
    """Amount times chance over open opportunities, with the 90 % interval; `by` says whose chances."""

    value: float
    low: float
    high: float
    n: int
    by: str


@dataclass(frozen=True, slots=True)
class Flow:
    """All of it. Money is in the organisation's currency, days are ordinals, rates are of the last YEAR days.

    `pipeline` is what is planned to close in the running quarter, `booked` what was won in it, `booked_before` in the
    one before; `overwritten`: share of the closed ones whose close date is the very day they closed, 0 to 1. `passed`
    counts open opportunities whose close date is over. `closed_since` is the day of the first close that is known.
    `never_reached`: by stage the lost opportunities of its processes, and in how many of them it was never reached.
    """

    owners: int
    open: int
    open_amount: float
    closed: int
    closed_since: int | None
    win_rate: Share
    win_rate_value: Share
    cycle_won: Median
    cycle_lost: Median
    velocity: float | None
    mean_amount: float | None
    ways: tuple[WayFlow, ...]
    quarters: tuple[Quarter, ...]
    dates_since: int | None
    overwritten: float | None
    pipeline: float
    booked: float
    booked_before: float
    passed: int
    weighted: tuple[Weighed, ...]
    never_reached: Mapping[str, tuple[int, int]]

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    @classmethod
    def of(cls, *, figures: Mapping[str, Any]) -> Self:
        """From plain values."""
        given = {each.name: figures[each.name] for each in fields(cls)}
        for name in ("win_rate", "win_rate_value"):
            given[name] = Share(**given[name])
        for name in ("cycle_won", "cycle_lost"):
            given[name] = Median(**given[name])
        given["ways"] = tuple(
            WayFlow(row["key"], row["title"], tuple(_stage(one) for one in row["stages"])) for row in given["ways"]
        )
        given["quarters"] = tuple(_quarter(row) for row in given["quarters"])
        given["weighted"] = tuple(Weighed(**row) for row in given["weighted"])
        return cls(**given)


def _stage(row: Mapping[str, Any]) -> StageFlow:
    shares = {name: Share(**row[name]) for name in ("advanced", "skipped", "regressed", "lost")}
    return StageFlow(**{**row, **shares, "stay": Median(**row["stay"]), "open": Median(**row["open"])})


def _quarter(row: Mapping[str, Any]) -> Quarter:
    slip = row["slipped"]
    if slip is not None:
        slip = Slip(
            **{**slip, "kept": Share(**slip["kept"]), "pushed": Share(**slip["pushed"]), "days": Median(**slip["days"])}
        )
    return Quarter(row["first"], row["last"], Share(**row["win_rate"]), slip)
