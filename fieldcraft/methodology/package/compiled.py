"""A playbook made ready to evaluate: built once per version, shared by every opportunity.

The CEL programs are compiled here, positions of stages and criteria are counted here, and everything an evaluation
looks up is a tuple. A `CompiledPlaybook` is immutable and may be shared between threads; the `cel.Context` it hands
out may not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import cel

from .facts import FACTS, OWN_FACTS, FactValue
from .processes import narrowed
from .schema import Criterion, EvidenceKind, Factor, FactorLevel, Play, Playbook, Stage, Verifier, WarningRule
from .wording import names_of

Outcome = Literal[True, False] | None

#: What `cel` raises where a fact is not there or does not fit. Anything else is a fault of ours.
UNKNOWN: Final = (RuntimeError, TypeError, ValueError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression with the facts it names, sorted. `dates` tell when its counts last grew."""

    source: str
    program: cel.Program
    facts: tuple[str, ...]
    dates: tuple[str, ...]

    def holds(self, context: cel.Context) -> Outcome:
        """True, False, or None where a fact it needs is not known or does not fit."""
        try:
            result = self.program.execute(context)
        except UNKNOWN:
            return None
        return result if result is True or result is False else None


@dataclass(frozen=True, slots=True)
class CompiledCriterion:
    key: str
    stage: str
    position: int
    verifier: Verifier
    kinds: frozenset[EvidenceKind]
    check: Expression | None
    odds: float
    worth_deals: int
    part: Criterion


@dataclass(frozen=True, slots=True)
class CompiledStage:
    key: str
    position: int
    first: int
    end: int
    win_chance: float
    typical_days: int
    part: Stage


@dataclass(frozen=True, slots=True)
class CompiledLevel:
    key: str
    criteria: tuple[int, ...]
    kinds: frozenset[EvidenceKind]
    part: FactorLevel


@dataclass(frozen=True, slots=True)
class CompiledFactor:
    key: str
    levels: tuple[CompiledLevel, ...]
    part: Factor


@dataclass(frozen=True, slots=True)
class CompiledWarning:
    key: str
    when: Expression
    shows: tuple[str, ...]
    thresholds: tuple[tuple[str, int], ...]
    part: WarningRule


@dataclass(frozen=True, slots=True)
class CompiledPlay:
    key: str
    position: int | None
    proves: tuple[int, ...]
    trigger: Expression | None
    part: Play


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class CompiledPlaybook:
    """See the module. `content_hash` is the SHA-256 of the canonical JSON, in hex. Compared by identity.

    With a `process`, `playbook` holds what belongs to that process; the hash is that of the whole.
    """

    playbook: Playbook
    content_hash: str
    process: str
    stages: tuple[CompiledStage, ...]
    criteria: tuple[CompiledCriterion, ...]
    factors: tuple[CompiledFactor, ...]
    warnings: tuple[CompiledWarning, ...]
    plays: tuple[CompiledPlay, ...]
    stage_by_key: Mapping[str, CompiledStage]
    criterion_index: Mapping[str, int]
    play_by_key: Mapping[str, CompiledPlay]
    thresholds: Mapping[str, int]
    first_facts: tuple[str, ...]
    crm_stages: Mapping[str, str]

    def stage_for_crm_name(self, *, name: str) -> str | None:
        """Key of the stage that a CRM calls `name`; None where no stage knows it. Case and spacing do not matter."""
        return self.crm_stages.get(folded(name))


def folded(name: str) -> str:
    """A stage name as it is compared: lower case, letters and digits only, words by one space."""
    return " ".join("".join(ch if ch.isalnum() else " " for ch in name.casefold()).split())


def to_json(*, playbook: Playbook) -> str:
    """The canonical JSON: sorted keys, no spaces, ASCII only, defaults left out.

    The same playbook gives the same bytes, also after the format has grown by an optional key.
    """
    data = playbook.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def from_json(*, text: str) -> Playbook:
    """The playbook of a canonical JSON. Raises pydantic.ValidationError where the text is no playbook."""
    return Playbook.model_validate_json(text)


def content_hash(*, playbook: Playbook) -> str:
    """SHA-256 over the canonical JSON, in hex."""
    return hashlib.sha256(to_json(playbook=playbook).encode("ascii")).hexdigest()


