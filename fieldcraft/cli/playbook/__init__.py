"""`fieldcraft playbook …`. A subcommand is one line here and one file beside."""

import click

from fieldcraft.cli.lazy import lazy

COMMANDS = {
    "check": ("fieldcraft.cli.playbook.check:check", "Show everything that is wrong in a playbook folder."),
    "schema": ("fieldcraft.cli.playbook.schema:schema", "Print the JSON Schema, for editors."),
    "apply": ("fieldcraft.cli.playbook.adapt:apply", "Make a playbook of a base and an overlay."),
    "overlay": ("fieldcraft.cli.playbook.adapt:overlay", "Make an overlay of a base and an edited copy of it."),
    "upgrade": ("fieldcraft.cli.playbook.adapt:upgrade", "Bring an overlay to a newer base."),
}


@click.group(cls=lazy(table=COMMANDS))
def playbook() -> None:
    """Write, check, publish and adapt playbooks."""
