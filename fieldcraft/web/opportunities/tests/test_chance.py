"""The chance of winning on the page, in the list and in the file: what is said, to whom, and what one can do."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.test import Client

from fieldcraft.crm.models import Opportunity, Outcome
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.insight.models import OwnChance, Score
from tests.support.learned import serve_model, serve_pace
from tests.support.organisation import NOW, OPERATOR, TODAY, Cast, browser_of, opportunity_for

LIST = "/o/acme/opportunities/"


@pytest.fixture
def learned(cast: Cast) -> Opportunity:
    """Jana's opportunity in an organisation that has learned."""
    serve_model()
    serve_pace()
    return opportunity_for(owner=cast.jana, close_date_moves=3)


def section(client: Client, opportunity: Opportunity) -> str:
    """The section of the chance as one reads it."""
    page = client.get(f"{LIST}{opportunity.pk}/").content.decode()
    found = re.search(r'<section class="note chance".*?</section>', page, re.DOTALL)
    assert found is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.group())).replace("\xa0", " ").replace("&nbsp;", " ")


def say(client: Client, opportunity: Opportunity, percent: str, **headers: str) -> tuple[int, str]:
    answer = client.post(f"{LIST}{opportunity.pk}/chance/", {"percent": percent}, headers=headers)
    return answer.status_code, answer.content.decode()


def test_before_anything_closed_it_is_the_playbooks_belief_and_says_so(cast: Cast) -> None:
    said = section(browser_of(member=cast.jana), opportunity_for(owner=cast.jana))
    assert "This is the playbook’s belief" in said
    assert "Nothing of ours yet" in said
    assert "Would move it" in said
    assert "Expected close" not in said


def test_the_number_comes_with_its_range_what_it_rests_on_and_what_to_do(cast: Cast, learned: Opportunity) -> None:
    score = Score.objects.get(opportunity=learned)
    said = section(browser_of(member=cast.jana), learned)
    assert f"{100 * score.chance:.0f} % {100 * score.low:.0f} to {100 * score.high:.0f} %" in said
    assert "95 % of it is our own history, 412 closed here; 5 % the playbook’s belief." in said
    assert "Close date moved 3 times" in said
    assert "If it is won, about" in said
    assert "From 200 stays in this stage here." in said
    assert "→" in said
    assert "/o/acme/learning/model/" in browser_of(member=cast.jana).get(f"{LIST}{learned.pk}/").content.decode()


def test_whose_it_is_is_told_to_nobody_by_itself(cast: Cast, learned: Opportunity) -> None:
    columns = [one[0] for one in Score.objects.get(opportunity=learned).reasons]
    assert "owner" in columns
    said = section(browser_of(member=cast.marek), learned)
    assert "Who owns it" not in said
    assert "whose it is" in said.lower()


def test_what_would_move_it_can_be_done_from_there(cast: Cast, learned: Opportunity) -> None:
    client = browser_of(member=cast.jana)
    page = client.get(f"{LIST}{learned.pk}/").content.decode()
    found = re.search(r'<p class="lever">.*?<a href="([^"]+)"', page, re.DOTALL)
    assert found is not None
    href = found.group(1)
    address = f"{LIST}{learned.pk}/{href}" if href.startswith("?") else href
    there = client.get(address)
    assert there.status_code == 200
    assert "Add evidence" in there.content.decode()


def test_what_closed_keeps_the_last_number_and_asks_nobody(cast: Cast, learned: Opportunity) -> None:
    client = browser_of(member=cast.jana)
    say(client, learned, "60")
    Opportunity.objects.filter(pk=learned.pk).update(outcome=Outcome.WON, closed_on=TODAY)
    said = section(client, learned)
    assert "Chance before it closed" in said
    assert "Jana: 60 %" in said
    assert "What would you say?" not in said
    assert "Would move it" not in said
    assert "Expected close" not in said


def test_an_own_number_stands_beside_ours_and_every_one_stays_to_be_seen(cast: Cast, learned: Opportunity) -> None:
    client = browser_of(member=cast.jana)
    ours = Score.objects.get(opportunity=learned).chance
    assert say(client, learned, "45")[0] == 302
    assert say(client, learned, "50 %")[0] == 302
    said = section(client, learned)
    assert said.index("Jana: 50 %, 23 Nov") < said.index("Jana: 45 %, 23 Nov")
    assert Score.objects.get(opportunity=learned).chance == ours
    refresh(by=OPERATOR, now=NOW + timedelta(days=1), opportunity_ids=[learned.pk])
    assert [row.percent for row in OwnChance.objects.order_by("pk")] == [45, 50]


def test_a_script_gets_the_part_alone(cast: Cast, learned: Opportunity) -> None:
    status, part = say(browser_of(member=cast.jana), learned, "45", hx_request="true")
    assert status == 200
    assert part.lstrip().startswith('<div class="own" id="own-chance">')
    assert "<html" not in part
    assert "Jana: 45" in part


@pytest.mark.parametrize("typed", ["", "140", "-3", "half", "4.5"])
@pytest.mark.parametrize("headers", [{}, {"hx_request": "true"}])
def test_what_is_no_chance_is_refused_in_place(
    cast: Cast, learned: Opportunity, typed: str, headers: dict[str, str]
) -> None:
    status, answer = say(browser_of(member=cast.jana), learned, typed, **headers)
    assert status == 422
    assert "0 to 100" in answer
    assert 'aria-invalid="true"' in answer
    assert not OwnChance.objects.exists()


def test_only_the_owner_says_a_number_and_a_stranger_sees_nothing(cast: Cast, learned: Opportunity) -> None:
    assert "What would you say?" not in section(browser_of(member=cast.marek), learned)
    assert say(browser_of(member=cast.marek), learned, "50")[0] == 422
    for stranger in (cast.omar, cast.nina, cast.erin, cast.ada):
        client = browser_of(member=stranger)
        assert client.get(f"{LIST}{learned.pk}/").status_code == 404
        assert say(client, learned, "50")[0] == 404
    assert not OwnChance.objects.exists()


def test_the_list_shows_sorts_and_writes_the_chance(cast: Cast, learned: Opportunity) -> None:
    other = opportunity_for(owner=cast.jana, name="Yard sensors", close_date_moves=0)
    bare = opportunity_for(owner=cast.jana, name="Bare")
    Score.objects.filter(opportunity=bare).delete()
    client = browser_of(member=cast.jana)
    page = client.get(f"{LIST}?sort=chance&cols=chance,close").content.decode()
    assert re.findall(r'/opportunities/(\d+)/" data-row', page) == [str(one.pk) for one in (other, learned, bare)]
    score = Score.objects.get(opportunity=other)
    assert f"{100 * score.low:.0f} to {100 * score.high:.0f}" in page
    sent = client.post(f"{LIST}export/", {"form": "csv", "query": "sort=chance&cols=chance"})
    text = b"".join(sent.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = list(csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))
    assert [line["Opportunity"] for line in lines] == ["Yard sensors", "Fleet renewal", "Bare"]
    assert float(lines[0]["Chance"]) == pytest.approx(100 * score.chance, abs=0.06)
    assert [float(lines[0][name]) for name in ("Chance from", "Chance to")] == pytest.approx(
        [100 * score.low, 100 * score.high], abs=0.06
    )
    assert lines[2]["Chance"] == ""
