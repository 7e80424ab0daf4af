"""Facts and evidence in, assessment out.

The rules, in order, for one criterion:

1. An entitled contradiction stands until complete support is stated or verified on a later day; on the same day the
   contradiction wins. While it stands the state is *contradicted*, whatever the facts say.
2. A check that holds makes it *met* by facts.
3. Complete support makes it *met* by evidence: of an accepted kind, and stated or verified by whom the playbook asks.
   A buyer's own confirmation completes any criterion.
4. Any other support makes it *claimed*. Nothing at all leaves it *missing*.

Support and contradiction dated after `as_of` are not yet known. Who may verify: anyone; anybody but the owner; a
manager of the owner; the buyer. The owner may always contradict, nobody has to be believed more than that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from math import isfinite

import cel

from fieldcraft.methodology.package.compiled import (
    UNKNOWN,
    CompiledCriterion,
    CompiledLevel,
    CompiledPlaybook,
    CompiledStage,
)
from fieldcraft.methodology.package.facts import FactValue
from fieldcraft.methodology.package.schema import Verifier

from .types import (
    Assessment,
    Capacity,
    CriterionState,
    Evidence,
    EvidenceUsed,
    FactorState,
    FactUsed,
    Need,
    StageCount,
    State,
    WarningState,
)

_EMPTY: tuple[Evidence, ...] = ()
_NEED_OF: dict[Verifier, Need] = {
    "anyone": "evidence",
    "not_owner": "not_owner",
    "manager": "manager",
    "buyer": "buyer",
}


def evaluate(
    *,
    playbook: CompiledPlaybook,
    facts: Mapping[str, FactValue],
    evidence: Sequence[Evidence],
    claimed_stage: str | None,
    as_of: date,
) -> Assessment:
    """Assess one opportunity on one day.

    `facts` are names of the catalogue, without those the evaluation fills itself; unknown names are ignored, None is
    "not known", a value of the wrong type makes what reads it unknown. Evidence for a criterion that the playbook does
    not have is ignored. `claimed_stage` is a stage key; an unknown key counts as no claim. Never raises on data.
    """
    plan = _plan(playbook)
    claimed = playbook.stage_by_key.get(claimed_stage) if claimed_stage else None
    variables = _variables(playbook, facts, claimed)
    context = cel.Context(variables=variables)
    criteria = _criteria(plan, context, variables, evidence, as_of)
    met = [state[2] == "met" for state in criteria]
    supported, complete = _supported(playbook, met)
    gap = claimed.position - supported.position if claimed else None
    own: dict[str, FactValue] = {"supported_position": supported.position}
    if gap is not None:
        own["stage_gap"] = gap
    variables.update(own)
    context.update(own)
    true = _true(plan, context)
    return Assessment(
        playbook=playbook.playbook.key,
        version=playbook.playbook.version,
        content_hash=playbook.content_hash,
        as_of=as_of,
        claimed_stage=claimed.key if claimed else None,
        claimed_position=claimed.position if claimed else None,
        supported_stage=supported.key,
        supported_position=supported.position,
        complete=complete,
        gap=gap,
        criteria=tuple(criteria),
        stages=_counts(playbook, criteria),
        factors=_factors(playbook, criteria, met),
        warnings=tuple(
            [
                WarningState(w.key, w.part.severity, _used(w.when.facts, variables), w.thresholds)
                for w in playbook.warnings
                if w.when.source in true
            ]
        ),
        next_missing=tuple([criteria[i].criterion for i in range(supported.first, supported.end) if not met[i]]),
        open_plays=tuple([key for key, source in plan.triggers if source in true]),
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the evaluation of a playbook needs again and again, laid out flat."""

    criteria: tuple[CompiledCriterion, ...]
    missing: tuple[CriterionState, ...]
    checks: tuple[tuple[int, cel.Program, str, str, tuple[str, ...]], ...]
    late: tuple[tuple[str, cel.Program], ...]
    triggers: tuple[tuple[str, str], ...]
    index: Mapping[str, int]


