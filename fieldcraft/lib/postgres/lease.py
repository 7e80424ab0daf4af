"""A server for as long as somebody needs it."""

import fcntl
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from fieldcraft.lib import locks
from fieldcraft.lib.postgres.cluster import Home
from fieldcraft.lib.postgres.server import LOCK_TIMEOUT, ensure_locked, home_of, stop_locked


class Lease:
    """Use of a server that was started on demand: its last user, on leaving, stops it."""

    def __init__(
        self,
        *,
        data: Path,
        binaries: Path | None = None,
        tcp_port: int | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._home = home_of(data)
        with locks.exclusive(path=self._home.lock, timeout=LOCK_TIMEOUT):
            self.server = ensure_locked(
                home=self._home, folder=binaries, tcp_port=tcp_port, settings=dict(settings or {})
            )
            if self.server.started:
                self._home.on_demand.touch()
            self._users: int | None = os.open(self._home.users, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._users, fcntl.LOCK_SH)

    def release(self) -> bool:
        """Leave; True when that stopped the server. Safe to repeat."""
        if self._users is None:
            return False
        users, self._users = self._users, None
        os.close(users)
        return stop_if_unused(data=self._home.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def stop_if_unused(*, data: Path) -> bool:
    """Stop a server that was started on demand and that nobody holds a lease on any more."""
    home = Home(path=data.resolve())
    if not home.on_demand.exists():
        return False
    with locks.exclusive(path=home.lock, timeout=LOCK_TIMEOUT):
        users = os.open(home.users, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            alone = locks.try_lock(descriptor=users, kind=fcntl.LOCK_EX)
            return alone and home.on_demand.exists() and stop_locked(home=home)
        finally:
            os.close(users)
