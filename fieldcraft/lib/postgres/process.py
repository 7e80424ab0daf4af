"""What PostgreSQL's own pid file says, and whether the process it names still lives."""

import os
import subprocess
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from fieldcraft.lib.postgres.privileges import Account, run_as


class Life(Enum):
    """What became of the process named in a pid file."""

    RUNNING = "running"
    GONE = "gone"
    REUSED = "reused"
    UNCLEAR = "unclear"


@dataclass(frozen=True, kw_only=True)
class PidFile:
    """The lines of `postmaster.pid` that matter; written by PostgreSQL, so it knows better than we do."""

    pid: int
    data: str
    port: int
    socket_dir: Path
    listens: bool


def read_pid_file(*, cluster: Path) -> PidFile | None:
    """The pid file of a data directory, or None when there is none or it is not complete yet."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return PidFile(
            pid=int(lines[0]), data=lines[1], port=int(lines[3]), socket_dir=Path(lines[4]), listens=bool(lines[5])
        )
    except (OSError, ValueError, IndexError):
        return None


def life_of(*, pid: int, data: str) -> Life:
    """Whether `pid` is the postmaster of `data`.

    REUSED is a zombie nobody reaps (a container without init) or a stranger with a recycled number: PostgreSQL
    itself takes both for a living postmaster and refuses to start. UNCLEAR is some other PostgreSQL.
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return Life.GONE
    except PermissionError:
        pass
    dead, name, arguments = _look(pid=pid)
    if dead or not name.startswith(("postgres", "postmaster")):
        return Life.REUSED
    return Life.RUNNING if data in arguments else Life.UNCLEAR


def _look(*, pid: int) -> tuple[bool, str, str]:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
    except OSError:
        return _look_with_ps(pid=pid)
    name, rest = stat[stat.index("(") + 1 :].rsplit(") ", 1)
    return rest.startswith(("Z", "X")), name, os.fsdecode(arguments)


def _look_with_ps(*, pid: int) -> tuple[bool, str, str]:
    try:
        done = subprocess.run(
            ["ps", "-ww", "-o", "stat=,command=", "-p", str(pid)],
            capture_output=True, text=True, errors="surrogateescape", check=False,
        )  # fmt: skip
    except OSError:
        return False, "postgres", ""
    state, _, command = done.stdout.strip().partition(" ")
    command = command.strip()
    program = command.split(" -D ", 1)[0]
    return not state or state.startswith("Z"), Path(program).name, command


def start_detached(*, account: Account | None, argv: list[str], log: Path) -> int:
    """Start a server that outlives us, in a session of its own (Ctrl-C must not reach it); gives its pid.

    The shell in between hands it over to init: as our own child it would stay a zombie after a kill.
    """
    script = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'
    done = run_as(account=account, argv=["/bin/sh", "-c", script, "sh", str(log), *argv], new_session=True)
    return int(done.stdout)
