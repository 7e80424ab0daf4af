"""The `fieldcraft` command. A subcommand is one line here and one file beside; it is imported when it is called."""

import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from typing import NoReturn

import click

from fieldcraft.cli.lazy import lazy
from fieldcraft.lib.errors import OperatorError

# Name: (module:object, help line). The help line stands here so that --help imports no subcommand.
COMMANDS = {
    "demo": ("fieldcraft.cli.serve:demo", "Run Fieldcraft with a simulated sales organisation."),
    "serve": ("fieldcraft.cli.serve:serve", "Run Fieldcraft for your own organisation."),
    "import": ("fieldcraft.cli.imports:import_", "Bring your own data in."),
    "backtest": ("fieldcraft.cli.backtest:backtest", "Judge the win model on a table of your own, without a server."),
    "evaluate": ("fieldcraft.cli.evaluate:evaluate", "Say what to do next on every open opportunity."),
    "learn": ("fieldcraft.cli.learn:learn", "Learn from closed opportunities and score the open ones."),
    "effects": ("fieldcraft.cli.effects:effects", "Say what works, from a folder of CSV files; no server."),
    "organisation": ("fieldcraft.cli.organisation:organisation", "Show or set currency and commission."),
    "playbook": ("fieldcraft.cli.playbook:playbook", "Write, check, publish and adapt playbooks."),
    "simulate": ("fieldcraft.cli.simulate:simulate", "Play a sales organisation whose truth is known."),
    # A door of its own, which this one does not know: no import, only its name.
    "mcp": ("fieldcraft.mcp.command:mcp", "Let an assistant work for one person, over MCP."),
    "status": ("fieldcraft.cli.lifecycle:status", "Say what runs and where it keeps its data."),
    "stop": ("fieldcraft.cli.lifecycle:stop", "Stop Fieldcraft and its database."),
    "migrate": ("fieldcraft.cli.migrate:migrate", "Bring the database up to this version."),
}


def version() -> str:
    """The installed version, or that of the checkout when it is not installed."""
    try:
        return metadata.version("fieldcraft")
    except metadata.PackageNotFoundError:
        # Costly to import, and not needed for --help.
        from fieldcraft.lib.installation import checkout  # noqa: PLC0415

        source = checkout()
        if source is None:
            return "unknown"
        return str(tomllib.loads((source / "pyproject.toml").read_text())["project"]["version"])


def _print_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"fieldcraft {version()}")
        ctx.exit()


@click.group(cls=lazy(table=COMMANDS), context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print the version."
)
def commands() -> None:
    """Keep a sales methodology executed after the class is over."""


def main() -> NoReturn:
    """Run one command."""
    with report():
        commands(prog_name="fieldcraft")
    sys.exit(0)


@contextmanager
def report() -> Iterator[None]:
    """Turn a failure the user can mend into one line and exit code 1."""
    try:
        yield
    except OperatorError as error:
        _fail(error)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if _is_configuration_error(error):
            _fail(error)
        raise


def _is_configuration_error(error: Exception) -> bool:
    exceptions = sys.modules.get("django.core.exceptions")
    return exceptions is not None and isinstance(error, exceptions.ImproperlyConfigured)


def _fail(error: Exception) -> NoReturn:
    click.echo(f"Error: {error}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
