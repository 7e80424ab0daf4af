"""All of a training but what it writes: from landmarks to the texts and figures of a version."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from fieldcraft.insight.collecting.columns import kinds_of, table_of
from fieldcraft.insight.collecting.gathering import Gathered
from fieldcraft.insight.scoring import UNREADABLE
from fieldcraft.insight.training import knowing
from fieldcraft.insight.training.proving import Decided, fitted, prove
from fieldcraft.insight.training.reps import beside_reps
from fieldcraft.insight.winmodel.fitting import fit
from fieldcraft.insight.winmodel.model import Model
from fieldcraft.methodology import queries as methodology
from fieldcraft.pursuit.evaluation.priors import worth_deals


@dataclass(frozen=True, slots=True)
class Made:
    """A version as it will be stored; `shifts` belong to the check of what serves."""

    decided: Decided
    deals: int
    won: int
    landmarks: int
    text: str
    proof_text: str
    columns: Mapping[str, str]
    renamed: Mapping[str, str]
    proof: Mapping[str, Any]
    unknown: Mapping[str, Any]
    shifts: Mapping[str, Any]

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def made(*, gathered: Gathered, previous: str, on: date, seed: int) -> Made:
    """Fit a version and hold it against `previous`, the proof text of the one in use. The same data, the same bytes."""
    proof = prove(gathered=gathered, previous=_before(previous, gathered, seed), seed=seed)
    everything = np.ones(len(gathered.won), dtype=np.bool_)
    model = fitted(gathered=gathered, rows=everything, seed=seed) if proof.rows is not None else proof.model
    reps = beside_reps(gathered=gathered, proof=proof)
    return Made(
        decided=proof.decided,
        deals=len(gathered.deals),
        won=sum(deal.won for deal in gathered.deals),
        landmarks=len(gathered.won),
        text=model.to_text(),
        proof_text=proof.model.to_text(),
        columns=kinds_of(columns=list(gathered.table.columns)),
        renamed=gathered.renamed,
        proof={**proof.figures, "reps": reps},
        unknown=knowing.unknown(gathered=gathered),
        shifts=knowing.shifts(gathered=gathered, on=on.toordinal()) if len(gathered.won) else {},
    )


def _before(text: str, gathered: Gathered, seed: int) -> Model:
    """The proof model of what serves; the playbook's belief alone where its text is of another form than this one's."""
    try:
        return Model.from_text(text)
    except UNREADABLE:
        return Model.from_text(of_belief(renamed=gathered.renamed, seed=seed).text)


def of_belief(*, renamed: Mapping[str, str], seed: int) -> Made:
    """The first version: the playbook's belief alone, before any deal has taught anything."""
    worth = worth_deals(playbook=methodology.in_use())
    model = fit(
        table=table_of(rows=()),
        won=np.zeros(0, dtype=np.bool_),
        prior=np.zeros(0),
        prior_deals=worth,
        seed=seed,
    )
    text = model.to_text()
    return Made("first", 0, 0, 0, text, text, {}, renamed, {"n": 0, "decided": "first"}, {}, {})
