"""An assessment as compact JSON, one row's worth, and back. `from_json(to_json(a)) == a`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from .types import (
    Assessment,
    CriterionState,
    EvidenceUsed,
    FactorState,
    FactUsed,
    StageCount,
    WarningState,
)

_FORMAT = 1


def to_json(*, assessment: Assessment) -> str:
    """Lists in the order of the fields, no names: about 60 bytes a criterion."""
    a = assessment
    rows = {
        "f": _FORMAT,
        "p": [a.playbook, a.version, a.content_hash],
        "d": a.as_of.isoformat(),
        "c": [a.claimed_stage, a.claimed_position],
        "s": [a.supported_stage, a.supported_position, a.complete, a.gap],
        "k": [_criterion(state) for state in a.criteria],
        "n": [[c.stage, c.met, c.claimed, c.missing, c.contradicted] for c in a.stages],
        "q": [[f.factor, f.rung, f.top, f.level] for f in a.factors],
        "w": [[w.warning, w.severity, _facts(w.facts), w.thresholds] for w in a.warnings],
        "m": a.next_missing,
        "o": a.open_plays,
    }
    return json.dumps(rows, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def from_json(*, text: str) -> Assessment:
    """Raises ValueError where the text was not written by `to_json` of this format."""
    rows = json.loads(text)
    if not isinstance(rows, dict) or rows.get("f") != _FORMAT:
        raise ValueError("This is no stored assessment of format 1. Evaluate the opportunity again.")
    try:
        return _assessment(rows)
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError("The stored assessment is damaged. Evaluate the opportunity again.") from error


def _assessment(rows: dict[str, Any]) -> Assessment:
    playbook, version, content_hash = rows["p"]
    claimed_stage, claimed_position = rows["c"]
    stage, position, complete, gap = rows["s"]
    return Assessment(
        playbook=playbook,
        version=version,
        content_hash=content_hash,
        as_of=date.fromisoformat(rows["d"]),
        claimed_stage=claimed_stage,
        claimed_position=claimed_position,
        supported_stage=stage,
        supported_position=position,
        complete=complete,
        gap=gap,
        criteria=tuple(_criterion_from(row) for row in rows["k"]),
        stages=tuple(StageCount(*row) for row in rows["n"]),
        factors=tuple(FactorState(*row) for row in rows["q"]),
        warnings=tuple(
            WarningState(key, severity, _facts_from(facts), tuple((name, number) for name, number in numbers))
            for key, severity, facts, numbers in rows["w"]
        ),
        next_missing=tuple(rows["m"]),
        open_plays=tuple(rows["o"]),
    )


def _facts(facts: Sequence[FactUsed]) -> list[list[object]]:
    return [[fact.name, fact.value] for fact in facts]


def _facts_from(rows: list[list[Any]]) -> tuple[FactUsed, ...]:
    return tuple(FactUsed(name, tuple(value) if isinstance(value, list) else value) for name, value in rows)


def _criterion(state: CriterionState) -> list[object]:
    row: list[object] = [state.criterion, state.stage, state.state, state.need, _facts(state.facts)]
    if state.evidence is not None or state.disputed or state.kinds:
        row += [_evidence(state.evidence), state.disputed, state.kinds]
    return row


def _criterion_from(row: list[Any]) -> CriterionState:
    key, stage, state, need, facts, *rest = row
    evidence, disputed, kinds = rest or (None, False, ())
    used = _evidence_from(evidence) if evidence else None
    return CriterionState(key, stage, state, _facts_from(facts), used, need, disputed, tuple(kinds))


def _evidence(e: EvidenceUsed | None) -> list[object] | None:
    if e is None:
        return None
    verified_on = e.verified_on.isoformat() if e.verified_on else None
    return [e.ref, e.kind, e.stance, e.stated_by, e.stated_on.isoformat(), e.verified_by, verified_on]


def _evidence_from(row: list[Any]) -> EvidenceUsed:
    ref, kind, stance, stated_by, stated_on, verified_by, verified_on = row
    return EvidenceUsed(
        ref,
        kind,
        stance,
        stated_by,
        date.fromisoformat(stated_on),
        verified_by,
        date.fromisoformat(verified_on) if verified_on else None,
    )
