"""`fieldcraft simulate` as a command of its own process: what it says, what it writes, and what a kill leaves."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from fieldcraft.crm.models import Opportunity
from fieldcraft.lib.schema import leave, within
from fieldcraft.people.directory.models import Organisation
from fieldcraft.simulation.playing.actions import LOCK
from fieldcraft.trail.models import Entry
from tests.support.processes import environment

SLUG = "sim-small-5"
PROGRAM = "import sys, django; django.setup(); from fieldcraft.cli.simulate import simulate; simulate(sys.argv[1:])"
ARGUMENTS = ["--scenario", "small", "--seed", "5", "--weeks", "10", "--reps", "3", "--until", "2026-06-30"]
#: The command's own connection, far enough in to have written what a kill must take back.
WRITING = """
    SELECT count(*) FROM pg_locks held JOIN pg_stat_activity busy USING (pid)
    WHERE held.locktype = 'advisory' AND held.objid = %s AND busy.query LIKE '%%pursuit_%%'
"""


@pytest.fixture
def outside(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Real transactions, which the command sees too; what it made is dropped at the end."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        leave()
        yield
        leave()
        for made in Organisation.objects.filter(slug=SLUG):
            logins = [membership.login for membership in made.memberships.select_related("login")]
            made.delete(force_drop=True)  # type: ignore[no-untyped-call]
            for login in logins:
                login.delete()


def command(*more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *ARGUMENTS, *more],
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def said(*more: str) -> tuple[int, str, str]:
    process = command(*more)
    out, error = process.communicate(timeout=120)
    return process.returncode, out, error


def held() -> list[tuple[object, ...]]:
    with within(Organisation.objects.get(slug=SLUG)):
        return list(Opportunity.objects.order_by("name").values_list("name", "amount", "stage", "outcome", "closed_on"))


def test_killed_in_the_middle_it_leaves_nothing_and_then_plays_the_same_again(outside: None, tmp_path: Path) -> None:
    killed = command()
    until = time.monotonic() + 60
    with connection.cursor() as cursor:
        writing = 0
        while not writing and time.monotonic() < until:
            cursor.execute(WRITING, [LOCK])
            (writing,) = cursor.fetchone() or (0,)
            time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert writing == 1
    assert killed.returncode == -signal.SIGKILL
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE %s", [f"%{SLUG.replace('-', '_')}%"])
        assert cursor.fetchone() == (0,)
    assert not Organisation.objects.filter(slug=SLUG).exists()

    truth = tmp_path / "truth.json"
    code, out, error = said("--truth", str(truth), "--timings")
    assert code == 0, error
    first = held()
    assert out.startswith(f"Simulated: {SLUG}, {len(first)} opportunities, ")
    assert "Seconds: play " in out
    written = json.loads(truth.read_text(encoding="utf-8"))
    assert written["organisation"] == SLUG
    assert len(written["members"]) >= 3
    with within(Organisation.objects.get(slug=SLUG)):
        assert Entry.objects.filter(verb="simulation.coached").exists()

    code, _, error = said()
    assert code != 0
    assert "exists already" in error and "--replace" in error
    assert held() == first

    assert said("--replace")[0] == 0
    assert held() == first
