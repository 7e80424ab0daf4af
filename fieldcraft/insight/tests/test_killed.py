"""A training whose process is killed leaves the model that served, and nothing else."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from fieldcraft.insight.models import ModelCheck, ModelState, WinModelVersion
from fieldcraft.insight.tests.made import stored
from fieldcraft.insight.training.making import of_belief
from fieldcraft.lib.schema import leave, within
from fieldcraft.people.directory.models import Organisation
from fieldcraft.trail.models import Entry
from tests.support.processes import environment

# As far as it gets: everything is fitted, the version is written, the transaction is still open.
COMMAND = """
import sys, time
import django; django.setup()
from fieldcraft.insight.actions import training
kept = training._kept
def slow(*arguments):
    version = kept(*arguments)
    print("written", version.state, flush=True)
    time.sleep(60)
training._kept = slow
from fieldcraft.insight.tests.made import gathered
import fieldcraft.insight.collecting.gathering as gathering
gathering.gather = lambda *, on: gathered(deals=40)
from fieldcraft.insight.apart import main
main(slug="other")
"""


@pytest.fixture
def other(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Organisation]:
    """The other organisation with a model that serves, in real transactions, and without it at the end."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        found = Organisation.objects.get(slug="other")
        with within(found):
            stored(new=of_belief(renamed={}, seed=7))
            yield found
            WinModelVersion.objects.all().delete()
        leave()


def command() -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", COMMAND], env=environment(), stdout=subprocess.PIPE, text=True)


def test_a_training_killed_at_the_last_moment_leaves_the_old_model_serving(other: Organisation) -> None:
    before = list(WinModelVersion.objects.values())
    entries = Entry.objects.count()
    process = command()
    assert process.stdout is not None
    assert process.stdout.readline().startswith("written")
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert list(WinModelVersion.objects.values()) == before
    assert [row.state for row in WinModelVersion.objects.all()] == [ModelState.SERVING]
    assert not ModelCheck.objects.exists()
    assert Entry.objects.count() == entries
