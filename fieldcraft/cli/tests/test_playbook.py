"""`fieldcraft playbook check`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from fieldcraft.cli.playbook import playbook

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "playbooks" / "complex-sale"


def test_the_shipped_playbook_is_clean() -> None:
    result = CliRunner().invoke(playbook, ["check", str(FOLDER)])
    assert (result.exit_code, result.output) == (0, "0 errors, 0 warnings.\n")


def test_a_fault_is_shown_with_its_place_and_ends_with_1(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(FOLDER, folder)
    stage = folder / "stages" / "discover.yaml"
    stage.write_text(stage.read_text().replace("typical_days", "typcal_days"))
    result = CliRunner().invoke(playbook, ["check", str(folder)])
    assert result.exit_code == 1
    assert f"{stage}:8:1: error\n    Unknown key 'typcal_days'." in result.output
    assert "2 errors, 0 warnings." in result.output


def test_json_holds_every_fault(tmp_path: Path) -> None:
    result = CliRunner().invoke(playbook, ["check", str(tmp_path), "--json"])
    found = json.loads(result.output)
    assert result.exit_code == 1
    assert found["errors"] == len(found["faults"]) > 0
    assert set(found["faults"][0]) == {"file", "line", "column", "severity", "what", "mend"}


def test_checking_needs_no_django() -> None:
    code = "import sys; import fieldcraft.cli.playbook; sys.exit('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == 0
