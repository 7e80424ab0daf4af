"""`fieldcraft playbook …`. A subcommand is one line here and one file beside."""

import click

from fieldcraft.cli.lazy import lazy

COMMANDS = {
    "check": ("fieldcraft.cli.playbook.check:check", "Show everything that is wrong in a playbook folder."),
    "schema": ("fieldcraft.cli.playbook.schema:schema", "Print the JSON Schema, for editors."),
}


@click.group(cls=lazy(table=COMMANDS))
def playbook() -> None:
    """Write, check, publish and adapt playbooks."""
