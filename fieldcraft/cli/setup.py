"""What must be done before the first page, in a process of its own: the parent of the server stays small."""

import hashlib
import os
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import click

from fieldcraft.cli.migrate import migrate_if_needed
from fieldcraft.lib.installation import prepare

# ninja's own documentation page: 24 MB, 15 s to compress, and its inline scripts are refused by our policy.
NOT_SERVED = ["ninja"]


def main() -> None:
    """Migrate, collect the static files and, in demo mode, create the simulated organisation: each only if needed."""
    import django  # noqa: PLC0415 - settings read what prepare() puts into the environment

    prepare()
    django.setup()
    if migrate_if_needed():
        click.echo("Set up the database.")
    collect_static_files_if_needed()
    if os.environ["FIELDCRAFT_MODE"] == "demo":
        create_demo_organisation()


def create_demo_organisation() -> None:
    """The one place where the demo asks for its data; safe to repeat."""
    demo = import_module("fieldcraft.simulation.demo")
    demo.ensure_demo_organisation(now=datetime.now(UTC))


def collect_static_files_if_needed() -> None:
    """Collect and compress the static files unless exactly these were collected before."""
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    root = Path(settings.STATIC_ROOT)
    stamp, wanted = root / ".collected", _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    root.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_SERVED)
    stamp.write_text(wanted)


def _fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415

    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            seen.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return seen.hexdigest()


if __name__ == "__main__":
    from fieldcraft.cli.main import report

    with report():
        main()
    sys.exit(0)
