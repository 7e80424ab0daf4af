"""What the import pages show, in the shapes of the components."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from fieldcraft.crm.imports.fields import EXTRA, FIELDS, IGNORE
from fieldcraft.crm.imports.models import ImportRun, RunState
from fieldcraft.crm.imports.plan import Column, KnownStage, Plan, StageMeaning
from fieldcraft.crm.imports.queries import Preview, left_over
from fieldcraft.crm.imports.report import Report
from fieldcraft.crm.imports.values import DATE_STYLES, MONEY_STYLES
from fieldcraft.web.shapes import Figure, FlowPart, MappedColumn, Option, Progress, Upload
from fieldcraft.web.words import plural

STEPS = ("File", "Columns and stages", "Import")
NOT_KNOWN = "?"


def upload_field(*, error: str = "") -> Upload:
    """The one field of the list page."""
    return Upload(
        name="file",
        label="Choose an export of opportunities",
        help="CSV, up to 50 MB. Nothing is changed before you have seen what will happen.",
        accept=".csv,.txt,.tsv,text/csv",
        error=error,
    )


def flow(*, current: int) -> list[FlowPart]:
    """Where one is."""
    return [FlowPart(label=label, current=at == current, done=at < current) for at, label in enumerate(STEPS)]


def columns_of(*, plan: Plan, preview: Preview) -> list[MappedColumn]:
    """One line per column: what it becomes."""
    found = []
    for place, column in enumerate(plan.columns):
        options = [Option(key, field.label, key == column.field) for key, field in FIELDS.items()]
        options.append(Option(EXTRA, "Keep under its own name", column.field == EXTRA))
        options.append(Option(IGNORE, "Leave out", column.field == IGNORE))
        found.append(
            MappedColumn(
                header=column.header,
                samples=preview.samples[place],
                name=f"column-{place}",
                options=options,
                guessed=column.how in ("name", "content"),
            )
        )
    return found


def styles_of(*, plan: Plan, preview: Preview) -> list[MappedColumn]:
    """One line per used column of dates or amounts: how it is written."""
    found = []
    for place, column in enumerate(plan.columns):
        styles = _styles(column)
        if styles:
            options = [Option(key, label, key == column.style) for key, label in styles.items()]
            found.append(
                MappedColumn(
                    header=column.header,
                    samples=preview.samples[place],
                    name=f"style-{place}",
                    options=options,
                    needed=bool(column.doubt),
                )
            )
    return found


def _styles(column: Column) -> dict[str, str]:
    kind = FIELDS[column.field].kind if column.field in FIELDS else ""
    return DATE_STYLES if kind == "date" else MONEY_STYLES if kind == "money" else {}


def stages_of(*, stages: Sequence[tuple[StageMeaning, int]], known: Sequence[KnownStage]) -> list[MappedColumn]:
    """One line per stage word: what it means."""
    choices = _choices(known)
    return [
        MappedColumn(
            header=said.word,
            samples=(plural(count=times, one="row"),),
            name=f"stage-{place}",
            options=[
                Option(NOT_KNOWN, "Not known", not said.means),
                *(Option(key, title, first and key == said.means, group) for key, title, group, first in choices),
            ],
            guessed=said.how == "guess",
            needed=said.how == "unknown",
        )
        for place, (said, times) in enumerate(stages)
    ]


def _choices(known: Sequence[KnownStage]) -> list[tuple[str, str, str, bool]]:
    """Key, title, process, and whether the key stands here first: a stage of two processes is offered in both."""
    seen: set[str] = set()
    found = []
    for stage in known:
        found.append((stage.key, stage.title, stage.process, stage.key not in seen))
        seen.add(stage.key)
    return [*found, ("won", "Won", "", True), ("lost", "Lost", "", True)]


def progress_of(*, run: ImportRun, organisation: str, now: datetime) -> Progress:
    """The bar, which asks for itself while the run is on its way."""
    seconds = left_over(run=run, now=now)
    left = "The worker takes it up in a moment. You may leave this page." if run.state == RunState.WAITING else ""
    if seconds is not None:
        pace = run.rows_done * seconds / max(run.rows_total - run.rows_done, 1)
        speed = f"{run.rows_done / pace:,.0f} rows a second. " if pace else ""
        left = f"{speed}About {max(1, round(seconds))} seconds left. You may leave this page."
    if run.cancel_asked:
        left = "Stopping after the rows at hand."
    place = {"organisation": organisation, "run_id": run.pk}
    return Progress(
        key=f"import-{run.pk}",
        label=f"Importing {run.file_name}",
        done=run.rows_done,
        total=run.rows_total or None,
        what="rows",
        left=left,
        href=reverse("import-progress", kwargs=place),
        cancel_href="" if run.cancel_asked else reverse("import-cancel", kwargs=place),
        running=not run.ended,
    )


def words_of(*, report: Report, known: Sequence[KnownStage]) -> list[tuple[str, str, str]]:
    """Stage word, what it means, how that is known."""
    titles = {"won": "Won", "lost": "Lost", "": "Not known", **{stage.key: stage.title for stage in known}}
    how = {"guess": "Our guess", "told": "Somebody said so", "same": "Same word", "unknown": ""}
    return [(word.word, titles.get(word.means, word.means), how[word.how]) for word in report.stages]


def figures_of(*, report: Report) -> list[Figure]:
    """What happened, in numbers."""
    return [
        Figure("New", f"{report.new:,}"),
        Figure("Changed", f"{report.changed:,}"),
        Figure("Already the same", f"{report.unchanged:,}"),
        Figure("Left out", f"{report.faulty:,}", "listed on this page" if report.faulty else ""),
        Figure("Open", f"{report.open:,}"),
        Figure("Won", f"{report.won:,}"),
        Figure("Lost", f"{report.lost:,}"),
    ]
