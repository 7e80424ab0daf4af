"""Reads of imports. They belong to whoever administers; the door checks that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from fieldcraft.crm.imports.models import ImportFault, ImportRun, RunState
from fieldcraft.crm.imports.plan import Plan, StageMeaning, from_data, stage_meaning
from fieldcraft.crm.imports.reading import records
from fieldcraft.crm.imports.report import Report, report_of
from fieldcraft.crm.imports.rows import Fault, Row, RowReader
from fieldcraft.crm.imports.sources import of_run
from fieldcraft.crm.imports.staging import touched_since

SAMPLE_ROWS = 2_000
SHOWN_ROWS = 12
SHOWN_VALUES = 3


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a draft as they would come in. `read` rows were looked at, of which `good` can go in."""

    read: int
    good: int
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    stages: tuple[tuple[StageMeaning, int], ...]
    samples: tuple[tuple[str, ...], ...]


def runs(*, limit: int = 30) -> list[ImportRun]:
    """The latest runs, without drafts of other people's half-done work being left out."""
    return list(ImportRun.objects.select_related("started_by").order_by("-created_at", "-id")[:limit])


def run_by_id(*, id: int) -> ImportRun | None:
    """One run."""
    return ImportRun.objects.select_related("owner", "started_by").filter(pk=id).first()


def report(*, run: ImportRun, faults: int = 200) -> Report:
    """What a run did so far."""
    seconds = 0.0
    if run.started_at is not None and (end := run.finished_at or run.progressed_at) is not None:
        seconds = (end - run.started_at).total_seconds()
    return report_of(run=run, seconds=seconds, faults=faults)


def preview(*, run: ImportRun, today: date) -> Preview:
    """Read the first rows of a draft by its plan; nothing is kept."""
    plan = from_data(run.plan)
    reader = RowReader(plan=plan, today=today)
    stream = records(opener=of_run(run), layout=plan.layout)
    next(stream, None)
    shown: list[Row] = []
    faults: list[Fault] = []
    words: Counter[str] = Counter()
    samples: list[dict[str, None]] = [{} for _ in plan.columns]
    read = good = 0
    for number, cells in islice(stream, SAMPLE_ROWS):
        read += 1
        _collect(samples, cells)
        found = reader.read(row=number, cells=cells)
        if isinstance(found, Row):
            good += 1
            words[found.stage] += 1
            shown += [found] if len(shown) < SHOWN_ROWS else []
        else:
            faults += found
    return Preview(
        read=read,
        good=good,
        rows=tuple(shown),
        faults=tuple(faults[:SHOWN_ROWS]),
        stages=tuple((_meaning(plan, word), times) for word, times in words.most_common()),
        samples=tuple(tuple(values) for values in samples),
    )


def _collect(samples: list[dict[str, None]], cells: list[str]) -> None:
    for held, cell in zip(samples, cells, strict=False):
        text = cell.strip()
        if text and len(held) < SHOWN_VALUES:
            held[text[:60]] = None


def _meaning(plan: Plan, word: str) -> StageMeaning:
    return stage_meaning(word=word, known=plan.known_stages, told=plan.meanings)


def faults_of(*, run: ImportRun) -> Iterator[ImportFault]:
    """Every fault that was kept, in order of rows, as a stream."""
    return ImportFault.objects.filter(run=run).order_by("row", "id").iterator(chunk_size=2000)


def opportunities_of(*, run_id: int) -> list[int]:
    """Ids of the opportunities that a run added or changed and that nothing has changed since."""
    started = ImportRun.objects.filter(pk=run_id).values_list("started_at", flat=True).first()
    return touched_since(moment=started) if started else []


def left_over(*, run: ImportRun, now: datetime) -> float | None:
    """Seconds the rest is going to take at the pace so far; None before the first chunk."""
    if run.state != RunState.RUNNING or not run.rows_done or run.started_at is None:
        return None
    spent = ((run.progressed_at or now) - run.started_at).total_seconds()
    return spent * (run.rows_total - run.rows_done) / run.rows_done
