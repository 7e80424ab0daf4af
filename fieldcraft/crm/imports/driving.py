"""Drives one run from its first chunk, or from where it was cut off, to its end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from django.db import DatabaseError, transaction

from fieldcraft.crm import events
from fieldcraft.crm.errors import CrmError, ImportBusyError
from fieldcraft.crm.imports.loading import ChunkResult, Loader
from fieldcraft.crm.imports.models import ImportFault, ImportRun, RunState
from fieldcraft.crm.imports.plan import from_data
from fieldcraft.crm.imports.reading import Opener, records
from fieldcraft.crm.imports.report import Report, report_of
from fieldcraft.crm.imports.staging import touched_since, try_lock, unlock
from fieldcraft.lib.schema import current_schema
from fieldcraft.people.models import Member
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor, write

CHUNK_ROWS: Final = 5_000
MOST_FAULTS: Final = 10_000
LOCK_SECONDS: Final = 5.0


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Be the only import of this organisation. Raises ImportBusyError when another one does not end within seconds.

    The short wait lets the server notice that an import which was killed has gone.
    """
    schema = current_schema()
    until = time.monotonic() + LOCK_SECONDS
    while not try_lock(schema=schema):
        if time.monotonic() > until:
            raise ImportBusyError(_busy())
        time.sleep(0.2)
    try:
        yield
    finally:
        # A lost connection has lost its lock too.
        with suppress(DatabaseError):
            unlock(schema=schema)


def _busy() -> str:
    other = ImportRun.objects.filter(state=RunState.RUNNING).order_by("-started_at").first()
    what = f" of {other.file_name}, {other.percent} % done," if other else ""
    return f"Another import{what} is running in this organisation. Try again when it is through."


class Drive:
    """One run under way. Each chunk is one transaction that also says how far the run is."""

    def __init__(
        self,
        *,
        run: ImportRun,
        opener: Opener,
        by: Actor,
        manager: Member | None,
        progress: Callable[[int, int], None] | None,
        now: datetime,
    ) -> None:
        self._run, self._opener, self._by, self._manager = run, opener, by, manager
        self._progress, self._now = progress, now
        self._began = time.monotonic()

    def go(self, *, after: Callable[[Sequence[int]], None] | None) -> Report:
        """Run to the end, then hand the ids of new and changed opportunities to `after`."""
        run = self._run
        if run.pk is None:
            _take_over()
            run.save()
        try:
            self._chunks()
        except CrmError as error:
            self._fail(str(error))
            raise
        except Exception:
            self._fail("Something unexpected stopped it. The log of the server says what. What is in stays in.")
            raise
        self._finish()
        if after is not None and run.started_at is not None:
            after(touched_since(moment=run.started_at))
        return report_of(run=run, seconds=self._seconds())

    def try_out(self) -> Report:
        """The same, and the same report, with nothing left behind."""
        with transaction.atomic():
            self._run.save()
            self._chunks()
            self._run.state = RunState.FINISHED
            report = report_of(run=self._run, seconds=self._seconds(), dry_run=True)
            transaction.set_rollback(True)
        return report

    def _chunks(self) -> None:
        run, plan = self._run, from_data(self._run.plan)
        moment = run.started_at or self._now
        if run.state != RunState.RUNNING:
            run.state = RunState.RUNNING
            run.save(update_fields=["state"])
        loader = Loader(run=run, plan=plan, by=self._by, manager=self._manager, now=moment)
        stream = records(opener=self._opener, layout=plan.layout)
        # The header, and what an earlier attempt brought in.
        for _ in islice(stream, run.rows_done + 1):
            pass
        while batch := list(islice(stream, CHUNK_ROWS)):
            with transaction.atomic():
                result = loader.load(records=batch)
                self._keep(loader=loader, result=result, rows=len(batch))
            if self._progress is not None:
                self._progress(run.rows_done, run.rows_total)
            if ImportRun.objects.filter(pk=run.pk, cancel_asked=True).exists():
                run.cancel_asked = True
                return

    def _keep(self, *, loader: Loader, result: ChunkResult, rows: int) -> None:
        run = self._run
        room = max(0, MOST_FAULTS - run.count("faults"))
        ImportFault.objects.bulk_create(
            [
                ImportFault(
                    run=run,
                    row=fault.row,
                    column=fault.column[:120],
                    value=fault.value[:200],
                    reason=fault.reason[:300],
                    mend=fault.mend[:300],
                )
                for fault in result.faults[:room]
            ]
        )
        before = run.rows_done
        run.rows_done += rows
        run.rows_total = max(run.rows_total, run.rows_done)
        run.counts = {name: run.count(name) + number for name, number in _merged(run, result).items()}
        run.findings = {**loader.findings.as_data(), "manager": self._manager.name if self._manager else ""}
        run.progressed_at = self._now + timedelta(seconds=self._seconds())
        moved = ImportRun.objects.filter(pk=run.pk, rows_done=before).update(
            rows_done=run.rows_done,
            rows_total=run.rows_total,
            counts=run.counts,
            findings=run.findings,
            progressed_at=run.progressed_at,
        )
        if not moved:
            raise ImportBusyError(_busy())

    def _finish(self) -> None:
        run = self._run
        run.state = RunState.CANCELLED if run.cancel_asked else RunState.FINISHED
        run.finished_at = self._now + timedelta(seconds=self._seconds())
        with write(by=self._by, verb=events.IMPORT_FINISHED, now=run.finished_at) as change:
            change.about(kind="import", id=run.pk, label=run.file_name)
            for name in ("new", "changed", "unchanged", "faulty"):
                change.changes[name] = [None, run.count(name)]
            if run.cancel_asked:
                change.note = f"Stopped after {run.rows_done:,} of {run.rows_total:,} rows."
            run.parts.all().delete()
            run.keys.all()._raw_delete("default")
            run.save(update_fields=["state", "finished_at"])

    def _fail(self, why: str) -> None:
        with suppress(DatabaseError):
            ImportRun.objects.filter(pk=self._run.pk).update(
                state=RunState.FAILED, failure=why, finished_at=self._now + timedelta(seconds=self._seconds())
            )

    def _seconds(self) -> float:
        return time.monotonic() - self._began


def _merged(run: ImportRun, result: ChunkResult) -> dict[str, int]:
    return {name: result.counts.get(name, 0) for name in {*run.counts, *result.counts}}


def _take_over() -> None:
    """Close the books of commands that were killed: whoever holds the lock knows that they are gone."""
    ImportRun.objects.filter(state=RunState.RUNNING, door=Door.CLI).update(
        state=RunState.FAILED, failure="It was cut off. A later import of the same file brought in the rest."
    )
