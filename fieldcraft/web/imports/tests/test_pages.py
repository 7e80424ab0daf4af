"""The pages of an import, from upload to result; closed to who does not administer."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from fieldcraft.crm.imports import jobs, sources
from fieldcraft.crm.imports.models import ImportRun, RunState
from fieldcraft.crm.imports.tests.support import HUBSPOT, fingerprint
from fieldcraft.crm.models import Opportunity, StageName
from fieldcraft.methodology.queries import in_use
from fieldcraft.people.models import Member
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.trail.models import Entry
from fieldcraft.web.imports.views import harmless
from tests.support.organisation import Cast, browser_of, opportunity_for

TEXT = HUBSPOT + "D-3,Bad,Haggling,Sales,12k,2026-05-31,2026-01-29,=cmd(),x.example\n"


def address(name: str, **place: int) -> str:
    return reverse(name, kwargs={"organisation": "acme", **place})


def send(member: Member, text: str | bytes = TEXT, name: str = "deals.csv") -> HttpResponse:
    data = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile(name, data, content_type="text/csv")
    return browser_of(member=member).post(address("import-upload"), {"file": file})  # type: ignore[return-value]


def test_an_upload_is_looked_at_corrected_started_and_reported(cast: Cast) -> None:
    browser = browser_of(member=cast.ada)
    assert b"Bring your own data" in browser.get(address("import-list")).content
    sent = send(cast.ada)
    run = ImportRun.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, address("import-mapping", run_id=run.pk))
    page = browser.get(sent["Location"]).content.decode()
    assert "Hart - New" in page
    assert "Short forms such as 12k" in page
    assert not Opportunity.objects.exists()
    sent_word = next(place for place in range(3) if f'for="id_stage-{place}">Contract Sent' in page)
    kept = browser.post(address("import-mapping", run_id=run.pk), {f"stage-{sent_word}": "qualify"})
    assert kept.status_code == 302
    started = browser.post(address("import-start", run_id=run.pk))
    assert started["Location"] == address("import-progress", run_id=run.pk)
    job = ProcrastinateJob.objects.get(task_name="crm.import_file")
    assert job.args == {"organisation": "acme", "run_id": run.pk}
    browser.post(address("import-start", run_id=run.pk))
    assert ProcrastinateJob.objects.filter(task_name="crm.import_file").count() == 1
    waiting = browser.get(address("import-progress", run_id=run.pk)).content.decode()
    assert "0 of 3 rows" in waiting
    assert 'hx-trigger="every 1s"' in waiting
    jobs.import_file(**job.args)
    ended = browser.get(address("import-progress", run_id=run.pk), headers={"HX-Request": "true"})
    assert (ended.status_code, ended["HX-Redirect"]) == (204, address("import-result", run_id=run.pk))
    result = browser.get(address("import-result", run_id=run.pk)).content.decode()
    assert "2 opportunities are in" in result
    assert "12k" in result
    assert StageName.objects.get(name="Contract Sent").means == "qualify"
    assert Opportunity.objects.filter(owner__name="Dwight Schrute").count() == 1
    verbs = Entry.objects.filter(subject_type="import").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["import.uploaded", "import.mapped", "import.started", "import.finished"]


def test_the_end_of_an_upload_queues_the_assessment_of_what_came_in(cast: Cast) -> None:
    send(cast.ada)
    run = ImportRun.objects.get()
    browser_of(member=cast.ada).post(address("import-start", run_id=run.pk))
    jobs.import_file(organisation="acme", run_id=run.pk)
    assert ProcrastinateJob.objects.get(task_name="guidance.refresh").args == {"slug": "acme"}


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("import-list", "get"),
        ("import-upload", "post"),
        ("import-mapping", "get"),
        ("import-mapping", "post"),
        ("import-start", "post"),
        ("import-progress", "get"),
        ("import-cancel", "post"),
        ("import-result", "get"),
        ("import-faults", "get"),
    ],
)
def test_who_does_not_administer_finds_no_such_page_and_writes_nothing(cast: Cast, name: str, method: str) -> None:
    send(cast.ada)
    run = ImportRun.objects.get()
    place = {} if name in ("import-list", "import-upload") else {"run_id": run.pk}
    before = fingerprint()
    for member in (cast.vera, cast.marek, cast.jana, cast.erin):
        browser = browser_of(member=member)
        assert getattr(browser, method)(address(name, **place)).status_code == 404
    assert fingerprint() == before


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"Name,Stage\n", "no rows"),
        (b"PK\x03\x04zip", "workbook"),
        (b"Name,Name\na,b\n", "Two columns are called"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 8, "not a CSV"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words_and_not_kept(cast: Cast, content: bytes, says: str) -> None:
    answer = send(cast.ada, content)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_file_above_the_limit_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_BYTES", 100)
    assert "larger than" in send(cast.ada).content.decode()
    assert not ImportRun.objects.exists()


def test_no_file_at_all_is_said(cast: Cast) -> None:
    answer = browser_of(member=cast.ada).post(address("import-upload"))
    assert (answer.status_code, b"Choose a file first" in answer.content) == (422, True)


def test_an_upload_of_several_parts_is_read_as_one_file(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "PART_BYTES", 64)
    send(cast.ada)
    run = ImportRun.objects.get()
    assert run.parts.count() > 5
    browser_of(member=cast.ada).post(address("import-start", run_id=run.pk))
    jobs.import_file(organisation="acme", run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.count("new"), run.count("faulty")) == (RunState.FINISHED, 2, 1)


def test_columns_that_cannot_work_are_not_started(cast: Cast) -> None:
    send(cast.ada)
    run = ImportRun.objects.get()
    browser = browser_of(member=cast.ada)
    place = next(at for at, column in enumerate(run.plan["columns"]) if column["field"] == "stage")
    browser.post(address("import-mapping", run_id=run.pk), {f"column-{place}": "-"})
    answer = browser.post(address("import-start", run_id=run.pk), follow=True)
    assert "No column holds the stage" in answer.content.decode()
    run.refresh_from_db()
    assert run.state == RunState.DRAFT


def test_a_waiting_import_can_be_stopped(cast: Cast) -> None:
    send(cast.ada)
    run = ImportRun.objects.get()
    browser = browser_of(member=cast.ada)
    browser.post(address("import-start", run_id=run.pk))
    browser.post(address("import-cancel", run_id=run.pk))
    jobs.import_file(organisation="acme", run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, Opportunity.objects.count()) == (RunState.CANCELLED, 0)
    assert "Stopped after 0 of 3" in browser.get(address("import-result", run_id=run.pk)).content.decode()


def test_the_rows_left_out_are_a_file_no_spreadsheet_takes_for_formulas(cast: Cast) -> None:
    send(cast.ada, "id,name,stage,amount\n1,A,Discover,=1+1\n2,B,Discover,5\n3,C,Discover,7\n")
    run = ImportRun.objects.get()
    browser = browser_of(member=cast.ada)
    browser.post(address("import-start", run_id=run.pk))
    jobs.import_file(organisation="acme", run_id=run.pk)
    lines = browser.get(address("import-faults", run_id=run.pk)).content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Row,Column")
    assert "'=1+1" in lines[1]
    assert [harmless(cell) for cell in ("@x", "+1", "-1", "plain")] == ["'@x", "'+1", "'-1", "plain"]


def test_a_run_of_another_organisation_is_not_found(cast: Cast) -> None:
    assert browser_of(member=cast.ada).get(address("import-result", run_id=987654)).status_code == 404


def test_stages_are_offered_by_process_and_each_word_needs_one(cast: Cast) -> None:
    send(cast.ada)
    page = browser_of(member=cast.ada).get(address("import-mapping", run_id=ImportRun.objects.get().pk))
    menu = page.content.decode().split('name="stage-0"')[1].split("</select>")[0]
    groups = dict(re.findall(r'<optgroup label="(.*?)">(.*?)</optgroup>', menu))
    offered = {title: tuple(re.findall(r'value="(.*?)"', options)) for title, options in groups.items()}
    assert offered == {process.title: process.stages for process in in_use().playbook.processes}
    assert menu.count(" selected") == 1
    assert b"Choose one stage for each word" in page.content


def test_a_word_settled_for_one_process_leaves_the_others_their_own_names(cast: Cast) -> None:
    StageName.objects.create(source="test", name="Renew", means="propose")
    bought = opportunity_for(owner=cast.jana, name="New", stage="Renew")
    again = opportunity_for(owner=cast.jana, name="Again", stage="Renew", type="Renewal")
    claims = dict(Pursuit.objects.values_list("opportunity_id", "claimed_stage"))
    assert claims == {bought.pk: "propose", again.pk: "renew"}
