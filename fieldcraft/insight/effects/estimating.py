"""What works: the change each behaviour makes, from a history of opportunities.

The one question asked of the data: of the deals that left the same stage after the same time, alike in everything that
was known before, did those that had done it pass on more often than those that had not? A long-lived deal has no
advantage in it. The answers of the stages are pooled (`pooling`), then all deals are played through with everybody
doing it at its usual time and with nobody (`points`). docs/explanation/what-works-and-how-we-know.md says it in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import erfc, log, sqrt
from typing import Final

import numpy as np

from fieldcraft.insight.effects.coaching import coaching
from fieldcraft.insight.effects.columns import Columns, columns_of, seen_before
from fieldcraft.insight.effects.cycle import days_saved
from fieldcraft.insight.effects.doing import Doing, doing_of, settled, usual_of
from fieldcraft.insight.effects.fitting import Fit, fit_passages
from fieldcraft.insight.effects.passages import Passages, passages_of
from fieldcraft.insight.effects.points import average_others, contrast, field_of, usually_active, win_rates
from fieldcraft.insight.effects.pooling import Held, believe
from fieldcraft.insight.effects.refusing import Asked, ask
from fieldcraft.insight.effects.types import Effect, Estimate, Prior
from fieldcraft.insight.effects.verdicts import proven, verdict_of
from fieldcraft.insight.history.types import OPEN, WON, Floats, History

#: Draws behind each interval.
DRAWS: Final = 4000
#: A behaviour has begun in the stage by whose end this share of those who will do it have.
BEGUN: Final = 0.15


def effects(*, history: History, priors: Mapping[str, Prior] | None = None, seed: int = 0) -> tuple[Effect, ...]:
    """One Effect per behaviour of the history, in its order. The same history and seed give the same figures."""
    passages = passages_of(history=history)
    doing = doing_of(history=history, passages=passages)
    asked = ask(history=history, passages=passages, doing=doing)
    told = [place for place, each in enumerate(asked) if not each.why]
    found = {place: _refused(history=history, asked=asked[place], place=place) for place in range(len(asked))}
    if told:
        found |= _told(
            history=history, passages=passages, doing=doing, asked=asked, told=told, priors=priors or {}, seed=seed
        )
    return tuple(found[place] for place in sorted(found))


def _refused(*, history: History, asked: Asked, place: int) -> Effect:
    return Effect(
        behaviour=history.behaviours[place],
        verdict="cannot be told",
        why=asked.why,
        n=int(asked.able.sum()),
        done=int(asked.done.sum()),
        points=None,
        log_odds=None,
        days=None,
        naive=asked.naive,
    )


def _told(
    *,
    history: History,
    passages: Passages,
    doing: Doing,
    asked: list[Asked],
    told: list[int],
    priors: Mapping[str, Prior],
    seed: int,
) -> dict[int, Effect]:
    recurring = [place for place, each in enumerate(asked) if each.why.startswith("grows")]
    seen = seen_before(history=history, passages=passages, names=recurring)
    columns = columns_of(history=history, passages=passages, seen=seen)
    before = np.column_stack([settled(history=history, passages=passages, doing=doing, place=place) for place in told])
    fit = fit_passages(
        columns=columns, stage=passages.stage, stages=len(passages.names), passed=passages.passed, before=before
    )
    usuals = [usual_of(passages=passages, first=doing.first[:, place]) for place in told]
    field = field_of(columns=columns, passages=passages, fit=fit)
    others = [average_others(usuals=usuals, effects=fit.first, but=at) for at in range(len(told))]
    slopes = [contrast(field=field, others=others[at], usual=usuals[at]) for at in range(len(told))]
    rate = float((history.deals.outcome == WON).sum() / max((history.deals.outcome != OPEN).sum(), 1))
    named = [history.behaviours[place] for place in told]
    held = {
        at: _held(prior=priors[name], slope=slopes[at], rate=rate) for at, name in enumerate(named) if name in priors
    }
    begins = [int(np.argmax(usually_active(usual=usual) >= BEGUN * usual.share)) for usual in usuals]
    believed = believe(fit=fit, begins=begins, held=held, draws=DRAWS, seed=seed)
    others = [average_others(usuals=usuals, effects=believed.mean, but=at) for at in range(len(told))]
    stands = proven(chances=_chances(fit=fit, slopes=slopes))
    found = {}
    for at, place in enumerate(told):
        everybody, nobody = win_rates(field=field, others=others[at], usual=usuals[at], effect=believed.draws[:, at, :])
        points = _estimate(100.0 * (everybody - nobody))
        share = _share_of_data(fit=fit, slope=slopes[at], at=at, held=held.get(at))
        verdict, why = verdict_of(
            points=points,
            sure=float(max((everybody > nobody).mean(), (everybody < nobody).mean())),
            stands=stands[at],
            told=share,
            has_prior=at in held,
        )
        found[place] = Effect(
            behaviour=named[at],
            verdict=verdict,
            why=why,
            n=int(asked[place].able.sum()),
            done=int(asked[place].done.sum()),
            points=points,
            log_odds=_estimate(_logit(everybody) - _logit(nobody)),
            days=_days(history=history, columns=columns, passages=passages, asked=asked[place]),
            naive=asked[place].naive,
        )
    return found


def _estimate(draws: Floats) -> Estimate:
    low, high = np.quantile(draws, [0.05, 0.95])
    return Estimate(value=float(draws.mean()), low=float(low), high=float(high))


def _logit(rate: Floats) -> Floats:
    rate = np.clip(rate, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(rate / (1 - rate)))


def _held(*, prior: Prior, slope: Floats, rate: float) -> Held:
    """The playbook's odds as a belief per stage. n deals, half of them doing it, tell log-odds to 4 / (n p (1 − p))."""
    rate = min(max(rate, 0.02), 0.98)
    size = float(slope.sum()) / (rate * (1 - rate))
    spread = sqrt(4.0 / (max(prior.worth_deals, 1.0) * rate * (1 - rate)))
    size = max(size, 0.2)
    return Held(mean=log(prior.odds) / size, spread=min(spread / size, 2.0))


