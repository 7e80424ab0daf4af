"""Answers to next steps: one verb each."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from fieldcraft.crm.models import Activity, Opportunity
from fieldcraft.guidance import events
from fieldcraft.guidance.errors import GuidanceError
from fieldcraft.guidance.models import Answer, NextStep, Response
from fieldcraft.people.models import Member
from fieldcraft.pursuit.concluding import hold_all
from fieldcraft.trail.record import Actor, Change, write

LONGEST_NOTE = 4000
FARTHEST_DAYS = 365
VERBS = {
    Answer.DONE: events.STEP_DONE,
    Answer.SNOOZED: events.STEP_SNOOZED,
    Answer.NOT_USEFUL: events.STEP_DISMISSED,
}


def complete_step(
    *, opportunity: Opportunity, key: str, note: str, member: Member, by: Actor, now: datetime
) -> Response:
    """Say that a step is done; a promise to the customer is kept by it. Repeating it changes nothing.

    Raises GuidanceError where the opportunity offers no such step.
    """
    if len(note) > LONGEST_NOTE:
        raise GuidanceError(f"The note has {len(note)} characters; {LONGEST_NOTE} fit. Shorten it.")
    return _answer(
        opportunity=opportunity, key=key, answer=Answer.DONE, until=None, note=note, member=member, by=by, now=now
    )


def snooze_step(
    *, opportunity: Opportunity, key: str, until: date | None, member: Member, by: Actor, now: datetime
) -> Response:
    """Put a step off until a day (tomorrow when None). Raises GuidanceError for a day not ahead or too far."""
    day = until or now.date() + timedelta(days=1)
    if not 0 < (day - now.date()).days <= FARTHEST_DAYS:
        raise GuidanceError(f"{day:%d %b %Y} does not work. Choose a day from tomorrow up to a year ahead.")
    return _answer(
        opportunity=opportunity, key=key, answer=Answer.SNOOZED, until=day, note="", member=member, by=by, now=now
    )


def dismiss_step(*, opportunity: Opportunity, key: str, member: Member, by: Actor, now: datetime) -> Response:
    """Say that a step is not useful. Asks nothing more; the ranking learns from it."""
    return _answer(
        opportunity=opportunity, key=key, answer=Answer.NOT_USEFUL, until=None, note="", member=member, by=by, now=now
    )


def undo_answer(*, opportunity: Opportunity, key: str, member: Member, by: Actor, now: datetime) -> None:
    """Take back the present answer to a step; without one nothing changes."""
    with write(by=by, verb=events.STEP_UNDONE, now=now) as change:
        hold_all(opportunity_ids=[opportunity.pk])
        present = Response.objects.filter(opportunity=opportunity, key=key, member=member, undone_at__isnull=True)
        found = present.first()
        if found is None:
            change.nothing()
            return
        found.undone_at = now
        found.save(update_fields=["undone_at"])
        if found.answer == Answer.DONE:
            _set_promise(opportunity=opportunity, key=key, done=False, before=True)
        change.about(kind="step", id=key, label=found.title, opportunity_id=opportunity.pk)
        change.field("answer", found.answer, None)


def _answer(
    *,
    opportunity: Opportunity,
    key: str,
    answer: Answer,
    until: date | None,
    note: str,
    member: Member,
    by: Actor,
    now: datetime,
) -> Response:
    with write(by=by, verb=VERBS[answer], now=now) as change:
        # Two taps on one button arrive as two requests: the second waits here and finds the answer given.
        hold_all(opportunity_ids=[opportunity.pk])
        present = Response.objects.filter(opportunity=opportunity, key=key, member=member, undone_at__isnull=True)
        same = present.filter(answer=answer, until=until, note=note, at__date=now.date()).first()
        if same:
            change.nothing()
            return same
        step = NextStep.objects.filter(opportunity=opportunity, key=key).first()
        if step is None:
            raise GuidanceError("This step is no longer offered: the facts have changed. Open the opportunity again.")
        present.update(undone_at=now)
        response = Response.objects.create(
            opportunity=opportunity,
            member=member,
            key=key,
            play=step.play,
            title=step.title,
            answer=answer,
            at=now,
            until=until,
            note=note,
        )
        if answer == Answer.DONE:
            _set_promise(opportunity=opportunity, key=key, done=True, before=False)
        _describe(change, step=step, response=response)
    return response


def _set_promise(*, opportunity: Opportunity, key: str, done: bool, before: bool) -> None:
    kind, _, reference = key.partition(":")
    if kind == "promise" and reference.isdigit():
        Activity.objects.filter(opportunity=opportunity, pk=int(reference), done=before).update(done=done)


def _describe(change: Change, *, step: NextStep, response: Response) -> None:
    change.about(kind="step", id=step.key, label=step.title, opportunity_id=step.opportunity_id)
    change.note = response.note
    change.field("answer", None, response.answer)
    change.field("until", None, response.until)
