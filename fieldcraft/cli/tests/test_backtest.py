"""`fieldcraft backtest` at the command line: what goes where, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from fieldcraft.cli.main import commands
from fieldcraft.insight.tables.tests.generated import as_csv, opportunities


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "history.csv"
    path.write_text(as_csv(rows=opportunities(rows=70, seed=1)), encoding="utf-8")
    return path


def test_json_alone_goes_to_stdout_and_no_server_is_needed(table: Path) -> None:
    script = (
        "import sys; sys.argv[0] = 'fieldcraft'\n"
        "from fieldcraft.cli.main import commands\n"
        "commands(standalone_mode=False)\n"
        "assert 'django' not in sys.modules, 'Django was loaded'\n"
    )
    asked = ["backtest", str(table), "--outcome", "Outcome", "--won", "Won", "--exclude", "Region,Product", "--json"]
    done = subprocess.run(
        [sys.executable, "-c", script, *asked], capture_output=True, text=True, check=True, env={"PYTHONPATH": "."}
    )
    said = json.loads(done.stdout)
    assert said["n"] == said["won"] + next(
        one["rows"] for one in said["outcome"]["values"] if one["value"] == "Lost"
    )  # fmt: skip
    assert said["excluded"] == ["Region", "Product"]
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["--outcome", "Outcme", "--won", "Won"], "'Outcome'"),
        (["--outcome", "Outcome", "--won", "Victory"], "'Won'"),
        (["--outcome", "Outcome"], "--won"),
    ],
)
def test_bad_input_ends_with_two_and_says_what_to_write(table: Path, asked: list[str], says: str) -> None:
    done = CliRunner().invoke(commands, ["backtest", str(table), *asked])
    assert done.exit_code == 2
    assert done.stdout == ""
    assert says in done.stderr


def test_a_file_that_is_not_there_ends_with_two(tmp_path: Path) -> None:
    done = CliRunner().invoke(commands, ["backtest", str(tmp_path / "no.csv"), "--outcome", "a", "--won", "b"])
    assert done.exit_code == 2
    assert "not a file" in done.stderr
