"""What is planned against what comes: close dates that move, pipeline against quota.

`planned` is the close date first planned of each deal as an ordinal, NaN where the CRM had none; `Pushes` moved it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fieldcraft.insight.history.types import OPEN, WON, Bools, Floats, History

from .types import Middle, Period, Rate, everything, middle, rate


@dataclass(frozen=True, slots=True)
class Slippage:
    """Of the deals that were to close in a period, seen on its first day.

    `committed` is how many. `kept` were decided in it, `pushed` have a close date after it by now or were still open at
    its end, `pulled_in` were to close later and were decided in it, over the same `committed`. `days` is by how much
    the dates of the pushed ones moved.
    """

    committed: int
    kept: Rate
    pushed: Rate
    pulled_in: Rate
    days: Middle


def dates_on(*, history: History, planned: Floats, day: int) -> Floats:
    """The close date of each deal as the CRM held it at the end of a day; NaN where unknown or not open yet."""
    moves = history.pushes
    seen = moves.day <= day
    moved = np.bincount(moves.deal[seen], weights=moves.by[seen], minlength=len(history.deals))
    result: Floats = np.where(history.deals.opened <= day, planned + moved, np.nan)
    return result


def slippage(*, history: History, planned: Floats, period: Period, chosen: Bools | None = None) -> Slippage:
    """Deals whose close date left the period (pushed) or that came into it (pulled in) / deals committed to it."""
    deals = history.deals
    before = dates_on(history=history, planned=planned, day=period.first - 1)
    after = dates_on(history=history, planned=planned, day=min(period.last, history.as_of))
    was_open = (deals.opened < period.first) & ((deals.outcome == OPEN) | (deals.closed >= period.first))
    was_open &= everything(history=history, chosen=chosen)
    committed = was_open & period.holds(before)
    decided = (deals.outcome != OPEN) & period.holds(deals.closed)
    running = history.as_of < period.last
    pushed = committed & ~decided & ((after > period.last) | (not running))
    n = int(committed.sum())
    return Slippage(
        committed=n,
        kept=rate(hits=int(np.count_nonzero(committed & decided)), n=n),
        pushed=rate(hits=int(pushed.sum()), n=n),
        pulled_in=_pulled(int(np.count_nonzero(was_open & (before > period.last) & decided)), n),
        days=middle(values=(after - before)[pushed]),
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """Open pipeline against what is still to be booked. `enough` is what would be needed at the win rate given."""

    value: float | None
    pipeline: float
    to_book: float
    enough: float | None


def coverage(
    *,
    history: History,
    planned: Floats,
    period: Period,
    quota: float,
    win_rate: float | None = None,
    since: int = 0,
    chosen: Bools | None = None,
) -> Coverage:
    """open pipeline planned to close in the period / (quota - booked in it).

    Only deals that have reached stage `since` count. `value` is None once the quota is booked. `enough` is 1 / win
    rate by value: at 25 % four times the missing amount has to be in the pipeline.
    """
    deals = history.deals
    mine = everything(history=history, chosen=chosen)
    reached = np.zeros(len(deals), dtype=bool)
    reached[history.entries.deal[history.entries.stage >= since]] = True
    due = period.holds(dates_on(history=history, planned=planned, day=history.as_of))
    pipeline = float(np.nansum(deals.amount[mine & reached & due & (deals.outcome == OPEN)]))
    booked = float(np.nansum(deals.amount[mine & (deals.outcome == WON) & period.holds(deals.closed)]))
    to_book = max(quota - booked, 0.0)
    return Coverage(
        value=pipeline / to_book if to_book else None,
        pipeline=pipeline,
        to_book=to_book,
        enough=1 / win_rate if win_rate else None,
    )


@dataclass(frozen=True, slots=True)
class Weighted:
    """Expected value of open deals, the 90 % interval of what they bring, and whose chances these are."""

    value: float
    low: float
    high: float
    n: int
    by: str


def weighted_pipeline(*, history: History, chances: Floats, by: str, chosen: Bools | None = None) -> Weighted:
    """sum of amount x chance over open deals; `chances` 0 to 1 per deal (NaN: left out), `by` says which probability.

    The interval takes the deals as independent and their sum as normal: variance = sum of amount^2 x p x (1 - p).
    """
    deals = history.deals
    counted = everything(history=history, chosen=chosen) & (deals.outcome == OPEN) & (deals.amount > 0)
    counted &= ~np.isnan(chances)
    amounts, p = deals.amount[counted], chances[counted]
    value = float(amounts @ p)
    half = 1.6448536269514722 * float(np.sqrt((amounts**2 * p * (1 - p)).sum()))
    most = float(amounts.sum())
    return Weighted(value, max(0.0, value - half), min(most, value + half), int(counted.sum()), by)


def _pulled(hits: int, n: int) -> Rate:
    """Pulled in may be more than was committed: no share of it, so no interval then."""
    return rate(hits=hits, n=n) if hits <= n else Rate(hits / n if n else None, 0.0, float("inf"), hits, n)
