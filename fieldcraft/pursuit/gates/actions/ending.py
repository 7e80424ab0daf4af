"""Closing an opportunity as won or lost, and opening it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from fieldcraft.crm.models import Outcome, StageEntry
from fieldcraft.people.models import Member
from fieldcraft.pursuit import events
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.facts import claimed_stage
from fieldcraft.pursuit.gates import writing
from fieldcraft.pursuit.gates.checking import Check, check
from fieldcraft.pursuit.gates.errors import MovedMeanwhileError
from fieldcraft.pursuit.gates.models import How, StageMove
from fieldcraft.pursuit.gates.words import word_of_end, word_of_stage
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.mutual.ending import end_links
from fieldcraft.pursuit.rivals.writing import checked_name, keep_rival
from fieldcraft.trail.record import Actor, Change, write

End = Literal["won", "lost"]


def close_opportunity(
    *,
    pursuit: Pursuit,
    outcome: End,
    reason: str,
    rival: str,
    member: Member,
    by: Actor,
    now: datetime,
    answers: Mapping[str, str] | None = None,
    override: str = "",
    made_from: str | None = None,
) -> StageMove | None:
    """Close it as won or lost, with the reason and who else was in it; the same again changes nothing.

    The rival named stands among the opportunity's rivals from then on; lost ends the links to its plan for good.

    Lost needs a reason and no facts. Won asks for every fact of the playbook as `move_stage` does: `answers` are stored
    as evidence, `override` says why it is won without the rest. It leaves lists, sums and steps in the same write.

    Raises FactsMissingError, MovedMeanwhileError, or PursuitError; nothing is stored then.
    """
    reason = writing.short(reason, most=writing.LONGEST_LOST_REASON, what="The reason")
    rival = checked_name(name=rival) if rival.strip() else ""
    override = writing.short(override, most=writing.LONGEST_REASON, what="The reason")
    if outcome == "lost" and not reason:
        raise PursuitError("Say why it was lost. One word does.")
    with write(by=by, verb=events.WON if outcome == "won" else events.LOST, now=now) as change:
        held = writing.hold(pursuit=pursuit)
        if held.opportunity.outcome != Outcome.OPEN:
            return _closed_already(change, held, outcome)
        writing.must_be_as_seen(held, made_from=made_from, now=now)
        before, here = writing.snapshot(held), held.stage
        supported_before = held.pursuit.supported_stage
        writing.keep_answers(held, answers=answers or {}, member=member, now=now)
        if rival:
            keep_rival(pursuit=held.pursuit, name=rival, member=member, now=now)
        found, how = _asked(held, outcome, override, now)
        source = held.opportunity.source
        word = word_of_end(meanings=held.meanings, source=source, outcome=outcome) or held.opportunity.stage
        entry = writing.enter_stage(held, word=word, on=now.date())
        _end(held, outcome=outcome, reason=reason, before=before, now=now)
        move = writing.record(
            held, how=how, found=found, member=member, by=by, now=now, reason=reason, override=override, rival=rival,
            before=before, entry=entry, from_stage=here or "", from_word=before["stage"], to_word=word, outcome=outcome,
        )  # fmt: skip
        words = ". ".join(part for part in (reason, f"Rival: {rival}" if rival else "") if part)
        gaps = writing.said_of(found, reason=override)
        _describe(change, held, move, ". ".join(part for part in (words, gaps) if part))
        change.field("rival", None, rival or None)
        if outcome == "lost":
            change.field("links ended", None, end_links(pursuits=[held.pursuit], member=member, now=now) or None)
        writing.finish(change, held=held, supported_before=supported_before, now=now)
    return move


def reopen_opportunity(*, pursuit: Pursuit, reason: str, member: Member, by: Actor, now: datetime) -> StageMove | None:
    """Work a closed opportunity again, in the stage it was in before it ended; an open one stays as it is.

    Asks for no facts. Raises PursuitError where the reason does not fit.
    """
    reason = writing.short(reason, most=writing.LONGEST_REASON, what="The reason")
    with write(by=by, verb=events.REOPENED, now=now) as change:
        held = writing.hold(pursuit=pursuit)
        last = writing.latest_move(held)
        if held.opportunity.outcome == Outcome.OPEN:
            change.nothing()
            return last if last is not None and last.outcome == Outcome.OPEN else None
        before, supported_before = writing.snapshot(held), held.pursuit.supported_stage
        word = _word_before(held, last)
        entry = writing.enter_stage(held, word=word, on=now.date())
        found = held.opportunity
        found.outcome, found.closed_on, found.lost_reason = Outcome.OPEN, None, ""
        writing.save(held, before=before, now=now)
        move = writing.record(
            held, how=How.REOPENED, found=None, member=member, by=by, now=now, reason=reason, before=before,
            entry=entry, from_word=before["stage"], to_stage=held.stage or "", to_word=word, outcome=Outcome.OPEN,
        )  # fmt: skip
        _describe(change, held, move, reason)
        writing.finish(change, held=held, supported_before=supported_before, now=now)
    return move


def _closed_already(change: Change, held: writing.Held, outcome: End) -> StageMove | None:
    last = writing.latest_move(held)
    if held.opportunity.outcome == outcome:
        change.nothing()
        return last if last is not None and last.outcome == outcome else None
    who = last.by.name if last is not None and last.by is not None else "The CRM"
    said = held.opportunity.get_outcome_display().lower()
    raise MovedMeanwhileError(f"{who} closed it as {said} meanwhile. Reopen it first if that is wrong.")


def _asked(held: writing.Held, outcome: End, override: str, now: datetime) -> tuple[Check | None, How]:
    assessed = writing.assessed_now(held, now=now)
    if outcome == "lost":
        return None, How.ENDED
    found = check(playbook=held.playbook, assessment=assessed.assessment, target=None, since=held.stage)
    return found, writing.how_it_passes(found, reason=override, title="won")


def _end(held: writing.Held, *, outcome: End, reason: str, before: Mapping[str, Any], now: datetime) -> None:
    found = held.opportunity
    found.outcome, found.closed_on = Outcome(outcome), now.date()
    found.lost_reason = reason if outcome == "lost" else ""
    writing.save(held, before=before, now=now)


def _describe(change: Change, held: writing.Held, move: StageMove, words: str) -> None:
    found = held.opportunity
    writing.describe(change, held=held, kind="opportunity", id=found.pk, label=found.name, move=move, words=words)


def _word_before(held: writing.Held, last: StageMove | None) -> str:
    """The word it had before it ended: as the move remembers, else the last stage of its history, else the first."""
    if last is not None and last.outcome in (Outcome.WON, Outcome.LOST) and "stage" in last.before:
        return str(last.before["stage"])
    found = held.opportunity
    words = StageEntry.objects.filter(opportunity=found).order_by("-entered_on", "-pk").values_list("stage", flat=True)
    for word in (found.stage, *words):
        if claimed_stage(playbook=held.playbook, meanings=held.meanings, source=found.source, stage=word):
            return word
    first = held.playbook.stages[0].key
    return word_of_stage(playbook=held.playbook, meanings=held.meanings, source=found.source, stage=first)
