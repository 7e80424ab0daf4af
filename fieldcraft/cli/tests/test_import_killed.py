"""An import command that is killed by the system is started again and brings nothing in twice."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldcraft.crm.imports.models import ImportRun, RunState
from fieldcraft.crm.models import Opportunity, StageEntry
from fieldcraft.lib.schema import leave, within
from fieldcraft.methodology.actions import found_organisation
from fieldcraft.people.directory.models import Organisation
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, OPERATOR
from tests.support.processes import environment

ROWS = 6_000
COMMAND = """
import sys, time
import django; django.setup()
from fieldcraft.crm.imports import driving
driving.CHUNK_ROWS = 1000
from fieldcraft.cli.imports import import_
import_(["opportunities", sys.argv[1], "--organisation", "killed"])
"""


def rows(count: int) -> str:
    return "id,name,stage\n" + "".join(f"K{number},Deal {number},Discover\n" for number in range(count))


@pytest.fixture
def killed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Organisation]:
    """An organisation of its own, in real transactions that the command sees too, dropped at the end.

    Not `transactional_db`: that empties the shared tables afterwards, and with them the organisations of all tests.
    """
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        leave()
        made = found_organisation(slug="killed", name="Killed", by=OPERATOR, now=NOW)
        yield made
        leave()
        made.delete(force_drop=True)  # type: ignore[no-untyped-call]


def command(path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", COMMAND, str(path)], env=environment())


def test_a_command_killed_in_the_middle_is_started_again_without_a_double(killed: Organisation, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(rows(ROWS))
    process = command(path)
    until = time.monotonic() + 60
    with within(killed):
        while Opportunity.objects.count() < 2000 and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        half = Opportunity.objects.count()
        assert 2000 <= half < ROWS
        assert half % 1000 == 0
    assert command(path).wait(timeout=120) == 0
    with within(killed):
        assert Opportunity.objects.count() == ROWS
        assert StageEntry.objects.count() == ROWS
        assert Entry.objects.filter(verb="opportunity.imported").count() == ROWS
        # What the killed run brought in is assessed by the next one, too.
        assert Pursuit.objects.count() == ROWS
        states = list(ImportRun.objects.order_by("id").values_list("state", flat=True))
        assert states == [RunState.FAILED, RunState.FINISHED]
