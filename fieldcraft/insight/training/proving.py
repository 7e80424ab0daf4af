"""Whether a new model may serve: both are held against the latest closed deals, which neither has seen.

Each version is fitted twice. The proof model leaves the latest closed deals out; on them it is compared, by log loss,
with the proof model of the version in use, which left them out too, because it was made earlier. The model that then
serves is fitted on all deals. The new one serves when its log loss is not above that of the one in use.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from fieldcraft.insight.collecting.columns import part_of
from fieldcraft.insight.collecting.gathering import Gathered
from fieldcraft.insight.history.types import Bools, Floats
from fieldcraft.insight.training.intervals import share_interval
from fieldcraft.insight.winmodel.fitting import fit
from fieldcraft.insight.winmodel.model import Model
from fieldcraft.insight.winmodel.scores import reliability, scores
from fieldcraft.insight.winmodel.types import Scores

#: Share of the closed deals that is held out, within these bounds. With fewer than twice the least, nothing can be
#: proven, and what serves keeps serving.
HELD_SHARE: Final = 0.2
LEAST_HELD: Final = 10
MOST_HELD: Final = 500
#: Differences of log loss below this are rounding.
EQUAL: Final = 1e-9

#: `first`: the playbook's belief alone, before anything is proven.
Decided: TypeAlias = Literal["first", "better", "as good", "worse", "too few"]


@dataclass(frozen=True, slots=True)
class Proof:
    """The held-out deals, what the new model said of each of their landmarks, and the scores of all that said it too.

    `rows` are the held-out rows of what was gathered; None where there are too few deals. `figures` is plain data for
    the record of the version.
    """

    decided: Decided
    model: Model
    rows: Bools | None
    chances: Floats | None
    figures: dict[str, Any]

    @property
    def serves(self) -> bool:
        return self.decided in ("first", "better", "as good")


def prove(*, gathered: Gathered, previous: Model, seed: int) -> Proof:
    """Fit without the latest closed deals and compare on them with `previous`, the proof model of what serves now."""
    held = held_out(gathered=gathered)
    if held is None:
        model = fitted(gathered=gathered, rows=np.ones(len(gathered.won), dtype=np.bool_), seed=seed)
        return Proof("too few", model, None, None, {"n": 0, "decided": "too few"})
    model = fitted(gathered=gathered, rows=~held, seed=seed)
    table, won, weights = part_of(table=gathered.table, rows=held), gathered.won[held], gathered.weights[held]
    prior = gathered.prior[held]
    chances = model.chances(table=table, prior=prior)
    base = float(np.average(gathered.won[~held], weights=gathered.weights[~held]))
    said = {
        "itself": chances,
        "previous": previous.chances(table=table, prior=prior),
        "playbook": prior,
        "base_rate": np.full(len(won), base),
    }
    found = {name: scores(chances=values, won=won, weights=weights) for name, values in said.items()}
    decided = _decide(found["itself"], found["previous"])
    figures: dict[str, Any] = {name: plain(scores=score) for name, score in found.items()}
    figures |= {
        "n": len(set(gathered.deal[held].tolist())),
        "won": round(float((weights * won).sum())),
        "since": int(gathered.order[held].min()),
        "until": int(gathered.order[held].max()),
        "training_rate": base,
        "kind": model.kind,
        "decided": decided,
        "figure": "log_loss",
        "reliability": _points(chances, won, weights),
    }
    return Proof(decided, model, held, chances, figures)


def held_out(*, gathered: Gathered) -> Bools | None:
    """Rows of the latest closed deals; None where there are too few deals to prove anything."""
    count = len(gathered.deals)
    held = min(max(round(count * HELD_SHARE), LEAST_HELD), MOST_HELD)
    if count < 2 * LEAST_HELD:
        return None
    latest = sorted(gathered.deals, key=lambda deal: (deal.closed, deal.id))[-held:]
    chosen: Bools = np.isin(gathered.deal, np.array([deal.id for deal in latest], dtype=np.int64))
    return chosen


def fitted(*, gathered: Gathered, rows: Bools, seed: int) -> Model:
    """The model of these rows."""
    return fit(
        table=part_of(table=gathered.table, rows=rows),
        won=gathered.won[rows],
        deal=gathered.deal[rows],
        prior=gathered.prior[rows],
        prior_deals=gathered.prior_deals,
        order=gathered.order[rows],
        seed=seed,
    )


def plain(*, scores: Scores) -> dict[str, float | None]:
    """Scores as JSON holds them: six digits, None for what could not be reckoned."""
    return {name: round(value, 6) if isfinite(value) else None for name, value in asdict(scores).items()}


def _decide(new: Scores, old: Scores) -> Decided:
    if abs(new.log_loss - old.log_loss) <= EQUAL:
        return "as good"
    return "better" if new.log_loss < old.log_loss else "worse"


def _points(chances: Floats, won: Bools, weights: Floats) -> list[dict[str, float]]:
    points = []
    bins = 10 if weights.sum() >= 200 else 5
    for point in reliability(chances=chances, won=won, weights=weights, bins=bins):
        low, high = share_interval(share=point.happened, n=point.n)
        values = {"said": point.said, "happened": point.happened, "n": point.n, "low": low, "high": high}
        points.append({name: round(value, 6) for name, value in values.items()})
    return points
