"""The figures of each line, reckoned from the movement of all opportunities. For a worker: loads numpy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite
from typing import Final, TypeAlias

import numpy as np

from fieldcraft.insight.flow.collecting import Movement
from fieldcraft.insight.flow.figures import (
    STALL,
    YEAR,
    Flow,
    Median,
    Quarter,
    Share,
    Slip,
    StageFlow,
    WayFlow,
    Weighed,
)
from fieldcraft.insight.history.spells import STAYS, spells
from fieldcraft.insight.history.types import LOST, OPEN, WON, Bools, History
from fieldcraft.insight.metrics import moving, planning, winning
from fieldcraft.insight.metrics.types import Middle, Period, Rate

#: Quarters shown, the running one the last.
QUARTERS: Final = 5


#: Median days of a stay by process and stage; None where none has ended.
Usual: TypeAlias = Mapping[tuple[str, str], float | None]


def flow_of(*, movement: Movement, usual: Usual) -> Flow:
    """All figures of these opportunities; stays are stalls against `usual`."""
    history = movement.history
    deals, on = history.deals, history.as_of
    year = Period(on - YEAR + 1, on)
    running = quarters(on=on)[-1]
    velocity = winning.velocity(history=history, period=year)
    still = deals.outcome == OPEN
    return Flow(
        owners=len(np.unique(movement.owners[movement.owners >= 0])),
        open=int(still.sum()),
        open_amount=float(np.nansum(deals.amount[still])),
        closed=int(((deals.outcome != OPEN) & year.holds(deals.closed)).sum()),
        closed_since=movement.closed_since,
        win_rate=_share(winning.win_rate(history=history, period=year)),
        win_rate_value=_share(winning.win_rate_by_value(history=history, period=year)),
        cycle_won=_median(winning.cycle_length(history=history, period=year, won=True)),
        cycle_lost=_median(winning.cycle_length(history=history, period=year, won=False)),
        velocity=velocity.per_day,
        mean_amount=velocity.amount,
        ways=tuple(
            WayFlow(way.key, way.title, _stages(movement.of_way(number=number), way.key, year, usual))
            for number, way in enumerate(movement.ways)
        ),
        quarters=tuple(_quarter(movement, period) for period in quarters(on=on)),
        dates_since=movement.dates_since,
        overwritten=_overwritten(movement),
        pipeline=float(np.nansum(deals.amount[still & running.holds(movement.current)])),
        booked=_booked(movement, running),
        booked_before=_booked(movement, quarters(on=on)[-2]),
        passed=int((still & (movement.current < on)).sum()),
        weighted=tuple(_weighed(movement, name) for name in ("model", "playbook", "reps")),
        never_reached=_never_reached(movement),
    )


def usual_stays(*, movement: Movement) -> Usual:
    """Median days of stays that ended in the last year."""
    on = movement.history.as_of
    return {
        (way.key, each.stage): each.closed.median
        for number, way in enumerate(movement.ways)
        for each in moving.time_in_stage(history=movement.of_way(number=number), period=Period(on - YEAR + 1, on))
    }


def quarters(*, on: int) -> Sequence[Period]:
    """The last calendar quarters up to the one that `on`, an ordinal, is in; oldest first."""
    day = date.fromordinal(on)
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    firsts = [first]
    for _ in range(QUARTERS - 1):
        firsts.append(date.fromordinal(firsts[-1].toordinal() - 80).replace(day=1))
    firsts.reverse()
    ends = [*firsts[1:], date.fromordinal(first.toordinal() + 100).replace(day=1)]
    return [Period(a.toordinal(), b.toordinal() - 1) for a, b in zip(firsts, ends, strict=True)]


def _stages(history: History, way: str, year: Period, usual: Usual) -> tuple[StageFlow, ...]:
    stays = spells(history=history)
    here = stays.left == STAYS
    days = (stays.end - stays.start).astype(np.float64)
    found = []
    times = moving.time_in_stage(history=history, period=year)
    for number, (part, time) in enumerate(zip(moving.conversion(history=history, period=year), times, strict=True)):
        most = usual.get((way, part.stage))
        stalled = here & (stays.stage == number) & (days > STALL * most) if most else np.zeros(0, dtype=bool)
        found.append(
            StageFlow(
                key=part.stage,
                entered=part.entered,
                undecided=part.undecided,
                advanced=_share(part.advanced),
                skipped=_share(part.skipped),
                regressed=_share(part.regressed),
                lost=_share(part.lost),
                stay=_median(time.closed),
                open=_median(time.open),
                usual=most,
                stalled=int(stalled.sum()),
            )
        )
    return tuple(found)


def _quarter(movement: Movement, period: Period) -> Quarter:
    """Slippage only of quarters on whose first day close dates were kept already."""
    history, since = movement.history, movement.dates_since
    won = _share(winning.win_rate(history=history, period=period))
    if since is None or since > period.first:
        return Quarter(period.first, period.last, won, None)
    found = planning.slippage(history=history, planned=movement.planned, period=period)
    slip = Slip(
        committed=found.committed,
        kept=_share(found.kept),
        pushed=_share(found.pushed),
        pulled_in=round(found.pulled_in.hits),
        days=_median(found.days),
    )
    return Quarter(period.first, period.last, won, slip)


def _booked(movement: Movement, period: Period) -> float:
    deals = movement.history.deals
    return float(np.nansum(deals.amount[(deals.outcome == WON) & period.holds(deals.closed)]))


def _overwritten(movement: Movement) -> float | None:
    deals = movement.history.deals
    over = (deals.outcome != OPEN) & ~np.isnan(movement.current)
    return float((movement.current[over] == deals.closed[over]).mean()) if over.any() else None


def _weighed(movement: Movement, by: str) -> Weighed:
    found = planning.weighted_pipeline(history=movement.history, chances=movement.chances[by], by=by)
    return Weighed(found.value, found.low, found.high, found.n, found.by)


def _never_reached(movement: Movement) -> dict[str, tuple[int, int]]:
    """By stage: lost opportunities of the processes it is in, and in how many of them it was never reached."""
    found: dict[str, tuple[int, int]] = {}
    for number, way in enumerate(movement.ways):
        history = movement.of_way(number=number)
        furthest = np.full(len(history.deals), -1, dtype=np.int64)
        np.maximum.at(furthest, history.entries.deal, history.entries.stage)
        lost = history.deals.outcome == LOST
        for spot, name in enumerate(way.stages):
            before, never = found.get(name, (0, 0))
            found[name] = (before + int(lost.sum()), never + int((lost & (furthest < spot)).sum()))
    return found


def _share(rate: Rate) -> Share:
    high = rate.high if isfinite(rate.high) else 1.0
    return Share(rate.value, float(rate.low), float(high), float(rate.hits), float(rate.n))


def _median(middle: Middle) -> Median:
    return Median(middle.median, middle.low, middle.high, middle.mean, middle.n)


def chosen_of(*, movement: Movement, members: set[int]) -> Bools:
    """Which opportunities these members own."""
    found: Bools = np.isin(movement.owners, np.array(sorted(members), dtype=np.int64))
    return found
