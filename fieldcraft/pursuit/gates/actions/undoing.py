"""Taking a move back at once, as if it had not been made."""

from __future__ import annotations

from datetime import date, datetime

from fieldcraft.crm.models import Opportunity, StageEntry
from fieldcraft.lib.undoing import ACCEPTED
from fieldcraft.people.models import Member
from fieldcraft.pursuit import events
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.gates import writing
from fieldcraft.pursuit.gates.models import StageMove
from fieldcraft.pursuit.mutual.ending import revive_links
from fieldcraft.trail.record import Actor, write


def undo_move(*, move: StageMove, member: Member, by: Actor, now: datetime) -> Opportunity:
    """Restore stage, history and outcome as they were before one's own move; the same again changes nothing.

    Evidence given with the move stays: it was said. Raises PursuitError when it was too long ago, for another's move,
    and where somebody has moved it on since.
    """
    with write(by=by, verb=events.STAGE_MOVE_UNDONE, now=now) as change:
        held = writing.hold(pursuit=move.pursuit)
        row = StageMove.objects.get(pk=move.pk)
        if row.undone_at is not None:
            change.nothing()
            return held.opportunity
        _may_undo(held, row, member=member, now=now)
        supported_before = held.pursuit.supported_stage
        _restore(held, row, now)
        revive_links(pursuit=held.pursuit, ended_at=row.at)
        row.undone_at, row.undone_by = now, member
        row.save(update_fields=["undone_at", "undone_by"])
        label = held.title(row.to_stage) if row.to_stage else row.get_outcome_display().lower()
        change.about(kind="stage", id=row.to_stage or row.outcome, label=label, opportunity_id=held.opportunity.pk)
        change.field("stage", row.to_word, held.opportunity.stage)
        change.field("outcome", row.outcome or held.opportunity.outcome, held.opportunity.outcome)
        writing.finish(change, held=held, supported_before=supported_before, now=now)
    return held.opportunity


def _may_undo(held: writing.Held, row: StageMove, *, member: Member, now: datetime) -> None:
    if row.by_id != member.pk:
        raise PursuitError("Only who moved it can undo it. Move it back instead.")
    if now - row.at > ACCEPTED:
        raise PursuitError("That is too long ago to take back. Move it back instead.")
    last = writing.latest_move(held)
    if last is None or last.pk != row.pk or held.opportunity.stage != row.to_word:
        who = last.by.name if last is not None and last.by is not None and last.pk != row.pk else "Somebody"
        raise PursuitError(f"{who} has moved it on since. Look at it as it is now.")


def _restore(held: writing.Held, row: StageMove, now: datetime) -> None:
    found, before = held.opportunity, row.before
    if row.entry is not None:
        StageEntry.objects.filter(pk=row.entry, opportunity=found).delete()
        StageEntry.objects.filter(pk=before["entry"], opportunity=found).update(left_on=None)
    found.stage, found.outcome, found.lost_reason = before["stage"], before["outcome"], before["lost_reason"]
    found.stage_entered_on, found.closed_on = _day(before["stage_entered_on"]), _day(before["closed_on"])
    for column in writing.MOVED:
        if column not in before.get("held", writing.MOVED):
            found.held.pop(column, None)
    writing.save(held, before=None, now=now)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