@lru_cache(maxsize=32)
def _plan(playbook: CompiledPlaybook) -> _Plan:
    triggers = [(play.key, play.trigger) for play in playbook.plays if play.trigger is not None]
    late = {e.source: e.program for e in [w.when for w in playbook.warnings] + [trigger for _, trigger in triggers]}
    return _Plan(
        criteria=playbook.criteria,
        missing=tuple(CriterionState(c.key, c.stage, "missing", need="evidence") for c in playbook.criteria),
        checks=tuple(
            (number, c.check.program, c.key, c.stage, c.check.facts)
            for number, c in enumerate(playbook.criteria)
            if c.check is not None
        ),
        late=tuple(late.items()),
        triggers=tuple((key, trigger.source) for key, trigger in triggers),
        index=playbook.criterion_index,
    )


def _variables(
    playbook: CompiledPlaybook, facts: Mapping[str, FactValue], claimed: CompiledStage | None
) -> dict[str, FactValue]:
    # Unknown facts stay out: a name that is not there is an error to CEL, and `||` and `&&` absorb errors just as
    # three-valued logic asks. A null would make `fact != 3` true.
    variables: dict[str, FactValue] = dict(playbook.thresholds)
    for name in playbook.first_facts:
        value = facts.get(name)
        if value is not None and not (type(value) is float and not isfinite(value)):
            variables[name] = value
    if claimed is not None:
        variables["claimed_position"] = claimed.position
        variables["stage_typical_days"] = claimed.typical_days
    return variables


def _grouped(evidence: Sequence[Evidence], as_of: date) -> dict[str, list[Evidence]]:
    grouped: dict[str, list[Evidence]] = {}
    for item in evidence:
        if item.stated_on > as_of:
            continue
        if item.verified_on is not None and item.verified_on > as_of:
            item = replace(item, verified_by=None, verified_as="member", verified_on=None)
        grouped.setdefault(item.criterion, []).append(item)
    return grouped


def _criteria(
    plan: _Plan,
    context: cel.Context,
    variables: Mapping[str, FactValue],
    evidence: Sequence[Evidence],
    as_of: date,
) -> list[CriterionState]:
    criteria = list(plan.missing)
    for number, program, key, stage, names in plan.checks:
        try:
            holds = program.execute(context) is True
        except UNKNOWN:
            continue
        if holds:
            criteria[number] = CriterionState(key, stage, "met", _used(names, variables))
    if evidence:
        for key, items in _grouped(evidence, as_of).items():
            found = plan.index.get(key)
            if found is not None:
                criteria[found] = _with_evidence(plan.criteria[found], criteria[found].facts, items)
    return criteria


def _true(plan: _Plan, context: cel.Context) -> set[str]:
    """The warnings' and triggers' expressions that hold; one that stands in several places runs once."""
    true = set()
    for source, program in plan.late:
        try:
            if program.execute(context) is True:
                true.add(source)
        except UNKNOWN:
            continue
    return true


def _with_evidence(
    criterion: CompiledCriterion, proved: tuple[FactUsed, ...], evidence: Sequence[Evidence]
) -> CriterionState:
    """`proved`: the facts by which the check holds; empty where there is none or it does not hold."""
    supports = [item for item in evidence if item.stance == "supports"]
    complete = [item for item in supports if _completes(criterion, item)]
    against = [item for item in evidence if item.stance == "contradicts"]
    entitled = [item for item in against if _may_contradict(criterion.verifier, item)]
    best = max(complete, key=_rank, default=None)
    worst = max(entitled, key=_rank, default=None)
    state: State = "missing"
    need: Need | None = "evidence"
    decides: Evidence | None = None
    used: tuple[FactUsed, ...] = ()
    if worst is not None and (best is None or _settled_on(best) <= worst.stated_on):
        state, need, decides = "contradicted", "answer", worst
    elif proved or best is not None:
        state, need, decides = "met", None, best
        used = proved
    elif supports:
        state, need, decides = "claimed", _need(criterion, supports), max(supports, key=_rank)
    kinds = tuple(sorted({item.kind for item in complete}))
    disputed = len(against) > len(entitled)
    return CriterionState(criterion.key, criterion.stage, state, used, _shown(decides), need, disputed, kinds)


