"""One process at a time, and a count of who is still there: both by flock, which a kill releases."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fieldcraft.lib.errors import OperatorError


class LockTimeoutError(OperatorError):
    """Another process held the lock for the whole time we were willing to wait."""


@contextmanager
def exclusive(*, path: Path, timeout: float) -> Iterator[None]:
    """Hold `path` alone; wait at most `timeout` seconds for the one that holds it now."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        deadline = time.monotonic() + timeout
        while not try_lock(descriptor=descriptor, kind=fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise LockTimeoutError(
                    f"Another process has held the lock {path} for {timeout:.0f} s. "
                    "Wait until it is done, or end it, and try again."
                )
            time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)


def try_lock(*, descriptor: int, kind: int) -> bool:
    """Take the lock of an open file without waiting; `kind` is `LOCK_SH` or `LOCK_EX`."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
