"""Keeps a few child processes running until told to stop, and leaves none behind whatever happens."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from fieldcraft.lib import guard
from fieldcraft.lib.errors import OperatorError

TICK = 0.1
SHORT_LIFE = 10.0
SHORT_LIVES_ALLOWED = 5
FIRST_PAUSE = 0.5
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# A child starts its program only once the guard knows it: killed in between, the read ends and so does the child.
WAIT_FOR_GO = 'read -r go && exec "$@" </dev/null'


class ChildKeepsDyingError(OperatorError):
    """A child ended again and again soon after its start."""


@dataclass(frozen=True, kw_only=True)
class Child:
    """A program to keep running; `env` is its whole environment."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]


@dataclass(kw_only=True)
class _Running:
    child: Child
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    short_lives: int = 0


@dataclass(kw_only=True)
class Supervisor:
    """Starts `children`, restarts those that die, stops all on Ctrl-C, SIGTERM or SIGHUP.

    `grace` is how many seconds a child has to stop before it is killed. `say` gets one line per event. `afterwards`
    is a command for the guard to run when this process was killed and the children are gone.
    """

    children: Sequence[Child]
    say: Callable[[str], None]
    grace: float = 15.0
    afterwards: Sequence[str] = ()
    _stops: int = field(default=0, init=False)
    _guard: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _all: list[_Running] = field(default_factory=list, init=False)

    def run(self, *, ready: Callable[[], bool] | None = None, announce: Callable[[], None] | None = None) -> None:
        """Block until a stop signal; call `announce` once, when `ready` first says yes.

        Raises ChildKeepsDyingError when a child ends five times within ten seconds of its start.
        """
        before = {number: signal.signal(number, self._on_signal) for number in STOP_SIGNALS}
        self._all = [_Running(child=child) for child in self.children]
        try:
            self._watch(ready=ready or (lambda: True), announce=announce or (lambda: None))
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _watch(self, *, ready: Callable[[], bool], announce: Callable[[], None]) -> None:
        announced = False
        while not self._stops:
            self._keep_guard()
            for running in self._all:
                self._keep(running)
            if not announced and ready():
                announced = True
                announce()
            time.sleep(TICK)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stops += 1

    def _keep(self, running: _Running) -> None:
        """Start the child when it is time, notice when it died."""
        now = time.monotonic()
        if running.process is None:
            if now >= running.start_again_at:
                self._start(running)
            return
        code = running.process.poll()
        if code is None:
            return
        self._forget(running)
        lived = now - running.started_at
        running.short_lives = running.short_lives + 1 if lived < SHORT_LIFE else 0
        name, ended = running.child.name, _ending(code)
        if running.short_lives >= SHORT_LIVES_ALLOWED:
            raise ChildKeepsDyingError(
                f"{name} ended {running.short_lives} times within {SHORT_LIFE:.0f} s of its start, the last time "
                f"{ended}. What it said is above. Started as: {' '.join(running.child.argv)}"
            )
        pause = FIRST_PAUSE * 2 ** max(running.short_lives - 1, 0)
        running.start_again_at = now + pause
        self.say(f"{name} ended {ended} after {lived:.0f} s; starting it again in {pause:g} s.")

    def _start(self, running: _Running) -> None:
        process = subprocess.Popen(
            ["/bin/sh", "-c", WAIT_FOR_GO, "sh", *running.child.argv],
            env=dict(running.child.env),
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        running.process, running.started_at = process, time.monotonic()
        self._tell_guard(f"+{process.pid}")
        _write(process, "go")
        if process.stdin:
            process.stdin.close()

    def _forget(self, running: _Running) -> None:
        """The first process of the child is gone: end what it left, such as workers of a killed server."""
        if running.process is None:
            return
        guard.signal_group(group=running.process.pid, number=signal.SIGKILL, leader_only=False)
        self._tell_guard(f"-{running.process.pid}")
        running.process = None

    def _stop_all(self) -> None:
        stops = self._stops
        alive = [running.process for running in self._all if running.process is not None]
        for process in alive:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + self.grace
        # Another Ctrl-C means: now.
        while any(p.poll() is None for p in alive) and time.monotonic() < deadline and self._stops <= stops:
            time.sleep(0.05)
        for running in self._all:
            self._forget(running)
        for process in alive:
            process.wait()
        self._tell_guard(".")
        if self._guard is not None:
            self._guard.wait()
            self._guard = None

    def _keep_guard(self) -> None:
        """Start the guard, again if somebody ended it, and tell it whom to look after."""
        if self._guard is not None and self._guard.poll() is None:
            return
        script = str(Path(guard.__file__))
        self._guard = subprocess.Popen(
            [sys.executable, "-I", "-S", script, str(self.grace), *self.afterwards],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        for running in self._all:
            if running.process is not None:
                self._tell_guard(f"+{running.process.pid}")

    def _tell_guard(self, line: str) -> None:
        if self._guard is not None:
            _write(self._guard, line)
            if line == "." and self._guard.stdin:
                self._guard.stdin.close()


def _write(process: subprocess.Popen[bytes], line: str) -> None:
    if process.stdin is None or process.stdin.closed:
        return
    try:
        os.write(process.stdin.fileno(), f"{line}\n".encode())
    except BrokenPipeError:
        # It died just now; the next look at it sees that.
        return


def _ending(code: int) -> str:
    if code < 0:
        return f"by {signal.Signals(-code).name}"
    return f"with exit code {code}"
