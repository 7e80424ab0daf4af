"""`fieldcraft playbook check`. Needs no database and no settings."""

from __future__ import annotations

import json
from pathlib import Path

import click

from fieldcraft.methodology.package.check import check as check_folder
from fieldcraft.methodology.package.faults import Fault


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the faults as JSON.")
@click.option("--base", help="For an overlay: folder of its base, or key of a playbook that comes with Fieldcraft.")
def check(folder: Path, as_json: bool, base: str | None) -> None:
    """Show everything that is wrong in FOLDER, with file, line and column. Ends with 1 if there is an error.

    FOLDER is a playbook or an overlay. The base of an overlay is looked for among the playbooks that come with
    Fieldcraft unless --base names it.
    """
    if (folder / "overlay.yaml").is_file() and not (folder / "playbook.yaml").exists():
        from fieldcraft.cli.playbook.adapt import faults_of_folder  # noqa: PLC0415  most checks need no overlays

        faults = faults_of_folder(folder=folder, base=base)
    else:
        faults = check_folder(folder=folder)
    errors = sum(fault.severity == "error" for fault in faults)
    if as_json:
        click.echo(json.dumps({"errors": errors, "faults": [fault.as_dict() for fault in faults]}, indent=2))
    else:
        show(folder=folder, faults=faults)
    raise SystemExit(1 if errors else 0)


def show(*, folder: Path, faults: tuple[Fault, ...], err: bool = False) -> None:
    """Print faults, each with its place, and how many there are."""
    errors = sum(fault.severity == "error" for fault in faults)
    for fault in faults:
        click.echo(f"{folder / fault.file}:{fault.line}:{fault.column}: {fault.severity}", err=err)
        click.echo(f"    {fault.what}", err=err)
        click.echo(f"    {fault.mend}", err=err)
    warnings = len(faults) - errors
    click.echo(f"{errors} {_plural('error', errors)}, {warnings} {_plural('warning', warnings)}.", err=err)


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