def _completes(criterion: CompiledCriterion, item: Evidence) -> bool:
    if item.kind == "buyer_confirmation":
        return _by_buyer(item)
    return item.kind in criterion.kinds and _verified(criterion.verifier, item)


def _need(criterion: CompiledCriterion, supports: Sequence[Evidence]) -> Need:
    """What the best of the incomplete supports still lacks: the verifier where the kind is right, else the kind."""
    if any(item.kind in criterion.kinds for item in supports):
        return _NEED_OF[criterion.verifier]
    if any(item.kind == "buyer_confirmation" for item in supports):
        return "buyer"
    return "other_kind"


def _verified(verifier: Verifier, item: Evidence) -> bool:
    if verifier == "anyone" or _by_buyer(item):
        return True
    if verifier == "buyer":
        return False
    return _vouches(verifier, item.stated_by, item.stated_as, item.owner) or (
        item.verified_by is not None and _vouches(verifier, item.verified_by, item.verified_as, item.owner)
    )


def _vouches(verifier: Verifier, member: str, capacity: Capacity, owner: str) -> bool:
    if member == owner:
        return False
    return verifier == "not_owner" or capacity == "manager"


def _by_buyer(item: Evidence) -> bool:
    # A buyer is never the owner: a member cannot speak as the buyer about an opportunity of their own.
    return (item.stated_as == "buyer" and item.stated_by != item.owner) or (
        item.verified_as == "buyer" and item.verified_by is not None and item.verified_by != item.owner
    )


def _may_contradict(verifier: Verifier, item: Evidence) -> bool:
    return item.stated_by == item.owner or _verified(verifier, item)


def _settled_on(item: Evidence) -> date:
    """The day support was last stood up for: stated, or verified by somebody."""
    return max(item.stated_on, item.verified_on or item.stated_on)


def _rank(item: Evidence) -> tuple[date, bool, str, str, str]:
    """The latest decides; within a day the verified one, then a fixed order, so that the input's order is nothing."""
    return (_settled_on(item), item.verified_by is not None, item.kind, item.stated_by, item.ref)


def _shown(item: Evidence | None) -> EvidenceUsed | None:
    if item is None:
        return None
    return EvidenceUsed(
        item.ref, item.kind, item.stance, item.stated_by, item.stated_on, item.verified_by, item.verified_on
    )


def _used(names: Sequence[str], variables: Mapping[str, FactValue]) -> tuple[FactUsed, ...]:
    return tuple([FactUsed(name, variables.get(name)) for name in names])


def _counts(playbook: CompiledPlaybook, criteria: Sequence[CriterionState]) -> tuple[StageCount, ...]:
    counts = []
    for stage in playbook.stages:
        states = [state.state for state in criteria[stage.first : stage.end]]
        met, claimed, against = states.count("met"), states.count("claimed"), states.count("contradicted")
        counts.append(StageCount(stage.key, met, claimed, len(states) - met - claimed - against, against))
    return tuple(counts)


def _supported(playbook: CompiledPlaybook, met: Sequence[bool]) -> tuple[CompiledStage, bool]:
    for stage in playbook.stages:
        if not all(met[stage.first : stage.end]):
            return stage, False
    return playbook.stages[-1], True


def _factors(
    playbook: CompiledPlaybook, criteria: Sequence[CriterionState], met: Sequence[bool]
) -> tuple[FactorState, ...]:
    """Rungs count only from the bottom up: a gap below keeps the factor low."""
    factors = []
    for factor in playbook.factors:
        rung, key = 0, None
        for level in factor.levels:
            if not _reached(level, criteria, met):
                break
            rung, key = rung + 1, level.key
        factors.append(FactorState(factor.key, rung, len(factor.levels), key))
    return tuple(factors)


def _reached(level: CompiledLevel, criteria: Sequence[CriterionState], met: Sequence[bool]) -> bool:
    for number in level.criteria:
        if not met[number]:
            return False
    return not level.kinds or any(not level.kinds.isdisjoint(criteria[number].kinds) for number in level.criteria)
