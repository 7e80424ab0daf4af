"""List and board over HTTP: who sees what, what the filters find, and what it costs."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from fieldcraft.crm.models import Account, Opportunity
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.queries.lists import PAGE
from tests.support.organisation import TODAY, Cast, browser_of, opportunity_for

LIST = "/o/acme/opportunities/"


def names(client: Client, query: str = "") -> list[str]:
    """Names in the table or on the board, in order."""
    answer = client.get(LIST + query)
    assert answer.status_code == 200
    return re.findall(r'<a href="/o/acme/opportunities/\d+/" data-row>(.*?)</a>', answer.content.decode())


def many_for(cast: Cast, count: int) -> None:
    """More opportunities of Jana's, made set by set from one that was assessed."""
    made = opportunity_for(owner=cast.jana, name="Deal 000")
    pursuit = Pursuit.objects.get(opportunity=made)
    rows = []
    for number in range(1, count):
        rows.append(
            Opportunity(
                source="test",
                external_id=f"many-{number}",
                account=made.account,
                owner=cast.jana,
                name=f"Deal {number:03}",
                amount=Decimal(1000),
                stage="Propose",
                close_date=TODAY + timedelta(days=30 + number),
                changed_at=made.changed_at,
            )
        )
    for row in Opportunity.objects.bulk_create(rows):
        Pursuit(
            opportunity=row,
            version_id=pursuit.version_id,
            started_at=pursuit.started_at,
            supported_stage=pursuit.supported_stage,
            supported_position=1,
            claimed_stage=pursuit.claimed_stage,
            gap=pursuit.gap,
        ).save()


@pytest.fixture
def three(cast: Cast) -> None:
    opportunity_for(owner=cast.jana, name="Yard sensors", close_date=TODAY - timedelta(days=20), amount=Decimal(10))
    opportunity_for(owner=cast.tomasz, name="Meter data", stage="Discovery", amount=Decimal(30), last_activity_on=TODAY)
    opportunity_for(owner=cast.omar, name="Bed tracking", amount=Decimal(20))


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("query", ["", "?as=board"])
@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("jana", {"Yard sensors"}),
        ("marek", {"Yard sensors", "Meter data"}),
        ("nina", {"Bed tracking"}),
        ("vera", {"Yard sensors", "Meter data", "Bed tracking"}),
        ("erin", set()),
        ("ada", set()),
    ],
)
def test_everybody_sees_what_the_line_allows(cast: Cast, who: str, seen: set[str], query: str) -> None:
    assert set(names(browser_of(member=getattr(cast, who)), query)) == seen


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("board", ["", "&as=board"])
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=yard", {"Yard sensors"}),
        ("?q=NORDWIND", {"Yard sensors", "Meter data", "Bed tracking"}),
        ("?q=nothing", set()),
        ("?view=late", {"Yard sensors"}),
        ("?view=quiet", {"Yard sensors", "Bed tracking"}),
        ("?view=ahead", {"Yard sensors", "Bed tracking"}),
        ("?view=no-such", {"Yard sensors", "Meter data", "Bed tracking"}),
    ],
)
def test_filters_narrow_list_and_board_alike(cast: Cast, query: str, found: set[str], board: str) -> None:
    assert set(names(browser_of(member=cast.dora), query + board)) == found


@pytest.mark.usefixtures("three")
def test_the_owner_filter_never_reaches_beyond_the_line(cast: Cast) -> None:
    marek = browser_of(member=cast.marek)
    assert names(marek, f"?owner={cast.tomasz.pk}") == ["Meter data"]
    beyond = names(marek, f"?owner={cast.omar.pk}")
    assert set(beyond) == {"Yard sensors", "Meter data"}
    html = marek.get(LIST).content.decode()
    assert ">Tomasz</option>" in html
    assert ">Omar</option>" not in html


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", ["Yard sensors", "Meter data", "Bed tracking"]),
        ("?sort=amount", ["Meter data", "Bed tracking", "Yard sensors"]),
        ("?sort=name", ["Bed tracking", "Meter data", "Yard sensors"]),
        ("?sort=no-such", ["Yard sensors", "Meter data", "Bed tracking"]),
    ],
)
def test_the_columns_sort(cast: Cast, query: str, order: list[str]) -> None:
    assert names(browser_of(member=cast.vera), query) == order


@pytest.mark.parametrize("query", ["?page=0", "?page=-1", "?page=x", f"?page={10**20}", "?owner=x", "?q=%00"])
def test_an_address_typed_wrong_shows_the_list(cast: Cast, query: str) -> None:
    assert browser_of(member=cast.vera).get(LIST + query).status_code == 200


