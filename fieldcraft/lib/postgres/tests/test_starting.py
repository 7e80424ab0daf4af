"""A server starts, is found again and stops."""

import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from fieldcraft.lib import postgres
from fieldcraft.lib.postgres import cluster, process
from fieldcraft.lib.postgres.tests.conftest import keep_rows, rows, start_four

Record = Callable[[str, object], None]


def setting(url: str, name: str) -> str:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert found is not None
    return str(found[0])


def test_a_fresh_start_gives_an_address_that_works(data: Path, record_property: Record) -> None:
    begun = time.monotonic()
    server = postgres.ensure(data=data)
    fresh = time.monotonic() - begun
    assert server.started
    keep_rows(server.url, 3)
    assert rows(server.url) == 3
    assert setting(server.url, "server_encoding") == "UTF8"
    record_property("fresh start, s", round(fresh, 2))
    assert fresh < 30


def test_a_second_start_is_fast_and_keeps_the_data(data: Path, record_property: Record) -> None:
    keep_rows(postgres.ensure(data=data).url, 5)
    assert postgres.stop(data=data)
    begun = time.monotonic()
    server = postgres.ensure(data=data)
    again = time.monotonic() - begun
    assert server.started
    assert rows(server.url) == 5
    assert again < 5
    record_property("second start, s", round(again, 2))


def test_a_running_server_is_found_and_not_started_again(data: Path) -> None:
    first = postgres.ensure(data=data)
    second = postgres.ensure(data=data)
    assert (first.started, second.started) == (True, False)
    assert (first.pid, first.url) == (second.pid, second.url)


def test_it_keeps_what_it_acknowledged_and_opens_no_port(data: Path) -> None:
    url = postgres.ensure(data=data).url
    assert setting(url, "fsync") == "on"
    assert setting(url, "synchronous_commit") == "on"
    assert setting(url, "listen_addresses") == ""


def test_order_does_not_depend_on_the_machine(data: Path) -> None:
    server = postgres.ensure(data=data)
    with psycopg.connect(server.url) as connection:
        found = connection.execute(
            "SELECT array_agg(w ORDER BY w), upper('straße é') FROM unnest(ARRAY['b', 'Z', 'ä', 'a']) w"
        ).fetchone()
    assert found is not None
    assert found[0] == ["Z", "a", "b", "ä"]
    assert found[1].endswith("É")


def test_only_we_can_reach_the_socket(data: Path) -> None:
    server = postgres.ensure(data=data)
    assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700
    assert conninfo_to_dict(server.url)["host"] == str(server.socket_dir)


def test_status_tells_of_a_running_server_and_starts_none(data: Path) -> None:
    assert postgres.status(data=data) is None
    assert not data.exists()
    server = postgres.ensure(data=data)
    seen = postgres.status(data=data)
    assert seen is not None
    assert (seen.pid, seen.url, seen.version) == (server.pid, server.url, server.version)
    postgres.stop(data=data)
    assert postgres.status(data=data) is None


def test_stop_says_whether_anything_ran(data: Path) -> None:
    assert not postgres.stop(data=data)
    postgres.ensure(data=data)
    assert postgres.stop(data=data)
    assert not postgres.stop(data=data)


def test_a_long_path_with_spaces_works(folder: Path) -> None:
    data = folder / ("a folder with spaces " * 8) / 'it\'s "quoted" $HOME'
    assert len(str(data)) > 150
    server = postgres.ensure(data=data)
    try:
        keep_rows(server.url, 1)
        assert rows(server.url) == 1
        assert len(str(server.socket_dir)) < 80
    finally:
        postgres.stop(data=data)


def test_two_folders_have_two_servers(folder: Path) -> None:
    one, two = postgres.ensure(data=folder / "one"), postgres.ensure(data=folder / "two")
    try:
        assert one.pid != two.pid
        assert one.socket_dir != two.socket_dir
        keep_rows(one.url, 1)
        with pytest.raises(psycopg.errors.UndefinedTable):
            rows(two.url)
    finally:
        postgres.stop(data=folder / "one")
        postgres.stop(data=folder / "two")


def test_four_starts_at_once_give_one_server(data: Path) -> None:
    pids = start_four(data)
    assert len(pids) == 1
    found = process.read_pid_file(cluster=data.resolve() / "cluster")
    assert found is not None
    assert pids == {found.pid}


def test_the_environment_of_postgresql_does_not_leak_in(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGUSER", "stranger")
    server = postgres.ensure(data=data)
    assert setting(server.url, "port") == "5432"


def test_a_port_opens_on_request_and_wants_the_password(data: Path) -> None:
    from fieldcraft.lib.postgres.__main__ import _free_port

    server = postgres.ensure(data=data, tcp_port=_free_port())
    keep_rows(server.url, 2)
    assert rows(server.url) == 2
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(server.url.replace(cluster.password_of(home=cluster.Home(path=server.data)), "guess"))


def test_the_last_user_on_leaving_stops_the_server(data: Path) -> None:
    first, second = postgres.Lease(data=data), postgres.Lease(data=data)
    assert first.server.pid == second.server.pid
    assert not first.release()
    keep_rows(second.server.url, 1)
    assert second.release()
    assert postgres.status(data=data) is None


def test_a_server_started_to_stay_outlives_its_users(data: Path) -> None:
    postgres.ensure(data=data)
    with postgres.Lease(data=data):
        pass
    assert postgres.status(data=data) is not None


@pytest.mark.skipif(os.geteuid() != 0, reason="dropping root needs root: run these tests with sudo to enable")
def test_root_never_runs_the_server(data: Path) -> None:
    server = postgres.ensure(data=data)
    assert Path(f"/proc/{server.pid}").stat().st_uid != 0
    assert (server.data / "cluster").stat().st_uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="dropping root needs root: run these tests with sudo to enable")
def test_a_folder_that_is_closed_to_others_stays_closed_and_the_data_goes_elsewhere(folder: Path) -> None:
    folder.chmod(0o700)
    data = folder / "pg"
    server = postgres.ensure(data=data)
    try:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert folder not in server.data.parents
        assert data.resolve() == server.data
        keep_rows(server.url, 1)
        assert postgres.ensure(data=data).pid == server.pid
    finally:
        subprocess.run([sys.executable, "-m", "fieldcraft.lib.postgres", "remove", str(data)], check=True)
    assert not server.data.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="becoming another user needs root: run these tests with sudo to enable")
def test_an_ordinary_user_needs_no_root(folder: Path) -> None:
    from fieldcraft.lib.postgres import binaries, privileges

    account = privileges.account_for(cluster=folder)
    assert account is not None
    found = binaries.find(account=account)
    os.chown(folder, account.uid, account.gid)
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)
            server = postgres.ensure(data=folder / "own", binaries=found.folder)
            keep_rows(server.url, 4)
            good = rows(server.url) == 4 and (server.data / "cluster").stat().st_uid == account.uid
            code = 0 if postgres.stop(data=folder / "own") and good else 1
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
