"""Exit criteria in words: state, what shows it, who vouches, and what the viewer may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fieldcraft.crm.models import Outcome
from fieldcraft.people.models import Member
from fieldcraft.pursuit.evaluation.words import KIND_WORDS, need_text, proof_text
from fieldcraft.pursuit.models import Capacity, Evidence
from fieldcraft.pursuit.queries.page import CriterionLine, OpportunityPage, StageLines
from fieldcraft.web import words
from fieldcraft.web.shapes import Criterion, Proof

VERIFIERS = {
    "anyone": "",
    "not_owner": "somebody other than the owner verifies it",
    "manager": "the owner’s manager verifies it",
    "buyer": "only the buyer can confirm it",
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
    """The criteria of one stage; left out where it is folded: `href` brings them."""

    key: str
    title: str
    met: int
    total: int
    criteria: Sequence[Criterion]
    open: bool
    href: str


@dataclass(frozen=True, slots=True)
class EarlierView:
    """What was given for a criterion of another version."""

    text: str
    version: str
    proofs: Sequence[Proof]


def stage_view(
    *, stage: StageLines, page: OpportunityPage, member: Member, base: str, typed: Typed, asked: str
) -> StageView:
    """One stage; open where it or one of its criteria was asked for, and where the member may verify something.

    What is missing in the stage worked on stands above on the page, not here again.
    """
    key = stage.part.key
    lines = [line for line in stage.lines if not stage.current or line.state.state == "met"]
    opened = asked == key or any(line.may_verify or line.part.key in (typed.criterion, asked) for line in lines)
    criteria = [
        criterion_shape(line=line, page=page, member=member, base=base, typed=typed, whole=False)
        for line in (lines if opened else ())
    ]
    return StageView(
        key=key,
        title=f"{stage.part.title}, now" if stage.current else stage.part.title,
        met=stage.met,
        total=len(stage.lines),
        criteria=criteria,
        open=opened,
        href=f"?stage={key}",
    )


def criterion_shape(
    *, line: CriterionLine, page: OpportunityPage, member: Member, base: str, typed: Typed, whole: bool
) -> Criterion:
    """One criterion with the evidence of people and what this member may do about it.

    Only the one asked for has its forms written out; `whole` says how to come to it where it is missing.
    """
    state, part, on = line.state, line.part, page.assessment.as_of
    href = f"{base}opportunities/{page.opportunity.pk}/criteria/{part.key}/"
    here = typed.criterion == part.key
    live = page.opportunity.outcome == Outcome.OPEN
    met = state.state == "met"
    forms = live and here
    proof = proof_text(state=state)
    proofs = [
        proof_shape(
            row=row,
            may_verify=row in line.may_verify,
            may_ask=page.is_owner and part.verifier == "not_owner" and not met,
            page=page,
            member=member,
            base=base,
        )
        for row in line.evidence
    ]
    return Criterion(
        key=part.key,
        brief=not forms and not any(given.verify_href for given in proofs),
        name=part.text,
        state=state.state,
        fact=f"By the CRM: {proof}." if proof else "",
        help="" if met else _help(line),
        ask=part.ask if live and not met and (whole or here) else "",
        proofs=proofs,
        confirm_href=f"{href}evidence/" if forms else "",
        more_href="" if forms or not live else f"?criterion={part.key}#criterion-{part.key}",
        action_label="Add or correct" if met else "Add evidence",
        dispute_href=f"{href}dispute/" if forms and state.state in ("met", "claimed") else "",
        open=typed.form if here and forms else "",
        note=typed.note if here else "",
        errors=typed.errors if here else (),
        on=state.evidence.stated_on if state.evidence and state.evidence.stated_on <= on else None,
    )


def earlier_views(*, page: OpportunityPage, member: Member, base: str) -> list[EarlierView]:
    """Answers that this version does not ask for. Nobody verifies them; who gave one may take it back."""
    return [
        EarlierView(
            text=found.text,
            version=str(found.version),
            proofs=[
                proof_shape(row=row, may_verify=False, page=page, member=member, base=base) for row in found.evidence
            ],
        )
        for found in page.earlier
    ]


def proof_shape(
    *, row: Evidence, may_verify: bool, page: OpportunityPage, member: Member, base: str, may_ask: bool = False
) -> Proof:
    """What one person gave; buttons only for who may press them."""
    on = page.assessment.as_of
    href = f"{base}opportunities/{page.opportunity.pk}/evidence/{row.pk}/"
    live = page.opportunity.outcome == Outcome.OPEN
    buyer = row.stated_as == Capacity.BUYER
    said = "says it does not hold" if not row.supports else "confirmed it" if buyer else "showed it"
    said = f"of the customer {said}" if buyer else said
    verified = ""
    if row.verified_by and row.verified_at:
        verified = f"Verified by {row.verified_by.name}, {words.day(value=row.verified_at.date(), on=on)}"
    return Proof(
        text=row.note,
        who=f"{row.speaker} {said}, {words.day(value=row.stated_at.date(), on=on)}",
        against=not row.supports,
        file_name=row.file.name if row.file else "",
        file_href=f"{href}file/" if row.file else "",
        verified=verified,
        verify_href=f"{href}verification/" if live and may_verify else "",
        withdraw_href=f"{href}withdrawal/" if live and row.stated_by_id == member.pk else "",
        ask_href=f"{href}ask/" if live and may_ask and row.supports and row.verified_at is None else "",
    )


def _help(line: CriterionLine) -> str:
    if line.state.need != "evidence":
        return need_text(criterion=line.part, need=line.state.need)
    kinds = [KIND_WORDS[kind] for kind in line.part.evidence]
    shown = f"{', '.join(kinds[:-1])} or {kinds[-1]}" if len(kinds) > 1 else kinds[0]
    verifier = VERIFIERS[line.part.verifier]
    return f"Shown by {shown}{'; ' + verifier if verifier else ''}."
