"""Find a Chromium for the browser tests, and install one where that is possible. Prints nothing when all is well."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find() -> str | None:
    """The Chromium to use: FIELDCRAFT_CHROMIUM, else one on PATH, else Chrome on a Mac, else Playwright's own."""
    given = os.environ.get("FIELDCRAFT_CHROMIUM")
    candidates = [given] if given else [*map(shutil.which, NAMES), str(MAC), playwright_chromium()]
    return next((path for path in candidates if path and runs(path)), None)


def runs(path: str) -> bool:
    """Whether it really starts: Ubuntu's package is a stub that only asks for a snap."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def playwright_chromium() -> str | None:
    """Where Playwright keeps the browser it installed, whether or not it did."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def install() -> str | None:
    """Install a Chromium by apt-get when we are root on Debian or Ubuntu, else by Playwright for this user only."""
    print("Installing Chromium for the browser tests", flush=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"capture_output": True, "check": False, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-q"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"], **quiet)
        found = find()
        if found:
            return found
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, check=False)
    return find()


def how_to_enable() -> str:
    """The one command that enables the browser tests here."""
    if shutil.which("apt-get"):
        return "sudo apt-get install -y chromium"
    return ".venv/bin/playwright install --with-deps chromium"


def main() -> None:
    """Make sure of a browser; without one, say which command enables the tests. Never fails."""
    if find() is None and install() is None:
        print(f"The browser tests will be skipped: no Chromium runs here. To enable them: {how_to_enable()}")


if __name__ == "__main__":
    main()
