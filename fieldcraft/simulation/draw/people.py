"""The sales organisation: 1 VP, 3 regions, 6 teams of 6 reps, enablement and administration."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from . import names
from .world import DrawnLine, DrawnMember, DrawnTeam, Habit, Style

REGIONS = ("North", "South", "East")
WEAK_REGION = 2
TEAMS = ("North Sea", "Nordics", "Iberia", "Italy and France", "Danube", "Vistula")
#: A manager's chance to look at evidence within days: Marek does, Paulo does not.
VERIFIES = (0.95, 0.7, 0.06, 0.6, 0.5, 0.35)
FIRST_REP = 10
MOVED_REP = FIRST_REP + 8
CAST_REP = FIRST_REP
#: Rep, manager, director, VP, enablement, administrator.
CAST_NAMES = (
    *(names.REPS[0], names.MANAGERS[0], names.DIRECTORS[0]),
    *(names.VP, names.ENABLEMENT, names.ADMINISTRATOR),
)

_STYLES: tuple[tuple[Style, ...], ...] = (
    ("steady", "ahead", "methodical", "steady", "methodical", "stalling"),
    ("methodical", "steady", "steady", "ahead", "methodical", "steady"),
    ("steady", "methodical", "ahead", "steady", "steady", "stalling"),
    ("methodical", "steady", "ahead", "steady", "methodical", "steady"),
    ("ahead", "steady", "stalling", "ahead", "steady", "stalling"),
    ("steady", "ahead", "stalling", "ahead", "methodical", "stalling"),
)
_HABITS: dict[Style, tuple[tuple[float, float, float], float, float, float, float]] = {
    "methodical": ((0.88, 0.1, 0.02), 0.85, 0.75, 0.06, 1.5),
    "steady": ((0.61, 0.3, 0.09), 0.5, 0.6, 0.15, 1.0),
    "ahead": ((0.27, 0.45, 0.28), 0.2, 0.45, 0.18, 0.75),
    "stalling": ((0.45, 0.4, 0.15), 0.35, 0.4, 0.5, 0.7),
}
#: Open opportunities of the six reps of a team; a few carry more than they can work.
_LOADS = (
    (9, 17, 8, 7, 10, 7),
    (8, 7, 9, 6, 10, 8),
    (7, 9, 8, 6, 14, 7),
    (9, 8, 7, 10, 6, 7),
    (11, 7, 6, 9, 8, 16),
    (7, 8, 9, 6, 10, 7),
)


def draw_teams() -> tuple[DrawnTeam, ...]:
    """Sales, the regions below it, two teams below each."""
    top = (DrawnTeam(0, "Sales", None), *(DrawnTeam(1 + i, region, 0) for i, region in enumerate(REGIONS)))
    return (*top, *(DrawnTeam(4 + i, name, 1 + i // 2) for i, name in enumerate(TEAMS)))


def draw_members(rng: Random) -> tuple[DrawnMember, ...]:
    """Everybody, those who lead before those they lead."""
    leaders = [_member(0, names.VP, "vp", team=0)]
    leaders += [_member(1 + i, name, "director", team=1 + i, region=i) for i, name in enumerate(names.DIRECTORS)]
    leaders += [
        _member(4 + i, name, "manager", team=4 + i, region=i // 2, verifies=VERIFIES[i])
        for i, name in enumerate(names.MANAGERS)
    ]
    reps = [
        _member(FIRST_REP + i, name, "rep", team=4 + i // 6, region=i // 12, habit=_habit(rng, i))
        for i, name in enumerate(names.REPS)
    ]
    staff = [
        _member(FIRST_REP + 36, names.ENABLEMENT, "enablement", team=0),
        _member(FIRST_REP + 37, names.ADMINISTRATOR, "administrator", team=0, administers=True),
    ]
    return (*leaders, *reps, *staff)


def draw_lines(members: tuple[DrawnMember, ...], *, today: date) -> tuple[DrawnLine, ...]:
    """Who reports to whom. One rep came from the other northern team three months ago."""
    long_ago = today - timedelta(days=3 * 365)
    lines = [DrawnLine(1 + i, 0, long_ago) for i in range(3)]
    lines += [DrawnLine(4 + i, 1 + i // 2, long_ago) for i in range(6)]
    moved_on = today - timedelta(days=91)
    for member in members:
        if member.role != "rep" or member.team is None:
            continue
        if member.key == MOVED_REP:
            lines += [DrawnLine(member.key, 4, long_ago, moved_on), DrawnLine(member.key, member.team, moved_on)]
        else:
            lines.append(DrawnLine(member.key, member.team, long_ago))
    lines.append(DrawnLine(FIRST_REP + 36, 0, long_ago))
    return tuple(lines)


def draw_cast(members: tuple[DrawnMember, ...]) -> tuple[int, ...]:
    """Keys of those the demo is entered as, in the order of CAST_NAMES."""
    keys = {member.name: member.key for member in members}
    return tuple(keys[name] for name in CAST_NAMES)


def email_of(name: str) -> str:
    """Under .example, which nobody can register."""
    return f"{names.ascii_key(text=name, joint='.')}@{names.MAIL}"


def manager_on(lines: tuple[DrawnLine, ...], *, member: int, on: date) -> int | None:
    """The manager of a member on a day."""
    for line in lines:
        if line.member == member and line.start <= on and (line.end is None or on < line.end):
            return line.manager
    return None


def _habit(rng: Random, place: int) -> Habit:
    team, seat = divmod(place, 6)
    style = _STYLES[team][seat]
    supported, writes, answers, stalls, skill = _HABITS[style]
    weak = 0.7 if team // 2 == WEAK_REGION else 1.0
    return Habit(
        style=style,
        supported=(supported[0] * weak, *supported[1:]),
        writes=writes,
        answers=answers,
        stalls=stalls,
        load=_LOADS[team][seat],
        skill=skill * weak * rng.uniform(0.9, 1.1),
    )


def _member(
    key: int,
    name: str,
    role: str,
    *,
    team: int | None,
    region: int | None = None,
    administers: bool = False,
    verifies: float = 0.0,
    habit: Habit | None = None,
) -> DrawnMember:
    return DrawnMember(key, name, email_of(name), role, team, administers, region, verifies, habit)
