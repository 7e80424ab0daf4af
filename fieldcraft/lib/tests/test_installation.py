"""Where things are kept, and what is refused before Django is set up."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from fieldcraft.lib import installation
from fieldcraft.lib.installation import UnusableDatabaseError, UnusableFolderError
from fieldcraft.lib.running import AlreadyRunningError, running, serving


def test_the_data_folder_is_the_one_named_in_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FIELDCRAFT_DATA", str(tmp_path / "own"))
    assert installation.data_dir() == tmp_path / "own"


def test_a_checkout_keeps_its_data_in_var(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FIELDCRAFT_DATA", raising=False)
    source = installation.checkout()
    assert source is not None
    assert installation.data_dir() == source / "var"
    assert (installation.playbooks_dir() / "complex-sale").is_dir()


def test_without_a_checkout_the_users_data_folder_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FIELDCRAFT_DATA", raising=False)
    monkeypatch.setattr(installation, "PACKAGE", tmp_path / "site-packages" / "fieldcraft")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert installation.data_dir() == tmp_path / "share" / "fieldcraft"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert installation.data_dir() == tmp_path / ".local" / "share" / "fieldcraft"


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    key = installation.secret_key(data=tmp_path)
    assert len(key) >= 50
    assert installation.secret_key(data=tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_eight_first_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from fieldcraft.lib import installation\n"
        "print(installation.secret_key(data=pathlib.Path(sys.argv[1])))"
    )
    argv = [sys.executable, "-c", code, str(tmp_path)]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    starts = [subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env=env) for _ in range(8)]
    assert {start.communicate(timeout=60)[0].strip() for start in starts} == {installation.secret_key(data=tmp_path)}


def test_a_folder_that_cannot_be_made_is_reported_with_what_to_set(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UnusableFolderError, match=r"file/data cannot be made.*FIELDCRAFT_DATA"):
        installation.make_folder(tmp_path / "file" / "data")


def test_a_server_that_answers_is_accepted() -> None:
    assert int(installation.check_server(url=os.environ["DATABASE_URL"]).split(".")[0]) >= 15


def test_a_server_that_does_not_answer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableDatabaseError, match=r"cannot be reached.*unset DATABASE_URL"):
        installation.check_server(url=f"postgresql://u@/d?host={tmp_path}")


def test_an_old_server_is_refused_with_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psycopg.ConnectionInfo, "server_version", 140_012)
    with pytest.raises(UnusableDatabaseError, match="Fieldcraft needs 15 or newer"):
        installation.check_server(url=os.environ["DATABASE_URL"])


def test_prepare_keeps_what_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FIELDCRAFT_DATA", str(tmp_path))
    monkeypatch.setenv("FIELDCRAFT_SECRET_KEY", "given")
    monkeypatch.setenv("FIELDCRAFT_STATIC", "given")
    url = os.environ["DATABASE_URL"]
    found = installation.prepare()
    assert (found.lease, found.database_url, found.data) == (None, url, tmp_path)
    assert (os.environ["FIELDCRAFT_SECRET_KEY"], os.environ["FIELDCRAFT_MODE"]) == ("given", "test")


def test_one_process_serves_a_folder_and_says_where(tmp_path: Path) -> None:
    assert running(data=tmp_path) is None
    with serving(data=tmp_path, mode="demo", address="http://127.0.0.1:8000"):
        now = running(data=tmp_path)
        assert now is not None
        assert (now.pid, now.mode, now.address) == (os.getpid(), "demo", "http://127.0.0.1:8000")
        with (
            pytest.raises(AlreadyRunningError, match=r"already runs .* at http://127.0.0.1:8000"),
            serving(data=tmp_path, mode="serve", address="http://127.0.0.1:8001"),
        ):
            pass
        assert running(data=tmp_path) == now
    assert running(data=tmp_path) is None


def test_the_note_of_a_killed_process_counts_for_nothing(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, sys; from fieldcraft.lib.running import serving\n"
        "with serving(data=pathlib.Path(sys.argv[1]), mode='demo', address='http://x'): os.kill(os.getpid(), 9)"
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], env=env, check=False).returncode == -9
    assert (tmp_path / "running.json").exists()
    assert running(data=tmp_path) is None
