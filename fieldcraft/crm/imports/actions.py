"""Bringing files in: one verb per function, for both doors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from procrastinate.contrib.django import app

from fieldcraft.crm import events
from fieldcraft.crm.errors import ImportRefusedError
from fieldcraft.crm.imports.driving import Drive, one_at_a_time
from fieldcraft.crm.imports.mapping import planned
from fieldcraft.crm.imports.models import ImportRun, RunState
from fieldcraft.crm.imports.owners import first_administrator, member_by_email
from fieldcraft.crm.imports.plan import KnownStage, Plan, as_data, corrected, from_data
from fieldcraft.crm.imports.reading import Opener, profile
from fieldcraft.crm.imports.report import Report
from fieldcraft.crm.imports.sources import of_run, store
from fieldcraft.people.models import Member
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor, write

After = Callable[[Sequence[int]], None]
Progress = Callable[[int, int], None]
DRAFT_DAYS = 1
TASK = "crm.import_file"


def import_file(
    *,
    opener: Opener,
    file_name: str,
    file_size: int,
    by: Actor,
    now: datetime,
    known_stages: Sequence[KnownStage] = (),
    source: str = "",
    owner_email: str = "",
    dry_run: bool = False,
    progress: Progress | None = None,
    after: After | None = None,
) -> Report:
    """Bring a file in, here and now. Safe to repeat: a run that was cut off is simply started again.

    `progress` is called with rows done and rows in all; `after` once at the end, with the ids that are new or changed.
    A dry run does all of it in a transaction that is undone. Raises ImportRefusedError and ImportBusyError.
    """
    found = profile(opener=opener)
    plan = _usable(planned(profile=found, source=source, known_stages=known_stages))
    administrator = first_administrator()
    owner = member_by_email(email=owner_email) if owner_email else administrator
    if owner_email and owner is None:
        raise ImportRefusedError(f"Nobody here has the e-mail {owner_email}. Add that person, or leave --owner out.")
    run = ImportRun(
        source=plan.source,
        file_name=file_name[:200],
        file_size=file_size,
        door=by.door,
        owner=owner,
        state=RunState.RUNNING,
        plan=as_data(plan),
        rows_total=found.total,
        created_at=now,
        started_at=now,
    )
    drive = Drive(
        run=run,
        opener=opener,
        by=replace(by, door=Door.IMPORT),
        manager=administrator,
        progress=progress,
        now=now,
    )
    with one_at_a_time():
        return drive.try_out() if dry_run else drive.go(after=after)


def upload(
    *,
    file_name: str,
    pieces: Iterable[bytes],
    member: Member,
    by: Actor,
    now: datetime,
    known_stages: Sequence[KnownStage] = (),
) -> ImportRun:
    """Keep an uploaded file and our guess of its columns, to be looked at before anything happens.

    Raises ImportRefusedError for what is not a table of opportunities; then nothing is kept.
    """
    with write(by=by, verb=events.IMPORT_UPLOADED, now=now) as change:
        stale = ImportRun.objects.filter(
            state=RunState.DRAFT, started_by=member, created_at__lt=now - timedelta(days=DRAFT_DAYS)
        )
        stale.delete()
        run = ImportRun.objects.create(
            file_name=file_name[:200], file_size=0, started_by=member, door=by.door, owner=member, created_at=now
        )
        run.file_size = store(run=run, pieces=pieces)
        found = profile(opener=of_run(run))
        plan = planned(profile=found, known_stages=known_stages)
        run.source, run.plan, run.rows_total = plan.source, as_data(plan), found.total
        run.save()
        change.about(kind="import", id=run.pk, label=run.file_name)
        change.field("rows", None, run.rows_total)
    return run


def correct_plan(
    *,
    run: ImportRun,
    by: Actor,
    now: datetime,
    fields: Sequence[str] | None = None,
    styles: Sequence[str] | None = None,
    meanings: Mapping[str, str] | None = None,
) -> ImportRun:
    """Keep a person's choices: a field and a style per column in their order, and meanings of stage words.

    Raises ImportRefusedError once the run has started.
    """
    _must_be_draft(run)
    before = from_data(run.plan)
    after = corrected(
        before,
        fields=fields or [column.field for column in before.columns],
        styles=styles or [column.style for column in before.columns],
        meanings=meanings or {},
    )
    with write(by=by, verb=events.IMPORT_MAPPED, now=now) as change:
        change.about(kind="import", id=run.pk, label=run.file_name)
        for old, new in zip(before.columns, after.columns, strict=True):
            change.field(old.header, f"{old.field} {old.style}".strip(), f"{new.field} {new.style}".strip())
        for word, means in (meanings or {}).items():
            change.field(f"stage {word}", before.meanings.get(word, ""), means)
        if after == before:
            change.nothing()
        run.plan = as_data(after)
        run.save(update_fields=["plan"])
    return run


def start(*, run: ImportRun, organisation: str, by: Actor, now: datetime) -> ImportRun:
    """Hand the run to the worker, in the transaction that says so. Starting it again changes nothing.

    `organisation` is the slug by which the job finds its schema. Raises ImportRefusedError where the columns do not do.
    """
    if run.state in (RunState.WAITING, RunState.RUNNING):
        return run
    _must_be_draft(run)
    _usable(from_data(run.plan))
    with write(by=by, verb=events.IMPORT_STARTED, now=now) as change:
        change.about(kind="import", id=run.pk, label=run.file_name)
        if not ImportRun.objects.filter(pk=run.pk, state=RunState.DRAFT).update(state=RunState.WAITING, started_at=now):
            change.nothing()
            return run
        run.state, run.started_at = RunState.WAITING, now
        app.configure_task(TASK, queue="imports", lock=f"import:{organisation}").defer(
            organisation=organisation, run_id=run.pk
        )
    return run


def carry_on(*, run_id: int, now: datetime) -> None:
    """Begin a run, or go on where it was cut off; a run that is over is left alone. Raises ImportBusyError."""
    with one_at_a_time():
        run = ImportRun.objects.select_related("owner", "started_by").filter(pk=run_id).first()
        if run is None or run.ended or run.state == RunState.DRAFT:
            return
        member = run.started_by
        by = Actor(
            member_id=member.pk if member else None, name=member.name if member else "operator", door=Door.IMPORT
        )
        Drive(run=run, opener=of_run(run), by=by, manager=member, progress=None, now=now).go(after=None)


def cancel(*, run: ImportRun, by: Actor, now: datetime) -> ImportRun:
    """Stop a run after the chunk at hand; what is in stays in. A draft or a waiting run is stopped at once."""
    with write(by=by, verb=events.IMPORT_CANCELLED, now=now) as change:
        change.about(kind="import", id=run.pk, label=run.file_name)
        # The worker may begin or end it at this very moment: only the state that is really there counts.
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if run.ended or run.cancel_asked:
            change.nothing()
            return run
        run.cancel_asked = True
        if run.state != RunState.RUNNING:
            run.state, run.finished_at = RunState.CANCELLED, now
            run.parts.all().delete()
        run.save()
    return run


def _must_be_draft(run: ImportRun) -> None:
    if run.state != RunState.DRAFT:
        raise ImportRefusedError("This import has started already. Upload the file again to change its columns.")


def _usable(plan: Plan) -> Plan:
    problems = plan.problems()
    if problems:
        raise ImportRefusedError(" ".join(problems))
    return plan
