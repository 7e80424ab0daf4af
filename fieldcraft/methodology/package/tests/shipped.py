"""The playbook that ships, as files in memory."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fieldcraft.methodology.package.loader import read_files

FOLDER = Path(__file__).resolve().parents[4] / "playbooks" / "complex-sale"


@cache
def _files() -> tuple[tuple[str, bytes], ...]:
    files, faults = read_files(folder=FOLDER)
    assert not faults
    return tuple(files.items())


def shipped_files() -> dict[str, bytes]:
    """A fresh copy every time."""
    return dict(_files())
