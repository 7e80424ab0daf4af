"""Facts and evidence in, assessment out. The rules for one criterion stand in `standing`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

from .standing import by_criterion, standing
from .types import (
    Assessment,
    CriterionState,
    Evidence,
    FactorState,
    FactUsed,
    StageCount,
    WarningState,
)


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
                WarningState(w.key, w.part.severity, _used(w.shows, variables), w.thresholds)
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
    checks: tuple[tuple[int, cel.Program, str, str, tuple[str, ...], tuple[str, ...]], ...]
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
            (number, c.check.program, c.key, c.stage, c.check.facts, c.check.dates)
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
    if playbook.process:
        variables["process"] = playbook.process
    if claimed is not None:
        variables["claimed_position"] = claimed.position
        variables["stage_typical_days"] = claimed.typical_days
    return variables


def _criteria(
    plan: _Plan,
    context: cel.Context,
    variables: Mapping[str, FactValue],
    evidence: Sequence[Evidence],
    as_of: date,
) -> list[CriterionState]:
    criteria = list(plan.missing)
    for number, program, key, stage, names, dates in plan.checks:
        try:
            holds = program.execute(context) is True
        except UNKNOWN:
            continue
        if holds:
            dated = [FactUsed(name, variables[name]) for name in dates if name in variables]
            criteria[number] = CriterionState(key, stage, "met", (*_used(names, variables), *dated))
    if evidence:
        for key, items in by_criterion(evidence=evidence, as_of=as_of).items():
            found = plan.index.get(key)
            if found is not None:
                criteria[found] = standing(criterion=plan.criteria[found], proved=criteria[found].facts, evidence=items)
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
