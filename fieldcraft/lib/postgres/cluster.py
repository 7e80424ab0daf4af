"""A data directory: made whole or not at all, and opened only by the version that made it."""

import os
import re
import secrets
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from fieldcraft.lib.postgres.binaries import Binaries
from fieldcraft.lib.postgres.errors import PostgresError
from fieldcraft.lib.postgres.privileges import Account, give_to, run_as, short_name

ROLE = "fieldcraft"
DATABASE = "fieldcraft"

# For a small machine that keeps its promises. Locks: dropping or dumping an organisation's schema locks each of its
# tables at once. JIT costs more than it gives on short queries.
SETTINGS = {
    "shared_buffers": "128MB",
    "max_connections": "60",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_locks_per_transaction": "256",
    "max_wal_size": "1GB",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "logging_collector": "off",
}

# For tests only: several times faster, and a power cut ruins the data.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class OtherMajorVersionError(PostgresError):
    """The data was made by another major version than the programs at hand."""


class InitialisationError(PostgresError):
    """initdb did not produce a data directory."""


@dataclass(frozen=True, kw_only=True)
class Home:
    """The folder of one database, which root may own, with PostgreSQL's data directory inside."""

    path: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory."""
        return self.path / "cluster"

    @property
    def lock(self) -> Path:
        """Held by whoever starts or stops the server."""
        return self.path / "lock"

    @property
    def users(self) -> Path:
        """Shared by everybody who uses a server that stops with its last user."""
        return self.path / "users"

    @property
    def on_demand(self) -> Path:
        """Exists while the running server was started to be stopped by its last user."""
        return self.path / "on-demand"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.path / "server.log"

    @property
    def password(self) -> Path:
        """The password of the role for connections over TCP."""
        return self.path / "password"

    @property
    def major(self) -> int | None:
        """The major version that made the data; None while there is none."""
        try:
            return int((self.cluster / "PG_VERSION").read_text())
        except FileNotFoundError:
            return None
        except PermissionError as error:
            raise PostgresError(
                f"The database in {self.path} belongs to another user. Run the command as the user who created it "
                "(as root when root did), or set FIELDCRAFT_DATA to a folder of your own."
            ) from error


def initialise(*, home: Home, binaries: Binaries, account: Account | None) -> None:
    """Create the data directory beside its place and rename it: an interrupted start leaves nothing half made."""
    for leftover in home.path.glob("cluster.new*"):
        shutil.rmtree(leftover)
    unfinished = home.path / "cluster.new"
    unfinished.mkdir(mode=0o700)
    give_to(account=account, path=unfinished)
    argv = [
        binaries.program("initdb"),
        f"--pgdata={unfinished}",
        f"--username={ROLE}",
        "--encoding=UTF8",
        "--auth-local=trust",
        "--auth-host=scram-sha-256",
        "--data-checksums",
        "--text-search-config=simple",
        *_locale(major=binaries.major),
    ]
    done = run_as(account=account, argv=argv, timeout=300)
    if done.returncode:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise InitialisationError(
            f"PostgreSQL {binaries.version} could not create its data directory in {home.path}: "
            f"{complaint(done.stdout + done.stderr)} Check free space and permissions there and try again."
        )
    unfinished.rename(home.cluster)
    _sync_folder(home.path)


def check_version(*, home: Home, binaries: Binaries) -> None:
    """Refuse programs that cannot open the data; they would only say that the files are incompatible."""
    if home.major in (None, binaries.major):
        return
    raise OtherMajorVersionError(
        f"The database in {home.path} was made by PostgreSQL {home.major}, but the PostgreSQL found is "
        f"{binaries.version} (in {binaries.folder}). Nothing was changed. Install PostgreSQL {home.major} (Debian and "
        f"Ubuntu: apt install postgresql-{home.major}) to go on with this data, or move that folder away to start "
        f"with an empty database; pg_dump of version {home.major} carries the data over."
    )


def postmaster(
    *, home: Home, binaries: Binaries, socket_dir: Path, port: int, tcp: bool, settings: dict[str, str]
) -> list[str]:
    """The command line of the server; settings given here win over every file."""
    all_settings = SETTINGS | settings | {"listen_addresses": "127.0.0.1" if tcp else ""}
    return [
        binaries.program("postgres"),
        *("-D", str(home.cluster)),
        *("-k", str(socket_dir)),
        *("-p", str(port)),
        *(word for name, value in all_settings.items() for word in ("-c", f"{name}={value}")),
    ]


def socket_folder(*, home: Home, account: Account | None) -> Path:
    """A private folder short enough for a socket: `/tmp` plus a name that stands for the path of the data.

    The name can be guessed, so a folder that somebody else put there is refused.
    """
    owner = account.uid if account else os.getuid()
    folder = Path("/tmp") / f"fieldcraft-{owner}-{short_name(path=home.path)}"  # noqa: S108 - sun_path holds 104 bytes
    try:
        folder.mkdir(mode=0o700)
        give_to(account=account, path=folder)
    except FileExistsError:
        if os.getuid() == 0 and folder.lstat().st_uid == 0:
            give_to(account=account, path=folder)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != owner or found.st_mode & 0o077:
        raise PostgresError(
            f"The folder {folder} for the database's socket belongs to another user or is open to others. "
            "Somebody may be waiting for your data there: find out who made it, remove it and try again."
        )
    return folder


def password_of(*, home: Home) -> str:
    """The role's password for TCP, made once."""
    if not home.password.exists():
        descriptor = os.open(home.password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(24))
    return home.password.read_text()


def complaint(text: str) -> str:
    """What a program of PostgreSQL complained about, on one line, without times and process numbers."""
    lines = [re.sub(r"^[\d :.+-]+ \w+ \[\d+\] ", "", line.strip()) for line in text.strip().splitlines()]
    return " / ".join([line for line in lines if line and not line.startswith("LOG:")][-5:])


def _locale(*, major: int) -> list[str]:
    """Index order must not depend on the machine: PostgreSQL's own C.UTF-8 where it has one."""
    if major >= 17:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if sys.platform == "darwin":
        return ["--lc-collate=C", "--lc-ctype=UTF-8"]
    return ["--locale=C.UTF-8"]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
