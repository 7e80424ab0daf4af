"""What works, how good it is, flow and proposals, in the browser."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fieldcraft.insight.actions.drafting import draft_from_proposals, leave_proposal
from fieldcraft.insight.errors import InsightError
from fieldcraft.insight.flow.keeping import reckon_flow
from fieldcraft.insight.models import BehaviourEffect, ProposalLeft
from fieldcraft.insight.proposed.queries import proposal_page
from fieldcraft.methodology.queries import version_in_use
from fieldcraft.methodology.studio.models import Draft, DraftComment
from fieldcraft.trail.models import Entry
from fieldcraft.web.learning.tests.made import learned, trained
from tests.support.organisation import NOW, Cast, actor, browser_of, opportunity_for

HOME = "/o/acme/learning/"
DROP = "drop/three-people-engaged"


def read(client: Client, path: str = "", status: int = 200) -> str:
    answer = client.get(f"{HOME}{path}")
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def erin(cast: Cast) -> Client:
    learned(now=NOW)
    return browser_of(member=cast.erin)


def test_the_first_sentence_says_what_to_take_along_and_the_groups_stand_by_proof(erin: Client) -> None:
    page = read(erin)
    assert "One thing is proven to win more here. The strongest, +14 points" in page
    order = [page.index(f">{word}<") for word in ("Proven here", "Suggestive", "Prior only", "No effect seen")]
    assert order == sorted(order)
    assert page.index("<details") < page.index("Grows with age"), "What cannot be told is folded, with its reason."
    assert "between +8 and +20" in page, "The dot says its numbers to who does not see it."


def test_a_behaviour_says_what_it_rests_on_and_what_was_believed(erin: Client) -> None:
    page = read(erin, "what/criterion/economic-buyer-met/")
    assert "+14 points (+8 to +20)" in page
    assert "A plain comparison would say" in page and "+31 points" in page
    assert "What the playbook believed" in page
    read(erin, "what/criterion/no-such-thing/", status=404)


def test_with_nothing_closed_every_page_says_so(cast: Cast) -> None:
    client = browser_of(member=cast.jana)
    assert "Nothing has been learned yet" in read(client)
    assert "No chance is given yet" in read(client, "model/")
    assert "Nothing is reckoned yet" in read(client, "flow/")
    assert "Nothing has been learned yet" in read(client, "proposals/")


def test_the_model_page_sets_it_against_the_base_rate_and_says_what_it_does_not_know(cast: Cast) -> None:
    trained(now=NOW, alarm="outcomes")
    page = read(browser_of(member=cast.jana), "model/")
    assert "23 % closer to what happened than the win rate alone" in page
    assert "10 of 60 were won; the chances added up to 22." in page
    assert "empty in 70 % of what it learned from" in page
    assert "Said 70 %, happened 62 % (49 to 73), 40 opportunities" in page
    assert "Train again now" not in page, "Only who looks after the method trains."


def test_flow_shows_a_person_to_the_line_and_to_himself_only(cast: Cast) -> None:
    for number in range(6):
        opportunity_for(owner=cast.jana, name=f"Deal {number}")
    reckon_flow(now=NOW)
    marek, omar = browser_of(member=cast.marek), browser_of(member=cast.omar)
    assert "Flow of Jana" in read(marek, f"flow/?of={cast.jana.pk}")
    assert "Your own flow" in read(browser_of(member=cast.jana), "flow/")
    assert "No opportunities yet" in read(omar, "flow/"), "His own: there are none."
    read(omar, f"flow/?of={cast.jana.pk}", status=404)
    erin = read(browser_of(member=cast.erin), "flow/")
    assert "Too few people to show figures of all" in erin and "Jana" not in erin


def test_a_quota_that_is_no_amount_is_named_and_one_that_is_counts(cast: Cast) -> None:
    opportunity_for(owner=cast.jana, name="Deal")
    reckon_flow(now=NOW)
    client = browser_of(member=cast.jana)
    assert "That is no amount" in read(client, "flow/?quota=much", status=422)
    assert "against your number" in read(client, "flow/?quota=750k")


def test_a_draft_holds_the_choice_and_its_evidence_and_is_made_once(erin: Client, cast: Cast) -> None:
    before = Entry.objects.count()
    for _ in range(2):
        answer = erin.post(f"{HOME}proposals/draft/", {"proposal": [DROP], "title": "Leaner"})
        assert answer.status_code == 302
    draft = Draft.objects.get(title="Leaner")
    assert answer["Location"].endswith(f"/playbook/studio/{draft.pk}/")
    assert Entry.objects.count() == before + 1
    assert not any("three-people-engaged" in row.text for row in draft.files.filter(path__startswith="stages/"))
    comment = DraftComment.objects.get(draft=draft)
    assert "210 of 400 closed opportunities had it" in comment.body
    assert 'value="drop/three-people-engaged"' not in read(erin, "proposals/"), "It stands in its draft now."


def test_a_choice_that_cannot_be_made_comes_back_with_the_reason(erin: Client) -> None:
    answer = erin.post(f"{HOME}proposals/draft/", {"title": "Leaner"})
    assert answer.status_code == 422 and "Tick at least one proposal" in answer.content.decode()
    answer = erin.post(f"{HOME}proposals/draft/", {"proposal": ["drop/no-such"], "title": "Leaner"})
    assert answer.status_code == 422 and "not proposed any more" in answer.content.decode()
    assert not Draft.objects.exists()


def test_a_proposal_left_for_later_comes_back_when_the_evidence_has_grown(erin: Client) -> None:
    assert erin.post(f"{HOME}proposals/{DROP}/later/", {"reason": ""}).status_code == 422
    erin.post(f"{HOME}proposals/{DROP}/later/", {"reason": "The law asks for it."})
    assert "The law asks for it. Comes back at 500 closed ones." in read(erin, "proposals/")

    def waits(n: int) -> bool:
        BehaviourEffect.objects.filter(behaviour="criterion/three-people-engaged").update(n=n)
        return DROP in {one.proposal.key for one in proposal_page(version=version_in_use()).waiting}

    assert not waits(499)
    assert waits(500)
    erin.post(f"{HOME}proposals/{DROP}/back/")
    assert waits(400) and not ProposalLeft.objects.exists()


def test_who_does_not_look_after_the_playbook_decides_nothing(erin: Client, cast: Cast) -> None:
    made: dict[str, Any] = {"member": cast.vera, "by": actor(cast.vera), "now": NOW + timedelta(days=1)}
    with pytest.raises(InsightError):
        draft_from_proposals(version=version_in_use(), chosen_keys=[DROP], title="Mine", **made)
    with pytest.raises(InsightError):
        leave_proposal(key=DROP, reason="No.", **made)
    page = read(browser_of(member=cast.vera), "proposals/")
    assert "Make a draft" not in page and "Enablement and administrators decide" in page
