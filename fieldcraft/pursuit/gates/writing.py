"""What every move shares: the locks, the answers that come with it, the stage and its history, the row it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fieldcraft.crm.imports.holding import hold as hold_columns
from fieldcraft.crm.models import Opportunity, Outcome, StageEntry
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.people.models import Member
from fieldcraft.pursuit import concluding
from fieldcraft.pursuit.actions import keep_answer
from fieldcraft.pursuit.assessing import Assessed, assess_one
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.facts import claimed_stage, stage_meanings
from fieldcraft.pursuit.gates.checking import Check
from fieldcraft.pursuit.gates.errors import FactsMissingError, MovedMeanwhileError
from fieldcraft.pursuit.gates.models import How, StageMove
from fieldcraft.pursuit.gates.words import Meanings
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.trail.record import Actor, Change

LONGEST_REASON = 500
LONGEST_LOST_REASON = 200
#: What a move changes of what the CRM says.
MOVED = ("stage", "outcome", "lost_reason")
#: A second press of one button comes within seconds; who comes back later means it.
REPEAT_SECONDS = 60


@dataclass(slots=True)
class Held:
    """An opportunity under lock, as it is at this moment."""

    pursuit: Pursuit
    opportunity: Opportunity
    playbook: CompiledPlaybook
    meanings: Meanings

    @property
    def stage(self) -> str | None:
        """Key of the stage that the CRM's word claims; None where the word is not mapped."""
        found = self.opportunity
        return claimed_stage(playbook=self.playbook, meanings=self.meanings, source=found.source, stage=found.stage)

    def title(self, key: str | None) -> str:
        stage = self.playbook.stage_by_key.get(key or "")
        return stage.part.title if stage else (key or "won")


def hold(*, pursuit: Pursuit) -> Held:
    """Lock it, and read what a move is judged by."""
    locked = concluding.hold(pursuit=pursuit)
    return Held(locked, locked.opportunity, locked.playbook, stage_meanings(playbook=locked.playbook))


def must_be_open(held: Held) -> None:
    """Raises PursuitError for a closed one."""
    found = held.opportunity
    if found.outcome != Outcome.OPEN:
        raise PursuitError(f"{found.name} is {found.get_outcome_display().lower()}. Reopen it first.")


def latest_move(held: Held) -> StageMove | None:
    """The last move that stands."""
    moves = StageMove.objects.filter(pursuit=held.pursuit, undone_at__isnull=True)
    return moves.select_related("by").order_by("-pk").first()


def is_repeat(move: StageMove | None, *, member: Member, now: datetime) -> bool:
    """Whether this member has made this move just now: a double click, the back button, a second tab."""
    return move is not None and move.by_id == member.pk and abs((now - move.at).total_seconds()) <= REPEAT_SECONDS


def must_be_as_seen(held: Held, *, made_from: str | None, now: datetime) -> None:
    """Raises MovedMeanwhileError where the CRM's word is not the one the form was made from."""
    if made_from is None or made_from == held.opportunity.stage:
        return
    move = latest_move(held)
    who = move.by.name if move is not None and move.by is not None else "The CRM"
    day = f"{now.day} {now:%b}" if move is None else f"{move.at.day} {move.at:%b}, {move.at:%H:%M} UTC"
    raise MovedMeanwhileError(
        f"{who} moved it from {made_from} to {held.opportunity.stage} meanwhile ({day}). "
        "Nothing of yours is stored yet. Look at it as it is now, then move it."
    )


def keep_answers(held: Held, *, answers: Mapping[str, str], member: Member, now: datetime) -> list[str]:
    """Store what was answered as evidence, by the rules of `confirm_criterion`; the criteria that got something new."""
    return [
        key
        for key, note in answers.items()
        if note.strip()
        and keep_answer(pursuit=held.pursuit, criterion=key, note=note, member=member, now=now) is not None
    ]


def assessed_now(held: Held, *, now: datetime) -> Assessed:
    """The assessment with the answers in it, before the stage changes."""
    return assess_one(pursuit=held.pursuit, now=now)


def how_it_passes(found: Check, *, reason: str, title: str) -> How:
    """Raises FactsMissingError where a fact is missing and no reason is given to go on without it."""
    if found.lacking:
        if not reason:
            raise FactsMissingError(found, title=title)
        return How.OVERRIDDEN
    return How.CLAIMED if found.waiting else How.MET


