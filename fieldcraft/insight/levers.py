"""What a person could do about an opportunity, and what its chance would be then (pure).

Only what can be done now: criteria of the stages worked on, a new close date where the old one has passed, a talk where
there was none of late, a buying role nobody is named for. What no honest act changes (a date still ahead, the amount,
days gone by) is never offered. Each is asked of the model with everything that goes with it: a
criterion that is shown also counts as one more of them, may carry the evidence into the next stage, and moves the
playbook's belief.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from fieldcraft.insight.collecting.features import CRITERION, MET, Features
from fieldcraft.insight.winmodel.saying import Formula
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.pursuit.evaluation.priors import believed_chance
from fieldcraft.pursuit.evaluation.types import Assessment, StageCount

#: A change by less than this, in points, moves nothing.
LEAST_POINTS: Final = 0.5
#: A talk is offered after so many days without one.
SILENT_DAYS: Final = 7


Kind: TypeAlias = Literal["criterion", "date", "talk", "role"]
#: What has to be proved stands before what only has to be typed, whatever the number says.
ORDER: Final[Mapping[Kind, int]] = {"criterion": 0, "date": 1, "talk": 1, "role": 1}


@dataclass(frozen=True, slots=True)
class Lever:
    """`key` is that of a criterion or of a buying role, else empty. `chance`, 0 to 1, is what it would be."""

    kind: Kind
    key: str
    chance: float


@dataclass(frozen=True, slots=True)
class Standing:
    """An opportunity as the model was asked about it: its columns, the playbook's chance, and what they came from.

    `renamed` turns the key of a criterion into the one it is counted under; `roles` are the buying roles named.
    `usual_days` are those till a close such as it usually comes; None where that is not known.
    """

    features: Features
    prior: float
    playbook: CompiledPlaybook
    assessment: Assessment
    renamed: Mapping[str, str]
    roles: Collection[str]
    usual_days: int | None = None


def levers(*, formula: Formula, of: Standing, useless: Collection[str] = ()) -> list[Lever]:
    """All that would raise the chance, in ORDER, then the most first. `useless` are criteria without effect here.

    It says what the number would be, which is what such opportunities came to; not that the act alone brings it about.
    """
    now = formula.chance_of(values=dict(of.features), prior=of.prior)
    found = [
        Lever(kind, key, formula.chance_of(values={**of.features, **changed}, prior=prior))
        for kind, key, changed, prior in _acts(of)
        if kind != "criterion" or key not in useless
    ]
    kept = [one for one in found if 100 * (one.chance - now) >= LEAST_POINTS]
    return sorted(kept, key=lambda one: (ORDER[one.kind], -one.chance, one.key))


_Act: TypeAlias = tuple[Kind, str, Features, float]


def _acts(of: Standing) -> Iterator[_Act]:
    first = of.assessment.supported_position
    last = max(first, of.assessment.claimed_position or first)
    for stage in of.playbook.stages[first - 1 : last]:
        for number in range(stage.first, stage.end):
            if of.assessment.criteria[number].state in ("missing", "claimed"):
                yield _shown(of, number)
    yield from _beside_criteria(of)


def _beside_criteria(of: Standing) -> Iterator[_Act]:
    ahead = of.features.get("days_to_close")
    if ahead is not None and float(ahead) < 0 and of.usual_days is not None:
        moves = float(of.features.get("close_date_moves", 0.0))
        yield "date", "", {"days_to_close": float(of.usual_days), "close_date_moves": moves + 1}, of.prior
    silent = of.features.get("days_since_activity")
    if silent is None or float(silent) > SILENT_DAYS:
        recent = float(of.features.get("activities_30d", 0.0))
        yield "talk", "", {"days_since_activity": 0.0, "activities_30d": recent + 1}, of.prior
    missing = [role.key for role in of.playbook.playbook.roles if role.key not in of.roles]
    if missing:
        covered = float(of.features.get("roles_covered", 0.0))
        yield "role", missing[0], {"roles_covered": covered + 1}, of.prior


def _shown(of: Standing, number: int) -> _Act:
    key = of.assessment.criteria[number].criterion
    after = if_shown(assessment=of.assessment, playbook=of.playbook, number=number)
    changed: Features = {
        f"{CRITERION}{of.renamed.get(key, key)}": MET,
        "criteria_met": float(after.met),
        "supported": float(after.supported_position),
    }
    if after.gap is not None:
        changed["gap"] = float(after.gap)
    return "criterion", key, changed, believed_chance(playbook=of.playbook, assessment=after)


def if_shown(*, assessment: Assessment, playbook: CompiledPlaybook, number: int) -> Assessment:
    """The assessment with one more criterion met, by its place; warnings and plays stay those of now."""
    before = assessment.criteria[number]
    criteria = tuple(
        state._replace(state="met", need=None) if place == number else state
        for place, state in enumerate(assessment.criteria)
    )
    stage = next(
        (one for one in playbook.stages if any(not _met(criteria, i) for i in range(one.first, one.end))), None
    )
    supported = stage or playbook.stages[-1]
    claimed = assessment.claimed_position
    return replace(
        assessment,
        criteria=criteria,
        stages=tuple(
            _one_more(count, before.state) if count.stage == before.stage else count for count in assessment.stages
        ),
        supported_stage=supported.key,
        supported_position=supported.position,
        complete=stage is None,
        gap=None if claimed is None else claimed - supported.position,
    )


def _met(criteria: tuple[object, ...], number: int) -> bool:
    return getattr(criteria[number], "state", "") == "met"


def _one_more(count: StageCount, was: str) -> StageCount:
    return count._replace(met=count.met + 1, **{was: getattr(count, was) - 1})
