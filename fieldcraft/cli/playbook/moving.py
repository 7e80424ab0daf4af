"""`fieldcraft playbook migrate`, `rollback` and `trial`: opportunities and the versions they are worked by."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from fieldcraft.cli.place import in_organisation
from fieldcraft.lib.errors import OperatorError

if TYPE_CHECKING:
    from fieldcraft.methodology.models import PlaybookVersion
    from fieldcraft.pursuit.models import Move

ORGANISATION = "Short name of the organisation; needed where there are several."


class MoveRefusedError(OperatorError):
    """A move or a trial that cannot be."""


@click.command()
@click.option("--organisation", "slug", help=ORGANISATION)
@click.option("--to", "to", required=True, metavar="KEY@VERSION", help="The installed version to move to.")
@click.option("--from", "version_from", metavar="KEY@VERSION", help="Only opportunities that are on this version.")
@click.option("--all", "everything", is_flag=True, help="All open opportunities; new ones follow, too.")
@click.option("--new-only", is_flag=True, help="Move none; new opportunities follow the version.")
@click.option("--ids", metavar="1,2,3", help="Only these opportunities, by their numbers.")
@click.option("--dry-run", is_flag=True, help="Change nothing; say what would happen.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of lines.")
def migrate(
    slug: str | None,
    to: str,
    version_from: str | None,
    everything: bool,
    new_only: bool,
    ids: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Move open opportunities to another version. Every answer stays, and `rollback` takes all of it back."""
    if [everything, new_only, ids is not None].count(True) != 1:
        raise MoveRefusedError("Say which opportunities move: --all, --new-only, or --ids with their numbers.")
    with in_organisation(slug=slug) as place, refusals():
        # Models can be imported only after Django is set up.
        from django.db import transaction  # noqa: PLC0415

        from fieldcraft.guidance.moving.actions import carry_on, plan_move, start_move  # noqa: PLC0415
        from fieldcraft.guidance.moving.looking import look_ahead  # noqa: PLC0415
        from fieldcraft.pursuit.models import Whom  # noqa: PLC0415

        whom = Whom.ALL if everything else Whom.NEW if new_only else Whom.CHOSEN
        with transaction.atomic() if dry_run else _plain():
            move = plan_move(
                version=_version(to),
                version_from=_version(version_from) if version_from else None,
                whom=whom,
                opportunity_ids=_numbers(ids or ""),
                member=None,
                by=place.actor,
                now=place.now,
            )
            if dry_run:
                look_ahead(move_id=move.pk, now=place.now, progress=_progress("Looking ahead"))
            else:
                start_move(move=move, by=place.actor, now=place.now)
                carry_on(move_id=move.pk, by=place.actor, now=place.now, progress=_progress("Moving"))
            _print(move, dry_run=dry_run, as_json=as_json)
            if dry_run:
                transaction.set_rollback(True)


@click.command()
@click.argument("move", type=int)
@click.option("--organisation", "slug", help=ORGANISATION)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of lines.")
def rollback(move: int, slug: str | None, as_json: bool) -> None:
    """Take every opportunity of the move number MOVE back to where it was. Safe to repeat."""
    with in_organisation(slug=slug) as place, refusals():
        from fieldcraft.guidance.moving.actions import carry_on, roll_back  # noqa: PLC0415
        from fieldcraft.pursuit.moving import queries  # noqa: PLC0415

        found = queries.move(id=move)
        if found is None:
            raise MoveRefusedError(f"There is no move {move} in {place.organisation.slug}.")
        roll_back(move=found, by=place.actor, now=place.now)
        carry_on(move_id=found.pk, by=place.actor, now=place.now, progress=_progress("Rolling back"))
        _print(found, dry_run=False, as_json=as_json)


@click.group()
def trial() -> None:
    """Let new opportunities go to two versions in turn."""


@trial.command()
@click.option("--organisation", "slug", help=ORGANISATION)
@click.option("--champion", required=True, metavar="KEY@VERSION", help="The version to beat.")
@click.option("--challenger", required=True, metavar="KEY@VERSION", help="The version to try.")
def start(slug: str | None, champion: str, challenger: str) -> None:
    """Start a trial. At most one runs."""
    with in_organisation(slug=slug) as place, refusals():
        from fieldcraft.pursuit.trials.actions import start_trial  # noqa: PLC0415
        from fieldcraft.pursuit.trials.words import title  # noqa: PLC0415

        versions = {"champion": _version(champion), "challenger": _version(challenger)}
        found = start_trial(**versions, member=None, by=place.actor, now=place.now)
        click.echo(f"Trial {found.pk} runs: {title(trial=found)}.")


