"""Our side of the talk in a plan: write, deal with what the customer said, decide on suggested colleagues."""

from __future__ import annotations

from datetime import datetime

from fieldcraft.crm.models import Contact, OpportunityContact
from fieldcraft.people.models import Member
from fieldcraft.pursuit import events
from fieldcraft.pursuit.concluding import conclude
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Colleague, Decision, Plan, PlanStep, PlanWord, Pursuit, WordKind
from fieldcraft.pursuit.mutual import limits
from fieldcraft.pursuit.mutual.writing import about_plan, about_step, locked, save, step_again
from fieldcraft.trail.record import Actor, Change, write

SOURCE = "plan"


def write_word(
    *, plan: Plan, step: PlanStep | None, text: str, request: str, member: Member, by: Actor, now: datetime
) -> None:
    """Write something for the customer to read; that answers what the customer wrote there. Once per `request`."""
    text = limits.lines(text=text, what="Comment")
    with write(by=by, verb=events.PLAN_SAID, now=now) as change:
        pursuit = locked(plan=plan)
        if request and PlanWord.objects.filter(plan=plan, request=request[:40]).exists():
            change.nothing()
            return
        PlanWord.objects.create(
            plan=plan,
            step=step,
            member=member,
            name=member.name,
            kind=WordKind.COMMENT,
            text=text,
            at=now,
            request=request[:40],
            answered_at=now,
        )
        waiting = PlanWord.objects.filter(plan=plan, step=step, link__isnull=False, answered_at__isnull=True)
        waiting.exclude(kind=WordKind.DATE).update(answered_at=now, answered_by=member)
        _about(change, plan, step, pursuit)
        change.note = text


def answer_word(*, word: PlanWord, take: bool, member: Member, by: Actor, now: datetime) -> None:
    """Deal with what the customer said: a date asked for is taken or not, anything else was seen. Once only."""
    with write(by=by, verb=events.PLAN_ANSWERED, now=now) as change:
        pursuit = locked(plan=word.plan)
        row = PlanWord.objects.get(pk=word.pk)
        if row.answered_at is not None:
            change.nothing()
            return
        row.answered_at, row.answered_by = now, member
        row.save(update_fields=["answered_at", "answered_by"])
        step = step_again(step=word.step) if row.kind == WordKind.DATE and word.step else word.step
        if row.kind == WordKind.DATE and step is not None and step.wished_on == row.on:
            change.field("date", step.due_on, row.on if take else step.due_on)
            if take:
                step.due_on, step.agreed_by, step.offered_on = row.on, row.name, None
            step.wished_on = None
            save(step=step, fields=["due_on", "agreed_by", "offered_on", "wished_on"], now=now)
        _about(change, word.plan, step, pursuit)


def decide_colleague(*, colleague: Colleague, accept: bool, member: Member, by: Actor, now: datetime) -> None:
    """Make a suggested colleague a contact with a part in the opportunity, or decline. Decided once.

    A contact of the account with that address, or else that name, is taken instead of a new one.
    """
    with write(by=by, verb=events.COLLEAGUE_DECIDED, now=now) as change:
        pursuit = locked(plan=colleague.plan)
        row = Colleague.objects.get(pk=colleague.pk)
        if row.decision != Decision.WAITING:
            change.nothing()
            return
        row.decision = Decision.ACCEPTED if accept else Decision.DECLINED
        row.decided_by, row.decided_at = member, now
        row.contact = _contact(row, pursuit) if accept else None
        row.save()
        change.about(kind="colleague", id=row.pk, label=row.name, opportunity_id=pursuit.opportunity_id)
        change.field("decision", Decision.WAITING.value, row.decision)
        if accept:
            conclude(change, pursuit=pursuit, now=now)


def _contact(row: Colleague, pursuit: Pursuit) -> Contact:
    account = pursuit.opportunity.account
    if account is None:
        raise PursuitError("This opportunity has no account, so there is nobody to add a contact to. Set it first.")
    people = Contact.objects.filter(account=account)
    found = people.filter(email__iexact=row.email).first() if row.email else None
    found = found or people.filter(name__iexact=row.name).first()
    if found is None:
        found = Contact.objects.create(
            account=account, source=SOURCE, external_id=f"colleague-{row.pk}", name=row.name, email=row.email
        )
    OpportunityContact.objects.get_or_create(
        opportunity=pursuit.opportunity, contact=found, defaults={"since": row.at.date()}
    )
    return found


def _about(change: Change, plan: Plan, step: PlanStep | None, pursuit: Pursuit) -> None:
    if step is not None:
        about_step(change, step=step, opportunity_id=pursuit.opportunity_id)
    else:
        about_plan(change, plan=plan, opportunity_id=pursuit.opportunity_id)
