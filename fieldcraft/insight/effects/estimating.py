"""What works: the change each behaviour makes, from a history of opportunities.

The one question asked of the data: of the deals that left the same stage after the same time, alike in everything that
was known before, did those that had done it pass on more often than those that had not? A long-lived deal has no
advantage in it. The answers of the stages are pooled (`pooling`), then all deals are played through with everybody
doing it at its usual time and with nobody (`points`). docs/explanation/what-works-and-how-we-know.md says it in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import erfc, log, sqrt
from typing import Final

import numpy as np

from fieldcraft.insight.effects.coaching import coaching
from fieldcraft.insight.effects.columns import Columns, columns_of, seen_before
from fieldcraft.insight.effects.cycle import days_saved
from fieldcraft.insight.effects.doing import Doing, Usual, doing_of, settled, usual_of
from fieldcraft.insight.effects.fitting import Fit, fit_passages
from fieldcraft.insight.effects.passages import Passages, passages_of
from fieldcraft.insight.effects.points import Field, average_others, contrast, field_of, usually_active, win_rates
from fieldcraft.insight.effects.pooling import Believed, Held, believe
from fieldcraft.insight.effects.refusing import Asked, ask, dose
from fieldcraft.insight.effects.types import Effect, Estimate, Prior
from fieldcraft.insight.effects.verdicts import proven, verdict_of
from fieldcraft.insight.history.types import WON, Floats, History

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


@dataclass(frozen=True, slots=True)
class _Work:
    """All that is needed to speak of the behaviours that can be told; lists are in their order."""

    columns: Columns
    fit: Fit
    field: Field
    usuals: list[Usual]
    slopes: list[Floats]
    held: dict[int, Held]
    believed: Believed


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
    named = [history.behaviours[place] for place in told]
    work = _believed(
        columns=columns,
        fit=fit,
        field=field_of(columns=columns, passages=passages, fit=fit),
        usuals=[usual_of(passages=passages, first=doing.first[:, place]) for place in told],
        priors={at: priors[name] for at, name in enumerate(named) if name in priors},
        seed=seed,
    )
    stands = proven(chances=_chances(fit=fit, slopes=work.slopes))
    found = {}
    for at, place in enumerate(told):
        effect = _effect(
            history=history, passages=passages, work=work, at=at, asked=asked[place], name=named[at], stands=stands[at]
        )
        found[place] = replace(effect, why=effect.why + dose(doing=doing, place=place))
    return found


def _believed(
    *, columns: Columns, fit: Fit, field: Field, usuals: list[Usual], priors: dict[int, Prior], seed: int
) -> _Work:
    """Pool what was fitted, with what the playbook holds of some (`priors` by place)."""
    others = [average_others(usuals=usuals, effects=fit.first, but=at) for at in range(len(usuals))]
    held = {at: _held(prior=prior, field=field, others=others[at], usual=usuals[at]) for at, prior in priors.items()}
    begins = [int(np.argmax(usually_active(usual=usual) >= BEGUN * usual.share)) for usual in usuals]
    return _Work(
        columns=columns,
        fit=fit,
        field=field,
        usuals=usuals,
        slopes=[contrast(field=field, others=others[at], usual=usual) for at, usual in enumerate(usuals)],
        held=held,
        believed=believe(fit=fit, begins=begins, held=held, draws=DRAWS, seed=seed),
    )


def _effect(
    *, history: History, passages: Passages, work: _Work, at: int, asked: Asked, name: str, stands: bool
) -> Effect:
    everybody, nobody = win_rates(
        field=work.field,
        others=average_others(usuals=work.usuals, effects=work.believed.mean, but=at),
        usual=work.usuals[at],
        effect=work.believed.draws[:, at, :],
    )
    points = _estimate(100.0 * (everybody - nobody))
    verdict, why = verdict_of(
        points=points,
        sure=float(max((everybody > nobody).mean(), (everybody < nobody).mean())),
        stands=stands,
        told=_share_of_data(fit=work.fit, slope=work.slopes[at], at=at, held=work.held.get(at)),
        has_prior=at in work.held,
    )
    return Effect(
        behaviour=name,
        verdict=verdict,
        why=why,
        n=int(asked.able.sum()),
        done=int(asked.done.sum()),
        points=points,
        log_odds=_estimate(_logit(everybody) - _logit(nobody)),
        days=_days(history=history, columns=work.columns, passages=passages, asked=asked),
        naive=asked.naive,
    )


def _estimate(draws: Floats) -> Estimate:
    low, high = np.quantile(draws, [0.05, 0.95])
    return Estimate(value=float(draws.mean()), low=float(low), high=float(high))


def _logit(rate: Floats) -> Floats:
    rate = np.clip(rate, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(rate / (1 - rate)))


def _held(*, prior: Prior, field: Field, others: Floats, usual: Usual) -> Held:
    """The playbook's odds as a belief per stage. n deals, half of them doing it, tell log-odds to 4 / (n p (1 − p))."""
    tried = np.linspace(-2.0, 2.0, 81)
    effect = tried[:, None] * np.ones(field.log_odds.shape[1])
    everybody, nobody = win_rates(field=field, others=others, usual=usual, effect=effect)
    odds = _logit(everybody) - _logit(nobody)
    middle = float(np.interp(log(prior.odds), odds, tried))
    steep = max(float(np.interp(middle, tried, np.gradient(odds, tried))), 0.1)
    rate = min(max(float(nobody[0]), 0.02), 0.98)
    spread = sqrt(4.0 / (max(prior.worth_deals, 1.0) * rate * (1 - rate)))
    return Held(mean=middle, spread=min(spread / steep, 2.0))


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
