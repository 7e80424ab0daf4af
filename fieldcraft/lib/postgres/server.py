"""Start, find and stop the server of a data directory, whatever happened to it before."""

import os
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.pq import PGconn, Ping

from fieldcraft.lib import locks
from fieldcraft.lib.postgres import binaries as programs
from fieldcraft.lib.postgres import cluster, privileges, process
from fieldcraft.lib.postgres.cluster import DATABASE, ROLE, Home
from fieldcraft.lib.postgres.errors import PostgresError
from fieldcraft.lib.postgres.process import Life, PidFile

LOCK_TIMEOUT = 180.0
START_TIMEOUT = 60.0
# A server that replays its log after a crash answers "starting up"; that may take long and must not be cut short.
RECOVERY_TIMEOUT = 1800.0
ORPHANS_TIMEOUT = 30.0
STOP_TIMEOUT = 60.0
LOG_LIMIT = 10_000_000


class StartError(PostgresError):
    """The server ended or stayed silent while starting."""


class StopError(PostgresError):
    """The server did not end."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running PostgreSQL."""

    url: str
    data: Path
    socket_dir: Path
    port: int
    version: str
    pid: int
    log: Path
    started: bool


def ensure(
    *, data: Path, binaries: Path | None = None, tcp_port: int | None = None, settings: Mapping[str, str] | None = None
) -> Server:
    """The server of `data`, started when it is not running; it stays until `stop`.

    `data` is the folder for this database (created when absent). `binaries` is a folder with PostgreSQL's programs;
    without it one is looked for. With `tcp_port` the server also listens on 127.0.0.1 and `url` leads there, with a
    password; else it has no port at all. `settings` override PostgreSQL's at a start. Raises `PostgresError`.
    """
    home = home_of(data)
    with locks.exclusive(path=home.lock, timeout=LOCK_TIMEOUT):
        server = ensure_locked(home=home, folder=binaries, tcp_port=tcp_port, settings=dict(settings or {}))
        home.on_demand.unlink(missing_ok=True)
        return server


def stop(*, data: Path) -> bool:
    """Stop the server of `data` in order; False when none was running."""
    if not (data / "cluster").exists():
        return False
    home = home_of(data)
    with locks.exclusive(path=home.lock, timeout=LOCK_TIMEOUT):
        return stop_locked(home=home)


def status(*, data: Path) -> Server | None:
    """The server of `data` if it runs and answers; starts and changes nothing."""
    home = Home(path=data.resolve())
    found = _running(home=home)
    if found is None or _ping(found) != Ping.OK:
        return None
    return _describe(home=home, found=found, started=False)


def home_of(data: Path) -> Home:
    return Home(path=privileges.reachable_home(home=data.absolute()))


def ensure_locked(*, home: Home, folder: Path | None, tcp_port: int | None, settings: dict[str, str]) -> Server:
    found = _running(home=home)
    if found is not None:
        if tcp_port is not None and (found.port, found.listens) != (tcp_port, True):
            raise PostgresError(
                f"The database in {home.path} already runs without the port {tcp_port}. Stop it first and try again."
            )
        return _ready(home=home, found=found, started=False)
    account = privileges.account_for(cluster=home.cluster)
    binaries = programs.find(account=account, major=home.major, folder=folder)
    cluster.check_version(home=home, binaries=binaries)
    if home.major is None:
        cluster.initialise(home=home, binaries=binaries, account=account)
        account = privileges.account_for(cluster=home.cluster)
    found = _start(home=home, binaries=binaries, account=account, tcp_port=tcp_port, settings=settings)
    server = _ready(home=home, found=found, started=True)
    return _open_tcp(home=home, server=server) if tcp_port is not None else server


def _start(
    *,
    home: Home,
    binaries: programs.Binaries,
    account: privileges.Account | None,
    tcp_port: int | None,
    settings: dict[str, str],
) -> PidFile:
    """Start the server; repeated while processes of a killed one still hold its memory."""
    socket_dir = cluster.socket_folder(home=home, account=account)
    _clear_remains(home=home, socket_dir=socket_dir)
    argv = cluster.postmaster(
        home=home,
        binaries=binaries,
        socket_dir=socket_dir,
        port=tcp_port or 5432,
        tcp=tcp_port is not None,
        settings=settings,
    )
    deadline = time.monotonic() + ORPHANS_TIMEOUT
    while True:
        before = _open_log(home=home, account=account)
        pid = process.start_detached(account=account, argv=argv, log=home.log)
        found = _wait_until_up(home=home, pid=pid)
        if found is not None:
            return found
        said = home.log.read_bytes()[before:].decode(errors="replace")
        in_the_way = "pre-existing shared memory block" in said or "lock file" in said
        if not in_the_way or time.monotonic() > deadline:
            raise StartError(
                f"PostgreSQL {binaries.version} did not start on {home.path}: {cluster.complaint(said)} "
                f"Its whole log is {home.log}."
            )
        time.sleep(0.2)


