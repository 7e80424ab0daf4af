"""Real processes: what is started is kept running, and nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldcraft.lib import guard
from fieldcraft.lib.supervisor import Child, ChildKeepsDyingError, Supervisor

# A child with a child of its own, like a web server with workers; both write their numbers down.
FAMILY = 'echo $$ >> "$PIDS"; sleep 600 & echo $! >> "$PIDS"; wait'
PARENT = """
import os, sys
from fieldcraft.lib.supervisor import Child, Supervisor
children = [Child(name=n, argv=["/bin/sh", "-c", os.environ["FAMILY"]], env=os.environ) for n in ("web", "worker")]
Supervisor(children=children, say=print, grace=3, afterwards=["/bin/sh", "-c", "echo done > $PIDS.after"]).run(
    ready=lambda: True, announce=lambda: print("ready", flush=True))
print("stopped", flush=True)
"""


@pytest.fixture
def pids(tmp_path: Path) -> Path:
    return tmp_path / "pids"


@pytest.fixture
def parent(pids: Path) -> Iterator[subprocess.Popen[str]]:
    """A supervisor with two families, in a process of its own that we can kill."""
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        env=os.environ | {"PIDS": str(pids), "FAMILY": FAMILY, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    yield process
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    # Only what a failed test left; a passing one has seen them gone.
    for pid in numbers(pids):
        if lives(pid):
            os.kill(pid, signal.SIGKILL)


def numbers(pids: Path) -> list[int]:
    return [int(line) for line in pids.read_text().split()] if pids.exists() else []


def lives(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def eventually(condition: Callable[[], bool], *, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_every_process(parent: subprocess.Popen[str], pids: Path, number: signal.Signals) -> None:
    assert eventually(lambda: len(numbers(pids)) == 4)
    parent.send_signal(number)
    out, _ = parent.communicate(timeout=30)
    assert out.split() == ["ready", "stopped"]
    assert parent.returncode == 0
    assert not [pid for pid in numbers(pids) if lives(pid)]
    assert not Path(f"{pids}.after").exists()


def test_the_kill_of_the_supervisor_leaves_no_child(parent: subprocess.Popen[str], pids: Path) -> None:
    assert eventually(lambda: len(numbers(pids)) == 4)
    assert all(lives(pid) for pid in numbers(pids))
    parent.kill()
    assert eventually(lambda: not any(lives(pid) for pid in numbers(pids)))
    assert eventually(Path(f"{pids}.after").exists)


def test_a_killed_guard_is_replaced(parent: subprocess.Popen[str], pids: Path) -> None:
    assert eventually(lambda: len(numbers(pids)) == 4)
    first = guard_of(parent.pid)
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: guard_of(parent.pid) not in (0, first))
    parent.kill()
    assert eventually(lambda: not any(lives(pid) for pid in numbers(pids)))


def test_a_child_that_dies_is_started_again_and_leaves_no_orphan(parent: subprocess.Popen[str], pids: Path) -> None:
    assert eventually(lambda: len(numbers(pids)) == 4)
    before = numbers(pids)
    os.kill(before[0], signal.SIGKILL)
    assert eventually(lambda: len(numbers(pids)) == 6)
    assert not lives(before[0])
    # Two families of two: the killed one's own child is gone as well.
    assert eventually(lambda: sum(map(lives, numbers(pids))) == 4)


def test_a_child_that_keeps_dying_ends_the_whole_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fieldcraft.lib.supervisor.FIRST_PAUSE", 0.01)
    said: list[str] = []
    children = [
        Child(name="good", argv=["sleep", "600"], env=os.environ),
        Child(name="bad", argv=["/bin/sh", "-c", "exit 3"], env=os.environ),
    ]
    supervisor = Supervisor(children=children, say=said.append, grace=3)
    with pytest.raises(ChildKeepsDyingError, match=r"bad ended 5 times within 10 s .* with exit code 3"):
        supervisor.run()
    assert len(said) == 4
    assert all(line.startswith("bad ended with exit code 3") for line in said)


def test_the_pause_before_a_restart_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fieldcraft.lib.supervisor.FIRST_PAUSE", 0.01)
    said: list[str] = []
    child = Child(name="bad", argv=["false"], env=os.environ)
    with pytest.raises(ChildKeepsDyingError):
        Supervisor(children=[child], say=said.append).run()
    assert [line.split(" again in ")[1] for line in said] == ["0.01 s.", "0.02 s.", "0.04 s.", "0.08 s."]


def test_a_child_that_does_not_stop_is_killed() -> None:
    stubborn = Child(name="stubborn", argv=["/bin/sh", "-c", "trap '' TERM; while :; do sleep 1; done"], env=os.environ)
    supervisor = Supervisor(children=[stubborn], say=lambda line: None, grace=0.5)
    supervisor.run(ready=lambda: True, announce=lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert not [pid for pid in children_of(os.getpid()) if "trap" in command_of(pid)]


def test_a_child_gets_exactly_its_environment(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    argv = ["/bin/sh", "-c", f"env > '{seen}.new'; mv '{seen}.new' '{seen}'; exec sleep 600"]
    child = Child(name="env", argv=argv, env={"PATH": os.environ["PATH"], "ONLY": "this"})
    supervisor = Supervisor(children=[child], say=lambda line: None)
    supervisor.run(ready=seen.exists, announce=lambda: os.kill(os.getpid(), signal.SIGTERM))
    names = {line.split("=")[0] for line in seen.read_text().splitlines()}
    assert names - {"PWD", "SHLVL", "_", "OLDPWD"} == {"PATH", "ONLY"}


def ps(*arguments: str) -> list[list[str]]:
    done = subprocess.run(["ps", *arguments], capture_output=True, text=True, check=False)
    return [line.split(None, 1) for line in done.stdout.splitlines()]


def children_of(pid: int) -> list[int]:
    return [int(child) for child, parent in ps("-A", "-o", "pid=,ppid=") if int(parent) == pid]


def command_of(pid: int) -> str:
    found = ps("-ww", "-o", "command=", "-p", str(pid))
    return " ".join(found[0]) if found else ""


def guard_of(pid: int) -> int:
    name = Path(guard.__file__).name
    return next((child for child in children_of(pid) if name in command_of(child)), 0)
