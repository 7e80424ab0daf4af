"""Real servers, each in a folder of its own, all ended at the end of the test."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from fieldcraft.lib import postgres
from fieldcraft.lib.postgres import process


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that `nobody` can reach too; pytest's own are closed to others."""
    path = Path(tempfile.mkdtemp(prefix="fieldcraft-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def data(folder: Path) -> Iterator[Path]:
    """A place for a database; whatever runs there afterwards is stopped."""
    path = folder / "pg"
    yield path
    postgres.stop(data=path)


@pytest.fixture
def kill_everything() -> Callable[[postgres.Server], None]:
    """What a crash of the machine does to a server: every one of its processes is gone at once."""

    def kill(server: postgres.Server) -> None:
        assert process.life_of(pid=server.pid, data=str(server.data)) is process.Life.RUNNING
        for pid in [server.pid, *children_of(server.pid)]:
            # Children end by themselves once they see that their parent is gone, sometimes before the blow.
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    return kill


def children_of(pid: int) -> list[int]:
    """The direct children of a process, asked of ps, which knows them on every system."""
    lines = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [line.split() for line in lines.splitlines()]
    return [int(child) for child, parent in pairs if int(parent) == pid]


def rows(url: str) -> int:
    """How many rows the test's table holds."""
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert found is not None
    return int(found[0])


def keep_rows(url: str, count: int) -> None:
    """Commit `count` rows."""
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, %s)", [count])


def start_four(data: Path) -> set[int]:
    """Ask for the server of `data` from four processes at once; the process numbers they were given."""
    code = (
        "import sys, pathlib; from fieldcraft.lib import postgres\n"
        "print(postgres.ensure(data=pathlib.Path(sys.argv[1])).pid)"
    )
    argv = [sys.executable, "-c", code, str(data)]
    starts = [subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    answers = [start.communicate(timeout=120)[0] for start in starts]
    assert [start.returncode for start in starts] == [0, 0, 0, 0]
    return {int(answer) for answer in answers}