def test_pages_follow_each_other_without_a_gap(cast: Cast) -> None:
    many_for(cast, PAGE + 5)
    client = browser_of(member=cast.jana)
    first, second = names(client), names(client, "?page=2")
    assert (len(first), len(second)) == (PAGE, 5)
    assert len({*first, *second}) == PAGE + 5
    html = client.get(LIST).content.decode()
    assert 'href="?page=2"' in html
    assert len(html.encode()) <= 72_000


@pytest.mark.usefixtures("three")
def test_a_row_says_what_is_claimed_what_is_shown_and_what_is_next(cast: Cast) -> None:
    html = browser_of(member=cast.jana).get(LIST).content.decode()
    assert '<td class="is-claimed">Propose</td>' in html
    assert '<span class="ahead">Discover</span><small>3 stages behind</small>' in html
    assert "2 weeks late" in html
    assert '<td class="is-next">—</td>' not in html


def test_an_empty_list_teaches(cast: Cast) -> None:
    assert "/o/acme/imports/" in browser_of(member=cast.ada).get(LIST).content.decode()
    assert "Ask whoever administers" in browser_of(member=cast.jana).get(LIST).content.decode()
    opportunity_for(owner=cast.omar)
    assert "None of the opportunities is yours" in browser_of(member=cast.jana).get(LIST).content.decode()
    nina = browser_of(member=cast.nina)
    assert "Nothing matches" in nina.get(LIST + "?q=zzz").content.decode()


def test_the_board_sums_by_the_stage_in_the_crm(cast: Cast) -> None:
    many_for(cast, 30)
    html = browser_of(member=cast.jana).get(LIST + "?as=board").content.decode()
    assert html.count('class="board__card"') == 25
    assert "All 30 in Propose" in html
    assert "€\u00a0213\u00a0k" in html


def test_hostile_text_is_shown_as_text(cast: Cast) -> None:
    opportunity_for(owner=cast.jana, name="<script>alert(1)</script>")
    Account.objects.update(name="<img src=x>")
    for query in ("", "?as=board", "?q=<script>alert(1)</script>"):
        html = browser_of(member=cast.jana).get(LIST + query).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x>" not in html
        assert "&lt;script&gt;alert" in html


@pytest.mark.parametrize("query", ["", "?as=board"])
def test_it_costs_the_same_at_any_length(
    cast: Cast, query: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    opportunity_for(owner=cast.tomasz)
    client = browser_of(member=cast.marek)
    client.get(LIST + query)
    with django_assert_max_num_queries(11) as few:
        client.get(LIST + query)
    many_for(cast, 60)
    with django_assert_max_num_queries(11) as many:
        client.get(LIST + query)
    assert len(few) == len(many)


@pytest.fixture
def two_ways(cast: Cast) -> None:
    opportunity_for(owner=cast.jana, name="Yard sensors")
    opportunity_for(owner=cast.jana, name="Dock renewal", type="Renewal")


@pytest.mark.usefixtures("two_ways")
def test_the_board_shows_one_process_and_the_way_to_the_others(cast: Cast) -> None:
    jana = browser_of(member=cast.jana)
    assert names(jana, "?as=board") == ["Yard sensors"]
    assert names(jana, "?as=board&process=renewal") == ["Dock renewal"]
    html = jana.get(LIST + "?as=board&process=renewal").content.decode()
    assert 'process=renewal&amp;as=board" aria-current="true">Renewal <small>1</small>' in html
    assert f'href="{LIST}?as=board">New business <small>1</small>' in html
    assert '<input type="hidden" name="process" value="renewal">' in html


@pytest.mark.usefixtures("two_ways")
def test_an_empty_process_leads_to_a_full_one(cast: Cast) -> None:
    html = browser_of(member=cast.jana).get(LIST + "?as=board&process=expansion").content.decode()
    assert "Nothing in Expansion" in html
    assert f'href="{LIST}?as=board"' in html


@pytest.mark.usefixtures("two_ways")
def test_the_list_holds_all_processes_unless_one_is_chosen(cast: Cast) -> None:
    jana = browser_of(member=cast.jana)
    assert set(names(jana)) == {"Yard sensors", "Dock renewal"}
    assert names(jana, "?process=renewal") == ["Dock renewal"]
    html = jana.get(LIST).content.decode()
    assert html.count("<small>Nordwind · Renewal ") == 1
    assert html.count("<small>Nordwind ") == 2
