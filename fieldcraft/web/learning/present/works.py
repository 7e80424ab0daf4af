"""What works, in words: what to take from it first, then every behaviour with what stands behind it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Final

from fieldcraft.insight.effects.types import Effect, Estimate
from fieldcraft.insight.proposed.words import MINUS, plus_minus, range_of
from fieldcraft.web import words
from fieldcraft.web.learning.present.charts import Axis, Tone, Whisker, axis_over, whisker
from fieldcraft.web.learning.present.naming import Name, Names
from fieldcraft.web.shapes import Empty

#: Verdict to what it means, in the order they are read.
MEANS: Final = {
    "proven here": "The whole interval lies on one side of zero, with all behaviours looked at taken into account.",
    "suggestive": "The data lean one way. It may still turn out to be nothing.",
    "prior only": "The data here do not decide. What is shown is mostly what the playbook believes.",
    "no effect seen": "Whatever it changes is too small to matter.",
    "cannot be told": "Nothing honest can be said of these from the data there are. Each says why.",
}
TONES: Final[dict[str, Tone]] = {"proven here": "strong", "suggestive": "open"}
#: Points from which a proven effect is worth a sentence: less is proven, and does not matter.
COUNTS: Final = 1.0
#: Of these so many are shown; the others wait behind a line.
SHORT: Final = ("prior only", "no effect seen")
MOST_SHOWN: Final = 6
HEADINGS: Final = {
    "proven here": "Proven here",
    "suggestive": "Suggestive",
    "prior only": "Prior only",
    "no effect seen": "No effect seen",
    "cannot be told": "Cannot be told",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One behaviour. `points` and `range` are empty where nothing can be told; `why` then says so."""

    name: Name
    href: str
    picture: Whisker | None
    points: str
    range: str
    n: int
    done: int
    days: str
    days_range: str
    naive: str
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """All behaviours of one verdict, the strongest first."""

    verdict: str
    heading: str
    means: str
    rows: Sequence[Row]
    rest: Sequence[Row]
    folded: bool

    @property
    def count(self) -> int:
        """How many there are in all."""
        return len(self.rows) + len(self.rest)


@dataclass(frozen=True, slots=True)
class Works:
    """The page. `take` is what the organisation should take from it, `rests` on what it rests."""

    take: str
    more: str
    rests: str
    axis: Axis
    groups: Sequence[Group]
    empty: Empty | None


@dataclass(frozen=True, slots=True)
class Base:
    """What all of it rests on: closed opportunities, how many won, since which close, reckoned when."""

    closed: int
    won: int
    since: date | None
    reckoned: date


def works(
    *, effects: Sequence[Effect], names: Names, base: Base | None, closed: int, on: date, simulated: bool
) -> Works:
    """The page from the stored effects; `closed` counts closed opportunities, for where nothing was learned."""
    axis = axis_of(effects=effects)
    return Works(
        take=_take(effects, names),
        more=_more(effects, names),
        rests=rests_on(base=base, on=on, simulated=simulated) if base else "",
        axis=axis,
        groups=[found for verdict in MEANS if (found := _group(verdict, effects, names, axis)).rows],
        empty=None if effects else _empty(closed),
    )


def axis_of(*, effects: Sequence[Effect]) -> Axis:
    """The one axis of all rows."""
    return axis_over(values=[edge for one in effects if one.points for edge in (one.points.low, one.points.high)])


def rests_on(*, base: Base, on: date, simulated: bool) -> str:
    """From 805 opportunities closed since 23 Nov 2025, 269 of them won. Reckoned on 22 Nov."""
    since = f" since {words.day(value=base.since, on=on)}" if base.since else ""
    closed = words.plural(count=base.closed, one="closed opportunity", many="closed opportunities")
    invented = " They are simulated: nobody here is real." if simulated else ""
    reckoned = words.day(value=base.reckoned, on=on)
    return f"It rests on {closed}{since}, {base.won:,} of them won, and was reckoned on {reckoned}.{invented}"


