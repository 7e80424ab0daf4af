"""Reckons what works from the history of closed opportunities, and keeps it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from fieldcraft.insight import events
from fieldcraft.insight.collecting.beliefs import believed
from fieldcraft.insight.effects.types import Effect, Estimate
from fieldcraft.insight.models import BehaviourEffect, EffectRun
from fieldcraft.trail.record import Actor, write

if TYPE_CHECKING:
    from fieldcraft.insight.collecting.gathering import Gathered


def learn_effects(*, by: Actor, now: datetime, seed: int = 0, gathered: Gathered | None = None) -> EffectRun:
    """Reckon what every criterion, play and activity changes, one transaction; nothing new, nothing kept.

    Heavy: for a worker, not for a web process.
    """
    from fieldcraft.insight.collecting.gathering import gather  # noqa: PLC0415 - loads numpy
    from fieldcraft.insight.collecting.history import history_of  # noqa: PLC0415 - the same
    from fieldcraft.insight.collecting.ways import by_way, together  # noqa: PLC0415 - the same
    from fieldcraft.insight.effects.estimating import effects  # noqa: PLC0415 - the same

    with write(by=by, verb=events.EFFECTS_LEARNED, now=now) as change:
        data = gathered or gather(on=now.date())
        history = history_of(gathered=data, on=now.date())
        priors = believed()
        found = together(found=[effects(history=part, priors=priors, seed=seed) for part in by_way(history=history)])
        digest = hashlib.sha256(json.dumps([asdict(effect) for effect in found]).encode()).hexdigest()
        last = EffectRun.objects.order_by("-at", "-pk").first()
        if last is not None and last.digest == digest:
            change.nothing()
            return last
        won = sum(deal.won for deal in data.deals)
        run = EffectRun.objects.create(at=now, seed=seed, deals=len(data.deals), won=won, digest=digest)
        BehaviourEffect.objects.bulk_create(_row(run, effect) for effect in found)
        change.about(kind="effects", id=run.pk, label=str(run))
        change.field("proven", None, _said(found, "proven here") or None)
    return run


def _said(found: Sequence[Effect], verdict: str) -> list[str]:
    return [effect.behaviour for effect in found if effect.verdict == verdict]


def _row(run: EffectRun, effect: Effect) -> BehaviourEffect:
    columns: dict[str, float | None] = {}
    for name in ("points", "log_odds", "days"):
        estimate: Estimate | None = getattr(effect, name)
        columns[name] = estimate.value if estimate else None
        columns[f"{name}_low"] = estimate.low if estimate else None
        columns[f"{name}_high"] = estimate.high if estimate else None
    return BehaviourEffect(
        run=run,
        behaviour=effect.behaviour[:120],
        verdict=effect.verdict,
        why=effect.why[:250],
        n=effect.n,
        done=effect.done,
        naive=effect.naive,
        **columns,
    )
