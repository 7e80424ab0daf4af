"""Changes to teams."""

from __future__ import annotations

from datetime import datetime

from fieldcraft.people import events
from fieldcraft.people.errors import PeopleError
from fieldcraft.people.models import Team
from fieldcraft.trail.record import Actor, write

LONGEST_NAME = 120


def add_team(*, name: str, by: Actor, now: datetime, parent: Team | None = None) -> Team:
    """Add a team. Raises PeopleError when the name is empty, too long or taken."""
    name = _checked(name=name, besides=None)
    with write(by=by, verb=events.TEAM_ADDED, now=now) as change:
        team = Team.objects.create(name=name, parent=parent)
        change.about(kind="team", id=team.pk, label=team.name)
        change.field("parent", None, parent.name if parent else None)
    return team


def rename_team(*, team: Team, name: str, by: Actor, now: datetime) -> Team:
    """Give a team another name; the same name again changes nothing. Raises PeopleError as `add_team` does."""
    name = _checked(name=name, besides=team)
    with write(by=by, verb=events.TEAM_RENAMED, now=now) as change:
        change.about(kind="team", id=team.pk, label=name)
        change.field("name", team.name, name)
        if not change.changes:
            change.nothing()
        team.name = name
        team.save(update_fields=["name"])
    return team


def _checked(*, name: str, besides: Team | None) -> str:
    name = " ".join(name.split())
    if not name:
        raise PeopleError("A team needs a name.")
    if len(name) > LONGEST_NAME:
        raise PeopleError(f"The name has {len(name)} characters; {LONGEST_NAME} fit. Shorten it.")
    taken = Team.objects.filter(name__iexact=name)
    if besides is not None:
        taken = taken.exclude(pk=besides.pk)
    if taken.exists():
        raise PeopleError(f"There is a team {name} already. Choose another name.")
    return name