def picture(*, effect: Effect, axis: Axis) -> Whisker | None:
    """The dot and its line."""
    found = effect.points
    if found is None:
        return None
    label = f"{plus_minus(found.value)} points, between {plus_minus(found.low)} and {plus_minus(found.high)}"
    tone = TONES.get(effect.verdict, "quiet")
    return whisker(axis=axis, value=found.value, low=found.low, high=found.high, tone=tone, label=label)


def naive_words(*, value: float) -> str:
    """+24; empty where nobody or everybody did it."""
    return plus_minus(value) if isfinite(value) else ""


def days_words(*, value: float) -> str:
    """9 days sooner; 4 days later; no change."""
    size = round(abs(value))
    if not size:
        return "no change"
    return f"{words.plural(count=size, one='day')} {'sooner' if value < 0 else 'later'}"


def _group(verdict: str, effects: Sequence[Effect], names: Names, axis: Axis) -> Group:
    mine = sorted((one for one in effects if one.verdict == verdict), key=lambda one: (-_size(one), one.behaviour))
    rows = [_row(one, names, axis) for one in mine]
    shown = len(rows) if verdict not in SHORT or len(rows) <= MOST_SHOWN + 1 else MOST_SHOWN
    folded = verdict == "cannot be told"
    return Group(verdict, HEADINGS[verdict], MEANS[verdict], rows[:shown], rows[shown:], folded=folded)


def _row(effect: Effect, names: Names, axis: Axis) -> Row:
    name, found = names.of(behaviour=effect.behaviour), effect.points
    return Row(
        name=name,
        href=name.href,
        picture=picture(effect=effect, axis=axis),
        points=plus_minus(found.value) if found else "",
        range=range_of(found) if found else "",
        n=effect.n,
        done=effect.done,
        days=days_words(value=effect.days.value) if effect.days else "",
        days_range=_days_range(effect.days) if effect.days else "",
        naive=naive_words(value=effect.naive),
        why=words.first_upper(text=names.said(text=effect.why)) if found is None else "",
    )


def _days_range(found: Estimate) -> str:
    low, high = (
        f"{MINUS if value < -0.5 else '+' if value > 0.5 else ''}{abs(value):.0f}" for value in (found.low, found.high)
    )
    return f"{low} to {high}"


def _size(effect: Effect) -> float:
    return effect.points.value if effect.points else -float(effect.n)


def _take(effects: Sequence[Effect], names: Names) -> str:
    """The one thing to take along."""
    proven = _of(effects, "proven here")
    helps = [one for one in proven if one.points and one.points.value >= COUNTS]
    if helps:
        best = max(helps, key=lambda one: one.points.value if one.points else 0.0)
        text = names.of(behaviour=best.behaviour).text
        size = plus_minus(best.points.value) if best.points else ""
        count = words.first_upper(text=words.number(value=len(helps)))
        are = "thing is" if len(helps) == 1 else "things are"
        return f"{count} {are} proven to win more here. The strongest, {size} points: “{text}”."
    if effects:
        return "Nothing is proven to win more here yet. Keep to the playbook until it is."
    return ""


def _more(effects: Sequence[Effect], names: Names) -> str:
    harms = [one for one in _of(effects, "proven here") if one.points and one.points.value <= -COUNTS]
    none = _of(effects, "no effect seen")
    said = []
    if harms:
        listed = ", ".join(f"“{names.of(behaviour=one.behaviour).text}”" for one in harms[:2])
        said.append(f"Proven to win less: {listed}.")
    if none:
        asked = sum(names.of(behaviour=one.behaviour).kind == "criterion" for one in none)
        if asked:
            what = words.plural(count=asked, one="criterion changes", many="criteria change")
            said.append(f"{words.first_upper(text=what)} nothing that is seen: ask for less.")
    return " ".join(said)


def _of(effects: Sequence[Effect], verdict: str) -> list[Effect]:
    return [one for one in effects if one.verdict == verdict]


def _empty(closed: int) -> Empty:
    have = words.plural(count=closed, one="opportunity has", many="opportunities have") if closed else "None has"
    return Empty(
        "Nothing has been learned yet",
        f"What works is reckoned every night from opportunities that were won or lost. {have} closed so far. From "
        "about a hundred on something can be told; until then the playbook’s own beliefs count.",
    )
