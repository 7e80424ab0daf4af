"""The wheel holds everything and runs away from any checkout."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
NOT_SOURCE = shutil.ignore_patterns(".git", ".venv", "var", "build", "dist", "*.egg-info", "__pycache__", ".*_cache")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built in a copy so that no older build can lend it files."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, folder / "source", ignore=NOT_SOURCE)
    argv = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(folder / "source")]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """A folder with nothing but the unpacked wheel."""
    folder = wheel.parent / "site"
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def run(installed: Path, *argv: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run Python far from the checkout, with an empty home and no other variable than these."""
    home = installed.parent / "home"
    home.mkdir(exist_ok=True)
    bare = {"PATH": "/usr/bin:/bin", "HOME": str(home), "PYTHONPATH": str(installed)}
    return subprocess.run(
        [sys.executable, *argv], cwd=home, env=bare | env, capture_output=True, text=True, check=False, timeout=120
    )


def test_every_file_that_is_not_code_is_inside(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "fieldcraft").rglob("*")
        if path.is_file() and not {"tests", "__pycache__"} & set(path.parts)
    }
    packs = {
        f"fieldcraft/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "playbooks").rglob("*") if path.is_file()
    }
    assert not sorted((package | packs) - inside)
    for kind in ("fieldcraft/playbooks/complex-sale/", "fieldcraft/web/templates/", "fieldcraft/web/static/"):
        assert [name for name in inside if name.startswith(kind)], kind


def test_no_test_is_inside(wheel: Path) -> None:
    assert not [name for name in zipfile.ZipFile(wheel).namelist() if "/tests/" in name]


def test_the_command_answers_in_an_empty_home(installed: Path) -> None:
    helped = run(installed, "-m", "fieldcraft.cli.main", "--help")
    assert (helped.returncode, helped.stderr) == (0, "")
    assert "demo" in helped.stdout
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    told = run(installed, "-m", "fieldcraft.cli.main", "--version")
    assert told.stdout.strip() == f"fieldcraft {version}"
    points = next(installed.glob("fieldcraft-*.dist-info/entry_points.txt")).read_text()
    assert "fieldcraft = fieldcraft.cli.main:main" in points


def test_it_finds_its_own_playbooks_and_keeps_data_in_the_home(installed: Path) -> None:
    code = (
        "from fieldcraft.lib import installation as i; print(i.checkout(), i.playbooks_dir(), i.data_dir(), sep='\\n')"
    )
    answers = run(installed, "-c", code).stdout.split()
    assert answers == [
        "None",
        str(installed / "fieldcraft" / "playbooks"),
        str(installed.parent / "home" / ".local" / "share" / "fieldcraft"),
    ]


def test_it_migrates_an_empty_database(installed: Path, empty_database: str) -> None:
    done = run(installed, "-m", "fieldcraft.cli.main", "migrate", DATABASE_URL=empty_database)
    assert done.stdout.strip() == "The database has been brought up to date.", done.stderr
    again = run(installed, "-m", "fieldcraft.cli.main", "migrate", "--check", DATABASE_URL=empty_database)
    assert (again.returncode, again.stdout.strip()) == (0, "The database is up to date."), again.stderr


@pytest.fixture
def empty_database() -> Iterator[str]:
    """A database without a table on the server the tests use."""
    name, server = f"wheel_{uuid4().hex}", os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield (
        server.replace("/fieldcraft?", f"/{name}?")
        if "/fieldcraft?" in server
        else f"{server.rsplit('/', 1)[0]}/{name}"
    )
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
