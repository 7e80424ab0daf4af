"""Exit criteria in words: state, what shows it, who vouches, and what the viewer may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fieldcraft.crm.models import Outcome
from fieldcraft.people.models import Member
from fieldcraft.pursuit.models import Evidence
from fieldcraft.pursuit.queries.page import CriterionLine, OpportunityPage, StageLines
from fieldcraft.web import words
from fieldcraft.web.opportunities.present.facts import facts_in_words
from fieldcraft.web.styleguide.shapes import Criterion, Proof

KINDS = {
    "crm_fact": "a field in the CRM",
    "activity": "a logged activity",
    "file": "a file",
    "statement": "a note",
    "buyer_confirmation": "the buyer’s own word",
}
VERIFIERS = {
    "anyone": "",
    "not_owner": "somebody other than the owner verifies it",
    "manager": "the owner’s manager verifies it",
    "buyer": "only the buyer can confirm it",
}
NEEDS = {
    "evidence": "",
    "other_kind": "That is said; the playbook asks for more.",
    "not_owner": "Somebody other than the owner has to verify it.",
    "manager": "The owner’s manager has to verify it.",
    "buyer": "Only the buyer’s own word completes it.",
    "answer": "Somebody said it does not hold. New evidence answers that.",
}
Open = Literal["", "confirm", "dispute"]


@dataclass(frozen=True, slots=True)
class Typed:
    """The criterion whose form stands open, with what was typed there and why it was not taken."""

    criterion: str = ""
    form: Open = "confirm"
    note: str = ""
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StageView:
    """The criteria of one stage."""

    title: str
    milestone: str
    met: int
    total: int
    criteria: Sequence[Criterion]
    open: bool


def stage_view(
    *, stage: StageLines, page: OpportunityPage, member: Member, base: str, typed: Typed, whole: bool
) -> StageView:
    """One stage. `whole` writes out the forms; elsewhere a link opens the one that is wanted."""
    criteria = [
        criterion_shape(line=line, page=page, member=member, base=base, typed=typed, whole=whole)
        for line in stage.lines
    ]
    return StageView(
        title=stage.part.title,
        milestone=stage.part.milestone,
        met=stage.met,
        total=len(stage.lines),
        criteria=criteria,
        open=any(line.part.key == typed.criterion for line in stage.lines),
    )


def criterion_shape(
    *, line: CriterionLine, page: OpportunityPage, member: Member, base: str, typed: Typed, whole: bool
) -> Criterion:
    """One criterion with the evidence of people and what this member may do about it."""
    state, part, on = line.state, line.part, page.assessment.as_of
    href = f"{base}opportunities/{page.opportunity.pk}/criteria/{part.key}/"
    here = typed.criterion == part.key
    live = page.opportunity.outcome == Outcome.OPEN
    forms = live and (whole or here)
    met = state.state == "met"
    return Criterion(
        key=part.key,
        name=part.text,
        state=state.state,
        fact=_fact(line, page),
        help="" if met else _help(line),
        ask=part.ask if live and not met and (whole or here) else "",
        proofs=[proof_shape(row=row, line=line, page=page, member=member, base=base) for row in line.evidence],
        confirm_href=f"{href}evidence/" if forms else "",
        more_href="" if forms or not live else f"?criterion={part.key}#criterion-{part.key}",
        action_label="Add more" if met else "Add evidence",
        dispute_href=f"{href}dispute/" if forms and state.state in ("met", "claimed") else "",
        open=typed.form if here and forms else "",
        note=typed.note if here else "",
        errors=typed.errors if here else (),
        on=state.evidence.stated_on if state.evidence and state.evidence.stated_on <= on else None,
    )


def proof_shape(*, row: Evidence, line: CriterionLine, page: OpportunityPage, member: Member, base: str) -> Proof:
    """What one person gave; buttons only for who may press them."""
    on = page.assessment.as_of
    href = f"{base}opportunities/{page.opportunity.pk}/evidence/{row.pk}/"
    live = page.opportunity.outcome == Outcome.OPEN
    said = "says it does not hold" if not row.supports else "showed it"
    verified = ""
    if row.verified_by and row.verified_at:
        verified = f"Verified by {row.verified_by.name}, {words.day(value=row.verified_at.date(), on=on)}"
    return Proof(
        text=row.note,
        who=f"{row.stated_by.name} {said}, {words.day(value=row.stated_at.date(), on=on)}",
        against=not row.supports,
        file_name=row.file.name if row.file else "",
        file_href=f"{href}file/" if row.file else "",
        verified=verified,
        verify_href=f"{href}verification/" if live and row in line.may_verify else "",
        withdraw_href=f"{href}withdrawal/" if live and row.stated_by_id == member.pk else "",
    )


def _fact(line: CriterionLine, page: OpportunityPage) -> str:
    facts = facts_in_words(facts=line.state.facts, activities=page.activities, on=page.assessment.as_of)
    return f"By the CRM: {facts}." if facts else ""


def _help(line: CriterionLine) -> str:
    need = NEEDS[line.state.need] if line.state.need else ""
    if need and line.state.need != "other_kind":
        return need
    kinds = [KINDS[kind] for kind in line.part.evidence]
    shown = f"{', '.join(kinds[:-1])} or {kinds[-1]}" if len(kinds) > 1 else kinds[0]
    verifier = VERIFIERS[line.part.verifier]
    return f"{need} Shown by {shown}{'; ' + verifier if verifier else ''}.".strip()
