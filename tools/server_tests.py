"""`make test-server`: the database tests on the PostgreSQL server this system ships, which may be older than ours.

The selection is the tests of the domain, and one that opens every page and every address of the API for everybody of
the cast. Left out is what would ask the server the same again: the tests of the doors, which have no rules and no SQL
of their own, and those that drive a browser; the nightly ones; the pure packages, which know no database; and
`fieldcraft/lib`, which starts servers of its own.
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "var" / "test-server"
#: Without a database, or with a server of their own.
ELSEWHERE = (
    "lib",
    "methodology/package",
    "pursuit/evaluation",
    "guidance/ranking",
    "insight/effects",
    "insight/history",
    "insight/metrics",
    "insight/proposing",
    "insight/tables",
    "insight/timing",
    "insight/winmodel",
    "simulation/world",
)
DOORS = ("web", "api", "mcp")
#: Rules of the code, the doors and the documentation: another server cannot change how they come out.
RULES = ("permissions", "query_counts", "docs_links", "documented", "language", "packages", "sizes")
SELECTION = [
    "-m",
    "not browser and not nightly",
    *(f"--ignore=fieldcraft/{name}" for name in (*ELSEWHERE, *DOORS)),
    *(f"--ignore=tests/conventions/test_{name}.py" for name in RULES),
]


def main() -> NoReturn:
    """Find or install the server and become the command that runs the tests on it and removes it."""
    binaries = installed() or install()
    if binaries is None:
        how = "brew install postgresql@15" if platform.system() == "Darwin" else "sudo apt-get install -y postgresql"
        print(f"No PostgreSQL server is installed here, so these tests cannot run. Install it: {how}", file=sys.stderr)
        sys.exit(1)
    launcher = [sys.executable, "-m", "fieldcraft.lib.postgres"]
    options = ["--binaries", str(binaries), "--tcp-port", "0", "--throwaway", "--remove"]
    pytest = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", *SELECTION]
    os.chdir(ROOT)
    # In our place, not below us: a signal to this target reaches the one that stops the server.
    os.execv(sys.executable, [*launcher, "run", *options, str(DATA), "--", *pytest])


def installed() -> Path | None:
    """The programs of an installed server; the wheel's do not count here."""
    sys.path.insert(0, str(ROOT))
    from fieldcraft.lib.postgres.binaries import find_installed

    found = find_installed()
    return found.folder if found else None


def install() -> Path | None:
    """Install the server when we are root on Debian or Ubuntu, without the cluster the package would start."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("Installing the PostgreSQL server of this system", flush=True)
    settings = Path("/etc/postgresql-common/createcluster.d")
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "fieldcraft.conf").write_text("create_main_cluster = false\n")
    quiet = {"capture_output": True, "check": False, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-q"], **quiet)
    subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", "postgresql"], **quiet)
    return installed()


if __name__ == "__main__":
    main()
