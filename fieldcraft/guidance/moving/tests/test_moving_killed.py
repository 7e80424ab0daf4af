"""A move whose process is killed leaves every pursuit wholly on one version, and goes on or back from there."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from fieldcraft.crm.models import Opportunity
from fieldcraft.guidance.moving.actions import carry_on, roll_back
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.lib.schema import leave, within
from fieldcraft.methodology.actions import found_organisation
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.models import Member
from fieldcraft.pursuit.evaluation.stored import from_json
from fieldcraft.pursuit.models import Evidence, Move, MoveRow, MoveState, Pursuit
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, OPERATOR
from tests.support.processes import environment
from tests.support.versions import install, next_version, shipped

OLD = shipped().version

ROWS = 400
CHUNK = 40
COMMAND = f"""
import django; django.setup()
from fieldcraft.guidance.moving import actions
actions.carry_on.__kwdefaults__["chunk"] = {CHUNK}
from fieldcraft.cli.playbook.moving import migrate
migrate(["--to", "complex-sale@2.0.0", "--all", "--organisation", "halfway"])
"""


@pytest.fixture
def halfway(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Organisation]:
    """An organisation in real transactions, with ROWS pursuits and an answer to a criterion that is renamed in each."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        leave()
        made = found_organisation(slug="halfway", name="Halfway", by=OPERATOR, now=NOW)
        with within(made):
            member = Member.objects.create(name="Jana")
            Opportunity.objects.bulk_create(
                Opportunity(source="t", external_id=str(n), owner=member, name=f"D{n}", stage="Propose", changed_at=NOW)
                for n in range(ROWS)
            )
            refresh(by=OPERATOR, now=NOW)
            version = PlaybookVersion.objects.get(in_use=True)
            Evidence.objects.bulk_create(
                Evidence(
                    pursuit=pursuit, criterion="problem-costed", given_for="problem-costed", given_under=version,
                    kind="statement", note="Two million.", owner=member, stated_by=member, stated_at=NOW,
                )
                for pursuit in Pursuit.objects.all()
            )  # fmt: skip
            install(playbook=next_version())
        yield made
        leave()
        made.delete(force_drop=True)  # type: ignore[no-untyped-call]


def command() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", COMMAND], env=environment())


def whole() -> tuple[int, int]:
    """How many pursuits are on either version; each with its answer and its assessment of that same version."""
    counted = {OLD: 0, "2.0.0": 0}
    keys = dict(Evidence.objects.values_list("pursuit", "criterion"))
    for pursuit in Pursuit.objects.select_related("version"):
        number = pursuit.version.version
        counted[number] += 1
        assert keys[pursuit.pk] == ("problem-costed" if number == OLD else "cost-of-problem")
        assert from_json(text=pursuit.assessment).version == number
    return counted[OLD], counted["2.0.0"]


def test_a_move_killed_in_the_middle_is_continued_and_another_rolled_back(halfway: Organisation) -> None:
    process = command()
    until = time.monotonic() + 60
    with within(halfway):
        while MoveRow.objects.filter(state="moved").count() < 3 * CHUNK and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        after = whole()[1]
        assert 3 * CHUNK <= after < ROWS
        assert after % CHUNK == 0
        assert Entry.objects.filter(verb="pursuit.moved").count() == after
        move = Move.objects.get()
        assert move.state == MoveState.RUNNING
        roll_back(move=move, by=OPERATOR, now=NOW)
        carry_on(move_id=move.pk, by=OPERATOR, now=NOW)
        assert whole() == (ROWS, 0)
        move.refresh_from_db()
        assert move.state == MoveState.BACK
    process = command()
    until = time.monotonic() + 60
    with within(halfway):
        while MoveRow.objects.filter(state="moved").count() < 3 * CHUNK and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert 0 < whole()[1] < ROWS
        second = Move.objects.order_by("pk").last()
        assert second is not None
        carry_on(move_id=second.pk, by=OPERATOR, now=NOW)
        assert whole() == (0, ROWS)
        second.refresh_from_db()
        assert second.state == MoveState.FINISHED
        assert Entry.objects.filter(verb="move.started").count() == 2
