"""`make check`: every step is silent when it is fine; all run, so that one look shows everything."""

import os
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
IN_TEST = {"FIELDCRAFT_MODE": "test", "DJANGO_SETTINGS_MODULE": "fieldcraft.config.settings"}
# How a careful operator would run it; nothing connects to this address.
DEPLOYED = IN_TEST | {
    "FIELDCRAFT_MODE": "serve",
    "FIELDCRAFT_ORIGIN": "https://fieldcraft.example",
    "FIELDCRAFT_SECRET_KEY": secrets.token_urlsafe(64),
    "DATABASE_URL": "postgresql://fieldcraft:secret@db.example/fieldcraft",
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One check: a command that ends with 0 when there is nothing to say."""

    name: str
    argv: list[str]
    env: dict[str, str] = field(default_factory=dict)


def steps() -> list[Step]:
    """All checks, the quickest first."""
    django = [sys.executable, "-m", "django"]
    # makemigrations also compares with a database; without one it waits for it for a long while.
    database = [sys.executable, "-m", "fieldcraft.lib.postgres", "run", "--throwaway", "var/test-pg", "--"]
    result = [
        Step(name="lint", argv=[str(BIN / "ruff"), "check", "-q", "."]),
        Step(name="format", argv=[str(BIN / "ruff"), "format", "-q", "--check", "."]),
        Step(name="import ladder", argv=[str(BIN / "lint-imports"), "--no-cache"]),
        Step(name="deployment settings", argv=[*django, "check", "--deploy", "--fail-level", "WARNING"], env=DEPLOYED),
        Step(name="migrations", argv=[*database, *django, "makemigrations", "--check", "--dry-run"], env=IN_TEST),
        Step(name="types", argv=[str(BIN / "mypy")], env=IN_TEST),
    ]
    templates = sorted({str(path.relative_to(ROOT)) for path in ROOT.glob("fieldcraft/**/templates")})
    if templates:
        result.insert(2, Step(name="templates", argv=[str(BIN / "djlint"), "--lint", "--quiet", *templates]))
    return result


def main() -> int:
    """Run all; print what failed with its output; 1 when anything did."""
    failed = 0
    for step in steps():
        begun = time.monotonic()
        done = subprocess.run(
            step.argv, cwd=ROOT, env=os.environ | step.env, text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        if done.returncode:
            failed += 1
            print(
                f"--- {step.name}: failed ({' '.join(Path(a).name for a in step.argv[:2])})\n{done.stdout.rstrip()}\n",
                flush=True,
            )
        elif os.environ.get("VERBOSE"):
            print(f"{step.name}: fine, {time.monotonic() - begun:.1f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
