"""Everybody sees himself and who reports to him, on the day asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldcraft.people.actions import move_member
from fieldcraft.people.errors import PeopleError
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import viewer_of
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, TODAY, Cast, actor


def names(member: Member, on: object = TODAY) -> set[str]:
    seen = viewer_of(member=member, on=on).sees  # type: ignore[arg-type]
    return set(Member.objects.filter(pk__in=seen or ()).values_list("name", flat=True))


def test_a_rep_sees_himself_only(cast: Cast) -> None:
    assert names(cast.jana) == {"Jana"}


def test_a_manager_sees_his_subtree(cast: Cast) -> None:
    assert names(cast.marek) == {"Marek", "Jana", "Tomasz"}
    assert names(cast.dora) == {"Dora", "Marek", "Nina", "Jana", "Tomasz", "Omar"}


def test_a_role_alone_opens_nothing(cast: Cast) -> None:
    assert names(cast.erin) == {"Erin"}
    assert names(cast.ada) == {"Ada"}


def test_a_move_counts_from_its_day_on(cast: Cast) -> None:
    start = TODAY + timedelta(days=7)
    move_member(member=cast.jana, manager=cast.nina, start=start, by=actor(cast.ada), now=NOW)
    assert "Jana" in names(cast.marek, start - timedelta(days=1))
    assert "Jana" not in names(cast.marek, start)
    assert "Jana" in names(cast.nina, start)


def test_a_line_cannot_run_in_a_circle(cast: Cast) -> None:
    before = Entry.objects.count()
    with pytest.raises(PeopleError, match="circle"):
        move_member(member=cast.dora, manager=cast.jana, start=TODAY, by=actor(cast.ada), now=NOW)
    assert Entry.objects.count() == before


def test_moving_to_the_same_manager_again_leaves_no_entry(cast: Cast) -> None:
    before = Entry.objects.count()
    move_member(member=cast.jana, manager=cast.marek, start=TODAY, by=actor(cast.ada), now=NOW)
    assert Entry.objects.count() == before
