"""Which process serves a data folder now: a lock that dies with its holder, and a note of where it answers."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from fieldcraft.lib import locks
from fieldcraft.lib.errors import OperatorError


class AlreadyRunningError(OperatorError):
    """Another process serves this data folder."""


@dataclass(frozen=True, kw_only=True)
class Running:
    """What the serving process says of itself."""

    pid: int
    mode: str
    address: str


@contextmanager
def serving(*, data: Path, mode: str, address: str) -> Iterator[None]:
    """Be the one process that serves `data`; raises AlreadyRunningError when there is one."""
    descriptor = os.open(_lock(data), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if not locks.try_lock(descriptor=descriptor, kind=fcntl.LOCK_EX):
            other = running(data=data)
            where = f" at {other.address} (process {other.pid})" if other else ""
            raise AlreadyRunningError(
                f"Fieldcraft already runs on the data in {data}{where}. Use that one, end it with `fieldcraft stop`, "
                "or set FIELDCRAFT_DATA to another folder."
            )
        _write(data=data, note=Running(pid=os.getpid(), mode=mode, address=address))
        yield
        _note(data).unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def running(*, data: Path) -> Running | None:
    """The process that serves `data`, or None."""
    if not _lock(data).exists() or not _is_held(_lock(data)):
        return None
    with suppress(OSError, ValueError, TypeError):
        return Running(**json.loads(_note(data).read_text()))
    return None


def _is_held(path: Path) -> bool:
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        return not locks.try_lock(descriptor=descriptor, kind=fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _write(*, data: Path, note: Running) -> None:
    unfinished = _note(data).with_suffix(".new")
    unfinished.write_text(json.dumps(asdict(note)))
    unfinished.replace(_note(data))


def _lock(data: Path) -> Path:
    return data / "running.lock"


def _note(data: Path) -> Path:
    return data / "running.json"
