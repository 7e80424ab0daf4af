"""Run Fieldcraft: database, pages and background jobs as one tree of processes."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from urllib.parse import urlsplit

import click

from fieldcraft.lib.errors import OperatorError
from fieldcraft.lib.installation import Installation, Mode, data_dir, make_folder, prepare
from fieldcraft.lib.running import serving
from fieldcraft.lib.supervisor import Child, Supervisor

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PORTS_TO_TRY = 100
DEMO_MAIL_PORT = 8025
MOST_WORKERS = 8
SLOW_START = 60.0

port_option = click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on."
)


class PortTakenError(OperatorError):
    """Another program listens there."""


class SetupError(OperatorError):
    """The installation could not be made ready; what went wrong was printed before."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@port_option
def serve(host: str, port: int) -> None:
    """Run Fieldcraft for your own organisation; the first page creates its administrator."""
    if not is_free(host=host, port=port):
        raise PortTakenError(
            f"Another program listens on port {port} of {host}. End it, or choose another: fieldcraft serve --port N."
        )
    run(mode="serve", host=host, port=port)


@click.command()
@port_option
def demo(port: int) -> None:
    """Run Fieldcraft with a simulated sales organisation; anybody on this machine can enter it."""
    host = "127.0.0.1"
    free = next((p for p in range(port, min(port + PORTS_TO_TRY, 65536)) if is_free(host=host, port=p)), None)
    if free is None:
        raise PortTakenError(f"No port from {port} on is free. Choose another: fieldcraft demo --port N.")
    run(mode="demo", host=host, port=free)


def run(*, mode: Mode, host: str, port: int) -> None:
    """Make everything ready, start it and wait for Ctrl-C."""
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    make_folder(data_dir())
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    with serving(data=data_dir(), mode=mode, address=address):
        if host in LOOPBACK:
            os.environ.setdefault("FIELDCRAFT_ORIGIN", address)
        if mode == "demo":
            os.environ.setdefault("FIELDCRAFT_INTAKE_SMTP", _demo_mail())
        installation = prepare(mode=mode)
        try:
            _set_up()
            supervisor = Supervisor(
                children=children(host=host, port=port), say=_say, afterwards=_afterwards(installation)
            )
            supervisor.run(ready=Probe(host=host, port=port), announce=lambda: _announce(mode=mode, address=address))
        finally:
            if installation.lease is not None:
                installation.lease.release()
    _say("Stopped.")


def children(*, host: str, port: int) -> list[Child]:
    """The web server, the worker for background jobs and, where it is asked for, the listener for mail."""
    workers = max(2, min(_cores(), MOST_WORKERS))
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    web += ["--workers", str(workers), "--blocking-threads", "4", "--respawn-failed-workers"]
    web += ["--host", host, "--port", str(port), "fieldcraft.config.wsgi:application"]
    jobs = [sys.executable, "-m", "django", "procrastinate", "-v", "0", "worker", "--concurrency", "2"]
    jobs += ["--shutdown-graceful-timeout", "10"]
    found = [Child(name="web", argv=web, env=os.environ), Child(name="worker", argv=jobs, env=os.environ)]
    if os.environ.get("FIELDCRAFT_INTAKE_SMTP", "off") not in ("", "off"):
        found.append(Child(name="mail", argv=[sys.executable, "-m", "fieldcraft.cli.mail"], env=os.environ))
    return found


def _demo_mail() -> str:
    """Where the demo takes mail: on this machine only, and not where another program does."""
    return f"127.0.0.1:{DEMO_MAIL_PORT}" if is_free(host="127.0.0.1", port=DEMO_MAIL_PORT) else "off"


def is_free(*, host: str, port: int) -> bool:
    """Whether we could listen there. granian shares ports, so it would not notice another program."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


class Probe:
    """Asks for the first page until it is really answered; says once when that takes long."""

    def __init__(self, *, host: str, port: int, say: Callable[[str], None] = click.echo) -> None:
        # A server that listens everywhere answers on the loopback address too.
        self._host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
        self._port, self._say = port, say
        # Behind a proxy only the public name is answered.
        origin = urlsplit(os.environ.get("FIELDCRAFT_ORIGIN", ""))
        self._name = origin.netloc or f"{self._host}:{port}"
        self._begun, self._complained, self._ask_again_at = time.monotonic(), False, 0.0

    def __call__(self) -> bool:
        if time.monotonic() < self._ask_again_at:
            return False
        answer = self._ask()
        if isinstance(answer, int):
            if answer < 400:
                return True
            # It is up and broken: asking ten times a second would only fill the log.
            self._ask_again_at = time.monotonic() + 2
        if not self._complained and time.monotonic() - self._begun > SLOW_START:
            self._complained = True
            self._say(f"The first page is not there after {SLOW_START:.0f} s ({answer}). Still trying.")
        return False

    def _ask(self) -> int | str:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=5)
        try:
            connection.request("GET", "/", headers={"Host": self._name})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            return str(error)
        finally:
            connection.close()


def _set_up() -> None:
    done = subprocess.run([sys.executable, "-m", "fieldcraft.cli.setup"], check=False)
    if done.returncode:
        raise SetupError("Fieldcraft could not be made ready; the lines above say why. Mend that and start again.")


def _afterwards(installation: Installation) -> list[str]:
    """For the guard, when this process is killed: stop the database if it was started for it."""
    if installation.lease is None:
        return []
    return [sys.executable, "-m", "fieldcraft.lib.postgres", "stop-if-unused", str(installation.lease.server.data)]


def _announce(*, mode: Mode, address: str) -> None:
    what = "The demo is" if mode == "demo" else "Fieldcraft is"
    _say(f"{what} at {address} (Ctrl-C stops it)")


def _say(line: str) -> None:
    click.echo(line)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 2
