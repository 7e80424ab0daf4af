"""What coaching changed in what people do: those who were coached against those who were not, before and after.

A difference in differences with people as the unit: each has a level of his own, all share the seasons, and coaching
adds to the log-odds of doing it, so much on its day and half of that after the half-life. Only deals that lived long
enough to do it count, else whoever loses early would look as if he had unlearned it. Errors are by person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.effects.doing import NEVER, doing_of
from fieldcraft.insight.effects.passages import passages_of
from fieldcraft.insight.effects.types import Coaching, Estimate, Verdict
from fieldcraft.insight.history.types import NONE, OPEN, Bools, Floats, History, Ints

#: The change is given over so many days after the coaching.
FIRST_DAYS: Final = 60
#: Half-lives tried, in days; the last stands for no fading.
HALF_LIVES: Final = (10.0, 14.0, 20.0, 28.0, 40.0, 55.0, 75.0, 100.0, 140.0, 200.0, 290.0, 420.0, 1e6)
#: Fewer people than this on a side, or deals of the coached after it, and nothing is said.
FEW_PEOPLE, FEW_DEALS = 3, 20
_SEASON, _WIDTH, _CUT = 91, 1.6448536269514722, 2.705543454095404


@dataclass(frozen=True, slots=True)
class _Rows:
    """One row per deal that could do it. `since` is days since its owner was last coached on it, NaN: not yet."""

    owner: Ints
    season: Ints
    since: Floats
    did: Bools


def coaching(*, history: History) -> tuple[Coaching, ...]:
    """One Coaching per behaviour that somebody was coached on, in the order of the behaviours."""
    topics = sorted(set(history.coached.name.tolist()) - {NONE})
    passages = passages_of(history=history)
    doing = doing_of(history=history, passages=passages)
    return tuple(_one(history=history, first=doing.first[:, place], place=place) for place in topics)


def _one(*, history: History, first: Ints, place: int) -> Coaching:
    rows = _rows(history=history, first=first, place=place)
    ever = np.unique(history.coached.owner[history.coached.name == place])
    coached = int(np.isin(ever, rows.owner).sum())
    others = len(np.unique(rows.owner)) - coached
    after = np.isfinite(rows.since)
    why = ""
    if coached < FEW_PEOPLE:
        why = f"too few: {coached} people with deals were coached on it"
    elif others < FEW_PEOPLE:
        why = f"nobody to compare with: only {others} people were not coached on it"
    elif after.sum() < FEW_DEALS or (~after & np.isin(rows.owner, ever)).sum() < FEW_DEALS:
        why = "too few deals of the coached before or after it"
    elif min(int(rows.did.sum()), int((~rows.did).sum())) < FEW_DEALS:
        why = f"too few: done on {int(rows.did.sum())} of {len(rows.did)} deals"
    if why:
        return Coaching(history.behaviours[place], "cannot be told", why, coached, others, None, None)
    start, half_life, chance = _estimated(rows=rows)
    verdict, why = _verdict(start=start, chance=chance)
    if half_life is None and verdict in ("proven here", "suggestive"):
        why += "; no fading seen"
    return Coaching(history.behaviours[place], verdict, why, coached, others, start, half_life)


def _rows(*, history: History, first: Ints, place: int) -> _Rows:
    """Deals that were alive when most of those who do it have done it, and whether they had by then."""
    deals = history.deals
    did = first < NEVER
    ages = (first - deals.opened)[did]
    until = int(np.quantile(ages, 0.95)) if len(ages) else 0
    life = np.where(deals.outcome == OPEN, history.as_of, deals.closed) - deals.opened
    able = (life >= until) & (deals.owner.place != NONE)
    since = np.full(len(deals), np.nan)
    chosen = history.coached.name == place
    # In order of the day: the last coaching before the opening stands.
    for row in np.flatnonzero(chosen)[np.argsort(history.coached.day[chosen], kind="stable")]:
        gone = (deals.opened - history.coached.day[row]).astype(np.float64)
        mine = (deals.owner.place == history.coached.owner[row]) & (gone >= 0)
        since[mine] = gone[mine]
    return _Rows(
        owner=deals.owner.place[able],
        season=(deals.opened[able] - int(deals.opened.min())) // _SEASON,
        since=since[able],
        did=did[able] & ((first - deals.opened)[able] <= until),
    )


def _estimated(*, rows: _Rows) -> tuple[Estimate, Estimate | None, float]:
    """Change in points over the first days, half-life (None: no fading seen) and the two-sided chance of no change."""
    base = _base(rows=rows)
    outcome = rows.did.astype(np.float64)
    fits = [_fit(base=base, fade=_fade(since=rows.since, half_life=each), outcome=outcome) for each in HALF_LIVES]
    heights = np.array([height for height, _ in fits])
    best = int(heights.argmax())
    fade = _fade(since=rows.since, half_life=HALF_LIVES[best])
    coefficients = fits[best][1]
    design = np.column_stack([base, fade, _slope(since=rows.since, half_life=HALF_LIVES[best], size=coefficients[-1])])
    odds = design[:, :-1] @ coefficients
    covariance = _by_person(design=design, odds=odds, outcome=outcome, owner=rows.owner)
    early = np.isfinite(rows.since) & (rows.since <= FIRST_DAYS)
    if not early.any():
        early = np.isfinite(rows.since)
    there, without = _sigmoid(odds[early]), _sigmoid(odds[early] - coefficients[-1] * fade[early])
    slope = ((there * (1 - there))[:, None] * design[early]).mean(axis=0)
    slope[:-2] -= ((without * (1 - without))[:, None] * base[early]).mean(axis=0)
    error = float(np.sqrt(slope @ covariance @ slope))
    value = float((there - without).mean())
    start = Estimate(*(100.0 * each for each in (value, value - _WIDTH * error, value + _WIDTH * error)))
    # People differ more than their deals by chance: the profile is flattened by as much.
    plain = np.linalg.inv(_curve(design=design, odds=odds))
    spread = max(float(covariance[-2, -2] / plain[-2, -2]), 1.0)
    return start, _half_life(heights=heights, spread=spread, best=best), abs(value) / max(error, 1e-9)


def _half_life(*, heights: Floats, spread: float, best: int) -> Estimate | None:
    """From the profile of the likelihood over the half-lives, interpolated between those tried."""
    if best == len(HALF_LIVES) - 1:
        return None
    logs = np.log(np.array((*HALF_LIVES[:-1], 1500.0)))
    fine = np.linspace(logs[0], logs[-1], 600)
    profile = 2.0 * (heights.max() - np.interp(fine, logs, heights)) / spread
    inside = fine[profile <= _CUT + profile.min()]
    middle = _top(logs=logs, heights=heights, best=best)
    return Estimate(value=float(np.exp(middle)), low=float(np.exp(inside[0])), high=float(np.exp(inside[-1])))


def _top(*, logs: Floats, heights: Floats, best: int) -> float:
    """The top of the parabola through the best and its neighbours."""
    if best == 0:
        return float(logs[0])
    bent = np.polyfit(logs[best - 1 : best + 2] - logs[best], heights[best - 1 : best + 2], 2)
    moved = -bent[1] / (2 * bent[0]) if bent[0] < 0 else 0.0
    return float(np.clip(logs[best] + moved, logs[best - 1], logs[best + 1]))


def _verdict(*, start: Estimate, chance: float) -> tuple[Verdict, str]:
    if chance >= 2.576:
        return "proven here", "the interval leaves out 0 by far"
    if chance >= 1.2816:
        return "suggestive", "more likely so than not; not proven"
    if max(abs(start.low), abs(start.high)) <= 10.0:
        return "no effect seen", f"whatever it changed lies between {start.low:+.0f} and {start.high:+.0f} points"
    return "prior only", f"the deals do not decide: {start.low:+.0f} and {start.high:+.0f} points both fit"


def _fade(*, since: Floats, half_life: float) -> Floats:
    gone = np.where(np.isfinite(since), since, 0.0)
    return np.where(np.isfinite(since), 0.5 ** (gone / half_life), 0.0)


def _slope(*, since: Floats, half_life: float, size: float) -> Floats:
    """How the log-odds move with the logarithm of the half-life."""
    gone = np.where(np.isfinite(since), since, 0.0)
    return np.asarray(size * _fade(since=since, half_life=half_life) * np.log(2) * gone / half_life)


def _base(*, rows: _Rows) -> Floats:
    """A column per person and per season but the first."""
    people = np.unique(rows.owner)
    seasons = np.unique(rows.season)[1:]
    return np.concatenate(
        [rows.owner[:, None] == people[None, :], rows.season[:, None] == seasons[None, :]], axis=1
    ).astype(np.float64)


def _fit(*, base: Floats, fade: Floats, outcome: Floats) -> tuple[float, Floats]:
    """Height of the likelihood and the coefficients, the last that of the coaching."""
    design = np.column_stack([base, fade])
    hold = np.full(design.shape[1], 0.05)
    coefficients = np.zeros(design.shape[1])
    for _ in range(12):
        odds = design @ coefficients
        step = np.linalg.solve(
            _curve(design=design, odds=odds) + np.diag(hold),
            design.T @ (outcome - _sigmoid(odds)) - hold * coefficients,
        )
        coefficients = coefficients + step
        if np.abs(step).max() < 1e-6:
            break
    odds = design @ coefficients
    height = float((outcome * odds - np.logaddexp(0, odds)).sum() - 0.5 * (hold * coefficients**2).sum())
    return height, coefficients


def _curve(*, design: Floats, odds: Floats) -> Floats:
    chance = _sigmoid(odds)
    return np.asarray((design * (chance * (1 - chance))[:, None]).T @ design + 0.05 * np.eye(design.shape[1]))


def _by_person(*, design: Floats, odds: Floats, outcome: Floats, owner: Ints) -> Floats:
    """The covariance with whole people as the unit (Liang and Zeger 1986), corrected for few of them."""
    inverse = np.linalg.inv(_curve(design=design, odds=odds))
    people, place = np.unique(owner, return_inverse=True)
    scores = np.zeros((len(people), design.shape[1]))
    np.add.at(scores, place, design * (outcome - _sigmoid(odds))[:, None])
    wide = len(people) / max(len(people) - 1, 1)
    # Levels and seasons are fitted to the same people, which makes their sums too small: never below the plain errors.
    robust = wide * inverse @ scores.T @ scores @ inverse
    scale = np.sqrt(np.maximum(np.diag(inverse) / np.maximum(np.diag(robust), 1e-12), 1.0))
    return np.asarray(robust * scale[:, None] * scale[None, :])


def _sigmoid(value: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(value, -30, 30))))
