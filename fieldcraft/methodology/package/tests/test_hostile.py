"""Hostile packages are refused within 2 s and 256 MB, with the place and how to mend it.

`pytest -s` prints the slowest and the largest.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .hostile.cases import Case, every_case
from .shipped import FOLDER

ROOT = FOLDER.parents[1]
SECONDS, MEGABYTES = 2.0, 256
CASES = {case.name: case for case in every_case()}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Every package opened once, in processes of their own."""
    around = tmp_path_factory.mktemp("hostile")
    paths = [str(written(case, around)) for case in CASES.values()]
    command = [sys.executable, "-m", "fieldcraft.methodology.package.tests.hostile.measure", *paths]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=280)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    slow, large = (max(found, key=lambda one: one.get(what, 0)) for what in ("seconds", "megabytes"))
    print(  # noqa: T201
        f"\n{len(found)} hostile packages; slowest {slow['path']} {slow['seconds']} s, "
        f"largest {large['path']} {large['megabytes']} MB"
    )
    return {one["path"].partition(".")[0]: one for one in found}


def written(case: Case, around: Path) -> Path:
    """The package on the disk: an archive or a folder."""
    made = case.make()
    if isinstance(made, bytes):
        path = around / f"{case.name}.zip"
        path.write_bytes(made)
        return path
    folder = around / case.name
    for name, content in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("@"):
            path.with_name(path.name[:-1]).symlink_to(content.decode())
        elif content.startswith(b"sparse:"):
            with path.open("wb") as file:
                file.truncate(int(content[7:]))
        else:
            path.write_bytes(content)
    return folder


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_package_is_refused_in_time_and_with_its_place(results: dict[str, dict[str, Any]], name: str) -> None:
    result, at = results[name], CASES[name].at
    assert result.get("crash", "") == ""
    assert result["faults"], "It was let in."
    assert result["seconds"] <= SECONDS
    assert result["megabytes"] <= MEGABYTES
    errors = [fault for fault in result["faults"] if fault["severity"] == "error"]
    assert any(fault["file"] == at or not at for fault in errors), errors
    for fault in result["faults"]:
        assert fault["line"] >= 1
        assert fault["column"] >= 1
        assert fault["what"]
        assert fault["mend"]
        assert len(fault["what"]) + len(fault["mend"]) <= 1_500
        assert fault["file"].isprintable()
        assert fault["what"].isprintable()
