"""The command line: quick to answer, plain when something is wrong."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest

from fieldcraft.cli import serve
from fieldcraft.cli.lazy import LazyGroup
from fieldcraft.cli.main import COMMANDS, commands
from fieldcraft.cli.playbook import playbook
from fieldcraft.cli.serve import PortTakenError, is_free


def fieldcraft(*argv: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fieldcraft.cli.main", *argv],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_line_of_the_table_leads_to_a_command(name: str) -> None:
    assert isinstance(commands, LazyGroup)
    command = commands.get_command(click.Context(commands), name)
    assert isinstance(command, click.Command)
    assert command.help


def test_every_playbook_command_is_there_with_the_line_of_its_table() -> None:
    assert isinstance(playbook, LazyGroup)
    for name in playbook.list_commands(click.Context(playbook)):
        command = playbook.get_command(click.Context(playbook), name)
        assert isinstance(command, click.Command)
        assert command.help


def test_help_lists_every_command_and_loads_none() -> None:
    code = (
        "import sys; from fieldcraft.cli.main import commands\n"
        "commands(['--help'], standalone_mode=False)\n"
        "print(sorted(m for m in sys.modules if m.startswith(('django', 'psycopg', 'fieldcraft.cli.'))))"
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    out = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout
    assert all(f"  {name} " in out for name in COMMANDS)
    assert out.splitlines()[-1] == "['fieldcraft.cli.lazy', 'fieldcraft.cli.main']"


def test_a_failure_the_user_can_mend_is_one_line() -> None:
    done = fieldcraft("migrate", DATABASE_URL="postgresql://nobody@/nothing?host=/nowhere")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: The database DATABASE_URL names cannot be reached")
    assert "Traceback" not in done.stderr


def test_settings_that_are_refused_are_one_line(tmp_path: Path) -> None:
    done = fieldcraft("migrate", FIELDCRAFT_ORIGIN="http://sales.example.com", FIELDCRAFT_DATA=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("Error: FIELDCRAFT_ORIGIN")
    assert "Traceback" not in done.stderr


def test_status_says_when_nothing_runs(tmp_path: Path) -> None:
    done = fieldcraft("status", FIELDCRAFT_DATA=str(tmp_path))
    assert done.returncode == 1
    assert "not running" in done.stdout
    assert str(tmp_path) in done.stdout


def test_serve_refuses_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"port {port} .*--port N"):
            serve.serve.callback(host="127.0.0.1", port=port)  # type: ignore[misc]


def test_the_demo_takes_the_next_port_that_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen: list[int] = []
    monkeypatch.setattr(serve, "run", lambda *, mode, host, port: chosen.append(port))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        serve.demo.callback(port=port)  # type: ignore[misc]
        assert not is_free(host="127.0.0.1", port=port)
    assert port < chosen[0] <= port + 100
