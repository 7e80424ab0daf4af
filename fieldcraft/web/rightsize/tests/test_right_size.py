"""Eleven questions and a proposal; a look changes nothing."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from fieldcraft.crm.models import Outcome
from fieldcraft.methodology.package.rightsizing import QUESTIONS
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
