"""A backtest as text for a terminal, at most 100 columns wide. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from fieldcraft.insight.tables.types import Backtest
from fieldcraft.insight.tables.wording import day, listed, summary

WIDTH: Final = 98
NAME, LEVEL = 26, 24
MOST_DRIVERS, MOST_DRIFTS, MOST_ALIKE, MOST_NOTES, MOST_NAMES = 15, 6, 5, 12, 40
_TITLES: Final = {
    "fieldcraft": "Fieldcraft",
    "base_rate": "base rate",
    "logistic": "logistic",
    "naive_bayes": "naive Bayes",
}


def text(*, found: Backtest) -> str:
    """The whole of it, each part under its name."""
    parts = (
        (f"Backtest of {found.table}", _wrapped(summary(found=found))),
        ("The rows", _rows(found)),
        ("How good, on rows not learned from", _models(found)),
        ("What makes a difference, all else alike", _drivers(found)),
        ("No reliable difference", _names(found.no_reliable_difference)),
        ("Not used: known, or final, only at the close (--trust COLUMN uses one after all)", _quarantined(found)),
        ("Not used for other reasons", _pairs(found.unused.items())),
        ("Earlier and later", _drift(found)),
        ("End of the quarter", _quarter_end(found)),
        ("Probably the same, written in two ways (not joined)", _alike(found)),
        ("Good to know", [line for note in found.notes[:MOST_NOTES] for line in _wrapped(note)]),
    )
    return "\n\n".join("\n".join([title, *lines]) for title, shown in parts if (lines := list(shown)))


def _wrapped(sentence: str, first: str = "  ", rest: str = "  ") -> list[str]:
    return textwrap.wrap(sentence, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def _cut(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _rows(found: Backtest) -> Iterator[str]:
    lost = found.n - found.won
    yield f"  {'closed':<{NAME}} {found.n:>9,}   {found.won:,} won, {lost:,} lost, {found.won / found.n:.1%} won"
    yield f"  {'left out':<{NAME}} {found.left_out:>9,}"
    yield f"  {'exact copies':<{NAME}} {found.duplicates:>9,}   kept on one side of every split"
    for said, why in dict.fromkeys((one.said, one.why) for one in found.outcome_values if one.said != "won"):
        alike = [one for one in found.outcome_values if (one.said, one.why) == (said, why)]
        values = listed(names=[f"{_cut(one.value, 30)} ({one.rows:,})" for one in alike], most=12)
        yield from _wrapped(f"Taken for {said} ({why}): {values}.")
    yield from _wrapped(_split(found))


def _split(found: Backtest) -> str:
    how = found.split
    if how.kind == "time":
        by = "as you said" if how.chosen == "given" else "found by its name and its values"
        return (
            f"Split by time: {how.column} ({by}). Learned from {how.learned_from:,} rows before "
            f"{day(text=how.cut or '')}, tested on {how.held_out:,} from then on."
        )
    return f"Split into {how.folds} parts, each tested in turn, {how.repeats} times: {how.why}."


def _models(found: Backtest) -> Iterator[str]:
    yield f"  {'':<{NAME}} {'AUC':>7} {'log loss':>9} {'Brier':>7} {'ECE':>7}"
    for name, one in found.models.items():
        yield f"  {_TITLES[name]:<{NAME}} {one.auc:>7.3f} {one.log_loss:>9.4f} {one.brier:>7.4f} {one.ece:>7.4f}"
    yield from _wrapped(
        "AUC: 0.5 is luck, 1 is perfect. The others are errors, lower is better; ECE says by how much chances "
        "are off on average. Naive Bayes counts as Odoo CRM does."
    )
    better = found.better
    way = "lower" if better.percent >= 0 else "higher"
    gained = f"{better.low:+.1f} to {better.high:+.1f} %"
    yield from _wrapped(
        f"Our log loss is {abs(better.percent):.1f} % {way} than that of the base rate (90 % interval: {gained})."
    )


def _drivers(found: Backtest) -> Iterator[str]:
    if not found.drivers:
        yield "  Nothing stands out."
        return
    yield f"  {'':<{NAME}} {'':<{LEVEL}} {'points':>7} {'90 % interval':>16} {'n':>8}  verdict"
    for one in found.drivers[:MOST_DRIVERS]:
        span = f"{one.low:+.1f} to {one.high:+.1f}"
        yield (
            f"  {_cut(one.column, NAME):<{NAME}} {_cut(one.level, LEVEL):<{LEVEL}} {one.points:>+7.1f} {span:>16} "
            f"{one.n:>8,}  {one.verdict}"
        )
    if len(found.drivers) > MOST_DRIVERS:
        yield f"  and {len(found.drivers) - MOST_DRIVERS} more (--json has all)"


def _names(names: Sequence[str]) -> list[str]:
    return _wrapped(listed(names=[_cut(name, MOST_NAMES) for name in names], most=30)) if names else []


def _quarantined(found: Backtest) -> Iterator[str]:
    yield from _pairs((one.column, one.reason) for one in found.quarantined)


def _pairs(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, reason in pairs:
        yield from _wrapped(reason, f"  {_cut(name, NAME):<{NAME}} ", " " * (NAME + 3))


def _drift(found: Backtest) -> Iterator[str]:
    if found.drift is None:
        return
    rate = found.drift.rate
    word = "a difference beyond chance" if rate.changed else "no more than chance"
    then = f"{rate.earlier:.1%} of {rate.rows_earlier:,}, then {rate.later:.1%} of {rate.rows_later:,}"
    yield from _pairs([("win rate", f"{then}: {word} (p {_p(rate.p)})")])
    for one in found.drift.columns[:MOST_DRIFTS]:
        yield from _wrapped(
            f"{one.moved:.0%} of the rows moved; most of all {_cut(one.level, LEVEL)}: {one.earlier:.0%}, then "
            f"{one.later:.0%} (p {_p(one.p)})",
            f"  {_cut(one.column, NAME):<{NAME}} ",
            " " * (NAME + 3),
        )
    if not found.drift.columns:
        yield f"  {'columns':<{NAME}} none of {found.drift.looked_at} changed much"


def _p(p: float) -> str:
    return f"{p:.3f}" if p >= 0.001 else "< 0.001"


def _quarter_end(found: Backtest) -> Iterator[str]:
    seen = found.quarter_end
    if seen is None:
        return
    yield f"  {'days to the end':<{NAME}} {'closed':>9} {'won':>8}"
    for low, high, rows, won in seen.table:
        if rows:
            yield f"  {f'{low} to {high}':<{NAME}} {rows:>9,} {won / rows:>8.1%}"
    if seen.more_won:
        yield from _wrapped(
            f"By {seen.column}, {seen.points:+.0f} points (90 % interval {seen.low:+.0f} to {seen.high:+.0f}) in the "
            f"last {seen.within} days. Known only at the close, so not used; calendar quarters."
        )
    elif seen.more_closed:
        shares = f"{seen.share_near:.0%}, even is {seen.share_even:.0%}"
        yield f"  More closings than even in the last {seen.within} days: {shares}."
    else:
        yield f"  No pattern by {seen.column} (calendar quarters)."


def _alike(found: Backtest) -> Iterator[str]:
    for one in found.alike[:MOST_ALIKE]:
        words = [f"{_cut(level, 30)} ({rows:,})" for level, rows in zip(one.levels, one.rows, strict=True)]
        yield from _wrapped(listed(names=words, most=6), f"  {_cut(one.column, NAME):<{NAME}} ", " " * (NAME + 3))
    if len(found.alike) > MOST_ALIKE:
        yield f"  and {len(found.alike) - MOST_ALIKE} more (--json has all)"
