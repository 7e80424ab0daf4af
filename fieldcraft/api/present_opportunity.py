"""One opportunity as its shape of the API; no reads, no rules."""

from __future__ import annotations

from collections.abc import Sequence

from fieldcraft.api import present, present_chance
from fieldcraft.api import shapes_opportunity as shapes
from fieldcraft.crm.models import Activity, OpportunityContact
from fieldcraft.guidance.models import NextStep, Response
from fieldcraft.insight.foretelling import Foretold
from fieldcraft.methodology.package.wording import filled
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.evaluation.types import CriterionState, FactUsed
from fieldcraft.pursuit.models import Evidence
from fieldcraft.pursuit.queries.beside import Beside, RivalLine
from fieldcraft.pursuit.queries.page import (
    CriterionLine,
    EarlierAnswers,
    FactorLine,
    OpportunityPage,
    StageLines,
    TrackStage,
    WarningLine,
    last_talk,
)
from fieldcraft.trail.models import Entry


def opportunity(
    page: OpportunityPage,
    steps: Sequence[NextStep],
    entries: Sequence[Entry],
    beside: Beside,
    told: Foretold,
    viewer: Viewer,
) -> shapes.Opportunity:
    """Everything about one opportunity."""
    playbook = page.playbook.playbook
    last = last_talk(activities=page.activities, on=viewer.on)
    member = viewer.member.pk if viewer.member else None
    return shapes.Opportunity.model_validate(
        {
            **_row(page),
            "outcome": page.opportunity.outcome,
            "playbook": f"{playbook.key} {playbook.version}",
            "as_of": page.assessment.as_of,
            "complete": page.assessment.complete,
            "progress": round(100 * page.assessment.met / len(page.assessment.criteria)),
            "stages": [_stage(track, lines) for track, lines in zip(page.track, page.stages, strict=True)],
            "earlier_answers": [_earlier(answers) for answers in page.earlier],
            "warnings": [_warning(line) for line in page.warnings],
            "factors": [_factor(line) for line in page.factors],
            "steps": [present.step(row, viewer.on) for row in steps],
            "people": [_contact(row) for row in page.people],
            "activities": [activity(row) for row in page.activities],
            "timeline": [present.entry(row) for row in entries],
            "process": page.pursuit.process,
            "last_contact": activity(last) if last else None,
            "looked_at": beside.seen,
            "changed_since": [
                present.entry(row) for row in entries if beside.seen and row.at > beside.seen and row.actor_id != member
            ],
            "rivals": [_rival(line) for line in beside.rivals],
            "chance": present_chance.chance(told, page.playbook),
        }
    )


def _rival(line: RivalLine) -> shapes.Rival:
    return shapes.Rival(
        name=line.name,
        in_crm=line.in_crm,
        heard=[
            shapes.Heard(factor=factor, level=heard.level, note=heard.note, source=heard.source, on=heard.on)
            for factor, heard in line.heard.items()
        ],
    )


def confirmed(evidence: Evidence, state: CriterionState, supported: str) -> shapes.Confirmed:
    """What became of a confirmation."""
    return shapes.Confirmed(
        evidence=evidence.pk, criterion=state.criterion, state=state.state, need=state.need, supported=supported
    )


def completed(response: Response) -> shapes.Completed:
    """What became of a completion."""
    return shapes.Completed(key=response.key, title=response.title, at=response.at, note=response.note)


def _row(page: OpportunityPage) -> dict[str, object]:
    row, pursuit = page.opportunity, page.pursuit
    titles = {stage.key: stage.part.title for stage in page.playbook.stages}
    return {
        "id": row.pk,
        "name": row.name,
        "account": str(row.account or ""),
        "owner": str(row.owner or ""),
        "amount": row.amount,
        "currency": row.currency,
        "crm_stage": row.stage,
        "claimed": titles.get(pursuit.claimed_stage, ""),
        "supported": titles.get(pursuit.supported_stage, ""),
        "gap": pursuit.gap or 0,
        "met": pursuit.met,
        "asked": pursuit.asked,
        "close_date": row.close_date,
        "late": row.close_date is not None and row.close_date < page.assessment.as_of,
        "last_activity_on": row.last_activity_on,
    }


def _stage(track: TrackStage, lines: StageLines) -> shapes.StageState:
    return shapes.StageState(
        key=track.part.key,
        title=track.part.title,
        milestone=track.part.milestone,
        hold=track.hold,
        supported=track.supported,
        claimed=track.claimed,
        criteria=[_criterion(line) for line in lines.lines],
    )


def _criterion(line: CriterionLine) -> shapes.CriterionState:
    return shapes.CriterionState(
        key=line.part.key,
        text=line.part.text,
        state=line.state.state,
        need=line.state.need,
        disputed=line.state.disputed,
        verifier=line.part.verifier,
        accepts=list(line.part.evidence),
        facts=_facts(line.state.facts),
        evidence=[_proof(row) for row in line.evidence],
    )


def _earlier(answers: EarlierAnswers) -> shapes.EarlierAnswers:
    return shapes.EarlierAnswers(
        text=answers.text,
        playbook=f"{answers.version.key} {answers.version.version}",
        evidence=[_proof(row) for row in answers.evidence],
    )


def _facts(facts: Sequence[FactUsed]) -> list[shapes.FactUsed]:
    return [
        shapes.FactUsed(name=name, value=list(value) if isinstance(value, tuple) else value) for name, value in facts
    ]


def _proof(row: Evidence) -> shapes.Proof:
    return shapes.Proof(
        id=row.pk,
        kind=row.kind,  # type: ignore[arg-type]  # a choice of the model
        supports=row.supports,
        note=row.note,
        file=str(row.file or ""),
        stated_by=row.speaker,
        stated_at=row.stated_at,
        verified_by=str(row.verified_by or ""),
        verified_at=row.verified_at,
    )


def _warning(line: WarningLine) -> shapes.Risk:
    thresholds = dict(line.state.thresholds)
    return shapes.Risk(
        key=line.part.key,
        title=line.part.title,
        severity=line.state.severity,
        because=filled(
            template=line.part.because, values={**dict(line.state.facts), **thresholds}, otherwise=line.part.title
        ),
        advice=line.part.advice,
        facts=_facts(line.state.facts),
        thresholds=thresholds,
    )


def _factor(line: FactorLine) -> shapes.FactorState:
    return shapes.FactorState(
        key=line.part.key,
        title=line.part.title,
        question=line.part.question,
        rung=line.state.rung,
        top=line.state.top,
        level=line.level.title if line.level else "",
    )


def _contact(row: OpportunityContact) -> shapes.Contact:
    found = row.contact
    return shapes.Contact(name=found.name, title=found.title, role=row.role, seniority=found.seniority)  # type: ignore[arg-type]


def activity(row: Activity) -> shapes.ActivityLine:
    """Something done or planned with the customer."""
    return shapes.ActivityLine(
        id=row.pk,
        on=row.on,
        kind=row.kind,  # type: ignore[arg-type]  # a choice of the model
        subject=row.subject,
        inbound=row.inbound,
        done=row.done,
        outcome=row.outcome,
        note=row.note,
        contact=str(row.contact or ""),
    )
