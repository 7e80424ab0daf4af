"""A backtest as one paragraph that can be read out. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from fieldcraft.insight.tables.types import Backtest, Driver

DRIVERS_NAMED, COLUMNS_NAMED = 3, 4
#: Held-out rows below which scores are not read out as if they meant much.
FEW_HELD_OUT: Final = 100
#: Notes that begin so are read out.
ALMOST_TOO_GOOD: Final = "Almost too good: "


def summary(*, found: Backtest) -> str:
    """How many, how much better than guessing, what drives, what not, what was left out and why, what is not known."""
    parts = (_how_many(found), _how_tested(found), _how_good(found), _drives(found), _same(found), _quarter_end(found),
             _left_out(found), _moved(found), _unknown(found))  # fmt: skip
    return " ".join(sentence for part in parts for sentence in part)


def per_hundred(*, share: float) -> str:
    """A share as people say it: 63 in 100, or 4 in 1,000 where it is small."""
    hundred = round(100 * share)
    return f"{hundred} in 100" if 2 <= hundred <= 98 else f"{round(1000 * share):,} in 1,000"


def listed(*, names: Sequence[str], most: int) -> str:
    """a, b and c; with the number of the others where there are more."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def day(*, text: str) -> str:
    """16 August 2017 for 2017-08-16; other texts as they are."""
    try:
        read = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{read.day} {read:%B %Y}"


def _how_many(found: Backtest) -> Iterator[str]:
    lost = found.n - found.won
    yield (
        f"Of {found.rows:,} rows, {found.n:,} are closed: {found.won:,} won and {lost:,} lost. "
        f"So {per_hundred(share=found.won / found.n)} were won."
    )


def _how_tested(found: Backtest) -> Iterator[str]:
    how = found.split
    if how.kind == "time":
        cut = day(text=how.cut or "")
        yield f"We learned from {how.learned_from:,} of them, those with {how.column} before {cut}."
        yield f"We tested on the {how.held_out:,} that came later."
    else:
        yield f"We learned from most of them and tested on the rest, {how.folds * how.repeats} times over."


def _how_good(found: Backtest) -> Iterator[str]:
    better, ours = found.better, found.models["fieldcraft"]
    if better.low > 0:
        right = round(100 * ours.auc)
        yield (
            f"Our chances were {better.percent:.0f} % less wrong than saying the win rate each time "
            f"(between {better.low:.0f} and {better.high:.0f} %)."
        )
        yield f"Of 100 pairs of a won and a lost deal, they put the won one first in {right}; luck gives 50."
    elif better.high < 0:
        yield "Our chances were a bit worse than saying the win rate each time."
    else:
        yield (
            "Our chances did no better than saying the win rate each time: what this table knows early does not tell "
            "who wins."
        )
    if found.split.kind == "time" and found.split.held_out < FEW_HELD_OUT:
        yield f"But {found.split.held_out} deals to test on are few, so take this as a first look."


def _drives(found: Backtest) -> Iterator[str]:
    if found.drivers:
        named = "; ".join(_driver(one) for one in found.drivers[:DRIVERS_NAMED])
        yield f"All else alike, these stand out the most: {named}."
        yield "That they go together does not prove that one makes the other."
        yield from (note for note in found.notes if note.startswith(ALMOST_TOO_GOOD))


def _driver(one: Driver) -> str:
    way = "more" if one.points > 0 else "fewer"
    low, high = sorted((abs(one.low), abs(one.high)))
    sure = "" if one.verdict == "proven here" else ", not yet certain"
    return (
        f"{one.column} {one.level} ({abs(one.points):.0f} {way} wins in 100, between {low:.0f} and {high:.0f}"
        f", {one.n:,} deals{sure})"
    )


def _same(found: Backtest) -> Iterator[str]:
    if found.no_reliable_difference:
        names = listed(names=found.no_reliable_difference, most=COLUMNS_NAMED)
        yield f"By {names} there is no reliable difference."


def _quarter_end(found: Backtest) -> Iterator[str]:
    seen = found.quarter_end
    if seen is None or not seen.found:
        return
    if seen.more_won:
        yield (
            f"Of what closes in the last {seen.within} days of a quarter, {per_hundred(share=seen.rate_near)} are won; "
            f"of the rest, {per_hundred(share=seen.rate_far)}."
        )
    if seen.more_closed:
        yield (
            f"{per_hundred(share=seen.share_near)} closings fall into the last {seen.within} days of a quarter; "
            f"evenly spread it would be {per_hundred(share=seen.share_even)}."
        )


def _left_out(found: Backtest) -> Iterator[str]:
    if found.quarantined:
        names = listed(names=[one.column for one in found.quarantined], most=COLUMNS_NAMED)
        one = len(found.quarantined) == 1
        yield f"We did not use {names}: {'it is' if one else 'they are'} known, or final, only when a deal closes."
    if found.trusted:
        yield f"You told us to trust {listed(names=found.trusted, most=COLUMNS_NAMED)}."
    if found.left_out:
        yield f"The {found.left_out:,} rows that are neither won nor lost were left out."


def _moved(found: Backtest) -> Iterator[str]:
    if found.drift is None:
        return
    rate = found.drift.rate
    if rate.changed:
        yield (
            f"The win rate moved from {per_hundred(share=rate.earlier)} in the earlier part to "
            f"{per_hundred(share=rate.later)} in the later one."
        )
    if found.drift.columns:
        names = listed(names=[one.column for one in found.drift.columns], most=COLUMNS_NAMED)
        yield f"What is in {names} changed over time."


def _unknown(found: Backtest) -> Iterator[str]:
    yield "It knows only these columns: not what was said in calls and mails, and not what the buyer did."
