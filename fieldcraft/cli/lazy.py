"""A group of commands that imports a command when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

#: Name: (module:object, help line). The help line stands in the table so that --help imports no subcommand.
Table = Mapping[str, tuple[str, str]]


class LazyGroup(click.Group):
    """Knows its commands by name and loads one when it is asked for."""

    table: Table = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command `cmd_name`; None when there is none."""
        if cmd_name not in self.table:
            return None
        module, _, name = self.table[cmd_name][0].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101 - a wrong line in the table
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in --help, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.table.items()])


def lazy(*, table: Table) -> type[LazyGroup]:
    """The class of a group with these commands, for `click.group(cls=…)`."""
    return type("LazyGroup", (LazyGroup,), {"table": table})
