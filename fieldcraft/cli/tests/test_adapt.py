"""`fieldcraft playbook apply`, `overlay`, `upgrade`, and `check` of an overlay."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fieldcraft.cli.playbook import playbook
from fieldcraft.lib.errors import OperatorError
from fieldcraft.methodology.package.loader import load

ROOT = Path(__file__).resolve().parents[3]
BASE = ROOT / "playbooks" / "complex-sale"
HEAD = """\
format: 1
key: acme-sale
version: 1.0.0
title: Acme sales process
extends: { key: complex-sale, version: 1.2.0 }
"""
QUALIFY = """\
# Since 2019.
key: qualify
title: Assess
typical_days: 21
crm_names: [Assess]
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(playbook, [str(one) for one in arguments])


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    (folder / "stages").mkdir(parents=True)
    (folder / "overlay.yaml").write_text(HEAD)
    (folder / "stages" / "qualify.yaml").write_text(QUALIFY)
    return folder


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    folder = tmp_path / "newer"
    shutil.copytree(BASE, folder)
    for name, old, new in (
        ("playbook.yaml", "version: 1.2.0", "version: 1.3.0"),
        ("stages/qualify.yaml", "typical_days: 28", "typical_days: 30"),
        ("stages/qualify.yaml", "crm_names: [", "crm_names: [Fit, "),
        ("stages/discover.yaml", "typical_days: ", "typical_days: 1"),
    ):
        path = folder / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
    return folder


def test_an_overlay_is_checked_on_the_base_that_comes_along(acme: Path) -> None:
    result = run("check", acme)
    assert (result.exit_code, result.output) == (0, "0 errors, 0 warnings.\n")


def test_a_fault_of_an_overlay_stands_in_its_own_file(acme: Path) -> None:
    (acme / "stages" / "qualify.yaml").write_text(QUALIFY.replace("typical_days", "usual_days"))
    result = run("check", acme, "--base", BASE)
    assert result.exit_code == 1
    assert f"{acme}/stages/qualify.yaml:4:1: error\n    Unknown key 'usual_days'." in result.output


def test_a_base_that_is_not_there_is_named(acme: Path) -> None:
    result = run("check", acme, "--base", "nowhere")
    assert isinstance(result.exception, OperatorError)
    assert "There is no base 'nowhere'" in str(result.exception)


def test_apply_writes_a_playbook_that_is_sound(acme: Path, tmp_path: Path) -> None:
    result = run("apply", acme, "--to", tmp_path / "out")
    assert result.exit_code == 0, result.output
    made = load(folder=tmp_path / "out")
    assert (made.key, made.stages[1].title, len(made.plays)) == ("acme-sale", "Assess", len(load(folder=BASE).plays))
    assert run("check", tmp_path / "out").output == "0 errors, 0 warnings.\n"


def test_nothing_is_written_over(acme: Path, tmp_path: Path) -> None:
    result = run("apply", acme, "--to", acme)
    assert isinstance(result.exception, OperatorError)
    assert "is not empty" in str(result.exception)
    assert (acme / "overlay.yaml").read_text() == HEAD


def test_apply_and_overlay_undo_each_other(acme: Path, tmp_path: Path) -> None:
    run("apply", acme, "--to", tmp_path / "out")
    result = run("overlay", "complex-sale", tmp_path / "out", "--to", tmp_path / "again")
    assert result.exit_code == 0, result.output
    files = {path.relative_to(tmp_path / "again").as_posix() for path in (tmp_path / "again").rglob("*.yaml")}
    assert files == {"overlay.yaml", "stages/qualify.yaml"}
    run("apply", tmp_path / "again", "--to", tmp_path / "out2")
    assert load(folder=tmp_path / "out2") == load(folder=tmp_path / "out")


def test_an_overlay_of_a_copy_needs_a_key_of_its_own(newer: Path, tmp_path: Path) -> None:
    result = run("overlay", BASE, newer, "--to", tmp_path / "made")
    assert "--key" in str(result.exception)
    assert run("overlay", BASE, newer, "--to", tmp_path / "made", "--key", "own").exit_code == 0


def test_an_open_conflict_ends_with_1_and_keeps_ours(acme: Path, newer: Path, tmp_path: Path) -> None:
    result = run("upgrade", acme, "--from", BASE, "--to", newer, "--write", tmp_path / "next")
    assert result.exit_code == 1
    assert "2 conflicts, 2 open." in result.output
    for line in ("base 1.2.0  28", "base 1.3.0  30", "ours        21"):
        assert line in result.output
    assert (tmp_path / "next" / "stages" / "qualify.yaml").read_text() == QUALIFY
    assert "stages/qualify/typical_days" in (tmp_path / "next" / "CONFLICTS.md").read_text()
    assert "Conflicts of the last upgrade are open" in run("check", tmp_path / "next", "--base", newer).output


def test_decided_conflicts_end_with_0_and_keep_comments(acme: Path, newer: Path, tmp_path: Path) -> None:
    take = ("--take", "theirs", "stages/qualify/typical_days", "--take", "both", "stages/qualify/crm_names")
    result = run("upgrade", acme, "--from", BASE, "--to", newer, "--write", tmp_path / "next", *take, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert {one["path"]: one["choice"] for one in found["conflicts"]} == {
        "stages/qualify/typical_days": "theirs", "stages/qualify/crm_names": "both",
    }  # fmt: skip
    assert [one["path"] for one in found["kept"]] == ["stages/qualify/title"]
    assert not (tmp_path / "next" / "CONFLICTS.md").exists()
    text = (tmp_path / "next" / "stages" / "qualify.yaml").read_text()
    assert text.startswith("# Since 2019.\nkey: qualify\ntitle: Assess\n")
    assert "typical_days" not in text
    assert run("check", tmp_path / "next", "--base", newer).exit_code == 0


@pytest.mark.parametrize(
    ("take", "says"),
    [
        (("ours", "stages/qualify/title"), "no conflict at"),
        (("both", "stages/qualify/typical_days"), "cannot take 'both'"),
    ],
)
def test_a_choice_that_is_none_is_refused(
    acme: Path, newer: Path, tmp_path: Path, take: tuple[str, str], says: str
) -> None:
    result = run("upgrade", acme, "--from", BASE, "--to", newer, "--write", tmp_path / "next", "--take", *take)
    assert says in str(result.exception)
    assert not (tmp_path / "next").exists()


def test_an_overlay_for_another_version_is_not_upgraded_from_it(acme: Path, newer: Path, tmp_path: Path) -> None:
    result = run("upgrade", acme, "--from", newer, "--to", newer, "--write", tmp_path / "next")
    assert result.exit_code == 1
    assert not (tmp_path / "next").exists()


def test_adapting_needs_no_django() -> None:
    code = "import sys; import fieldcraft.cli.playbook.adapt; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
