"""A list sorted by what the assessment found shows every row once, the never assessed last."""

from __future__ import annotations

import pytest

from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.queries import lists
from fieldcraft.pursuit.queries.filtering import Filters, Sort
from fieldcraft.pursuit.queries.live import live
from tests.support.organisation import TODAY, Cast, opportunity_for


@pytest.mark.parametrize("sort", ["gap", "warnings"])
def test_pages_in_this_order_neither_repeat_nor_skip(cast: Cast, sort: Sort, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [opportunity_for(owner=cast.jana, name=f"Number {number}") for number in range(7)]
    for number, found in enumerate(made):
        gap = None if number == 2 else number % 3
        Pursuit.objects.filter(opportunity=found).update(gap=gap, warnings=number % 3)
    Pursuit.objects.filter(opportunity__in=made[:2]).delete()
    monkeypatch.setattr(lists, "PAGE", 2)
    viewer = viewer_of(member=cast.jana, on=TODAY)
    pages = [
        lists.opportunity_list(viewer=viewer, filters=Filters(sort=sort, page=page), live=live())
        for page in range(1, 6)
    ]
    assert [len(page.rows) for page in pages] == [2, 2, 2, 1, 0]
    assert [page.following for page in pages] == [True, True, True, False, False]
    shown = [row for page in pages for row in page.rows]
    assert {row.id for row in shown} == {found.pk for found in made}
    assert [row.id for row in shown[-2:]] == [found.pk for found in made[:2]]
    values = [row.gap if sort == "gap" else row.warnings for row in shown]
    assert values == sorted(values, reverse=True)
