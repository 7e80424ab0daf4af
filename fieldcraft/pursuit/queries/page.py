"""One opportunity, whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from fieldcraft.crm.models import Activity, ActivityKind, Opportunity, OpportunityContact
from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.schema import Criterion, Factor, FactorLevel, Stage, WarningRule
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.assessing import preview
from fieldcraft.pursuit.evaluation.stored import from_json
from fieldcraft.pursuit.evaluation.types import Assessment, CriterionState, FactorState, WarningState
from fieldcraft.pursuit.models import Capacity, Evidence, File, Pursuit
from fieldcraft.pursuit.queries.reading import read_activities, read_evidence, read_people, read_pursuit

Hold = Literal["held", "claimed", "open"]
LATEST = 12
TALKS: Final = (ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.EMAIL)


@dataclass(frozen=True, slots=True)
class TrackStage:
    """A stage on the buyer's way: held by evidence, claimed only, or still open."""

    part: Stage
    hold: Hold
    supported: bool
    claimed: bool
    met: int
    total: int


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion with its state, the evidence of people for and against it, and what the viewer may do."""

    part: Criterion
    state: CriterionState
    evidence: tuple[Evidence, ...]
    may_verify: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class WarningLine:
    part: WarningRule
    state: WarningState


@dataclass(frozen=True, slots=True)
class FactorLine:
    part: Factor
    state: FactorState
    level: FactorLevel | None


@dataclass(frozen=True, slots=True)
class StageLines:
    """The exit criteria of one stage."""

    part: Stage
    lines: tuple[CriterionLine, ...]
    met: int
    current: bool


@dataclass(frozen=True, slots=True)
class EarlierAnswers:
    """What was given for a criterion that this version does not ask, with the words it was given for then."""

    text: str
    version: PlaybookVersion
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class OpportunityPage:
    """What the page of one opportunity shows; `stages` holds the criteria, the supported stage marked current."""

    opportunity: Opportunity
    pursuit: Pursuit
    playbook: CompiledPlaybook
    assessment: Assessment
    track: tuple[TrackStage, ...]
    stages: tuple[StageLines, ...]
    warnings: tuple[WarningLine, ...]
    factors: tuple[FactorLine, ...]
    people: tuple[OpportunityContact, ...]
    activities: tuple[Activity, ...]
    earlier: tuple[EarlierAnswers, ...]
    is_owner: bool

    @property
    def current(self) -> StageLines:
        """The stage whose criteria are worked on now."""
        return next(stage for stage in self.stages if stage.current)


def pursuit_of(*, viewer: Viewer, opportunity_id: int) -> Pursuit | None:
    """The pursuit of an opportunity the viewer may see; None for strangers and for wrong numbers alike."""
    return read_pursuit(viewer=viewer, opportunity_id=opportunity_id)


def evidence_of(*, viewer: Viewer, opportunity_id: int, evidence_id: int) -> Evidence | None:
    """One piece of evidence on an opportunity the viewer may see."""
    pursuit = pursuit_of(viewer=viewer, opportunity_id=opportunity_id)
    if pursuit is None:
        return None
    return Evidence.objects.filter(pursuit=pursuit, pk=evidence_id).first()


def file_of(*, viewer: Viewer, opportunity_id: int, evidence_id: int) -> File | None:
    """The file of a piece of evidence on an opportunity the viewer may see, with its content."""
    found = evidence_of(viewer=viewer, opportunity_id=opportunity_id, evidence_id=evidence_id)
    return found.file if found else None


def opportunity_page(*, viewer: Viewer, opportunity_id: int, latest: int = LATEST) -> OpportunityPage | None:
    """Everything about one opportunity the viewer may see; four SQL statements.

    One that was never assessed, such as an old closed one, is assessed for this look and not stored.
    """
    pursuit = pursuit_of(viewer=viewer, opportunity_id=opportunity_id)
    if pursuit is None or not pursuit.assessment:
        found = Opportunity.objects.visible_to(viewer).select_related("account", "owner").filter(pk=opportunity_id)
        opportunity = found.first()
        if opportunity is None:
            return None
        pursuit, assessment = preview(opportunity=opportunity, on=opportunity.closed_on or viewer.on)
    else:
        assessment = from_json(text=pursuit.assessment)
    playbook = pursuit.playbook
    evidence = read_evidence(pursuit_id=pursuit.pk)
    return OpportunityPage(
        opportunity=pursuit.opportunity,
        pursuit=pursuit,
        playbook=playbook,
        assessment=assessment,
        track=track_of(playbook=playbook, assessment=assessment),
        stages=_stages(playbook, assessment, evidence, viewer, pursuit),
        warnings=_warnings(playbook, assessment),
        factors=_factors(playbook, assessment),
        people=tuple(read_people(opportunity_id=opportunity_id)),
        activities=tuple(read_activities(opportunity_id=opportunity_id, latest=latest)),
        earlier=_earlier(playbook, evidence),
        is_owner=viewer.member is not None and viewer.member.pk == pursuit.opportunity.owner_id,
    )


def _earlier(playbook: CompiledPlaybook, evidence: Sequence[Evidence]) -> tuple[EarlierAnswers, ...]:
    """One SQL statement where there is any such answer, none otherwise."""
    groups: dict[tuple[int, str], list[Evidence]] = {}
    for row in evidence:
        if row.criterion not in playbook.criterion_index:
            groups.setdefault((row.given_under_id, row.given_for), []).append(row)
    if not groups:
        return ()
    versions = {version.pk: version for version in methodology.installed()}
    found = []
    for (version_id, key), rows in groups.items():
        given = methodology.compiled(version=versions[version_id])
        number = given.criterion_index.get(key)
        text = given.criteria[number].part.text if number is not None else key
        found.append(EarlierAnswers(text, versions[version_id], tuple(rows)))
    return tuple(found)


def last_talk(*, activities: Sequence[Activity], on: date) -> Activity | None:
    """The latest call, meeting or e-mail that took place; `activities` come latest first."""
    return next((row for row in activities if row.kind in TALKS and row.done and row.on <= on), None)


def track_of(*, playbook: CompiledPlaybook, assessment: Assessment) -> tuple[TrackStage, ...]:
    """The buyer's way with what holds and what is only claimed."""
    claimed = assessment.claimed_position or 0
    return tuple(
        TrackStage(
            part=stage.part,
            hold=_hold(stage.position, assessment.supported_position, claimed, complete=assessment.complete),
            supported=stage.position == assessment.supported_position,
            claimed=stage.position == claimed,
            met=count.met,
            total=count.total,
        )
        for stage, count in zip(playbook.stages, assessment.stages, strict=True)
    )


