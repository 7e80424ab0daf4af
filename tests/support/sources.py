"""The files of the repository that tests read."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked(*patterns: str) -> tuple[Path, ...]:
    """Files that git knows or would add, matching one of the patterns; in an unpacked archive all of them."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
            cwd=ROOT, capture_output=True, check=True,
        ).stdout.decode().split("\0")  # fmt: skip
        found = [ROOT / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        found = [path for pattern in patterns for path in ROOT.glob(f"fieldcraft/**/{pattern}")]
    return tuple(sorted(path for path in set(found) if path.is_file()))


def shown(path: Path) -> str:
    """The path as a message names it."""
    return str(path.relative_to(ROOT))
