"""The whole answer about every open opportunity, for the command line and for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict

from fieldcraft.crm.models import Opportunity
from fieldcraft.guidance.models import NextStep
from fieldcraft.guidance.queries import steps_in_order
from fieldcraft.insight.models import Score
from fieldcraft.insight.queries import chances
from fieldcraft.lib.chunks import chunked
from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.facts import FactValue
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.evaluation.stored import from_json
from fieldcraft.pursuit.evaluation.types import Assessment
from fieldcraft.pursuit.models import Pursuit

CHUNK = 500


class CriterionData(TypedDict):
    criterion: str
    text: str
    stage: str
    state: str
    facts: dict[str, FactValue]
    needs: str | None


class WarningData(TypedDict):
    warning: str
    title: str
    severity: str
    advice: str
    facts: dict[str, FactValue]


class StepData(TypedDict):
    step: str
    title: str
    why: str
    rests_on: str
    criterion: str | None
    kind: str
    who: str
    minutes: int
    worth: float
    points: float


class ChanceData(TypedDict):
    chance: float
    low: float
    high: float
    learned: float


class ReportData(TypedDict):
    opportunity: int
    source: str
    external_id: str
    name: str
    account: str | None
    owner: str | None
    amount: float | None
    currency: str
    close_date: str | None
    crm_stage: str
    claimed_stage: str | None
    supported_stage: str
    stages_ahead: int | None
    chance: ChanceData | None
    missing: list[str]
    criteria: list[CriterionData]
    warnings: list[WarningData]
    next_steps: list[StepData]


@dataclass(frozen=True, slots=True)
class _Parts:
    pursuit: Pursuit
    playbook: CompiledPlaybook
    assessment: Assessment
    steps: list[NextStep]
    score: Score | None
    currency: str


def reports(*, viewer: Viewer, currency: str) -> Iterator[ReportData]:
    """Every open, assessed opportunity the viewer may see, by key; memory stays flat at any number.

    `currency` is the organisation's, for amounts that name none. Worth is commission in that currency; `points` are
    percentage points of the chance to win. `chance` is 0 to 1 with its 90 % interval, None before
    anything was learned.
    """
    ids = list(Opportunity.objects.visible_to(viewer).open().order_by("pk").values_list("pk", flat=True))
    for part in chunked(ids, CHUNK):
        steps: dict[int, list[NextStep]] = {}
        for row in NextStep.objects.filter(opportunity__in=part):
            steps.setdefault(row.opportunity_id, []).append(row)
        scores = chances(opportunity_ids=part)
        pursuits = Pursuit.objects.filter(opportunity__in=part).exclude(assessment="").order_by("opportunity_id")
        related = pursuits.select_related("opportunity__account", "opportunity__owner")
        versions = {version.pk: version for version in PlaybookVersion.objects.filter(pursuits__in=pursuits).distinct()}
        for pursuit in related:
            parts = _Parts(
                pursuit=pursuit,
                playbook=methodology.compiled(version=versions[pursuit.version_id], process=pursuit.process),
                assessment=from_json(text=pursuit.assessment),
                steps=steps_in_order(found=steps.get(pursuit.opportunity_id, []), on=viewer.on),
                score=scores.get(pursuit.opportunity_id),
                currency=currency,
            )
            yield _report(parts)


def _report(parts: _Parts) -> ReportData:
    found, result = parts.pursuit.opportunity, parts.assessment
    titles = {stage.key: stage.part.title for stage in parts.playbook.stages}
    return ReportData(
        opportunity=found.pk,
        source=found.source,
        external_id=found.external_id,
        name=found.name,
        account=found.account.name if found.account else None,
        owner=found.owner.name if found.owner else None,
        amount=float(found.amount) if found.amount is not None else None,
        currency=found.currency or parts.currency,
        close_date=found.close_date.isoformat() if found.close_date else None,
        crm_stage=found.stage,
        claimed_stage=titles.get(result.claimed_stage or ""),
        supported_stage=titles[result.supported_stage],
        stages_ahead=result.gap,
        chance=_chance(parts.score),
        missing=list(result.next_missing),
        criteria=_criteria(parts, titles),
        warnings=_warnings(parts),
        next_steps=[_step(row) for row in parts.steps],
    )


def _chance(score: Score | None) -> ChanceData | None:
    if score is None:
        return None
    return ChanceData(chance=score.chance, low=score.low, high=score.high, learned=score.learned)


def _criteria(parts: _Parts, titles: dict[str, str]) -> list[CriterionData]:
    return [
        CriterionData(
            criterion=state.criterion,
            text=criterion.part.text,
            stage=titles[state.stage],
            state=state.state,
            facts={fact.name: fact.value for fact in state.facts},
            needs=state.need,
        )
        for criterion, state in zip(parts.playbook.criteria, parts.assessment.criteria, strict=True)
    ]


def _warnings(parts: _Parts) -> list[WarningData]:
    rules = {warning.key: warning.part for warning in parts.playbook.warnings}
    return [
        WarningData(
            warning=state.warning,
            title=rules[state.warning].title,
            severity=state.severity,
            advice=rules[state.warning].advice,
            facts={fact.name: fact.value for fact in state.facts},
        )
        for state in parts.assessment.warnings
    ]


def _step(row: NextStep) -> StepData:
    return StepData(
        step=row.key,
        title=row.title,
        why=row.why,
        rests_on=row.rests_on,
        criterion=row.criterion or None,
        kind=row.kind,
        who=row.actor,
        minutes=row.minutes,
        worth=round(row.worth, 2),
        points=round(row.points, 1),
    )
