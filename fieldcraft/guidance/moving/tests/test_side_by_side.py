"""Pursuits of two versions in the lists, on the board and on the team's page at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fieldcraft.crm.models import Opportunity, StageName
from fieldcraft.guidance.moving.actions import carry_on, plan_move, start_move
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit.models import Pursuit, Whom
from fieldcraft.pursuit.queries.board import board
from fieldcraft.pursuit.queries.filtering import Filters
from fieldcraft.pursuit.queries.lists import opportunity_list
from fieldcraft.pursuit.queries.live import live
from fieldcraft.pursuit.queries.team import team_page
from tests.support.organisation import NOW, OPERATOR, TODAY, Cast, opportunity_for
from tests.support.versions import edited, install, renamed, shipped


def titles_too(data: dict[str, Any]) -> None:
    """The first stage goes by another key and name, and the criterion most opportunities lack in it, too."""
    renamed(data, "discover", "explore")
    data["stages"][0]["title"] = "Explore"
    for criterion in data["stages"][0]["exit_criteria"]:
        renamed(data, criterion["key"], f"new-{criterion['key']}")


def another_family(data: dict[str, Any]) -> None:
    """A playbook of its own that shares no stage with the shipped one."""
    data["key"], data["title"] = "quick-sale", "Quick sale"
    for stage in list(data["stages"]):
        renamed(data, stage["key"], f"quick-{stage['key']}")
    for stage in data["stages"]:
        stage["was"] = []


def put(found: Opportunity, version: Any) -> None:
    move = plan_move(
        version=version, whom=Whom.CHOSEN, opportunity_ids=[found.pk], member=None, by=OPERATOR, now=NOW
    )  # fmt: skip
    start_move(move=move, by=OPERATOR, now=NOW)
    carry_on(move_id=move.pk, by=OPERATOR, now=NOW)


@pytest.fixture
def two(cast: Cast) -> list[Opportunity]:
    """Jana's on the shipped version in use, Tomasz's on a later one that renames the stage both stand in."""
    found = [
        opportunity_for(owner=owner, name=name, stage="Discover")
        for owner, name in ((cast.jana, "One"), (cast.tomasz, "Two"))
    ]
    put(found[1], install(playbook=edited(playbook=shipped(), version="2.0.0", edit=titles_too)))
    return found


def test_each_stands_under_the_title_of_its_own_version_and_in_one_column(two: list[Opportunity], cast: Cast) -> None:
    viewer, shown = viewer_of(member=cast.marek, on=TODAY), live()
    rows = opportunity_list(viewer=viewer, filters=Filters(sort="name"), live=shown).rows
    assert [(row.name, row.supported) for row in rows] == [("One", "Discover"), ("Two", "Explore")]
    columns = board(viewer=viewer, filters=Filters(), live=shown).columns
    assert (columns[0].title, columns[0].count, len(columns[0].rows)) == ("Discover", 2, 2)
    assert [column.title for column in columns] == [
        shown.in_use.stage_by_key[key].part.title for key in shown.processes[0].stages
    ]


def test_no_filter_by_stage_loses_a_pursuit(two: list[Opportunity], cast: Cast) -> None:
    put(two[0], install(playbook=edited(playbook=shipped(), version="1.0.0", edit=another_family)))
    Opportunity.objects.create(
        source="t", external_id="x", owner=cast.jana, name="Three", stage="Propose", changed_at=NOW
    )
    viewer, shown = viewer_of(member=cast.marek, on=TODAY), live()
    columns = board(viewer=viewer, filters=Filters(), live=shown).columns
    assert {column.title: column.count for column in columns if column.count} == {
        "Discover": 1,
        "Discover (Quick sale 1.0.0)": 1,
        "Not assessed yet": 1,
    }
    found = []
    for column in columns:
        page = opportunity_list(viewer=viewer, filters=replace(Filters(), said=column.key), live=shown)
        assert len(page.rows) == column.count
        found += [row.name for row in page.rows]
    assert sorted(found) == ["One", "Three", "Two"]


def test_the_team_counts_what_both_lack_as_one(two: list[Opportunity], cast: Cast) -> None:
    page = team_page(viewer=viewer_of(member=cast.marek, on=TODAY), lead=None, live=live())
    first = page.stalls[0]
    assert (first.stage.title, first.opportunities, first.lack) == ("Discover", 2, 2)
    assert first.lacking is not None
    assert not first.lacking.key.startswith("new-")
    tomasz = next(line for line in page.lines if line.member == cast.tomasz)
    assert tomasz.stuck is not None
    assert tomasz.stuck_on is not None


def test_a_stage_word_settled_for_one_version_claims_the_same_stage_in_the_other(
    two: list[Opportunity], cast: Cast
) -> None:
    StageName.objects.create(source="test", name="Discover", means="discover")
    refresh(by=OPERATOR, now=NOW)
    assert list(Pursuit.objects.order_by("opportunity__name").values_list("claimed_stage", "claimed_position")) == [
        ("discover", 1),
        ("explore", 1),
    ]
    StageName.objects.filter(name="Discover").update(means="explore")
    refresh(by=OPERATOR, now=NOW)
    assert set(Pursuit.objects.values_list("claimed_stage", flat=True)) == {"discover", "explore"}