@trial.command()
@click.option("--organisation", "slug", help=ORGANISATION)
def end(slug: str | None) -> None:
    """End the running trial. Every assignment stays on record."""
    with in_organisation(slug=slug) as place, refusals():
        from fieldcraft.pursuit.trials.actions import end_trial  # noqa: PLC0415
        from fieldcraft.pursuit.trials.queries import running  # noqa: PLC0415

        found = running()
        if found is None:
            raise MoveRefusedError("No trial is running.")
        end_trial(trial=found, by=place.actor, now=place.now)
        click.echo(f"Trial {found.pk} has ended.")


@trial.command()
@click.option("--organisation", "slug", help=ORGANISATION)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of lines.")
def show(slug: str | None, as_json: bool) -> None:
    """Show every trial with its counts per arm."""
    with in_organisation(slug=slug):
        from fieldcraft.pursuit.trials.queries import trials  # noqa: PLC0415
        from fieldcraft.pursuit.trials.words import title  # noqa: PLC0415

        found = trials()
        if as_json:
            click.echo(json.dumps([{"trial": one.trial.pk, "running": one.trial.ended_at is None,
                                    "arms": [asdict(arm) for arm in one.arms]} for one in found]))  # fmt: skip
            return
        for one in found:
            click.echo(f"Trial {one.trial.pk}: {title(trial=one.trial)}{'' if one.trial.ended_at else ', running'}.")
            for arm in one.arms:
                click.echo(
                    f"  {arm.arm.label}, {arm.version}: {arm.assigned} assigned, {arm.open} open, {arm.won} won, "
                    f"{arm.lost} lost."
                )
            if not one.enough:
                click.echo("  Too few are closed to tell.")


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what a domain refuses into one line for the operator."""
    from fieldcraft.methodology.errors import MethodologyError  # noqa: PLC0415
    from fieldcraft.pursuit.errors import PursuitError  # noqa: PLC0415

    try:
        yield
    except (MethodologyError, PursuitError) as error:
        raise MoveRefusedError(str(error)) from error


@contextmanager
def _plain() -> Iterator[None]:
    yield


def _version(name: str) -> PlaybookVersion:
    from fieldcraft.methodology.errors import MethodologyError  # noqa: PLC0415
    from fieldcraft.methodology.queries import version_named  # noqa: PLC0415

    try:
        return version_named(name=name)
    except MethodologyError as error:
        raise MoveRefusedError(str(error)) from error


def _numbers(text: str) -> list[int]:
    try:
        return [int(part) for part in text.replace(",", " ").split()]
    except ValueError as error:
        raise MoveRefusedError("--ids takes numbers with commas between, such as 12,15.") from error


def _progress(label: str) -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{label}: {done:,} of {total:,}", nl=done >= total, err=True)

    return show


def _print(move: Move, *, dry_run: bool, as_json: bool) -> None:
    from fieldcraft.pursuit.moving.queries import sums_of  # noqa: PLC0415

    move.refresh_from_db()
    sums = sums_of(move=move)
    name = f"{move.version.key}@{move.version.version}"
    if as_json:
        head: dict[str, Any] = {"move": None if dry_run else move.pk, "to": name, "state": move.state}
        click.echo(json.dumps({**head, "dry_run": dry_run, **asdict(sums)}))
        return
    if dry_run:
        click.echo("Dry run, nothing was changed. It would be:")
    else:
        click.echo(f"Move {move.pk} to {name}: {move.get_state_display().lower()}.")
    if sums.looked_at:
        click.echo(
            f"Of {sums.looked_at:,}: {sums.same_stage:,} keep their stage, {sums.stage_back:,} go back, "
            f"{sums.stage_up:,} go up; {sums.stay:,} stay on their version."
        )
        click.echo(
            f"Answers: {sums.kept:,} kept, {sums.renamed:,} renamed, {sums.retired:,} no longer asked; "
            f"{sums.newly_missing:,} newly asked. Next steps that end: {sums.steps_gone:,}."
        )
    if sums.taken_on and move.state == "back":
        click.echo(f"{sums.taken_on:,} were moved on by a later move and stay there. Roll that one back first.")
    if not dry_run and move.state == "finished":
        click.echo(f"To take it back: fieldcraft playbook rollback {move.pk}")
