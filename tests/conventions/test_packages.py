"""What is installed is pinned by its content, and no file knows where it was built."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.sources import ROOT, shown, tracked

PINNED = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z0-9,_-]+\])?==[^ ;\\]+( ; .+)? \\$", re.IGNORECASE)
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
# Joined here, so that this file does not hold what it looks for.
HOSTS = re.compile(
    r"\b(pypi\.org|files\.python" + r"hosted|pypi\.python|npm" + r"js\.(org|com)|crates\.io|index-url +http)"
)
MACHINE = re.compile(r"(?<![\w.~])/(wor" + r"k|roo" + r"t|hom" + r"e/[a-z]+|tm" + r"p/[a-z]+)/[\w.-]")
BINARY = {".woff2", ".png", ".ico", ".gz", ".xlsx", ".jpg", ".gif"}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_requirements_are_pinned_with_hashes_and_name_no_host(lock: Path) -> None:
    wrong = [
        line
        for line in lock.read_text().splitlines()
        if line.strip() and not line.startswith("#") and not PINNED.match(line) and not HASH.match(line)
    ]
    assert wrong == [], "Run `make lock`; write nothing into these files by hand."
    assert "==" in lock.read_text()


@pytest.mark.parametrize("source", sorted((ROOT / "requirements").glob("*.in")), ids=lambda path: path.name)
def test_what_is_asked_for_is_locked(source: Path) -> None:
    locked = {
        normal(line.split("==")[0]) for line in source.with_suffix(".txt").read_text().splitlines() if "==" in line
    }
    asked = {normal(re.split(r"[<>=!~; ]", line)[0]) for line in source.read_text().splitlines() if line[:1].isalpha()}
    assert asked - locked == set(), "Run `make lock`."


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = [
        f"{shown(path)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        if path.suffix not in BINARY
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").splitlines(), start=1)
        if HOSTS.search(line) or MACHINE.search(line)
    ]
    assert found == [], "Name no registry and no path of one machine: it is false everywhere else."


def normal(name: str) -> str:
    """A package's name as registries compare it, without extras."""
    return re.sub(r"[-_.]+", "-", name.partition("[")[0]).lower().strip()