def compile_playbook(
    *, playbook: Playbook, thresholds: Mapping[str, int] | None = None, process: str = ""
) -> CompiledPlaybook:
    """Compile once per version and process; without a process every stage is in it, in the order of the playbook.

    `thresholds` are the organisation's own numbers by threshold name; each is held within least and most of the
    playbook, unknown names are left out. Raises ValueError where an expression is no CEL or a key is not found:
    `check` tells of both with their place, so a checked playbook never raises.
    """
    digest = content_hash(playbook=playbook)
    if process:
        playbook = narrowed(playbook=playbook, process=process)
    numbers = _thresholds(playbook, thresholds or {})
    index = {criterion.key: i for i, criterion in enumerate(playbook.criteria)}
    stages = _stages(playbook)
    by_key = {stage.key: stage for stage in stages}
    criteria = _criteria(playbook, stages, numbers)
    warnings = tuple(_warning(part, numbers) for part in playbook.warnings)
    plays = tuple(
        CompiledPlay(
            play.key,
            by_key[play.stage].position if play.stage else None,
            tuple(index[key] for key in play.proves),
            _expression(play.trigger, numbers) if play.trigger else None,
            play,
        )
        for play in playbook.plays
    )
    return CompiledPlaybook(
        playbook=playbook,
        content_hash=digest,
        process=process,
        stages=stages,
        criteria=criteria,
        factors=_factors(playbook, index),
        warnings=warnings,
        plays=plays,
        stage_by_key=MappingProxyType(by_key),
        criterion_index=MappingProxyType(index),
        play_by_key=MappingProxyType({play.key: play for play in plays}),
        thresholds=MappingProxyType(numbers),
        first_facts=_first_facts(criteria, warnings, plays),
        crm_stages=MappingProxyType(_crm_stages(playbook)),
    )


def _thresholds(playbook: Playbook, own: Mapping[str, int]) -> dict[str, int]:
    return {
        t.name: min(max(own.get(t.name, t.default), t.least), t.most) for w in playbook.warnings for t in w.thresholds
    }


def _crm_stages(playbook: Playbook) -> dict[str, str]:
    names = [(folded(name), stage.key) for stage in playbook.stages for name in (stage.key, stage.title)]
    names += [(folded(name), stage.key) for stage in playbook.stages for name in stage.crm_names]
    found: dict[str, str] = {}
    for name, key in names:
        found.setdefault(name, key)
    return found


def _expression(source: str, thresholds: Mapping[str, int]) -> Expression:
    program = cel.compile(source)
    names = program.variables()
    if unknown := [name for name in names if name not in FACTS and name not in thresholds]:
        raise ValueError(f"The expression '{source}' names {unknown[0]}, which is no fact and no threshold.")
    facts = tuple(name for name in names if name in FACTS)
    dates = sorted({FACTS[name].dated_by for name in facts} - {"", *facts})
    return Expression(source, program, facts, tuple(dates))


def _warning(part: WarningRule, numbers: Mapping[str, int]) -> CompiledWarning:
    when = _expression(part.when, numbers)
    shows = (*when.facts, *(name for name in names_of(template=part.because) if name in FACTS))
    return CompiledWarning(
        part.key, when, tuple(dict.fromkeys(shows)), tuple((t.name, numbers[t.name]) for t in part.thresholds), part
    )


def _first_facts(
    criteria: tuple[CompiledCriterion, ...], warnings: tuple[CompiledWarning, ...], plays: tuple[CompiledPlay, ...]
) -> tuple[str, ...]:
    """All facts the evaluation has to be given: read by an expression or shown with its result."""
    names = {name for w in warnings for name in w.shows}
    names |= {name for c in criteria if c.check for name in c.check.facts + c.check.dates}
    names |= {name for p in plays if p.trigger for name in p.trigger.facts}
    return tuple(sorted(names - OWN_FACTS))


def _stages(playbook: Playbook) -> tuple[CompiledStage, ...]:
    stages = []
    first = 0
    for position, (stage, asked) in enumerate(zip(playbook.stages, playbook.asked_in(), strict=True), start=1):
        end = first + len(asked)
        stages.append(CompiledStage(stage.key, position, first, end, stage.win_chance, stage.typical_days, stage))
        first = end
    return tuple(stages)


def _criteria(
    playbook: Playbook, stages: tuple[CompiledStage, ...], numbers: Mapping[str, int]
) -> tuple[CompiledCriterion, ...]:
    return tuple(
        CompiledCriterion(
            key=part.key,
            stage=stage.key,
            position=stage.position,
            verifier=part.verifier,
            kinds=frozenset(part.evidence),
            check=_expression(part.check, numbers) if part.check else None,
            odds=part.prior.odds,
            worth_deals=part.prior.worth_deals,
            part=part,
        )
        for stage, asked in zip(stages, playbook.asked_in(), strict=True)
        for part in asked
    )


def _factors(playbook: Playbook, index: Mapping[str, int]) -> tuple[CompiledFactor, ...]:
    return tuple(
        CompiledFactor(
            factor.key,
            tuple(
                CompiledLevel(level.key, tuple(index[key] for key in level.criteria), frozenset(level.kinds), level)
                for level in factor.levels
            ),
            factor,
        )
        for qualification in playbook.qualification
        for factor in qualification.factors
    )


__all__ = [
    "UNKNOWN",
    "CompiledCriterion",
    "CompiledFactor",
    "CompiledLevel",
    "CompiledPlay",
    "CompiledPlaybook",
    "CompiledStage",
    "CompiledWarning",
    "Expression",
    "FactValue",
    "compile_playbook",
    "content_hash",
    "from_json",
    "to_json",
]
