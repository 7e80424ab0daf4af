"""Changing people, teams and the line: one entry for what happened, none for what did not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldcraft.people import actions, queries
from fieldcraft.people.errors import PeopleError
from fieldcraft.people.models import Member, ReportingLine, Role, Team
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, TODAY, Cast, actor


def change(member: Member, cast: Cast, **given: object) -> Member:
    """Change some of what a person is and keep the rest."""
    values: dict[str, object] = {
        "role": member.role,
        "team": member.team,
        "administers": member.administers,
        "active": member.active,
    }
    return actions.change_member(member=member, by=actor(cast.ada), now=NOW, **{**values, **given})  # type: ignore[arg-type]


def entries() -> int:
    return Entry.objects.count()


def test_a_change_leaves_one_entry_with_what_changed(cast: Cast) -> None:
    before = entries()
    change(cast.jana, cast, role=Role.MANAGER, name="Jana Weiss")
    entry = Entry.objects.latest("id")
    assert entries() == before + 1
    assert entry.changes == {"role": ["rep", "manager"], "name": ["Jana", "Jana Weiss"]}


def test_the_same_values_again_leave_no_entry(cast: Cast) -> None:
    before = entries()
    change(cast.jana, cast)
    assert entries() == before


def test_the_last_who_administers_keeps_the_right(cast: Cast) -> None:
    before = entries()
    for given in ({"administers": False}, {"active": False}):
        with pytest.raises(PeopleError, match="the last who administers"):
            change(cast.ada, cast, **given)
    assert entries() == before
    assert Member.objects.get(pk=cast.ada.pk).administers


def test_an_administrator_who_cannot_sign_in_does_not_count_as_another(cast: Cast) -> None:
    actions.add_member(name="Bo", administers=True, by=actor(cast.ada), now=NOW)
    with pytest.raises(PeopleError, match="the last who administers"):
        change(cast.ada, cast, administers=False)
    change(cast.vera, cast, administers=True)
    change(cast.ada, cast, administers=False)
    assert not Member.objects.get(pk=cast.ada.pk).administers


def test_who_is_set_inactive_loses_tokens_and_open_links(cast: Cast) -> None:
    token = actions.create_token(member=cast.jana, label="sheet", by=actor(cast.jana), now=NOW)
    link = actions.invite_member(member=cast.jana, by=actor(cast.ada), now=NOW)
    change(cast.jana, cast, active=False)
    change(Member.objects.get(pk=cast.jana.pk), cast, active=True)
    assert queries.member_of_token(secret=token) is None
    assert queries.open_invitation(secret=link, now=NOW) is None


def test_an_address_in_use_as_sign_in_name_stays(cast: Cast) -> None:
    with pytest.raises(PeopleError, match="signs in with"):
        change(cast.jana, cast, email="other@example.com")


def test_an_address_signs_in_one_person(cast: Cast) -> None:
    found = actions.add_member(name="Bo", by=actor(cast.ada), now=NOW)
    with pytest.raises(PeopleError, match="signs in one person"):
        change(found, cast, email=cast.jana.email.upper())
    with pytest.raises(PeopleError, match="not an e-mail address"):
        change(found, cast, email="bo at home")


def test_a_planned_move_gives_way_to_an_earlier_one_to_the_same_manager(cast: Cast) -> None:
    later = TODAY + timedelta(days=30)
    for start in (later, TODAY):
        actions.move_member(member=cast.jana, manager=cast.nina, start=start, by=actor(cast.ada), now=NOW)
    found = queries.manager_of(member=cast.jana, on=TODAY)
    assert found == cast.nina
    assert ReportingLine.objects.filter(member=cast.jana, manager=cast.nina).count() == 1
    assert Entry.objects.latest("id").changes["given way"] == [[], [f"Nina from {later}"]]


def test_a_circle_that_would_close_later_is_refused(cast: Cast) -> None:
    later = TODAY + timedelta(days=30)
    actions.move_member(member=cast.nina, manager=cast.jana, start=later, by=actor(cast.ada), now=NOW)
    before = entries()
    with pytest.raises(PeopleError, match="Omar reports to Jana from"):
        actions.move_member(member=cast.jana, manager=cast.omar, start=TODAY, by=actor(cast.ada), now=NOW)
    assert entries() == before


def test_nobody_moves_under_somebody_who_left(cast: Cast) -> None:
    gone = change(cast.nina, cast, active=False)
    with pytest.raises(PeopleError, match="not active"):
        actions.move_member(member=cast.jana, manager=gone, start=TODAY, by=actor(cast.ada), now=NOW)


def test_a_person_who_reports_to_nobody_and_goes_on_so_leaves_no_entry(cast: Cast) -> None:
    before = entries()
    actions.move_member(member=cast.ada, manager=None, start=TODAY, by=actor(cast.ada), now=NOW)
    assert entries() == before


def test_the_history_of_a_line_ends_on_the_day_before_the_next_begins(cast: Cast) -> None:
    actions.move_member(member=cast.jana, manager=cast.nina, start=TODAY, by=actor(cast.ada), now=NOW)
    page = queries.person_page(id=cast.jana.pk, now=NOW)
    assert page is not None
    assert [(line.manager.name, line.until) for line in page.lines] == [
        ("Nina", None),
        ("Marek", TODAY - timedelta(days=1)),
    ]


def test_a_team_is_added_and_renamed_once(cast: Cast) -> None:
    team = actions.add_team(name="  East   side ", by=actor(cast.ada), now=NOW)
    assert team.name == "East side"
    before = entries()
    actions.rename_team(team=team, name="East", by=actor(cast.ada), now=NOW)
    actions.rename_team(team=team, name="East", by=actor(cast.ada), now=NOW)
    assert entries() == before + 1


@pytest.mark.parametrize("name", ["", "   ", "north", "x" * 121])
def test_a_team_needs_a_name_of_its_own(cast: Cast, name: str) -> None:
    before = Team.objects.count(), entries()
    with pytest.raises(PeopleError):
        actions.add_team(name=name, by=actor(cast.ada), now=NOW)
    assert (Team.objects.count(), entries()) == before
