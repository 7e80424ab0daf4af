"""Moving an opportunity to another stage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fieldcraft.people.models import Member
from fieldcraft.pursuit import events
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.gates import writing
from fieldcraft.pursuit.gates.checking import check
from fieldcraft.pursuit.gates.errors import MovedMeanwhileError
from fieldcraft.pursuit.gates.models import How, StageMove
from fieldcraft.pursuit.gates.words import word_of_stage
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.trail.record import Actor, Change, write


def move_stage(
    *,
    pursuit: Pursuit,
    to: str,
    answers: Mapping[str, str],
    reason: str,
    member: Member,
    by: Actor,
    now: datetime,
    made_from: str | None = None,
) -> StageMove | None:
    """Move the opportunity to the stage `to`; the same again changes nothing. None: it stood there already.

    `answers` are notes by criterion, stored as evidence in the same write. With everything met it passes; with
    everything at least stated it passes and waits for verification; else it needs a `reason`, and counts as a move
    without facts. A move back asks for nothing. `made_from` is the CRM's stage word that the person saw.

    Raises FactsMissingError, MovedMeanwhileError, or PursuitError where it is closed or has no such stage; nothing is
    stored then, no answer either.
    """
    reason = writing.short(reason, most=writing.LONGEST_REASON, what="The reason")
    with write(by=by, verb=events.STAGE_MOVED, now=now) as change:
        held = writing.hold(pursuit=pursuit)
        writing.must_be_open(held)
        if to not in held.playbook.stage_by_key:
            raise PursuitError(f"The playbook {held.pursuit.version} has no stage {to!r}.")
        here = held.stage
        if here == to:
            return _there_already(change, held, to, answers, member=member, made_from=made_from, now=now)
        writing.must_be_as_seen(held, made_from=made_from, now=now)
        before, supported_before = writing.snapshot(held), held.pursuit.supported_stage
        writing.keep_answers(held, answers=answers, member=member, now=now)
        assessed = writing.assessed_now(held, now=now)
        found = check(playbook=held.playbook, assessment=assessed.assessment, target=to, since=here)
        title = held.title(to)
        back = found.direction == "back"
        how = How.BACK if back else writing.how_it_passes(found, reason=reason, title=title)
        source = held.opportunity.source
        word = word_of_stage(playbook=held.playbook, meanings=held.meanings, source=source, stage=to)
        entry = writing.enter_stage(held, word=word, on=now.date())
        writing.save(held, before=before, now=now)
        move = writing.record(
            held, how=how, found=found, member=member, by=by, now=now, reason=reason, before=before, entry=entry,
            from_stage=here or "", from_word=before["stage"], to_stage=to, to_word=word,
        )  # fmt: skip
        words = writing.said_of(found, reason=reason)
        writing.describe(change, held=held, kind="stage", id=to, label=title, move=move, words=words)
        writing.finish(change, held=held, supported_before=supported_before, now=now)
    return move


def _there_already(
    change: Change,
    held: writing.Held,
    to: str,
    answers: Mapping[str, str],
    *,
    member: Member,
    made_from: str | None,
    now: datetime,
) -> StageMove | None:
    """A repeat changes nothing; an answer that is not stored yet must not get lost without a word."""
    last = writing.latest_move(held)
    if last is not None and (last.to_stage != to or last.outcome):
        last = None
    if writing.keep_answers(held, answers=answers, member=member, now=now):
        who = f"{last.by.name} moved it" if last is not None and last.by is not None else "It was moved"
        raise MovedMeanwhileError(
            f"{who} to {held.title(to)} already. Your notes are not stored yet: "
            "add them as evidence on the opportunity."
        )
    if made_from is not None and not writing.is_repeat(last, member=member, now=now):
        writing.must_be_as_seen(held, made_from=made_from, now=now)
    change.nothing()
    return last
