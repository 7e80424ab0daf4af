"""Eleven questions and a proposal; a look changes nothing."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from fieldcraft.crm.models import Outcome
from fieldcraft.methodology.models import Draft
from fieldcraft.methodology.package.archive import unpack
from fieldcraft.methodology.package.overlay import applied, read_overlay
from fieldcraft.methodology.package.rightsizing import QUESTIONS
from fieldcraft.methodology.queries import in_use
from fieldcraft.methodology.studio.queries import contents, faults_of, files_of
from fieldcraft.trail.models import Entry
from tests.support.organisation import TODAY, Cast, browser_of, opportunity_for

ADDRESS = "/o/acme/playbook/right-size/"
ANSWERS = {question.key: question.choices[1].key for question in QUESTIONS}


@pytest.mark.parametrize("who", ["jana", "marek", "dora", "vera"])
def test_who_does_not_shape_the_method_finds_no_such_page(cast: Cast, who: str) -> None:
    assert browser_of(member=getattr(cast, who)).get(ADDRESS).status_code == 404


@pytest.mark.parametrize("who", ["erin", "ada"])
def test_all_questions_stand_on_one_page(cast: Cast, who: str) -> None:
    answer = browser_of(member=getattr(cast, who)).get(ADDRESS)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert all(question.ask in text for question in QUESTIONS)
    assert "still open" not in text


def test_an_open_question_is_shown_and_the_other_answers_are_kept(cast: Cast) -> None:
    given = {key: value for key, value in ANSWERS.items() if key != "time"} | {"process": "<b>"}
    answer = browser_of(member=cast.erin).get(f"{ADDRESS}?{urlencode(given)}")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "A question is still open" in text
    assert 'id="question-time" data-open' in text
    assert 'id="question-process" data-open' in text
    assert 'id="question-moves" data-open' not in text
    assert "<b>" not in text.split("<main")[1].split("</main")[0].replace("<b>Left", "")


def test_the_proposal_becomes_a_draft_that_passes_the_check(cast: Cast) -> None:
    opportunity_for(owner=cast.jana, stage="Kick-off")
    before = Entry.objects.count()
    answer = browser_of(member=cast.erin).post(f"{ADDRESS}draft/", ANSWERS)
    assert answer.status_code == 302
    draft = Draft.objects.get()
    assert answer["Location"] == f"/o/acme/playbook/studio/{draft.pk}/"
    assert Entry.objects.count() == before + 1
    assert [fault for fault in faults_of(contents(files=files_of(draft=draft))) if fault.severity == "error"] == []
    assert browser_of(member=cast.jana).post(f"{ADDRESS}draft/", ANSWERS).status_code == 404
    assert browser_of(member=cast.erin).post(f"{ADDRESS}draft/", {}).status_code == 422
    assert Draft.objects.count() == 1


def test_the_proposal_can_be_taken_along_as_an_overlay(cast: Cast) -> None:
    opportunity_for(owner=cast.jana, stage="Kick-off")
    browser = browser_of(member=cast.erin)
    answer = browser.get(f"{ADDRESS}overlay.zip?{urlencode(ANSWERS)}")
    overlay, faults = read_overlay(files=unpack(content=answer.content))
    assert not faults
    assert overlay is not None
    result = applied(base=in_use().playbook, overlay=overlay)
    assert len(result.criteria) < len(in_use().criteria)
    assert result.key == "own-complex-sale"
    assert browser.get(f"{ADDRESS}overlay.zip").status_code == 404


def test_the_proposal_keeps_own_stage_names_and_writes_nothing(cast: Cast) -> None:
    for number, stage in enumerate(("Kick-off", "Kick-off", "Haggling")):
        opportunity_for(owner=cast.jana, stage=stage, name=f"Deal {number}")
    won = opportunity_for(owner=cast.omar, stage="Haggling", name="Won")
    won.outcome, won.closed_on = Outcome.WON, TODAY
    won.save()
    before = Entry.objects.count()
    answer = browser_of(member=cast.erin).get(f"{ADDRESS}?{urlencode(ANSWERS)}")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "It rests on 4 opportunities (1 won, 0 lost, 3 open)" in text
    assert "What we do not know" in text
    assert "Kick-off</h2>" in text
    assert "Haggling</h2>" in text
    assert Entry.objects.count() == before
