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
def check(folder: Path, as_json: bool) -> None:
    """Show everything that is wrong in FOLDER, with file, line and column. Ends with 1 if there is an error."""
    faults = check_folder(folder=folder)
    errors = sum(fault.severity == "error" for fault in faults)
    if as_json:
        click.echo(json.dumps({"errors": errors, "faults": [fault.as_dict() for fault in faults]}, indent=2))
    else:
        _print(folder, faults, errors)
    raise SystemExit(1 if errors else 0)


def _print(folder: Path, faults: tuple[Fault, ...], errors: int) -> None:
    for fault in faults:
        click.echo(f"{folder / fault.file}:{fault.line}:{fault.column}: {fault.severity}")
        click.echo(f"    {fault.what}")
        click.echo(f"    {fault.mend}")
    warnings = len(faults) - errors
    click.echo(f"{errors} {_plural('error', errors)}, {warnings} {_plural('warning', warnings)}.")


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
