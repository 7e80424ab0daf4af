"""Where this installation keeps its things, and what must be in the environment before Django is set up."""

import atexit
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psycopg

from fieldcraft.lib import postgres
from fieldcraft.lib.errors import OperatorError

Mode = Literal["demo", "serve", "development", "test"]
SETTINGS_MODULE = "fieldcraft.config.settings"
OLDEST_SERVER = 15
PACKAGE = Path(__file__).resolve().parents[1]


class UnusableDatabaseError(OperatorError):
    """The server DATABASE_URL names cannot be used; the message says why and what to do."""


class UnusableFolderError(OperatorError):
    """The data folder cannot be used; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Installation:
    """What `prepare` found or made. `lease` is None when DATABASE_URL names a server of the user's own."""

    data: Path
    database_url: str
    lease: postgres.Lease | None


def checkout() -> Path | None:
    """The source checkout we run from, or None when we are installed from a wheel."""
    folder = PACKAGE.parent
    return folder if (folder / "pyproject.toml").is_file() else None


def data_dir() -> Path:
    """FIELDCRAFT_DATA; else `var` in a source checkout; else the user's data folder. Not created here."""
    given = os.environ.get("FIELDCRAFT_DATA")
    if given:
        return Path(given).expanduser().absolute()
    source = checkout()
    if source is not None:
        return source / "var"
    shared = os.environ.get("XDG_DATA_HOME")
    return (Path(shared) if shared else Path.home() / ".local" / "share") / "fieldcraft"


def database_dir() -> Path:
    """The folder of the embedded database."""
    return data_dir() / "postgres"


def playbooks_dir() -> Path:
    """The folder of the playbooks that come with the product: in a checkout `playbooks`, in a wheel inside it."""
    source = checkout()
    return source / "playbooks" if source is not None else PACKAGE / "playbooks"


def secret_key(*, data: Path) -> str:
    """The key this installation signs with: made once, readable by its owner only, never half written."""
    path = data / "secret-key"
    if not path.exists():
        unfinished = path.with_name(f"secret-key.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(descriptor)
        try:
            # Unlike a rename, a link never replaces the key another process made meanwhile.
            path.hardlink_to(unfinished)
        except FileExistsError:
            pass
        finally:
            unfinished.unlink()
    return path.read_text()


def prepare(*, mode: Mode | None = None) -> Installation:
    """Put everything Django's settings need into the environment; call before `django.setup()`. Safe to repeat.

    Without `mode` the environment's FIELDCRAFT_MODE stays, or is `serve`.

    Without DATABASE_URL the embedded database is started, and stopped when the last process that needs it ends.
    Raises PostgresError, UnusableDatabaseError, UnusableFolderError.
    """
    data = data_dir()
    make_folder(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS_MODULE
    if mode is not None:
        os.environ["FIELDCRAFT_MODE"] = mode
    os.environ.setdefault("FIELDCRAFT_MODE", "serve")
    os.environ.setdefault("FIELDCRAFT_STATIC", str(data / "static"))
    if not os.environ.get("FIELDCRAFT_SECRET_KEY"):
        os.environ["FIELDCRAFT_SECRET_KEY"] = secret_key(data=data)
    given = os.environ.get("DATABASE_URL")
    if given:
        check_server(url=given)
        return Installation(data=data, database_url=given, lease=None)
    binaries = os.environ.get("FIELDCRAFT_POSTGRES")
    lease = postgres.Lease(data=database_dir(), binaries=Path(binaries) if binaries else None)
    atexit.register(lease.release)
    os.environ["DATABASE_URL"] = lease.server.url
    return Installation(data=data, database_url=lease.server.url, lease=lease)


def check_server(*, url: str) -> str:
    """The version of the server behind `url`; raises UnusableDatabaseError unless it answers and is new enough."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            number = connection.info.server_version
            version = (connection.info.parameter_status("server_version") or str(number)).split(" ")[0]
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise UnusableDatabaseError(
            f"The database DATABASE_URL names cannot be reached: {reason} Check the address, or unset DATABASE_URL "
            "to use the database that comes with Fieldcraft."
        ) from error
    if number < OLDEST_SERVER * 10_000:
        raise UnusableDatabaseError(
            f"The server DATABASE_URL names is PostgreSQL {version}; Fieldcraft needs {OLDEST_SERVER} or newer. "
            "Use a newer server, or unset DATABASE_URL to use the database that comes with Fieldcraft."
        )
    return version


def make_folder(data: Path) -> None:
    """Create the data folder; raises UnusableFolderError when that or writing there is impossible."""
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableFolderError(
            f"The data folder {data} cannot be made: {error.strerror}. Set FIELDCRAFT_DATA to a folder you can write."
        ) from error
    if not os.access(data, os.W_OK | os.X_OK):
        raise UnusableFolderError(
            f"The data folder {data} cannot be written by this user. Set FIELDCRAFT_DATA to a folder you can write."
        )