def _hold(position: int, supported: int, claimed: int, *, complete: bool) -> Hold:
    if position < supported or complete:
        return "held"
    return "claimed" if position <= claimed else "open"


def _stages(
    playbook: CompiledPlaybook,
    assessment: Assessment,
    evidence: Sequence[Evidence],
    viewer: Viewer,
    pursuit: Pursuit,
) -> tuple[StageLines, ...]:
    by_criterion: dict[str, list[Evidence]] = {}
    for row in evidence:
        by_criterion.setdefault(row.criterion, []).append(row)
    found = []
    for stage in playbook.stages:
        lines = []
        for criterion, state in zip(
            playbook.criteria[stage.first : stage.end], assessment.criteria[stage.first : stage.end], strict=True
        ):
            rows = tuple(by_criterion.get(criterion.key, ()))
            may = tuple(row for row in rows if _may_verify(row, viewer, pursuit, criterion.part))
            lines.append(CriterionLine(part=criterion.part, state=state, evidence=rows, may_verify=may))
        found.append(
            StageLines(
                part=stage.part,
                lines=tuple(lines),
                met=sum(line.state.state == "met" for line in lines),
                current=stage.position == assessment.supported_position,
            )
        )
    return tuple(found)


def _may_verify(row: Evidence, viewer: Viewer, pursuit: Pursuit, part: Criterion) -> bool:
    member = viewer.member
    if member is None or row.verified_at is not None or not row.supports or member.pk == row.stated_by_id:
        return False
    if row.stated_as == Capacity.BUYER:
        return False
    return part.verifier != "buyer" and (member.pk != pursuit.opportunity.owner_id or part.verifier == "anyone")


def _warnings(playbook: CompiledPlaybook, assessment: Assessment) -> tuple[WarningLine, ...]:
    parts = {warning.key: warning.part for warning in playbook.warnings}
    return tuple(WarningLine(parts[state.warning], state) for state in assessment.warnings)


def _factors(playbook: CompiledPlaybook, assessment: Assessment) -> tuple[FactorLine, ...]:
    states = {state.factor: state for state in assessment.factors}
    lines = []
    for factor in playbook.factors:
        state = states[factor.key]
        level = next((level.part for level in factor.levels if level.key == state.level), None)
        lines.append(FactorLine(factor.part, state, level))
    return tuple(lines)
