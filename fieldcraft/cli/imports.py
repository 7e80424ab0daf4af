"""`fieldcraft import`: bring your own data in."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fieldcraft.cli.place import Place, in_organisation
from fieldcraft.lib.installation import prepare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldcraft.crm.imports.report import Report

FAULTS_PRINTED = 20


@click.group(name="import")
def import_() -> None:
    """Bring your own data in."""


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--organisation", "slug", help="Short name of the organisation; needed where there are several.")
@click.option("--source", default="", help="Name of the CRM; keeps ids of several apart. Guessed from the headers.")
@click.option("--owner", default="", metavar="EMAIL", help="Who gets rows that name no owner.")
@click.option("--dry-run", is_flag=True, help="Change nothing; say what would happen.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of lines.")
def opportunities(file: Path, slug: str | None, source: str, owner: str, dry_run: bool, as_json: bool) -> None:
    """Import a CSV of opportunities, as a CRM or a spreadsheet exports it. Safe to repeat."""
    with ExitStack() as stack:
        if dry_run:
            stack.enter_context(undone())
        place = stack.enter_context(in_organisation(slug=slug, found_first=True))
        # Models can be imported only after Django is set up.
        from fieldcraft.crm.imports.actions import import_file  # noqa: PLC0415
        from fieldcraft.crm.imports.sources import of_path  # noqa: PLC0415
        from fieldcraft.pursuit.queries.stage_words import known_stages  # noqa: PLC0415

        bar = _Bar()
        report = import_file(
            opener=of_path(file),
            file_name=file.name,
            file_size=file.stat().st_size,
            by=place.actor,
            now=place.now,
            known_stages=known_stages(),
            source=source,
            owner_email=owner,
            dry_run=dry_run,
            progress=bar.show,
            after=lambda ids: refresh_after_import(place=place, opportunity_ids=ids),
        )
        if as_json:
            click.echo(json.dumps({"organisation": place.organisation.slug, **report.as_data()}, ensure_ascii=False))
        else:
            _print(report, where=place.organisation.slug)


@contextmanager
def undone() -> Iterator[None]:
    """Undo everything the block writes, the first organisation included, which a dry run may have to set up."""
    import django  # noqa: PLC0415 - settings read what prepare() puts into the environment

    prepare()
    django.setup()
    from django.db import transaction  # noqa: PLC0415

    from fieldcraft.cli.migrate import migrate_if_needed  # noqa: PLC0415

    migrate_if_needed()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def refresh_after_import(*, place: Place, opportunity_ids: Sequence[int]) -> None:
    """Assess what came in, so that its next steps are there when the command ends."""
    from fieldcraft.guidance.refreshing import refresh  # noqa: PLC0415

    bar = _Bar(label="Assessing")
    refresh(by=place.actor, now=place.now, opportunity_ids=opportunity_ids, progress=bar.show)


class _Bar:
    """A progress bar on stderr, drawn once the total is known."""

    def __init__(self, *, label: str = "Importing") -> None:
        self._label = label
        self._done = 0
        self._bar: Any = None

    def show(self, done: int, total: int) -> None:
        """Draw `done` of `total`."""
        if self._bar is None:
            self._bar = click.progressbar(length=total, label=self._label, show_pos=True, file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(done - self._done)
        self._done = done
        if done >= total:
            self._bar.__exit__(None, None, None)


def _print(report: Report, *, where: str) -> None:
    would = "Dry run, nothing was changed. It would be: " if report.dry_run else ""
    click.echo(
        f"{would}{report.rows:,} rows of {report.file} into {where}: {report.new:,} new, {report.changed:,} changed, "
        f"unchanged: {report.unchanged:,}, left out: {report.faulty:,}. {report.seconds:.1f} s."
    )
    click.echo(f"Open {report.open:,}, won {report.won:,}, lost {report.lost:,}. Source: {report.source}.")
    used = [f"{use.header} → {use.becomes}{f' ({use.style})' if use.style else ''}" for use in report.columns]
    click.echo("Columns: " + "; ".join(used) + ".")
    for word in report.stages:
        if word.how in ("guess", "told"):
            click.echo(f"Stage “{word.word}” is read as {word.means} ({'a guess' if word.how == 'guess' else 'told'}).")
    for note in report.notes:
        click.echo(f"- {note}")
    for fault in report.faults[:FAULTS_PRINTED]:
        click.echo(f"Row {fault.row}, {fault.column or 'whole row'}: “{fault.value}”. {fault.reason} {fault.mend}")
    if report.faults_total > FAULTS_PRINTED:
        click.echo(f"… and {report.faults_total - FAULTS_PRINTED:,} more. Use --json to see up to 1,000.")
