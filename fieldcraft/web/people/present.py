"""People as the pages show them: the reporting line as branches, dates and states in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fieldcraft.people.models import Role
from fieldcraft.people.queries import Line
from fieldcraft.people.queries import Person as Placed
from fieldcraft.web.shapes import Figure, Person, Team


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of a reporting line, in words."""

    manager: str
    since: str
    until: str


def day(value: date) -> str:
    """A day as people write it: 1 Oct 2026."""
    return f"{value.day} {value:%b %Y}"


def branches(*, people: Sequence[Placed], base: str, organisation: str) -> list[Team]:
    """Everybody as foldable branches: the line from the top, then who stands in no line, then who left."""
    below: dict[int | None, list[Placed]] = {}
    for placed in people:
        below.setdefault(placed.manager.pk if placed.manager else None, []).append(placed)
    leads = [placed for placed in below.get(None, ()) if placed.member.pk in below]
    rest = [placed for placed in below.get(None, ()) if placed.member.pk not in below]
    name = organisation if len(leads) == 1 else ""
    found = [_branch(head=head, below=below, base=base, name=name) for head in leads]
    beside = [_person(placed, base) for placed in rest if placed.member.active]
    left = [_person(placed, base) for placed in rest if not placed.member.active]
    if beside:
        found.append(Team("In no line", "", "", len(beside), members=beside, open=True))
    if left:
        found.append(Team("No longer here", "", "", len(left), members=left))
    return found


def _branch(*, head: Placed, below: dict[int | None, list[Placed]], base: str, name: str = "") -> Team:
    own = below[head.member.pk]
    teams = [_branch(head=placed, below=below, base=base) for placed in own if placed.member.pk in below]
    people = [_person(head, base), *(_person(placed, base) for placed in own if placed.member.pk not in below)]
    return Team(
        name=name or (head.member.team.name if head.member.team else f"Line of {head.member.name}"),
        head=head.member.name,
        head_role=head.member.get_role_display(),
        count=len(people) + sum(team.count for team in teams),
        members=people,
        teams=teams,
        open=bool(teams),
        href=f"{base}{head.member.pk}/",
    )


def _person(placed: Placed, base: str) -> Person:
    member = placed.member
    state = (
        "" if placed.can_sign_in and member.active else ", not active" if not member.active else ", cannot sign in yet"
    )
    return Person(
        name=member.name,
        role=f"{member.get_role_display()}{state}",
        since=f"since {day(placed.since)}" if placed.since else "",
        href=f"{base}{member.pk}/",
    )


def roles(*, people: Iterable[Placed]) -> list[Figure]:
    """How many active people have each role, in the order of the roles."""
    counts = Counter(placed.member.role for placed in people if placed.member.active)
    return [Figure(role.label, str(counts[role])) for role in Role if counts[role]]


def history(*, lines: Sequence[Line], today: date) -> list[Stretch]:
    """The reporting line, newest stretch first; a stretch to come says so."""
    return [
        Stretch(
            manager=line.manager.name,
            since=day(line.since) + (" (to come)" if line.since > today else ""),
            until=day(line.until) if line.until else "",
        )
        for line in lines
    ]
