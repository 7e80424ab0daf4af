"""What two years of history teach: the product's own estimators on what a CRM would hold, nothing hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

import numpy as np

from fieldcraft.guidance.ranking import Learned, Taught
from fieldcraft.guidance.ranking.taught import taught
from fieldcraft.insight.effects.estimating import effects
from fieldcraft.insight.effects.types import Prior
from fieldcraft.insight.history.types import (
    LOST,
    NONE,
    OPEN,
    WON,
    Coached,
    Deals,
    Entries,
    Events,
    History,
    Labels,
    Pushes,
)
from fieldcraft.insight.winmodel.fitting import fit
from fieldcraft.insight.winmodel.model import Model
from fieldcraft.insight.winmodel.types import Table
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.simulation.world.types import SEGMENTS

from .play import Deal

#: How many closed deals the playbook's chance of a stage weighs as much as in the win model.
PRIOR_DEALS = 30.0
_LOOK_EVERY = 42


def history_of(*, deals: Sequence[Deal], playbook: CompiledPlaybook, as_of: int, reps: int) -> History:
    """What the CRM knows on a day: stages, dates, amounts, owners, what was proved when, and how the buyer looked."""
    ordered = sorted(deals, key=lambda deal: (deal.buyer.opened, deal.buyer.number))
    over = np.array([deal.outcome is not None for deal in ordered])
    rep = np.array([deal.buyer.rep for deal in ordered])
    entries = [(n, stage, day) for n, deal in enumerate(ordered) for stage, day in deal.entries]
    events = sorted((n, day, place) for n, deal in enumerate(ordered) for place, day in deal.proved.items())
    seen, none = np.array(entries, dtype=np.int64).reshape(-1, 3), np.zeros(0, dtype=np.int64)
    done = np.array(events, dtype=np.int64).reshape(-1, 3)
    return History(
        as_of=as_of,
        deals=Deals(
            keys=tuple(str(deal.buyer.number) for deal in ordered),
            opened=np.array([deal.buyer.opened for deal in ordered], dtype=np.int64),
            closed=np.array([deal.closed if deal.outcome is not None else NONE for deal in ordered], dtype=np.int64),
            outcome=np.where(over, np.where([bool(deal.outcome) for deal in ordered], WON, LOST), OPEN),
            amount=np.array([deal.buyer.amount for deal in ordered]),
            owner=Labels(tuple(f"rep {number}" for number in range(reps)), rep),
            team=Labels(("all",), np.zeros(len(ordered), dtype=np.int64)),
            traits={
                "score": np.array([deal.buyer.seen for deal in ordered]),
                "segment": Labels(SEGMENTS, np.array([deal.buyer.segment for deal in ordered], dtype=np.int64)),
            },
        ),
        stages=tuple(stage.key for stage in playbook.stages),
        behaviours=tuple(f"criterion/{criterion.key}" for criterion in playbook.criteria),
        entries=Entries(seen[:, 0], seen[:, 1], seen[:, 2]),
        events=Events(done[:, 0], done[:, 2], done[:, 1]),
        pushes=Pushes(none, none, none),
        coached=Coached(none, none, none),
        simulated=True,
    )


class Lessons:
    """What the ranking is given: the effects, and each deal's own chance, worked out once a day."""

    def __init__(self, *, playbook: CompiledPlaybook, effects: Mapping[str, Taught], model: Model | None) -> None:
        self._playbook, self.effects, self._model = playbook, effects, model
        self._chances: dict[int, tuple[int, float]] = {}

    @classmethod
    def none(cls, *, playbook: CompiledPlaybook) -> Lessons:
        """Nothing learned."""
        return cls(playbook=playbook, effects={}, model=None)

    def refresh(self, *, deals: Sequence[Deal], day: int) -> None:
        """Chances of the deals that changed since."""
        if self._model is None:
            return
        changed = [d for d in deals if self._chances.get(d.buyer.number, (-1, 0.0))[0] != d.changed]
        if not changed:
            return
        looks = [(deal, deal.stage, day) for deal in changed]
        found = self._model.chances(table=_table(self._playbook, looks), prior=_prior(self._playbook, looks))
        for deal, chance in zip(changed, found.tolist(), strict=True):
            self._chances[deal.buyer.number] = (deal.changed, chance)

    def about(self, deal: Deal) -> Learned | None:
        """For one deal."""
        if self._model is None:
            return None
        kept = self._chances.get(deal.buyer.number)
        return Learned(self.effects, None if kept is None else kept[1], self._model.learned)


def teach(*, deals: Sequence[Deal], playbook: CompiledPlaybook, as_of: int, reps: int, seed: int) -> Lessons:
    """Learn from all deals there were up to a day."""
    history = history_of(deals=deals, playbook=playbook, as_of=as_of, reps=reps)
    priors = {f"criterion/{one.key}": Prior(one.odds, one.worth_deals) for one in playbook.criteria}
    found = {one.behaviour: taught(effect=one) for one in effects(history=history, priors=priors, seed=seed)}
    looks = [
        (deal, stage, day)
        for deal in deals
        if deal.outcome is not None
        for (stage, since), until in zip(
            deal.entries, [day for _, day in deal.entries[1:]] + [deal.closed], strict=True
        )
        for day in range(since, until, _LOOK_EVERY)
    ]
    model = fit(
        table=_table(playbook, looks),
        won=np.array([bool(deal.outcome) for deal, _, _ in looks], dtype=np.bool_),
        deal=np.array([deal.buyer.number for deal, _, _ in looks], dtype=np.int64),
        prior=_prior(playbook, looks),
        prior_deals=PRIOR_DEALS,
        order=np.array([deal.closed for deal, _, _ in looks], dtype=np.int64),
        seed=seed,
    )
    return Lessons(playbook=playbook, effects=found, model=model)


def _table(playbook: CompiledPlaybook, looks: Sequence[tuple[Deal, int, int]]) -> Table:
    """Deals as they looked on a day; what was proved later is not in it."""
    proved = np.array(
        [[deal.proved.get(place, day + 1) <= day for place in range(len(playbook.criteria))] for deal, _, day in looks],
        dtype=np.int64,
    ).reshape(-1, len(playbook.criteria))
    stages = tuple(stage.key for stage in playbook.stages)
    columns: dict[str, Labels | np.ndarray] = {
        "stage": Labels(stages, np.array([stage for _, stage, _ in looks], dtype=np.int64)),
        "amount": np.array([log(deal.buyer.amount) for deal, _, _ in looks]),
        "score": np.array([deal.buyer.seen for deal, _, _ in looks]),
        "segment": Labels(SEGMENTS, np.array([deal.buyer.segment for deal, _, _ in looks], dtype=np.int64)),
    }
    for place, criterion in enumerate(playbook.criteria):
        columns[f"criterion/{criterion.key}"] = Labels(("no", "yes"), proved[:, place])
    return Table(columns, len(looks))


def _prior(playbook: CompiledPlaybook, looks: Sequence[tuple[Deal, int, int]]) -> np.ndarray:
    return np.array([playbook.stages[stage].win_chance for _, stage, _ in looks])
