"""`fieldcraft playbook schema`. Needs no database and no settings."""

from __future__ import annotations

import json
from pathlib import Path

import click

from fieldcraft.methodology.package.jsonschema import file_schemas


@click.command()
@click.argument("file", required=False)
@click.option(
    "--write",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write one schema file for each, into this folder.",
)
def schema(file: str | None, write: Path | None) -> None:
    """Print the JSON Schema of FILE, such as `stages/*.yaml`; without FILE, of all files of a playbook folder.

    Editors use it to complete keys and to mark mistakes while you type.
    """
    schemas = file_schemas()
    if write is not None:
        write.mkdir(parents=True, exist_ok=True)
        for name, found in schemas.items():
            (write / _name(name)).write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        click.echo(f"Wrote {len(schemas)} files to {write}.")
        return
    if file is not None and file not in schemas:
        raise click.BadParameter(f"'{file}' is none of: {', '.join(schemas)}.", param_hint="FILE")
    click.echo(json.dumps(schemas[file] if file else schemas, indent=2))


def _name(pattern: str) -> str:
    return pattern.replace("/*.yaml", "").replace(".yaml", "") + ".schema.json"
