"""`fieldcraft playbook …`. A subcommand is one line here and one file beside."""

import click

from fieldcraft.cli.lazy import lazy

COMMANDS = {
    "check": ("fieldcraft.cli.playbook.check:check", "Show everything that is wrong in a playbook folder."),
    "migrate": ("fieldcraft.cli.playbook.moving:migrate", "Move opportunities to another version."),
    "rollback": ("fieldcraft.cli.playbook.moving:rollback", "Take a move back."),
    "trial": ("fieldcraft.cli.playbook.moving:trial", "Run two versions side by side."),
    "schema": ("fieldcraft.cli.playbook.schema:schema", "Print the JSON Schema, for editors."),
}


@click.group(cls=lazy(table=COMMANDS))
def playbook() -> None:
    """Write, check, publish and adapt playbooks."""
