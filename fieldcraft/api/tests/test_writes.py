"""The two writes: the same actions as the pages, once, by the same people."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fieldcraft.crm.models import Opportunity
from fieldcraft.pursuit.models import Evidence, Pursuit
from fieldcraft.pursuit.uploads import LARGEST_FILE
from fieldcraft.trail.models import Entry
from tests.support.callers import Program, program_of
from tests.support.organisation import Cast
from tests.support.versions import edited, install, renamed, shipped

CRITERION = "business-case-reviewed"


def path(opportunity: Opportunity, criterion: str = CRITERION) -> str:
    return f"opportunities/{opportunity.pk}/criteria/{criterion}/evidence"


def first_step(program: Program, opportunity: Opportunity) -> str:
    step = program.get(f"opportunities/{opportunity.pk}").json()["steps"][0]
    return f"opportunities/{opportunity.pk}/steps/{step['key']}/completion"


def test_a_confirmation_leaves_one_entry_of_this_door(cast: Cast, opportunity: Opportunity) -> None:
    program, entries = program_of(member=cast.jana), Entry.objects.count()
    answer = program.post(path(opportunity), note="Ines changed two numbers on 4 Nov.")
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["need"]) == ("claimed", "not_owner")
    assert Entry.objects.count() == entries + 1
    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.door, entry.actor) == ("evidence.stated", "api", "Jana")
    again = program.post(path(opportunity), note="Ines changed two numbers on 4 Nov.")
    assert again.json() == answer.json()
    assert Entry.objects.count() == entries + 1


def test_a_file_is_kept(cast: Cast, opportunity: Opportunity) -> None:
    file = SimpleUploadedFile("minutes.txt", b"Agreed on 4 Nov.", content_type="text/plain")
    answer = program_of(member=cast.marek).post(path(opportunity), file=file)
    kept = Evidence.objects.get(pk=answer.json()["evidence"]).file
    assert kept is not None
    assert (kept.name, bytes(kept.content), kept.media_type) == ("minutes.txt", b"Agreed on 4 Nov.", "text/plain")


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 409),
        ({"note": "   "}, 409),
        ({"note": "x" * 4001}, 422),
        ({"note": "nul \x00 byte"}, 422),
        ({"file": SimpleUploadedFile("empty.txt", b"")}, 409),
        ({"file": SimpleUploadedFile("large.bin", b"0" * (LARGEST_FILE + 1))}, 413),
        ({"file": SimpleUploadedFile("huge.bin", b"0" * (LARGEST_FILE + 100_000))}, 413),
    ],
    ids=["nothing", "blank", "long", "nul", "empty file", "large file", "large request"],
)
def test_a_refused_confirmation_says_why_and_changes_nothing(
    cast: Cast, opportunity: Opportunity, form: dict[str, object], status: int
) -> None:
    program, entries = program_of(member=cast.jana), Entry.objects.count()
    answer = program.post(path(opportunity), **form)
    assert answer.status_code == status
    assert all(answer.json()[part] for part in ("what", "why", "do"))
    assert Entry.objects.count() == entries
    assert not Evidence.objects.exists()


def test_an_unknown_criterion_is_not_found(cast: Cast, opportunity: Opportunity) -> None:
    answer = program_of(member=cast.jana).post(path(opportunity, "no-such-criterion"), note="Yes.")
    assert answer.status_code == 404


def test_a_broken_form_is_told(cast: Cast, opportunity: Opportunity) -> None:
    from django.test import Client

    program = program_of(member=cast.jana)
    answer = Client().post(
        program.base + path(opportunity), data=b"{}", content_type="multipart/form-data", headers=program.headers
    )
    assert answer.status_code == 400
    assert answer.json()["do"]


def test_a_step_done_leaves_the_list(cast: Cast, opportunity: Opportunity) -> None:
    program = program_of(member=cast.jana)
    step = first_step(program, opportunity)
    answer = program.post(step, note="Sent.")
    assert (answer.status_code, answer.json()["note"]) == (200, "Sent.")
    assert Entry.objects.latest("id").door == "api"
    assert first_step(program, opportunity) != step
    entries = Entry.objects.count()
    assert program.post(step, note="Sent.").json() == answer.json()
    assert Entry.objects.count() == entries


def test_a_step_no_longer_offered_is_a_conflict(cast: Cast, opportunity: Opportunity) -> None:
    answer = program_of(member=cast.jana).post(f"opportunities/{opportunity.pk}/steps/gone/completion")
    assert answer.status_code == 409
    assert "no longer offered" in answer.json()["what"]


def test_a_stranger_to_the_line_writes_nothing(cast: Cast, opportunity: Opportunity) -> None:
    step = first_step(program_of(member=cast.jana), opportunity)
    program, entries = program_of(member=cast.omar), Entry.objects.count()
    assert program.post(path(opportunity), note="I was there.").status_code == 404
    assert program.post(step).status_code == 404
    assert Entry.objects.count() == entries


def test_the_timeline_tells_what_the_api_did(cast: Cast, opportunity: Opportunity) -> None:
    program = program_of(member=cast.jana)
    program.post(path(opportunity), note="Ines said so.")
    latest = program.get(f"opportunities/{opportunity.pk}").json()["timeline"][0]
    assert latest["door"] == "api"
    assert "gave evidence for" in latest["sentence"]
    assert latest["note"] == "Ines said so."


def test_a_renamed_criterion_is_found_under_its_former_key(cast: Cast, opportunity: Opportunity) -> None:
    later = edited(playbook=shipped(), version="9.0.0", edit=lambda data: renamed(data, CRITERION, "case-read"))
    Pursuit.objects.filter(opportunity=opportunity).update(version=install(playbook=later))
    answer = program_of(member=cast.jana).post(path(opportunity), note="Ines changed two numbers on 4 Nov.")
    assert (answer.status_code, answer.json()["state"]) == (200, "claimed")
    assert Evidence.objects.get(pk=answer.json()["evidence"]).criterion == "case-read"
