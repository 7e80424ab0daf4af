"""An import that is killed, stopped or doubled loses nothing and brings nothing in twice."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from fieldcraft.crm.errors import ImportBusyError
from fieldcraft.crm.imports import actions, driving, jobs
from fieldcraft.crm.imports.loading import Loader
from fieldcraft.crm.imports.models import ImportPart, ImportRun, RunState
from fieldcraft.crm.imports.tests.support import STAGES, bring
from fieldcraft.crm.models import Opportunity
from fieldcraft.people.directory.models import Organisation
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, Cast, actor

ROWS = 12_000


def rows(count: int) -> str:
    return "id,name,stage\n" + "".join(f"K{number},Deal {number},Discover\n" for number in range(count))


class Killed(BaseException):
    """Stands for the end of the process: nothing may catch it."""


def uploaded(cast: Cast, text: str) -> ImportRun:
    run = actions.upload(
        file_name="deals.csv",
        pieces=[text.encode()],
        member=cast.ada,
        by=actor(cast.ada),
        now=NOW,
        known_stages=STAGES,
    )
    return actions.start(run=run, organisation="acme", by=actor(cast.ada), now=NOW)


def test_a_job_cut_off_goes_on_at_the_chunk_where_it_stopped(
    cast: Cast, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driving, "CHUNK_ROWS", 10)
    run = uploaded(cast, rows(35))
    real, calls = Loader.load, []

    def dies_in_the_third(self: Loader, **given: object) -> object:
        calls.append(1)
        if len(calls) == 3:
            raise Killed
        return real(self, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(Loader, "load", dies_in_the_third)
    with pytest.raises(Killed):
        jobs.import_file(organisation="acme", run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.rows_done, Opportunity.objects.count()) == (RunState.RUNNING, 20, 20)
    jobs.import_file(organisation="acme", run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.rows_done, run.count("new"), len(calls)) == (RunState.FINISHED, 35, 35, 5)
    assert Opportunity.objects.count() == 35
    assert not ImportPart.objects.exists()
    jobs.import_file(organisation="acme", run_id=run.pk)
    assert Entry.objects.filter(verb="import.finished").count() == 1


def test_a_stopped_import_keeps_what_is_in_and_says_how_far_it_came(
    cast: Cast, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driving, "CHUNK_ROWS", 10)
    run = uploaded(cast, rows(35))
    real = Loader.load

    def stops(self: Loader, **given: object) -> object:
        actions.cancel(run=run, by=actor(cast.ada), now=NOW)
        return real(self, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(Loader, "load", stops)
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING)
    jobs.import_file(organisation="acme", run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.rows_done, Opportunity.objects.count()) == (RunState.CANCELLED, 10, 10)
    assert "10 of 35" in Entry.objects.get(verb="import.finished").note


def test_a_second_import_of_the_organisation_waits_and_is_then_refused_in_words(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driving, "LOCK_SECONDS", 0.5)
    at = connection.settings_dict
    place = {"dbname": at["NAME"], "user": at["USER"], "password": at["PASSWORD"], "host": at["HOST"]}
    with psycopg.connect(**place, port=at["PORT"] or None, autocommit=True) as other:
        other.execute(
            "SELECT pg_advisory_lock(hashtext('fieldcraft import'), hashtext(%s))", [organisation.schema_name]
        )
        with pytest.raises(ImportBusyError, match="Another import is running"):
            bring(rows(3))
        assert not Opportunity.objects.exists()
    assert bring(rows(3)).new == 3
