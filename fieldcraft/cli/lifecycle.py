"""Look at and end what `serve` or `demo` started."""

import os
import signal
import time

import click

from fieldcraft.lib import postgres
from fieldcraft.lib.errors import OperatorError
from fieldcraft.lib.installation import check_server, data_dir, database_dir
from fieldcraft.lib.running import Running, running

STOP_TIMEOUT = 45.0


class StopError(OperatorError):
    """The running process did not end."""


@click.command()
def status() -> None:
    """Say what runs and where it keeps its data; ends with 1 when nothing serves."""
    now = running(data=data_dir())
    click.echo(f"Fieldcraft: {f'{now.mode} at {now.address} (process {now.pid})' if now else 'not running'}")
    click.echo(f"Data:       {data_dir()}")
    click.echo(f"Database:   {_database()}")
    raise SystemExit(0 if now else 1)


@click.command()
def stop() -> None:
    """Stop Fieldcraft and its own database, in order."""
    now = running(data=data_dir())
    if now is not None:
        _end(now)
    database_stopped = postgres.stop(data=database_dir())
    stopped = now is not None or database_stopped
    click.echo("Fieldcraft has stopped." if stopped else f"Nothing runs on the data in {data_dir()}.")


def _end(now: Running) -> None:
    os.kill(now.pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_TIMEOUT
    while running(data=data_dir()) == now:
        if time.monotonic() > deadline:
            raise StopError(
                f"Fieldcraft (process {now.pid}) did not stop within {STOP_TIMEOUT:.0f} s. "
                f"See what it waits for, or end it with kill -9 {now.pid}; no data is lost."
            )
        time.sleep(0.05)


def _database() -> str:
    url = os.environ.get("DATABASE_URL")
    if url:
        return f"PostgreSQL {check_server(url=url)} named by DATABASE_URL"
    server = postgres.status(data=database_dir())
    if server is None:
        return f"its own, not running, in {database_dir().resolve()}"
    return f"its own, PostgreSQL {server.version} (process {server.pid}) in {server.data}"
