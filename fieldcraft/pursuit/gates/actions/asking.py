"""Asking one colleague to stand behind one piece of evidence. See docs/decisions on asking a colleague."""

from __future__ import annotations

from datetime import datetime

from fieldcraft.methodology.package.schema import Criterion
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit import events
from fieldcraft.pursuit.concluding import conclude, hold
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.gates.models import Ask, AskState
from fieldcraft.pursuit.gates.writing import LONGEST_REASON, short
from fieldcraft.pursuit.models import Capacity, Evidence, Pursuit
from fieldcraft.trail.record import Actor, Change, write


def ask_colleague(*, evidence: Evidence, colleague: Member, member: Member, by: Actor, now: datetime) -> Ask:
    """Let `colleague` see this piece of evidence, and verify it; asking the same one again changes nothing.

    Only the owner asks, only where the playbook wants somebody other than the owner, and only one who cannot see the
    opportunity: who can, verifies there. Raises PursuitError otherwise.
    """
    with write(by=by, verb=events.VERIFICATION_ASKED, now=now) as change:
        pursuit, row, part = _locked(evidence)
        _may_ask(pursuit, row, part, colleague=colleague, member=member, now=now)
        found = Ask.objects.filter(evidence=row, state=AskState.OPEN).first()
        if found is not None and found.colleague_id == colleague.pk:
            change.nothing()
            return found
        if found is not None:
            raise PursuitError(f"{found.colleague.name} is asked already. Take that back first.")
        ask = Ask.objects.create(evidence=row, colleague=colleague, by=member, at=now)
        _about(change, part, pursuit, note=colleague.name)
    return ask


def end_ask(*, ask: Ask, member: Member, by: Actor, now: datetime) -> None:
    """Take the question back; one that is over stays as it is. Raises PursuitError for whoever did not ask."""
    if ask.by_id != member.pk:
        raise PursuitError("Only who asked can take the question back.")
    with write(by=by, verb=events.VERIFICATION_ENDED, now=now) as change:
        pursuit, _, part = _locked(ask.evidence)
        if not Ask.objects.filter(pk=ask.pk, state=AskState.OPEN).update(state=AskState.ENDED, ended_at=now):
            change.nothing()
            return
        _about(change, part, pursuit, note=ask.colleague.name)


def answer_ask(*, ask: Ask, verifies: bool, note: str, member: Member, by: Actor, now: datetime) -> Ask:
    """Verify, or say that one cannot confirm it; the same again changes nothing. It ends the question.

    Raises PursuitError for anybody but the colleague, for one who owns the opportunity by now, and where the question
    was taken back or answered otherwise.
    """
    note = short(note, most=LONGEST_REASON, what="The note")
    state = AskState.VERIFIED if verifies else AskState.CANNOT
    with write(by=by, verb=events.VERIFICATION_GIVEN if verifies else events.VERIFICATION_REFUSED, now=now) as change:
        pursuit, evidence, part = _locked(ask.evidence)
        row = Ask.objects.select_for_update().get(pk=ask.pk)
        if row.colleague_id != member.pk or pursuit.opportunity.owner_id == member.pk:
            raise PursuitError(
                "Only the colleague who was asked can answer, and never about an opportunity of one’s own."
            )
        if row.state == state:
            change.nothing()
            return row
        if row.state != AskState.OPEN or evidence.withdrawn_at is not None:
            raise PursuitError("This question is over: it was answered or taken back.")
        row.state, row.note, row.ended_at = state, note, now
        row.save(update_fields=["state", "note", "ended_at"])
        if verifies and evidence.verified_at is None:
            evidence.verified_by, evidence.verified_at, evidence.verified_as = member, now, Capacity.MEMBER
            evidence.save(update_fields=["verified_by", "verified_at", "verified_as"])
        _about(change, part, pursuit, note=note)
        assessed = conclude(change, pursuit=pursuit, now=now)
        if part.key in assessed.playbook.criterion_index:
            change.field("state", None, assessed.assessment.state_of(criterion=part.key).state)
    return row


def _locked(evidence: Evidence) -> tuple[Pursuit, Evidence, Criterion]:
    pursuit = hold(pursuit=evidence.pursuit)
    row = Evidence.objects.select_for_update().get(pk=evidence.pk)
    part = pursuit.criterion_called(key=row.criterion)
    if part is None:
        raise PursuitError("The playbook does not ask for this any more. There is nothing to verify.")
    return pursuit, row, part


def _may_ask(
    pursuit: Pursuit, row: Evidence, part: Criterion, *, colleague: Member, member: Member, now: datetime
) -> None:
    owner = pursuit.opportunity.owner_id
    if member.pk != owner:
        raise PursuitError("Only the owner of the opportunity asks a colleague. You can verify it yourself.")
    if part.verifier != "not_owner":
        raise PursuitError("The playbook names who verifies this. A colleague cannot.")
    if row.verified_at is not None or row.withdrawn_at is not None or not row.supports:
        raise PursuitError("There is nothing left to verify here.")
    if colleague.pk in (owner, row.stated_by_id) or not colleague.active or colleague.login_id is None:
        raise PursuitError(f"{colleague.name} cannot verify this. Choose another colleague.")
    sees = viewer_of(member=colleague, on=now.date()).sees
    if sees is None or owner in sees:
        raise PursuitError(f"{colleague.name} sees this opportunity and can verify it there. No need to ask.")


def _about(change: Change, part: Criterion, pursuit: Pursuit, *, note: str) -> None:
    change.about(kind="criterion", id=part.key, label=part.text, opportunity_id=pursuit.opportunity_id)
    change.note = note
