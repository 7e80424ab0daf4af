"""`python -m fieldcraft.lib.postgres`: the embedded database by hand, and for scripts."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import click

from fieldcraft.lib import postgres
from fieldcraft.lib.errors import OperatorError

data_argument = click.argument("data", type=click.Path(path_type=Path))
binaries_option = click.option("--binaries", type=click.Path(path_type=Path), help="Folder of PostgreSQL's programs.")


@click.group()
def commands() -> None:
    """Run the PostgreSQL of one data folder."""


@commands.command()
@data_argument
@binaries_option
@click.option("--tcp-port", type=int, help="Listen on this port of 127.0.0.1 too.")
def ensure(data: Path, binaries: Path | None, tcp_port: int | None) -> None:
    """Start the server unless it runs, and print its address."""
    click.echo(postgres.ensure(data=data, binaries=binaries, tcp_port=tcp_port).url)


@commands.command()
@data_argument
def status(data: Path) -> None:
    """Print the address of the server, or end with 1 when it does not run."""
    server = postgres.status(data=data)
    if server is None:
        raise SystemExit(1)
    click.echo(f"{server.url} (PostgreSQL {server.version}, process {server.pid}, data in {server.data})")


@commands.command()
@data_argument
def stop(data: Path) -> None:
    """Stop the server if it runs."""
    postgres.stop(data=data)


@commands.command("stop-if-unused")
@data_argument
def stop_if_unused(data: Path) -> None:
    """Stop a server started on demand once nobody uses it."""
    postgres.stop_if_unused(data=data)


@commands.command()
@data_argument
def remove(data: Path) -> None:
    """Stop the server and delete its data, also where it had to live elsewhere."""
    _remove(data)


def _remove(data: Path) -> None:
    postgres.stop(data=data)
    if data.exists():
        shutil.rmtree(data.resolve())
    if data.is_symlink():
        data.unlink()


@commands.command(context_settings={"ignore_unknown_options": True})
@data_argument
@binaries_option
@click.option("--tcp-port", type=int, help="Listen on this port of 127.0.0.1 too; 0 takes any free one.")
@click.option("--throwaway", is_flag=True, help="Faster, and not safe against a power cut.")
@click.option("--remove", "removes", is_flag=True, help="Delete the data afterwards.")
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def run(
    data: Path, binaries: Path | None, tcp_port: int | None, throwaway: bool, removes: bool, command: tuple[str, ...]
) -> None:
    """Run COMMAND with DATABASE_URL set to a server that lives only as long; ends with its exit code."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    settings = postgres.THROWAWAY if throwaway else {}
    port = _free_port() if tcp_port == 0 else tcp_port
    try:
        with postgres.Lease(data=data, binaries=binaries, tcp_port=port, settings=settings) as lease:
            click.echo(f"PostgreSQL {lease.server.version} at {lease.server.data}", err=True)
            code = subprocess.run(command, env=os.environ | {"DATABASE_URL": lease.server.url}, check=False).returncode
    finally:
        if removes:
            _remove(data)
    raise SystemExit(code if code >= 0 else 128 - code)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    try:
        commands()
    except OperatorError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
