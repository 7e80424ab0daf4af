"""Lists and the board show what the line allows, in a stable order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldcraft.people.models import Member
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit.queries.board import board
from fieldcraft.pursuit.queries.filtering import Filters
from fieldcraft.pursuit.queries.lists import PAGE, ListPage, opportunity_list
from fieldcraft.pursuit.queries.live import live
from tests.support.organisation import TODAY, Cast, opportunity_for


def listed(member: Member, **filters: object) -> ListPage:
    chosen = Filters(**filters)  # type: ignore[arg-type]
    return opportunity_list(viewer=viewer_of(member=member, on=TODAY), filters=chosen, live=live())


def test_a_rep_lists_his_own_and_a_manager_his_peoples(cast: Cast) -> None:
    opportunity_for(owner=cast.jana, name="Hers")
    opportunity_for(owner=cast.tomasz, name="His")
    assert [row.name for row in listed(cast.jana).rows] == ["Hers"]
    assert {row.name for row in listed(cast.marek).rows} == {"Hers", "His"}
    assert listed(cast.nina).rows == ()


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"words": "nordw"}, {"Late", "Far"}),
        ({"words": "late"}, {"Late"}),
        ({"view": "late"}, {"Late"}),
        ({"view": "ahead"}, {"Late", "Far"}),
        ({"stage": "discover"}, {"Late", "Far"}),
        ({"stage": "commit"}, set()),
        ({"owner": -1}, set()),
    ],
)
def test_filters_narrow_the_list(cast: Cast, filters: dict[str, object], expected: set[str]) -> None:
    opportunity_for(owner=cast.jana, name="Late", close_date=TODAY - timedelta(days=3))
    opportunity_for(owner=cast.jana, name="Far", close_date=TODAY + timedelta(days=90))
    assert {row.name for row in listed(cast.jana, **filters).rows} == expected


def test_pages_neither_repeat_nor_skip(cast: Cast) -> None:
    for number in range(PAGE + 5):
        opportunity_for(owner=cast.jana, name=f"Deal {number:03}", close_date=TODAY)
    first, second = listed(cast.jana), listed(cast.jana, page=2)
    assert first.following and not second.following
    assert len({row.id for row in (*first.rows, *second.rows)}) == PAGE + 5


def test_the_board_counts_and_sums_each_stage(cast: Cast) -> None:
    opportunity_for(owner=cast.jana, name="One")
    opportunity_for(owner=cast.jana, name="Two")
    columns = board(viewer=viewer_of(member=cast.jana, on=TODAY), filters=Filters(), live=live()).columns
    assert [(column.key, column.count) for column in columns if column.count] == [("propose", 2)]
    assert sum(column.amount for column in columns) == 2 * 184_000
