"""Moving pursuits to another version and back: one verb per function, for all doors.

The work is done in chunks, each one transaction: a pursuit with its answers, assessment and steps is wholly on one
version at any moment. Whoever is killed in the middle is continued by `carry_on`, or turned round by `roll_back`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from fieldcraft.guidance.moving.looking import CHUNK, Progress, look_ahead
from fieldcraft.guidance.moving.responses import count_gone, follow, follow_back
from fieldcraft.guidance.refreshing import economy_here, write_steps
from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.rollout import refuse_if_blocked, switch_in_use
from fieldcraft.people.models import Member, Team
from fieldcraft.people.queries import managers_by_member
from fieldcraft.pursuit import events
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Move, MoveState, RowState, Whom
from fieldcraft.pursuit.moving.carrying import Carried, carry, carry_back, locked, save
from fieldcraft.pursuit.moving.planning import plan_rows
from fieldcraft.pursuit.moving.queries import may_go_back
from fieldcraft.pursuit.moving.words import told
from fieldcraft.pursuit.tallies import count_again
from fieldcraft.trail.record import Actor, Change, Written, write, write_many

#: So many are looked at while the person waits; more are a job.
AT_ONCE = 1_000
TASK = "guidance.carry_on"


def plan_move(
    *,
    version: PlaybookVersion,
    whom: Whom,
    member: Member | None,
    by: Actor,
    now: datetime,
    version_from: PlaybookVersion | None = None,
    team: Team | None = None,
    opportunity_ids: Sequence[int] = (),
    organisation: str = "",
) -> Move:
    """A dry run: note which pursuits a move would take; `look_ahead` then says what it would do to each.

    Nothing is touched. With the slug of the `organisation` the looking is done too: here for a few, by a job for many.
    Raises PursuitError where the choice makes no sense.
    """
    if whom == Whom.TEAM and team is None:
        raise PursuitError("Choose the team whose opportunities move.")
    if whom == Whom.CHOSEN and not opportunity_ids:
        raise PursuitError("Choose at least one opportunity.")
    if version_from is not None and version_from.pk == version.pk:
        raise PursuitError(f"These opportunities are on {version} already. Choose two versions.")
    with write(by=by, verb=events.MOVE_PLANNED, now=now) as change:
        move = Move.objects.create(
            version=version,
            version_from=version_from,
            whom=whom,
            team=team if whom == Whom.TEAM else None,
            started_by=member,
            created_at=now,
        )
        count = plan_rows(move=move, opportunity_ids=opportunity_ids)
        change.about(kind="move", id=move.pk, label=str(version))
        change.field("opportunities", None, count)
        if organisation and count > AT_ONCE:
            _defer(move, organisation)
    if organisation and count <= AT_ONCE:
        look_ahead(move_id=move.pk, now=now)
    return move


def start_move(*, move: Move, by: Actor, now: datetime, organisation: str = "") -> Move:
    """Move what was planned. Starting again changes nothing.

    All and new ones only: new pursuits follow the version from now on, too. With the slug of the `organisation` a job
    carries it out; without one the caller goes on with `carry_on`. Raises MethodologyError where a rollout of the
    version is blocked.
    """
    refuse_if_blocked(version=move.version)
    with write(by=by, verb=events.MOVE_STARTED, now=now) as change:
        move = locked(move_id=move.pk)
        if move.state != MoveState.DRAFT:
            change.nothing()
            return move
        if move.whom != Whom.CHOSEN:
            plan_rows(move=move, opportunity_ids=())
        count = move.rows.filter(state=RowState.PLANNED).count()
        if move.whom in (Whom.ALL, Whom.NEW):
            move.in_use_before = switch_in_use(version=move.version, change=change)
        move.state, move.started_at = (MoveState.RUNNING if count else MoveState.FINISHED), now
        move.ended_at = None if count else now
        move.save()
        change.about(kind="move", id=move.pk, label=str(move.version))
        change.field("opportunities", None, count)
        if count and organisation:
            _defer(move, organisation)
    return move


def roll_back(*, move: Move, by: Actor, now: datetime, organisation: str = "") -> Move:
    """Take every pursuit of a move back to the version, the keys and the row it had.

    Those that a later move has taken on stay there until that one is rolled back; rolling back again then takes them
    too. Otherwise repeating it changes nothing. Raises PursuitError for a draft.
    """
    with write(by=by, verb=events.MOVE_ROLLED_BACK, now=now) as change:
        move = locked(move_id=move.pk)
        if move.state == MoveState.DRAFT:
            raise PursuitError("This move has not begun: there is nothing to roll back.")
        going = may_go_back(move=move)
        over = move.state in (MoveState.GOING_BACK, MoveState.BACK)
        if over and (not going or move.state == MoveState.GOING_BACK):
            change.nothing()
            return move
        if move.in_use_before is not None and move.version.in_use:
            switch_in_use(version=move.in_use_before, change=change)
        move.state = MoveState.GOING_BACK if going else MoveState.BACK
        move.ended_at = None if going else now
        move.save()
        change.about(kind="move", id=move.pk, label=str(move.version))
        change.field("opportunities", None, going)
        if going and organisation:
            _defer(move, organisation)
    return move


def carry_on(*, move_id: int, by: Actor, now: datetime, progress: Progress | None = None, chunk: int = CHUNK) -> None:
    """Do what is left to do of a move, whichever way it goes. Safe to break off, repeat and run twice at once."""
    done, total = 0, 0
    while True:
        with transaction.atomic():
            move = locked(move_id=move_id)
            if not move.on_its_way:
                return
            if not total:
                total = _left(move)
            carried = _chunk(move=move, by=by, now=now, size=chunk)
            if carried is None:
                forward = move.state == MoveState.RUNNING
                move.state = MoveState.FINISHED if forward else MoveState.BACK
                move.ended_at = now
                move.save(update_fields=["state", "ended_at"])
                return
        done += len(carried.rows) + carried.stayed
        if progress:
            progress(min(done, total), total)


def _chunk(*, move: Move, by: Actor, now: datetime, size: int) -> Carried | None:
    forward = move.state == MoveState.RUNNING
    done = (carry if forward else carry_back)(move=move, size=size, now=now)
    if done is None:
        return None
    if forward:
        gone = count_gone(ways=done.ways)
        for opportunity, row in done.rows.items():
            row.steps_gone = gone.get(opportunity, 0)
        follow(done=done)
        save(rows=list(done.rows.values()))
    else:
        follow_back(done=done)
    write_steps(
        assessed=done.assessed,
        economy=economy_here(on=now.date()),
        managers=managers_by_member(on=now.date()),
        now=now,
    )
    write_many(entries=_entries(done, by=by, now=now, forward=forward))
    count_again(owner_ids=done.owners)
    return done


def _entries(done: Carried, *, by: Actor, now: datetime, forward: bool) -> Iterable[Written]:
    versions = {version.pk: version for version in methodology.installed()}
    verb = events.PURSUIT_MOVED if forward else events.PURSUIT_MOVED_BACK
    for opportunity, row in done.rows.items():
        before, after = versions[row.version_before_id], versions[done.move.version_id]
        if not forward:
            before, after = after, before
        change = Change()
        change.about(kind="pursuit", id=row.pursuit_id, label=str(after), opportunity_id=opportunity)
        change.field("playbook", str(before), str(after))
        if forward:
            first, last = methodology.compiled(version=before), methodology.compiled(version=after)
            change.note = told(row=row, before=first, after=last)
        yield Written(at=now, by=by, verb=verb, change=change)


def _left(move: Move) -> int:
    if move.state == MoveState.RUNNING:
        return move.rows.filter(state=RowState.PLANNED).count()
    return may_go_back(move=move)


def _defer(move: Move, organisation: str) -> None:
    app.configure_task(TASK, queue="guidance", lock=f"move:{organisation}").defer(
        organisation=organisation, move_id=move.pk
    )
