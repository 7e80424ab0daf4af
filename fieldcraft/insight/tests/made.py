"""Things to learn from, made by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

import numpy as np

from fieldcraft.insight.collecting.columns import table_of
from fieldcraft.insight.collecting.features import Features
from fieldcraft.insight.collecting.gathering import Closed, Gathered
from fieldcraft.insight.models import ModelState, WinModelVersion
from fieldcraft.insight.training.making import Made, made, of_belief
from tests.support.organisation import NOW, TODAY

#: Ids of what is made here; no stored opportunity has one so high.
FIRST = 1_000_000


def gathered(*, deals: int, signal: float = 2.0, seed: int = 1, until: date = TODAY) -> Gathered:
    """`deals` closed ones, two landmarks each. `signal` is what a met criterion adds to the log-odds of winning."""
    rng = np.random.default_rng(seed)
    met = rng.random(deals) < 0.5
    won = rng.random(deals) < 1 / (1 + np.exp(-(signal * met - signal / 2)))
    ends = [until - timedelta(days=deals - n) for n in range(deals)]
    closed = [Closed(FIRST + n, end - timedelta(days=40), end, bool(won[n]), True, ()) for n, end in enumerate(ends)]
    rows: list[Features] = []
    for number in range(deals):
        proof = "met" if met[number] else "not met"
        amount = float(rng.integers(1, 100) * 1000)
        rows += [{"criterion/problem-costed": proof, "amount": amount, "product": "Fleet", "owner": "1"}] * 2
    twice = np.repeat(np.arange(deals), 2)
    day = np.array([closed[n].opened.toordinal() for n in range(deals)])
    return Gathered(
        table=table_of(rows=rows),
        won=won[twice],
        deal=twice + FIRST,
        day=np.repeat(day, 2) + np.tile([0, 7], deals),
        order=np.array([closed[n].closed.toordinal() for n in twice]),
        prior=np.full(2 * deals, 0.3),
        prior_deals=25.0,
        deals=tuple(closed),
        held={(closed[n].id, "problem-costed"): int(day[n]) for n in np.flatnonzero(met)},
        renamed={},
        trusted=frozenset(),
    )


def stored(*, new: Made, now: datetime = NOW) -> WinModelVersion:
    """A version that serves."""
    return WinModelVersion.objects.create(
        state=ModelState.SERVING, trained_at=now, seed=0, deals=new.deals, won=new.won, landmarks=new.landmarks,
        text=new.text, proof_text=new.proof_text, digest=new.digest, columns=dict(new.columns), decided=new.decided,
        proof=dict(new.proof), serving_since=now,
    )  # fmt: skip


def serving() -> WinModelVersion:
    """A version that serves and has learned from sixty deals."""
    return stored(new=learned())


@cache
def learned() -> Made:
    """What sixty deals teach; fitted once for all tests."""
    belief = of_belief(renamed={}, seed=0)
    return made(gathered=gathered(deals=60), previous=belief.text, on=TODAY, seed=0)