def _chances(*, fit: Fit, slopes: list[Floats]) -> Floats:
    """Two-sided p-values of the points, from the data alone."""
    count, stages = fit.first.shape
    covariance = np.linalg.inv(fit.weight + np.eye(count * stages))
    first = fit.first.reshape(-1)
    chances = []
    for at, slope in enumerate(slopes):
        block = slice(at * stages, (at + 1) * stages)
        error = sqrt(max(float(slope @ covariance[block, block] @ slope), 1e-18))
        chances.append(erfc(abs(float(slope @ first[block])) / error / sqrt(2.0)))
    return np.array(chances)


def _share_of_data(*, fit: Fit, slope: Floats, at: int, held: Held | None) -> float:
    """How much of what is said comes from the deals and not from the playbook, 0 to 1."""
    if held is None:
        return 1.0
    stages = fit.first.shape[1]
    block = slice(at * stages, (at + 1) * stages)
    alone = np.linalg.inv(fit.weight + np.eye(len(fit.weight)) * 1e-3)[block, block]
    size = max(float(slope.sum()), 1e-9)
    data = float(slope @ alone @ slope) / size**2
    return held.spread**2 / (held.spread**2 + data)


def _days(*, history: History, columns: Columns, passages: Passages, asked: Asked) -> Estimate | None:
    deals = history.deals
    rows = np.flatnonzero(asked.able & (deals.outcome == WON))
    place = np.searchsorted(passages.deal, rows)
    traits = columns.local[place, 3:]
    days = (deals.closed - deals.opened)[rows].astype(np.float64)
    return days_saved(days=days, done=asked.done[rows], traits=traits)


__all__ = ["coaching", "effects"]
