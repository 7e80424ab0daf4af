"""The board shows one process at a time, and loses nobody who follows another."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from fieldcraft.crm.models import Opportunity
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit.gates.actions import move_stage
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.queries.board import Board, board
from fieldcraft.pursuit.queries.filtering import Filters
from fieldcraft.pursuit.queries.lists import opportunity_list
from fieldcraft.pursuit.queries.live import live
from fieldcraft.pursuit.tallies import count_again
from tests.support.organisation import NOW, TODAY, Cast, actor, opportunity_for
from tests.support.versions import edited, install, shipped


def shown(cast: Cast, process: str = "", **filters: object) -> Board:
    chosen = Filters(process=process, **filters)  # type: ignore[arg-type]
    return board(viewer=viewer_of(member=cast.marek, on=TODAY), filters=chosen, live=live())


def cards(found: Board) -> dict[str, list[str]]:
    return {column.title: [row.name for row in column.rows] for column in found.columns if column.rows}


@pytest.fixture
def three(cast: Cast) -> list[Opportunity]:
    """One of each process; none needs more than its type in the CRM."""
    return [
        opportunity_for(owner=cast.jana, name="New", stage="Discover"),
        opportunity_for(owner=cast.tomasz, name="More", type="Expansion", stage="Grow"),
        opportunity_for(owner=cast.jana, name="Again", type="Renewal", stage="Review"),
    ]


def test_the_columns_are_the_stages_of_one_process_in_its_order(three: list[Opportunity], cast: Cast) -> None:
    for process in shipped().processes:
        found = shown(cast, process.key)
        assert found.process == process.key
        assert tuple(column.key for column in found.columns) == process.stages


def test_the_first_process_is_shown_where_none_or_an_unknown_one_is_asked_for(
    three: list[Opportunity], cast: Cast
) -> None:
    for asked in ("", "no-such", "new-business"):
        assert cards(shown(cast, asked)) == {"Discover": ["New"]}
    assert cards(shown(cast, "expansion")) == {"Grow": ["More"]}
    assert cards(shown(cast, "renewal")) == {"Review": ["Again"]}


def test_every_process_is_counted_whichever_is_shown(three: list[Opportunity], cast: Cast) -> None:
    opportunity_for(owner=cast.jana, name="Once more", type="Renewal")
    for process in ("", "expansion", "renewal"):
        assert shown(cast, process).counts == {"new-business": 1, "expansion": 1, "renewal": 2}
    assert shown(cast, words="again").counts == {"new-business": 0, "expansion": 0, "renewal": 1}


def test_what_was_never_assessed_stands_with_the_first_process(three: list[Opportunity], cast: Cast) -> None:
    Opportunity.objects.create(source="t", external_id="x", owner=cast.jana, name="Fresh", changed_at=NOW)
    assert cards(shown(cast)) == {"Discover": ["New"], "Not assessed yet": ["Fresh"]}
    assert shown(cast).counts["new-business"] == 2


def test_a_pursuit_of_a_version_without_processes_stands_with_the_first(three: list[Opportunity], cast: Cast) -> None:
    plain = install(playbook=edited(playbook=shipped(), version="0.9.0", edit=lambda data: data.pop("processes")))
    Pursuit.objects.filter(opportunity=three[2]).update(version=plain, process="", claimed_stage="renew")
    count_again(owner_ids=None)
    assert cards(shown(cast)) == {"Discover": ["New"], "Renew": ["Again"]}
    assert shown(cast).counts == {"new-business": 2, "expansion": 1, "renewal": 0}


def test_a_process_that_was_retired_counts_under_the_one_of_its_segment(three: list[Opportunity], cast: Cast) -> None:
    def other(data: dict[str, object]) -> None:
        data["key"] = "other-sale"
        processes = data["processes"]
        assert isinstance(processes, list)
        processes[2]["key"] = "keep"

    version = install(playbook=edited(playbook=shipped(), version="0.9.0", edit=other))
    Pursuit.objects.filter(opportunity=three[2]).update(version=version, process="keep")
    count_again(owner_ids=None)
    assert cards(shown(cast, "renewal")) == {"Review": ["Again"]}
    assert sum(shown(cast).counts.values()) == 3


def test_each_column_leads_to_just_its_own_in_the_list(three: list[Opportunity], cast: Cast) -> None:
    Pursuit.objects.exclude(process="renewal").update(claimed_stage="commit")
    viewer = viewer_of(member=cast.marek, on=TODAY)
    for process, name in (("new-business", "New"), ("expansion", "More")):
        column = next(column for column in shown(cast, process).columns if column.count)
        narrowed = Filters(said=column.key, process=process)
        assert [row.name for row in opportunity_list(viewer=viewer, filters=narrowed, live=live()).rows] == [name]
    both = opportunity_list(viewer=viewer, filters=Filters(said="commit"), live=live())
    assert {row.name for row in both.rows} == {"New", "More"}


def test_a_card_stands_in_the_stage_that_is_said_and_shows_how_far_the_evidence_is_behind(
    three: list[Opportunity], cast: Cast
) -> None:
    new = Pursuit.objects.get(opportunity=three[0])
    made: dict[str, Any] = {"member": cast.jana, "by": actor(cast.jana), "now": NOW}
    move_stage(pursuit=new, to="shape", answers={}, reason="They meet on 1 Dec.", **made)
    found = shown(cast)
    assert cards(found) == {"Shape": ["New"]}
    assert [row.gap for column in found.columns for row in column.rows] == [2]


def test_the_list_names_the_process_where_it_is_not_the_first(three: list[Opportunity], cast: Cast) -> None:
    found = opportunity_list(viewer=viewer_of(member=cast.marek, on=TODAY), filters=Filters(), live=live())
    assert {row.name: row.process for row in found.rows} == {"New": "", "More": "Expansion", "Again": "Renewal"}


@pytest.mark.parametrize("process", ["", "renewal"])
def test_the_board_takes_three_statements(
    three: list[Opportunity], cast: Cast, process: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    viewer = viewer_of(member=cast.marek, on=TODAY)
    with django_assert_num_queries(3):
        board(viewer=viewer, filters=Filters(process=process), live=live())


def test_a_playbook_with_one_way_has_one_board_of_all_its_stages(three: list[Opportunity], cast: Cast) -> None:
    plain = install(playbook=edited(playbook=shipped(), version="2.0.0", edit=lambda data: data.pop("processes")))
    type(plain).objects.update(in_use=False)
    type(plain).objects.filter(pk=plain.pk).update(in_use=True)
    for process in ("", "renewal"):
        found = shown(cast, process)
        assert [column.key for column in found.columns] == [stage.key for stage in shipped().stages]
        assert found.counts == {"": 3}
        assert cards(found) == {"Discover": ["New"], "Grow": ["More"], "Review": ["Again"]}
