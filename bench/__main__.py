"""`make bench`: every figure of docs/reference/performance.md, on a database of its own that is thrown away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PARTS = (
    "bench.evaluation",
    "bench.playbooks",
    "bench.imports",
    "bench.pages",
    "bench.finding",
    "bench.simulation",
    "bench.learning",
)
MIGRATE = ("-m", "django", "migrate_schemas", "--shared", "-v", "0")


def main() -> int:
    """Run the parts one after the other; 1 when one of them fails."""
    root = Path(__file__).resolve().parents[1]
    launch = [sys.executable, "-m", "fieldcraft.lib.postgres", "run", "--remove", str(root / "var/bench-pg"), "--"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(root),
        "FIELDCRAFT_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "fieldcraft.config.settings",
    }
    failed = 0
    for part in PARTS:
        print(f"\n== {part}", flush=True)
        arguments = sys.argv[1:] if part == "bench.pages" else []
        script = f'"$0" {" ".join(MIGRATE)} && exec "$0" -m {part} "$@"'
        command = [*launch, "sh", "-c", script, sys.executable, *arguments]
        done = subprocess.run(command, cwd=root, env=environment, check=False)
        failed = failed or int(done.returncode != 0)
    return failed


if __name__ == "__main__":
    sys.exit(main())
