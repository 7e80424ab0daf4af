"""Moving on screen: by form, by the window of htmx, by dragging; what is asked, and what stands there afterwards."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from fieldcraft.crm.models import Opportunity
from fieldcraft.people.models import Member
from fieldcraft.pursuit.actions import confirm_criterion
from fieldcraft.pursuit.gates.actions import ask_colleague
from fieldcraft.pursuit.gates.models import Ask, AskState, StageMove
from fieldcraft.pursuit.models import Evidence, Pursuit, Tally
from fieldcraft.trail.models import Entry
from tests.support.callers import program_of
from tests.support.organisation import NOW, Cast, actor, browser_of, opportunity_for

BASE = "/o/acme/"
HTMX = {"HX-Request": "true"}


def page(opportunity: Opportunity) -> str:
    return f"{BASE}opportunities/{opportunity.pk}/"


def now(opportunity: Opportunity) -> Opportunity:
    return Opportunity.objects.get(pk=opportunity.pk)


def asked_on(answer: Any) -> list[str]:
    return re.findall(r'name="(answer:[\w-]+)"', answer.content.decode())


def press(browser: Client, opportunity: Opportunity, to: str, **form: str) -> Any:
    return browser.post(f"{page(opportunity)}stage/", {"to": to, "from": "Propose", **form})


def test_a_press_on_a_stage_with_missing_facts_asks_for_them_there(opportunity: Opportunity, cast: Cast) -> None:
    browser = browser_of(member=cast.jana)
    answer = press(browser, opportunity, "prove")
    assert answer.status_code == 422
    names = asked_on(answer)
    assert "answer:business-case-reviewed" in names
    assert 'role="alert"' not in answer.content.decode(), "nothing was done wrong yet"
    done = press(browser, opportunity, "prove", **dict.fromkeys(names, "They said so on 4 Nov."))
    assert done.status_code == 302
    shown = browser.get(done["Location"]).content.decode()
    assert "Moved to Prove." in shown
    assert "wait for verification" in shown
    assert "It waits for verification" in shown
    assert Evidence.objects.count() == len(names)


def test_what_was_typed_is_still_there_when_something_is_missing(opportunity: Opportunity, cast: Cast) -> None:
    answer = press(
        browser_of(member=cast.jana), opportunity, "prove", **{"answer:business-case-reviewed": "Ines <b>read</b> it."}
    )
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Ines &lt;b&gt;read&lt;/b&gt; it." in shown
    assert 'role="alert"' in shown
    assert not Evidence.objects.exists()


def test_an_override_stands_on_the_page_and_in_the_figures(opportunity: Opportunity, cast: Cast) -> None:
    browser = browser_of(member=cast.jana)
    done = press(browser, opportunity, "prove", reason="The board meets on 1 Dec.")
    shown = browser.get(done["Location"]).content.decode()
    assert "Jana moved it to Prove" in shown
    assert "“The board meets on 1 Dec.”" in shown
    assert "1 in 90 days" in browser.get(f"{BASE}me/").content.decode()
    assert "The board meets on 1 Dec." in browser.get(f"{BASE}stage-moves/").content.decode()
    lead = browser_of(member=cast.marek)
    assert f"stage-moves/?of={cast.jana.pk}" in lead.get(f"{BASE}team/").content.decode()
    assert "Fleet renewal" in lead.get(f"{BASE}stage-moves/?of={cast.jana.pk}").content.decode()
    assert browser_of(member=cast.nina).get(f"{BASE}stage-moves/?of={cast.jana.pk}").status_code == 404


def test_undo_is_one_press_and_restores_it(opportunity: Opportunity, cast: Cast) -> None:
    browser = browser_of(member=cast.jana)
    done = press(browser, opportunity, "shape")
    assert now(opportunity).stage == "Shape"
    href = re.search(r'action="([^"]+/undo/)"', browser.get(done["Location"]).content.decode())
    assert href is not None
    assert browser.post(href[1]).status_code == 302
    assert now(opportunity).stage == "Propose"


def test_who_moved_it_meanwhile_is_said(opportunity: Opportunity, cast: Cast) -> None:
    press(browser_of(member=cast.marek), opportunity, "shape")
    answer = press(browser_of(member=cast.jana), opportunity, "prove", reason="Go.")
    assert answer.status_code == 422
    assert "Marek moved it from Propose to Shape meanwhile" in answer.content.decode()
    assert StageMove.objects.count() == 1


def test_the_window_gets_a_part_and_the_page_a_page(opportunity: Opportunity, cast: Cast) -> None:
    browser = browser_of(member=cast.jana)
    for path in ("stage/", "stage/?to=prove", "end/?outcome=won", "end/?outcome=lost"):
        assert "<html" in browser.get(page(opportunity) + path).content.decode()
        part = browser.get(page(opportunity) + path, headers=HTMX)
        assert "<html" not in part.content.decode()
        assert "HX-Request" in part["Vary"]
    gone = browser.post(f"{page(opportunity)}stage/", {"to": "shape"}, headers=HTMX)
    assert (gone.status_code, page(opportunity) in gone["HX-Redirect"]) == (204, True)


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
def test_the_way_back_never_leads_elsewhere(opportunity: Opportunity, cast: Cast, back: str) -> None:
    done = press(browser_of(member=cast.jana), opportunity, "shape", back=back)
    assert done["Location"].startswith(page(opportunity))


def test_dragging_and_editing_give_the_same_numbers(opportunity: Opportunity, cast: Cast) -> None:
    """A drop posts what the form posts, from the same word, and leads back to the board."""
    other = opportunity_for(owner=cast.jana, name="Other")
    browser = browser_of(member=cast.jana)
    board = browser.get(f"{BASE}opportunities/?as=board").content.decode()
    card = re.search(rf'data-card="({page(opportunity)}stage/)" data-from="([^"]+)"', board)
    column = re.search(r'data-stage="(prove)"', board)
    assert card is not None
    assert column is not None
    drop = {"to": column[1], "from": card[2], "back": "?as=board"}
    assert browser.post(card[1], drop, headers=HTMX).status_code == 422
    dropped = browser.post(card[1], {**drop, "reason": "Go."}, headers=HTMX)
    assert f"{BASE}opportunities/?as=board&moved=" in dropped["HX-Redirect"]
    press(browser, other, "prove", reason="Go.")
    rows = {
        (row.claimed_stage, row.supported_stage, row.gap, row.met, row.asked, tuple(row.missing))
        for row in Pursuit.objects.all()
    }
    assert len(rows) == 1
    assert len(set(StageMove.objects.values_list("how", "from_word", "to_word", "reason"))) == 1
    assert sum(Tally.objects.values_list("ahead", flat=True)) == 2


def test_lost_takes_the_first_letters_of_a_reason(opportunity: Opportunity, cast: Cast) -> None:
    browser, end = browser_of(member=cast.jana), f"{page(opportunity)}end/"
    form = {"outcome": "lost", "from": "Propose"}
    assert browser.post(end, {**form, "reason": "no"}).status_code == 422, "No decision or No budget?"
    done = browser.post(end, {**form, "reason": "pri", "rival": "Contoso"})
    assert done.status_code == 302
    assert (now(opportunity).outcome, now(opportunity).lost_reason) == ("lost", "Price")
    shown = browser.get(done["Location"]).content.decode()
    assert "Closed as lost: Price" in shown
    assert browser.post(f"{page(opportunity)}reopening/").status_code == 302
    assert now(opportunity).outcome == "open"


def test_a_free_reason_is_taken_as_it_is(opportunity: Opportunity, cast: Cast) -> None:
    browser_of(member=cast.jana).post(f"{page(opportunity)}end/", {"outcome": "lost", "reason": "The plant closed."})
    assert now(opportunity).lost_reason == "The plant closed."


def test_a_program_is_told_each_missing_fact_and_moves_like_a_person(opportunity: Opportunity, cast: Cast) -> None:
    program, path = program_of(member=cast.jana), f"opportunities/{opportunity.pk}/stage"
    refused = program.post(path, to="prove")
    assert refused.status_code == 409
    keys = [fault["where"].removeprefix("criterion.") for fault in refused.json()["faults"]]
    assert "business-case-reviewed" in keys
    done = program.post(path, to="prove", criterion=keys, note=["Said on 4 Nov."] * len(keys), seen="Propose")
    assert (done.status_code, done.json()["how"], done.json()["claimed"]) == (200, "claimed", "prove")
    assert Entry.objects.latest("pk").door == "api"
    assert program.post(path, to="prove", seen="Propose").json()["move"] == done.json()["move"]
    assert program.post(path, to="commit", seen="Propose", reason="Go.").status_code == 409
    ended = program.post(f"opportunities/{opportunity.pk}/closing", outcome="lost", reason="Price")
    assert ended.json()["outcome"] == "lost"
    assert program.post(path, to="prove").status_code == 409
    assert program.post(f"opportunities/{opportunity.pk}/reopening").json()["outcome"] == "open"


@pytest.fixture
def question(opportunity: Opportunity, cast: Cast) -> Ask:
    """Jana asks Omar, who sees nothing of hers."""
    evidence = confirm_criterion(
        pursuit=Pursuit.objects.get(opportunity=opportunity), criterion="business-case-reviewed",
        note="Ines changed two numbers.", file=None, member=cast.jana, by=actor(cast.jana), now=NOW,
    )  # fmt: skip
    return ask_colleague(evidence=evidence, colleague=cast.omar, member=cast.jana, by=actor(cast.jana), now=NOW)


def test_an_asked_colleague_sees_the_question_and_nothing_else(
    question: Ask, opportunity: Opportunity, cast: Cast
) -> None:
    browser = browser_of(member=cast.omar)
    today = browser.get(f"{BASE}today/").content.decode()
    assert f"{BASE}asked/{question.pk}/" in today
    shown = browser.get(f"{BASE}asked/{question.pk}/").content.decode()
    for seen in ("Ines changed two numbers.", "Fleet renewal", "Nordwind", "goes through the business case"):
        assert seen in shown
    assert "184" not in re.sub(r"nonce=\S+|value=\S+", "", shown), "the amount is not his to see"
    for path in ("", "stage/", f"evidence/{question.evidence_id}/file/", f"evidence/{question.evidence_id}/ask/"):
        assert browser.get(page(opportunity) + path).status_code == 404
    for other in (cast.tomasz, cast.nina, cast.marek, cast.jana):
        assert browser_of(member=other).get(f"{BASE}asked/{question.pk}/").status_code == 404


@pytest.mark.parametrize(("answer", "state"), [("verify", "met"), ("cannot", "claimed")])
def test_his_answer_counts_and_ends_it(
    question: Ask, opportunity: Opportunity, cast: Cast, answer: str, state: str
) -> None:
    browser, entries = browser_of(member=cast.omar), Entry.objects.count()
    for _ in range(2):
        assert browser.post(f"{BASE}asked/{question.pk}/", {"answer": answer}).status_code == 302
    assert Entry.objects.count() == entries + 1
    assert Entry.objects.latest("pk").changes["state"] == [None, state]
    assert browser.get(f"{BASE}asked/{question.pk}/").status_code == 404
    assert f"asked/{question.pk}/" not in browser.get(f"{BASE}today/").content.decode()


def test_taken_back_it_is_over_for_the_colleague(question: Ask, opportunity: Opportunity, cast: Cast) -> None:
    owner = browser_of(member=cast.jana)
    assert owner.post(f"{page(opportunity)}asks/{question.pk}/end/").status_code == 302
    browser = browser_of(member=cast.omar)
    assert browser.get(f"{BASE}asked/{question.pk}/").status_code == 404
    assert browser.post(f"{BASE}asked/{question.pk}/", {"answer": "verify"}).status_code == 404
    assert Ask.objects.get().state == AskState.ENDED


@pytest.mark.parametrize(("name", "says"), [("jana", "cannot verify"), ("marek", "sees this opportunity")])
def test_nobody_asks_himself_or_one_who_sees_it_anyway(
    question: Ask, opportunity: Opportunity, cast: Cast, name: str, says: str
) -> None:
    colleague: Member = getattr(cast, name)
    answer = browser_of(member=cast.jana).post(
        f"{page(opportunity)}evidence/{question.evidence_id}/ask/", {"colleague": str(colleague.pk)}
    )
    assert answer.status_code == 422
    assert says in answer.content.decode()
