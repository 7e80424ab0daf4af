"""Team over HTTP: who may look, what is said about whom, and what is left out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from fieldcraft.people.models import Member
from fieldcraft.pursuit.models import Pursuit
from tests.support.organisation import Cast, browser_of, opportunity_for

TEAM = "/o/acme/team/"


def html_for(member: Member, path: str = "") -> str:
    answer = browser_of(member=member).get(TEAM + path)
    assert answer.status_code == 200
    return answer.content.decode()


def row_of(name: str, html: str) -> str:
    """The line of one person."""
    return html.split(f"data-row>{name}</a>")[1].split("</tr>")[0]


@pytest.mark.parametrize("who", ["jana", "omar", "erin", "ada"])
def test_whom_nobody_reports_to_finds_no_team(cast: Cast, who: str) -> None:
    assert browser_of(member=getattr(cast, who)).get(TEAM).status_code == 404


def test_a_manager_sees_his_direct_reports_by_name(cast: Cast) -> None:
    opportunity_for(owner=cast.jana)
    html = html_for(cast.marek)
    assert html.index("data-row>Jana<") < html.index("data-row>Tomasz<")
    assert "data-row>Omar<" not in html
    assert "North · 2 people" in html


def test_a_director_sees_managers_with_everybody_below_summed(cast: Cast) -> None:
    for owner in (cast.jana, cast.tomasz, cast.omar):
        opportunity_for(owner=owner, amount=Decimal(100_000))
    html = html_for(cast.dora)
    assert '<td class="n" data-label="Open">2<small>€\u00a0200\u00a0k</small></td>' in row_of("Marek", html)
    assert '<td class="n" data-label="Open">1<small>€\u00a0100\u00a0k</small></td>' in row_of("Nina", html)
    assert f'href="/o/acme/team/{cast.marek.pk}/"' in html


def test_drilling_down_shows_the_team_of_a_manager_and_the_list_of_a_rep(cast: Cast) -> None:
    opportunity_for(owner=cast.jana)
    html = html_for(cast.vera, f"{cast.marek.pk}/")
    assert "<h1>The team of Marek</h1>" in html
    assert "data-row>Jana<" in html
    assert f'href="/o/acme/team/{cast.dora.pk}/"' in html
    answer = browser_of(member=cast.vera).get(f"{TEAM}{cast.jana.pk}/")
    assert answer["Location"] == f"/o/acme/opportunities/?owner={cast.jana.pk}"
    own = browser_of(member=cast.marek).get(f"{TEAM}{cast.marek.pk}/")
    assert "<h1>Team</h1>" in own.content.decode()


@pytest.mark.parametrize(("who", "of"), [("marek", "omar"), ("marek", "nina"), ("marek", "dora"), ("jana", "marek")])
def test_nobody_drills_beyond_his_line(cast: Cast, who: str, of: str) -> None:
    client = browser_of(member=getattr(cast, who))
    assert client.get(f"{TEAM}{getattr(cast, of).pk}/").status_code == 404
    assert client.get(f"{TEAM}999999/").status_code == 404


def test_a_share_is_shown_only_where_enough_stands_behind_it(cast: Cast) -> None:
    for number in range(5):
        opportunity_for(owner=cast.jana, name=f"Deal {number}")
    opportunity_for(owner=cast.tomasz)
    html = html_for(cast.marek)
    asked = Pursuit.objects.get(opportunity__owner=cast.tomasz).asked
    assert 'class="bar"' in row_of("Jana", html)
    assert 'class="bar"' not in row_of("Tomasz", html)
    assert f"0 of {asked} criteria" in row_of("Tomasz", html)
    assert "No share is shown under 5 open opportunities" in html


def test_the_line_under_the_name_says_it_in_words(cast: Cast) -> None:
    for number in range(5):
        opportunity_for(owner=cast.jana, name=f"Deal {number}", amount=Decimal(1000))
    opportunity_for(owner=cast.tomasz, stage="Discovery", amount=Decimal(1000))
    html = html_for(cast.marek)
    assert "Evidence holds for 0\u00a0% of what the CRM claims." in html
    assert "1 of 2 people have opportunities whose stage is ahead of it." in html
    assert "€\u00a05\u00a0k of €\u00a06\u00a0k stand ahead." in html
    assert "Everybody sees his own figures on Today." in html


def test_a_rep_sees_of_himself_what_his_manager_sees(cast: Cast) -> None:
    for number in range(5):
        opportunity_for(owner=cast.jana, name=f"Deal {number}")
    counted = sum(Pursuit.objects.values_list("asked", flat=True))
    assert f"0 of {counted} criteria" in row_of("Jana", html_for(cast.marek))
    assert f"0 of {counted} criteria" in browser_of(member=cast.jana).get("/o/acme/today/").content.decode()


def test_it_says_what_most_lack_where_the_evidence_ends(cast: Cast) -> None:
    for number in range(5):
        opportunity_for(owner=cast.jana, name=f"Deal {number}")
    html = html_for(cast.marek)
    assert "<dt>Discover<small>5 lack: " in html
    assert "Stalls most in" in html
    assert "Discover<small>" in row_of("Jana", html)


def test_an_empty_organisation_teaches(cast: Cast) -> None:
    assert "Ask whoever administers" in html_for(cast.marek)
    opportunity_for(owner=cast.omar)
    assert "Nobody here owns an open opportunity" in html_for(cast.marek)


def test_hostile_names_are_shown_as_text(cast: Cast) -> None:
    Member.objects.filter(pk=cast.jana.pk).update(name="<script>alert(1)</script>")
    html = html_for(cast.marek)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


@pytest.mark.parametrize("drill", [False, True])
def test_it_costs_the_same_with_more_opportunities(
    cast: Cast, drill: bool, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    opportunity_for(owner=cast.jana)
    client, path = browser_of(member=cast.vera), f"{TEAM}{cast.dora.pk}/" if drill else TEAM
    client.get(path)
    with django_assert_max_num_queries(12) as few:
        client.get(path)
    for owner in (cast.jana, cast.tomasz, cast.omar):
        for number in range(4):
            opportunity_for(owner=owner, name=f"Deal {number}")
    with django_assert_max_num_queries(12) as many:
        client.get(path)
    assert len(few) == len(many)
