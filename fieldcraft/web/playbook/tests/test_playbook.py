"""The handbook: for everybody in the organisation; where work is held up for those who look after the method."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fieldcraft.crm.models import Opportunity
from fieldcraft.methodology.queries import compiled, in_use, version_in_use
from fieldcraft.pursuit.assessing import assess_many
from fieldcraft.pursuit.tallies import count_again
from fieldcraft.web.playbook import present
from fieldcraft.web.playbook.markdown import rendered
from tests.support.organisation import NOW, TODAY, Cast, browser_of

BASE = "/o/acme/playbook/"
PARTS = ("", "any-time/", "qualification/", "warnings/", "behaviours/")
HELD_UP = "Where work is held up"


def page(browser: Client, address: str = "") -> str:
    answer = browser.get(BASE + address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("who", ["jana", "marek", "erin", "ada", "vera"])
def test_everybody_reads_every_part(cast: Cast, who: str) -> None:
    browser = browser_of(member=getattr(cast, who))
    for part in PARTS:
        assert "Complex sale" in page(browser, part)


def test_a_stranger_reads_nothing(cast: Cast, client: Client) -> None:
    for part in PARTS:
        assert client.get(BASE + part).status_code == 302


def test_every_stage_has_an_address_where_it_alone_is_open(cast: Cast) -> None:
    browser, playbook = browser_of(member=cast.jana), in_use()
    for stage in playbook.stages:
        text = page(browser, f"stages/{stage.key}/")
        assert text.count("data-open") == 1
        way = next(one.key for one in playbook.playbook.processes if stage.key in one.stages)
        for other in compiled(version=version_in_use(), process=way).criteria:
            assert (f'id="criterion-{other.key}"' in text) == (other.stage == stage.key)
    assert browser.get(BASE + "stages/nonsense/").status_code == 404


def test_every_play_is_found_where_links_to_it_lead(cast: Cast) -> None:
    browser, playbook = browser_of(member=cast.jana), in_use()
    for play in playbook.plays:
        href = present.play_href(base=BASE, playbook=playbook, play=play.key)
        address, anchor = href.split("#")
        assert f'id="{anchor}"' in browser.get(address).content.decode()


def test_html_in_a_playbook_is_shown_as_text() -> None:
    text = rendered("<script>alert(1)</script> [a](javascript:alert(1)) ![p](https://x.example/p.png)")
    assert "<script" not in text
    assert 'href="javascript' not in text
    assert "<img" not in text


def test_no_placeholder_reaches_a_reader(cast: Cast) -> None:
    browser = browser_of(member=cast.jana)
    addresses = [*PARTS, *(f"stages/{stage.key}/" for stage in in_use().stages)]
    for address in addresses:
        main = page(browser, address).split("<main")[1]
        assert "{" not in main
        assert "…." not in main


@pytest.fixture
def stalled(cast: Cast) -> list[Opportunity]:
    """Five open opportunities of Jana's with no evidence at all."""
    return _opportunities(cast, numbers=range(5))


def _opportunities(cast: Cast, *, numbers: Iterable[int]) -> list[Opportunity]:
    made = [
        Opportunity.objects.create(
            source="test",
            external_id=str(number),
            name=f"Secret {number}",
            stage="Qualify",
            owner=cast.jana,
            created_on=TODAY,
            changed_at=NOW,
        )
        for number in numbers
    ]
    list(assess_many(opportunity_ids=[one.pk for one in made], now=timezone.now()))
    count_again(owner_ids=None)
    return made


@pytest.mark.parametrize(
    ("who", "sees"), [("erin", True), ("ada", True), ("vera", True), ("dora", True), ("marek", False), ("jana", False)]
)
def test_where_work_is_held_up_is_for_those_who_look_after_the_method(
    cast: Cast, stalled: list[Opportunity], who: str, sees: bool
) -> None:
    text = page(browser_of(member=getattr(cast, who)))
    assert (HELD_UP in text) == sees
    assert "Secret" not in text
    assert "Jana" not in text.split("<main")[1]


def test_fewer_than_five_are_not_shown(cast: Cast, stalled: list[Opportunity]) -> None:
    stalled[0].delete()
    count_again(owner_ids=None)
    assert HELD_UP not in page(browser_of(member=cast.erin))


def test_the_page_costs_the_same_with_more_rows(cast: Cast, stalled: list[Opportunity]) -> None:
    browser = browser_of(member=cast.erin)
    page(browser)
    with CaptureQueriesContext(connection) as few:
        page(browser)
    _opportunities(cast, numbers=range(100, 140))
    with CaptureQueriesContext(connection) as many:
        text = page(browser)
    assert "<dd>45</dd>" in text
    assert len(many) == len(few) <= 10


def test_a_formula_names_criteria_in_words(cast: Cast) -> None:
    text = page(browser_of(member=cast.erin), "coaching/")
    assert "“The buyer puts a number on what the problem costs”" in text
    assert "problem-costed" not in text
