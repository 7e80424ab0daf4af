"""What was acknowledged is still there, whatever was done to the server; and nothing is opened that must not be."""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from fieldcraft.lib import postgres
from fieldcraft.lib.postgres import binaries, process
from fieldcraft.lib.postgres.binaries import BinariesNotFoundError
from fieldcraft.lib.postgres.cluster import OtherMajorVersionError
from fieldcraft.lib.postgres.process import Life
from fieldcraft.lib.postgres.tests.conftest import keep_rows, rows, start_four

Kill = Callable[[postgres.Server], None]


def test_committed_rows_survive_the_kill_of_everything(data: Path, kill_everything: Kill) -> None:
    server = postgres.ensure(data=data)
    keep_rows(server.url, 1000)
    kill_everything(server)
    again = postgres.ensure(data=data)
    assert again.started
    assert again.pid != server.pid
    assert rows(again.url) == 1000


def test_every_acknowledged_row_survives_a_kill_in_the_middle_of_writing(data: Path, kill_everything: Kill) -> None:
    server = postgres.ensure(data=data)
    keep_rows(server.url, 0)
    acknowledged = 0
    killer = threading.Timer(0.5, kill_everything, [server])
    killer.start()
    with pytest.raises(psycopg.OperationalError), psycopg.connect(server.url, autocommit=True) as connection:
        while True:
            connection.execute("INSERT INTO kept VALUES (1)")
            acknowledged += 1
    killer.join()
    assert acknowledged > 10
    # The last row may have been written without the answer reaching us.
    assert rows(postgres.ensure(data=data).url) in (acknowledged, acknowledged + 1)


def test_a_killed_parent_process_alone_is_noticed(data: Path) -> None:
    server = postgres.ensure(data=data)
    keep_rows(server.url, 10)
    os.kill(server.pid, signal.SIGKILL)
    again = postgres.ensure(data=data)
    assert again.pid != server.pid
    assert rows(again.url) == 10


def test_four_starts_after_a_kill_give_one_server(data: Path, kill_everything: Kill) -> None:
    server = postgres.ensure(data=data)
    keep_rows(server.url, 7)
    kill_everything(server)
    pids = start_four(data)
    assert len(pids) == 1
    assert rows(postgres.ensure(data=data).url) == 7


def test_a_recycled_process_number_does_not_prevent_the_start(data: Path, kill_everything: Kill) -> None:
    server = postgres.ensure(data=data)
    keep_rows(server.url, 2)
    kill_everything(server)
    # Same user as the server, because PostgreSQL takes a stranger's process for none of its own anyway.
    owner = (server.data / "cluster").stat().st_uid
    stranger = subprocess.Popen(["sleep", "60"], user=owner if os.geteuid() == 0 else None)
    try:
        for path in (server.data / "cluster" / "postmaster.pid", *server.socket_dir.glob("*.lock")):
            path.write_text(path.read_text().replace(str(server.pid), str(stranger.pid), 1))
        again = postgres.ensure(data=data)
        assert rows(again.url) == 2
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_zombie_nobody_reaps_does_not_prevent_the_start(data: Path, kill_everything: Kill) -> None:
    server = postgres.ensure(data=data)
    keep_rows(server.url, 2)
    kill_everything(server)
    zombie = subprocess.Popen(["true"])
    deadline = time.monotonic() + 10
    while process.life_of(pid=zombie.pid, data="x") is not Life.REUSED and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        for path in (server.data / "cluster" / "postmaster.pid", *server.socket_dir.glob("*.lock")):
            path.write_text(path.read_text().replace(str(server.pid), str(zombie.pid), 1))
        assert rows(postgres.ensure(data=data).url) == 2
    finally:
        zombie.wait()


def test_a_dead_socket_is_not_handed_out(data: Path, kill_everything: Kill) -> None:
    server = postgres.ensure(data=data)
    kill_everything(server)
    assert list(server.socket_dir.glob(".s.PGSQL.*"))
    assert postgres.status(data=data) is None
    keep_rows(postgres.ensure(data=data).url, 1)


def test_an_interrupted_first_start_is_finished_by_the_next(data: Path) -> None:
    (data / "cluster.new").mkdir(parents=True)
    (data / "cluster.new" / "PG_VERSION").write_text("18\n")
    keep_rows(postgres.ensure(data=data).url, 1)
    assert not (data / "cluster.new").exists()


def test_data_of_another_major_version_is_refused_and_left_alone(data: Path) -> None:
    server = postgres.ensure(data=data)
    keep_rows(server.url, 1)
    postgres.stop(data=data)
    version = server.data / "cluster" / "PG_VERSION"
    before = version.read_text()
    version.write_text("14\n")
    with pytest.raises(OtherMajorVersionError, match=r"made by PostgreSQL 14.*Install PostgreSQL 14.*move that folder"):
        postgres.ensure(data=data)
    version.write_text(before)
    assert rows(postgres.ensure(data=data).url) == 1


@pytest.mark.skipif(
    binaries.find_installed() is None,
    reason="needs an installed PostgreSQL beside the wheel: apt-get install postgresql",
)
def test_data_is_opened_by_the_version_that_made_it(data: Path) -> None:
    installed = binaries.find_installed()
    assert installed is not None
    keep_rows(postgres.ensure(data=data, binaries=installed.folder).url, 1)
    postgres.stop(data=data)
    server = postgres.ensure(data=data)
    assert server.version.split(".")[0] == str(installed.major)
    assert rows(server.url) == 1


def test_a_folder_without_postgresql_is_refused(data: Path, folder: Path) -> None:
    with pytest.raises(BinariesNotFoundError, match=r"No PostgreSQL that runs is in .*postgres and initdb"):
        postgres.ensure(data=data, binaries=folder)


def test_a_server_that_cannot_start_says_what_postgresql_said(data: Path) -> None:
    with pytest.raises(postgres.PostgresError, match=r"did not start on .*shared_buffers.*Its whole log is"):
        postgres.ensure(data=data, settings={"shared_buffers": "a lot"})


def test_a_socket_folder_of_somebody_else_is_refused(data: Path) -> None:
    server = postgres.ensure(data=data)
    postgres.stop(data=data)
    server.socket_dir.mkdir(mode=0o755)
    server.socket_dir.chmod(0o755)
    try:
        with pytest.raises(postgres.PostgresError, match="open to others"):
            postgres.ensure(data=data)
    finally:
        server.socket_dir.rmdir()


def test_a_port_that_is_taken_is_reported(data: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(postgres.PostgresError, match=r"did not start.*already running on port"),
    ):
        postgres.ensure(data=data, tcp_port=taken.getsockname()[1])
