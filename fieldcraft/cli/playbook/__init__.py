"""`fieldcraft playbook …`. A subcommand is one line here and one file beside."""

import click

from fieldcraft.cli.lazy import lazy

COMMANDS = {
    "check": ("fieldcraft.cli.playbook.check:check", "Show everything that is wrong in a playbook folder."),
    "migrate": ("fieldcraft.cli.playbook.moving:migrate", "Move opportunities to another version."),
    "rollback": ("fieldcraft.cli.playbook.moving:rollback", "Take a move back."),
    "trial": ("fieldcraft.cli.playbook.moving:trial", "Run two versions side by side."),
    "schema": ("fieldcraft.cli.playbook.schema:schema", "Print the JSON Schema, for editors."),
    "rightsize": ("fieldcraft.cli.playbook.rightsize:rightsize", "Cut a playbook to how an organisation sells today."),
    "apply": ("fieldcraft.cli.playbook.adapt:apply", "Make a playbook of a base and an overlay."),
    "overlay": ("fieldcraft.cli.playbook.adapt:overlay", "Make an overlay of a base and an edited copy of it."),
    "upgrade": ("fieldcraft.cli.playbook.adapt:upgrade", "Bring an overlay to a newer base."),
    "diff": ("fieldcraft.cli.playbook.diff:diff", "Say in words what is different between two versions."),
    "list": ("fieldcraft.cli.playbook.versions:list_", "Show the installed versions."),
    "install": ("fieldcraft.cli.playbook.install:install", "Install a version, without putting it in use."),
    "use": ("fieldcraft.cli.playbook.versions:use", "Let new pursuits follow an installed version."),
    "export": ("fieldcraft.cli.playbook.versions:export", "Write a version as one archive."),
    "keygen": ("fieldcraft.cli.playbook.signing:keygen", "Make a key to sign packages with."),
    "sign": ("fieldcraft.cli.playbook.signing:sign", "Write a signed archive."),
    "trust": ("fieldcraft.cli.playbook.signing:trust", "Trust a publisher's key."),
}


@click.group(cls=lazy(table=COMMANDS))
def playbook() -> None:
    """Write, check, publish and adapt playbooks."""
