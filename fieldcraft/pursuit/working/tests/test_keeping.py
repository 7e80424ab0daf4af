"""Saved views: one's own, and those of the people above one."""

from __future__ import annotations

import pytest

from fieldcraft.people.models import Member
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import SavedView
from fieldcraft.pursuit.working import keeping
from fieldcraft.pursuit.working.queries import ListHome, deleted_views, list_home
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, TODAY, Cast, actor


def save(member: Member, name: str = "Late ones", query: str = "view=late", *, shared: bool = False) -> SavedView:
    return keeping.save_view(name=name, query=query, shared=shared, member=member, by=actor(member), now=NOW)


def home(member: Member) -> ListHome:
    return list_home(viewer=viewer_of(member=member, on=TODAY))


def test_a_shared_view_is_seen_below_and_nowhere_else(cast: Cast) -> None:
    save(cast.marek, shared=True)
    save(cast.marek, name="Mine alone")
    assert [view.name for view in home(cast.marek).own] == ["Late ones", "Mine alone"]
    for member, seen in ((cast.jana, 1), (cast.tomasz, 1), (cast.omar, 0), (cast.dora, 0), (cast.ada, 0)):
        assert [view.owner.name for view in home(member).shared] == ["Marek"] * seen


def test_the_same_name_replaces_and_the_same_view_leaves_no_entry(cast: Cast) -> None:
    save(cast.jana)
    entries = Entry.objects.count()
    save(cast.jana)
    assert Entry.objects.count() == entries
    save(cast.jana, query="view=quiet")
    assert [view.query for view in home(cast.jana).own] == ["view=quiet"]
    assert Entry.objects.latest("id").changes == {"query": ["view=late", "view=quiet"]}


def test_a_deleted_view_comes_back_unless_its_name_is_taken(cast: Cast) -> None:
    view = save(cast.jana)
    by = actor(cast.jana)
    keeping.choose_start(view=view, member=cast.jana, by=by, now=NOW)
    assert home(cast.jana).start == view
    keeping.delete_view(view=view, by=by, now=NOW)
    assert (home(cast.jana).views, home(cast.jana).start) == ((), None)
    assert deleted_views(member=cast.jana, now=NOW) == [view]
    keeping.restore_view(view=view, by=by, now=NOW)
    assert home(cast.jana).start == view
    keeping.delete_view(view=view, by=by, now=NOW)
    save(cast.jana)
    with pytest.raises(PursuitError, match="Rename that one"):
        keeping.restore_view(view=view, by=by, now=NOW)


def test_columns_are_remembered_in_their_order(cast: Cast) -> None:
    by = actor(cast.jana)
    keeping.choose_columns(columns=["amount", "owner"], member=cast.jana, by=by, now=NOW)
    entries = Entry.objects.count()
    keeping.choose_columns(columns=["amount", "owner"], member=cast.jana, by=by, now=NOW)
    assert (home(cast.jana).columns, Entry.objects.count()) == (("amount", "owner"), entries)
    assert home(cast.marek).columns == ()


@pytest.mark.parametrize(("name", "says"), [("  ", "no name"), ("x" * 61, "60 fit")])
def test_a_name_that_cannot_be_taken_is_told(cast: Cast, name: str, says: str) -> None:
    with pytest.raises(PursuitError, match=says):
        save(cast.jana, name=name)


def test_two_views_never_have_one_name(cast: Cast) -> None:
    save(cast.jana)
    other = save(cast.jana, name="Other")
    with pytest.raises(PursuitError, match="Another view"):
        keeping.rename_view(view=other, name="Late ones", by=actor(cast.jana), now=NOW)
