"""Names the people of a played organisation: who leads whom, who came and who left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random

from fieldcraft.insight.history.types import NONE
from fieldcraft.simulation.draw import names
from fieldcraft.simulation.draw.accounts import in_turns
from fieldcraft.simulation.draw.world import DrawnLine, DrawnMember, DrawnTeam
from fieldcraft.simulation.world.types import World

REGIONS = ("North", "South", "East")
#: How often a manager looks at the evidence that waits for him.
VERIFIES = 0.95


class Cast:
    """Everybody of a played world, with keys in the order in which they are stored: leaders before those they lead."""

    def __init__(self, *, world: World, slug: str) -> None:
        staff = world.staff
        self.world, self.slug = world, slug
        self.regions = int(staff.region.max()) + 1
        self.count = len(staff.coach_skill)
        self.first_manager = 1 + self.regions
        self.first_rep = self.first_manager + self.count
        self._names = islice(_people(world.seed), self.first_rep + staff.people + 2)
        self.region_of = {int(team): int(region) for team, region in zip(staff.team, staff.region, strict=True)}
        self.members = self._members()
        self._beside = self._neighbours()

    def rep(self, person: int) -> DrawnMember:
        """The member that a person of the engine became."""
        return self.members[self.first_rep + person]

    def manager(self, team: int) -> DrawnMember:
        """Who leads a team."""
        return self.members[self.first_manager + team]

    def colleague(self, rep: DrawnMember) -> DrawnMember:
        """Somebody of the same team; the rep himself where he is alone."""
        return self._beside[rep.key]

    def teams(self) -> tuple[DrawnTeam, ...]:
        """Sales, the regions below it, their teams below them."""
        top = (DrawnTeam(0, "Sales", None), *(DrawnTeam(1 + n, REGIONS[n], 0) for n in range(self.regions)))
        return (
            *top,
            *(DrawnTeam(self.first_manager + n, f"Team {n + 1}", 1 + self.region_of[n]) for n in range(self.count)),
        )

    def lines(self) -> tuple[DrawnLine, ...]:
        """Who reports to whom, since when; who left reports to nobody any more."""
        long_ago = date.fromordinal(self.world.first_day) - timedelta(days=365)
        lines = [DrawnLine(1 + n, 0, long_ago) for n in range(self.regions)]
        lines += [DrawnLine(self.first_manager + n, 1 + self.region_of[n], long_ago) for n in range(self.count)]
        staff = self.world.staff
        for person in range(staff.people):
            team = int(staff.team[staff.seat_of[person]])
            since = self.day(int(staff.joined[person])) or long_ago
            lines.append(
                DrawnLine(self.first_rep + person, self.first_manager + team, since, self.day(int(staff.left[person])))
            )
        return (*lines, DrawnLine(len(self.members) - 2, 0, long_ago))

    def day(self, week: int) -> date | None:
        """The first day of a week played; None for NONE."""
        return None if week == NONE else date.fromordinal(self.world.first_day + 7 * week)

    def faces(self) -> tuple[int, ...]:
        """One key per role: rep, manager, director, VP, enablement, administrator."""
        return (self.first_rep, self.first_manager, 1, 0, len(self.members) - 2, len(self.members) - 1)

    def _neighbours(self) -> dict[int, DrawnMember]:
        reps = [member for member in self.members if member.role == "rep"]
        by_team: dict[int | None, list[DrawnMember]] = {}
        for rep in reps:
            by_team.setdefault(rep.team, []).append(rep)
        return {rep.key: team[(n + 1) % len(team)] for team in by_team.values() for n, rep in enumerate(team)}

    def _members(self) -> tuple[DrawnMember, ...]:
        staff = self.world.staff
        found = [self._member(0, "vp", team=0)]
        found += [self._member(1 + n, "director", team=1 + n) for n in range(self.regions)]
        for team in range(self.first_manager, self.first_rep):
            found.append(self._member(team, "manager", team=team, verifies=VERIFIES))
        for person in range(staff.people):
            team = self.first_manager + int(staff.team[staff.seat_of[person]])
            gone = staff.left[person] != NONE
            joined = self.day(int(staff.joined[person]))
            found.append(self._member(self.first_rep + person, "rep", team=team, active=not gone, joined=joined))
        last = self.first_rep + staff.people
        found.append(self._member(last, "enablement", team=0))
        found.append(self._member(last + 1, "administrator", team=0, administers=True))
        return tuple(found)

    def _member(
        self,
        key: int,
        role: str,
        *,
        team: int,
        administers: bool = False,
        active: bool = True,
        joined: date | None = None,
        verifies: float = 0.0,
    ) -> DrawnMember:
        name = next(self._names)
        # A member's address belongs to one organisation: nobody of a simulated one turns up in another.
        email = f"{names.ascii_key(text=name, joint='.')}@{self.slug}.example"
        return DrawnMember(key, name, email, role, team, administers, verifies=verifies, active=active, joined=joined)


def _people(seed: int) -> Iterator[str]:
    rng = Random(f"{seed} people")  # noqa: S311 - a reproducible draw, not a secret
    given, family = in_turns(rng, names.GIVEN), in_turns(rng, names.FAMILY)
    taken: set[str] = set()
    while True:
        name = f"{next(given)} {next(family)}"
        if name not in taken:
            taken.add(name)
            yield name
