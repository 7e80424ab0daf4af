"""What the browser tests share: a demo that really runs, ways to walk it, and an ear for what pages complain about."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from fieldcraft.lib import locks

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
DESK = (1440, 900)
PHONE = (390, 844)
BASE = "/o/demo/"
#: The opportunity that has something of everything.
SHOWN = "Cold chain monitoring"
LONGEST_START = 280.0
#: A refused address is an error to the console; where the test asks for one, it is expected.
ASKED_FOR = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
CSP_EAR = (
    "addEventListener('securitypolicyviolation',"
    " e => console.error('CSP', e.violatedDirective, e.blockedURI, e.sourceFile, e.lineNumber))"
)


class Demo:
    """One `fieldcraft demo` with a database of its own, shared by all workers of a test run.

    The first to come starts it, the last to leave stops it; a lock that dies with its holder counts them.
    """

    def __init__(self, *, meeting_place: Path) -> None:
        self._start_lock = meeting_place / "demo.start"
        self._note = meeting_place / "demo.json"
        with locks.exclusive(path=self._start_lock, timeout=LONGEST_START + 60):
            self._users = os.open(meeting_place / "demo.users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            if locks.try_lock(descriptor=self._users, kind=fcntl.LOCK_EX):
                self._start()
            fcntl.flock(self._users, fcntl.LOCK_SH)
        note = json.loads(self._note.read_text())
        self.folder, self.address = Path(note["folder"]), str(note["address"])

    @property
    def database(self) -> Path:
        """The folder of its database."""
        return self.folder / "data" / "postgres"

    def leave(self) -> None:
        """Stop it unless another worker is still there."""
        with locks.exclusive(path=self._start_lock, timeout=120):
            last = locks.try_lock(descriptor=self._users, kind=fcntl.LOCK_EX)
            os.close(self._users)
            if last:
                self._stop()

    def _start(self) -> None:
        # Not pytest's own folder: that is closed to the user an embedded server runs as where root tests.
        folder = Path(tempfile.mkdtemp(prefix="fieldcraft-browser-"))
        folder.chmod(0o755)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        log = folder / "demo.log"
        with log.open("w") as told:
            process = subprocess.Popen(
                [sys.executable, "-m", "fieldcraft.cli.main", "demo", "--port", str(port)],
                env=_environment(folder),
                stdout=told,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + LONGEST_START
        while not (found := re.search(r"The demo is at (http://\S+)", log.read_text())):
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"The demo did not start:\n{log.read_text()}")
            time.sleep(0.2)
        self._note.write_text(json.dumps({"folder": str(folder), "address": found.group(1)}))

    def _stop(self) -> None:
        env = _environment(self.folder)
        for words in (["fieldcraft.cli.main", "stop"], ["fieldcraft.lib.postgres", "stop", str(self.database)]):
            subprocess.run([sys.executable, "-m", *words], env=env, capture_output=True, check=False, timeout=90)
        shutil.rmtree(self.folder, ignore_errors=True)


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {"FIELDCRAFT_DATA": str(folder / "data"), "PYTHONPATH": str(ROOT)}


@dataclass
class Ear:
    """Everything a browser complained about: errors of scripts, of the console, and of the security policy."""

    heard: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"{page.url}: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not ASKED_FOR.match(message.text):
            self.heard.append(f"{message.location.get('url', '')}: {message.text}")


def open_context(
    browser: Browser, *, size: tuple[int, int] = DESK, scheme: str = "light", scripts: bool = True
) -> tuple[BrowserContext, Ear]:
    """A browser without a past, and the ear on all its pages."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=scripts,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    ear = Ear()
    context.on("page", ear.listen)
    context.add_init_script(CSP_EAR)
    return context, ear


def enter(page: Page, *, demo: Demo, role: str) -> None:
    """Become the one of the cast who has this role."""
    page.goto(f"{demo.address}/cast/")
    page.locator(".cast__person button", has=page.locator("small", has_text=re.compile(rf"^{role},"))).click()
    page.wait_for_url(f"**{BASE}**")


def hrefs(page: Page, selector: str) -> list[str]:
    """Paths the links of this page lead to, without repeats and in order."""
    found = page.eval_on_selector_all(selector, "links => links.map(link => link.pathname + link.search)")
    return list(dict.fromkeys(found))


def places_of_an_opportunity(page: Page, *, demo: Demo) -> dict[str, str]:
    """Paths of what belongs to the demo's first opportunity; the page is signed in as its owner."""
    page.goto(f"{demo.address}{BASE}opportunities/?q={SHOWN}")
    one = hrefs(page, "tbody th a[data-row]")[0]
    parts = {"overview": "", "committee": "people/", "plan": "plan/", "notes": "notes/", "call plan": "call-plan/"}
    return {name: one + part for name, part in parts.items()}


def plan_call_for_today(page: Page, *, opportunity_href: str, subject: str) -> None:
    """Plan a call with today's date, so that Today holds one whatever others did to the demo before."""
    page.goto(f"{opportunity_href}activities/planned/")
    form = page.locator("main form.line")
    form.locator("[name=kind]").select_option("call")
    form.locator("[name=subject]").fill(subject)
    form.locator("[name=on]").fill("today")
    form.locator("button.button--primary").click()
    expect(page.locator(".toast").first).to_be_visible()


def customers_link(page: Page, *, demo: Demo) -> str:
    """Where the demo's customer sees the plan."""
    page.goto(f"{demo.address}/cast/")
    return hrefs(page, "main a[href^='/shared/']")[0]
