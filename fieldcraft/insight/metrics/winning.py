"""How often, how fast and how much is won. `chosen` narrows to some deals (a team's, say); None takes all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fieldcraft.insight.history.types import LOST, OPEN, WON, Bools, History

from .types import Middle, Period, Rate, everything, middle, rate


def win_rate(*, history: History, period: Period, chosen: Bools | None = None) -> Rate:
    """won / (won + lost), of the deals decided in the period, by count."""
    decided = _decided(history, period, chosen)
    return rate(hits=int(np.count_nonzero(decided & (history.deals.outcome == WON))), n=int(decided.sum()))


def win_rate_by_value(*, history: History, period: Period, chosen: Bools | None = None) -> Rate:
    """amount won / amount decided in the period; deals of unknown amount are left out.

    Few large deals say less than many small ones: the interval is that of (sum of amounts)^2 / (sum of their squares)
    deals of equal size (Kish 1965), which `n` holds.
    """
    deals = history.deals
    decided = _decided(history, period, chosen) & (deals.amount > 0)
    amounts, won = deals.amount[decided], deals.outcome[decided] == WON
    if not len(amounts):
        return rate(hits=0, n=0)
    n = float(amounts.sum() ** 2 / (amounts**2).sum())
    return rate(hits=float(amounts[won].sum() / amounts.sum()) * n, n=n)


def cycle_length(*, history: History, period: Period, won: bool, since: int = 0, chosen: Bools | None = None) -> Middle:
    """Days from the first entry of stage `since` or a later one (0: the first) to the close; won and lost apart."""
    decided = _decided(history, period, chosen) & (history.deals.outcome == (WON if won else LOST))
    start = _first_in(history, since)
    counted = decided & ~np.isnan(start)
    return middle(values=history.deals.closed[counted] - start[counted])


@dataclass(frozen=True, slots=True)
class Velocity:
    """Value won per day, and the four numbers it comes from: change one to see what it does."""

    per_day: float | None
    open: int
    amount: float | None
    win_rate: Rate
    days: float | None


def velocity(*, history: History, period: Period, since: int = 0, chosen: Bools | None = None) -> Velocity:
    """open deals from stage `since` on x their mean amount x win rate / mean days to a win.

    Open is as of the history's day; win rate and days are those of the period. The mean of the days, not the median:
    only with it do the factors multiply to what is won.
    """
    deals = history.deals
    start = _first_in(history, since)
    still = everything(history=history, chosen=chosen) & (deals.outcome == OPEN) & ~np.isnan(start)
    amounts = deals.amount[still & (deals.amount > 0)]
    won = win_rate(history=history, period=period, chosen=chosen)
    days = cycle_length(history=history, period=period, won=True, since=since, chosen=chosen).mean
    amount = float(amounts.mean()) if len(amounts) else None
    count = int(still.sum())
    known = amount is not None and won.value is not None and days
    per_day = count * amount * won.value / days if known and amount and won.value is not None and days else None
    return Velocity(per_day, count, amount, won, days)


def _decided(history: History, period: Period, chosen: Bools | None) -> Bools:
    over = (history.deals.outcome != OPEN) & period.holds(history.deals.closed)
    found: Bools = everything(history=history, chosen=chosen) & over
    return found


def _first_in(history: History, since: int) -> np.ndarray:
    """First day in stage `since` or later, NaN where never."""
    entries = history.entries
    start = np.full(len(history.deals), np.inf)
    late = entries.stage >= since
    np.minimum.at(start, entries.deal[late], entries.day[late].astype(np.float64))
    return np.where(np.isinf(start), np.nan, start)