def _wait_until_up(*, home: Home, pid: int) -> PidFile | None:
    """Wait until the server `pid` takes connections; None when it ended instead."""
    begun = time.monotonic()
    while True:
        found = process.read_pid_file(cluster=home.cluster)
        answer = _ping(found) if found is not None and found.pid == pid else Ping.NO_RESPONSE
        if found is not None and answer == Ping.OK:
            return found
        if process.life_of(pid=pid, data=str(home.cluster)) in (Life.GONE, Life.REUSED):
            # The shell in between becomes the server by exec: for an instant the number is not yet a postgres.
            if time.monotonic() - begun > 0.5 or not _exists(pid):
                return None
        elif time.monotonic() - begun > (RECOVERY_TIMEOUT if answer == Ping.REJECT else START_TIMEOUT):
            raise StartError(
                f"PostgreSQL on {home.path} started (process {pid}) but takes no connections. "
                f"See its log {home.log}; stop it and try again."
            )
        time.sleep(0.02)


def _ready(*, home: Home, found: PidFile, started: bool) -> Server:
    """Wait for a server that somebody else is starting, make sure of our database, and describe it."""
    up = _wait_until_up(home=home, pid=found.pid)
    if up is None:
        raise StartError(f"PostgreSQL on {home.path} ended while it was being used. Its log is {home.log}; try again.")
    with psycopg.connect(_conninfo(up, database="postgres"), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not known:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    return _describe(home=home, found=up, started=started)


def _describe(*, home: Home, found: PidFile, started: bool) -> Server:
    with psycopg.connect(_conninfo(found, database="postgres"), autocommit=True) as connection:
        version = connection.info.parameter_status("server_version") or "unknown"
    server = Server(
        url=f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(found.socket_dir), safe='')}&port={found.port}",
        data=home.path,
        socket_dir=found.socket_dir,
        port=found.port,
        version=version.split(" ")[0],
        pid=found.pid,
        log=home.log,
        started=started,
    )
    return _with_tcp_url(home=home, server=server) if found.listens else server


def _open_tcp(*, home: Home, server: Server) -> Server:
    password = cluster.password_of(home=home)
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(ROLE), sql.Literal(password))
    conninfo = f"host={server.socket_dir} port={server.port} user={ROLE} dbname=postgres"
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(statement)
    return _with_tcp_url(home=home, server=server)


def _with_tcp_url(*, home: Home, server: Server) -> Server:
    password = cluster.password_of(home=home)
    return replace(server, url=f"postgresql://{ROLE}:{password}@127.0.0.1:{server.port}/{DATABASE}")


def _running(*, home: Home) -> PidFile | None:
    found = process.read_pid_file(cluster=home.cluster)
    if found is None or process.life_of(pid=found.pid, data=found.data) is not Life.RUNNING:
        return None
    return found


def _clear_remains(*, home: Home, socket_dir: Path) -> None:
    """Remove what a killed server left and PostgreSQL would misread: files naming a zombie or a recycled pid.

    Only then: a number that may be a living PostgreSQL is left for PostgreSQL itself to judge.
    """
    found = process.read_pid_file(cluster=home.cluster)
    if found is None or process.life_of(pid=found.pid, data=found.data) is not Life.REUSED:
        return
    (home.cluster / "postmaster.pid").unlink()
    for remains in socket_dir.glob(".s.PGSQL.*"):
        remains.unlink()


def stop_locked(*, home: Home) -> bool:
    home.on_demand.unlink(missing_ok=True)
    found = _running(home=home)
    if found is None:
        return False
    # SIGINT: refuse new connections, end the present ones, write everything. SIGQUIT: at once, replayed at next start.
    for number in (signal.SIGINT, signal.SIGQUIT):
        os.kill(found.pid, number)
        deadline = time.monotonic() + STOP_TIMEOUT
        while time.monotonic() < deadline:
            if process.life_of(pid=found.pid, data=found.data) in (Life.GONE, Life.REUSED):
                with suppress(OSError):
                    found.socket_dir.rmdir()
                return True
            time.sleep(0.02)
    raise StopError(f"PostgreSQL on {home.path} (process {found.pid}) does not end. See its log {home.log}.")


def _open_log(*, home: Home, account: privileges.Account | None) -> int:
    """Make sure the log can be written by `account`; gives its present length in bytes."""
    if home.log.exists() and home.log.stat().st_size > LOG_LIMIT:
        home.log.replace(home.log.with_suffix(".log.old"))
    home.log.touch(mode=0o600)
    privileges.give_to(account=account, path=home.log)
    return home.log.stat().st_size


def _conninfo(found: PidFile, *, database: str = DATABASE) -> str:
    return f"host='{found.socket_dir}' port={found.port} user={ROLE} dbname={database} connect_timeout=10"


def _ping(found: PidFile) -> int:
    return PGconn.ping(_conninfo(found).encode())


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