def short(text: str, *, most: int, what: str) -> str:
    """The text without blanks around it. Raises PursuitError where it does not fit."""
    text = text.strip()
    if len(text) > most:
        raise PursuitError(f"{what} has {len(text)} characters; {most} fit. Shorten it.")
    return text


def snapshot(held: Held) -> dict[str, Any]:
    """What an undo restores."""
    found = held.opportunity
    present = StageEntry.objects.filter(opportunity=found, left_on__isnull=True).values_list("pk", flat=True).first()
    return {
        "stage": found.stage,
        "stage_entered_on": _iso(found.stage_entered_on),
        "outcome": found.outcome,
        "closed_on": _iso(found.closed_on),
        "lost_reason": found.lost_reason,
        "entry": present,
        "held": [column for column in MOVED if column in found.held],
    }


def enter_stage(held: Held, *, word: str, on: date) -> int | None:
    """Write the CRM's word and one stay in the history, and return the stay's id; None where it is the word already."""
    found = held.opportunity
    if found.stage == word:
        return None
    present = StageEntry.objects.filter(opportunity=found, left_on__isnull=True).first()
    # An import may have brought a day that is still to come.
    entered = max(on, present.entered_on) if present else on
    if present:
        present.left_on = entered
        present.save(update_fields=["left_on"])
    found.stage, found.stage_entered_on = word, entered
    return int(StageEntry.objects.create(opportunity=found, stage=word, entered_on=entered).pk)


def save(held: Held, *, before: Mapping[str, Any] | None, now: datetime) -> None:
    """Store the opportunity, and the word as one that is known: what was moved here did not come in from outside.

    `before` is the snapshot of a move: an import leaves the move until the CRM itself says something new.
    """
    found = held.opportunity
    if before is not None:
        hold_columns(opportunity=found, columns={column: before[column] for column in MOVED})
    found.changed_at = now
    found.save(update_fields=[*MOVED, "stage_entered_on", "closed_on", "held", "changed_at"])
    held.pursuit.claimed_word = found.stage
    held.pursuit.save(update_fields=["claimed_word"])


def record(
    held: Held, *, how: How, found: Check | None, member: Member, by: Actor, now: datetime, **more: Any
) -> StageMove:
    """The row of a move."""
    missing = [one.key for one in found.lacking] if found else []
    return StageMove.objects.create(
        pursuit=held.pursuit,
        version_id=held.pursuit.version_id,
        at=now,
        by=member,
        whose=member,
        door=by.door,
        how=how,
        missing=missing,
        waiting=[one.key for one in found.waiting] if found else [],
        counts=bool(missing),
        **more,
    )


def describe(change: Change, *, held: Held, kind: str, id: int | str, label: str, move: StageMove, words: str) -> None:
    """What the trail keeps of it."""
    change.about(kind=kind, id=id, label=label, opportunity_id=held.opportunity.pk)
    change.field("stage", move.before.get("stage"), held.opportunity.stage)
    change.field("outcome", move.before.get("outcome"), held.opportunity.outcome)
    change.field("missing", None, move.missing or None)
    change.field("how", None, move.how)
    change.note = words


def finish(change: Change, *, held: Held, supported_before: str, now: datetime) -> None:
    """Assess it as it stands now; the change of the supported stage is that of the whole write, answers included."""
    after = concluding.conclude(change, pursuit=held.pursuit, now=now).assessment.supported_stage
    if supported_before:
        change.changes.pop("supported stage", None)
        change.field("supported stage", supported_before, after)


def said_of(found: Check | None, *, reason: str) -> str:
    """What the timeline says besides: what it went on without, what still waits, and why."""
    parts = []
    if found and found.lacking:
        parts.append(f"Without {_quoted([one.part.text for one in found.lacking])}")
    if found and found.waiting and not found.lacking:
        parts.append(f"Waiting for verification: {_quoted([one.part.text for one in found.waiting])}")
    if reason:
        parts.append(reason)
    return " Because: ".join(parts) if found and found.lacking else ". ".join(parts)


def _quoted(texts: list[str]) -> str:
    named = [f"“{text.rstrip('.')}”" for text in texts[:3]]
    more = [f"{len(texts) - 3} more"] if len(texts) > 3 else []
    parts = [*named, *more]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
