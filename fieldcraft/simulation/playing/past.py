"""The demo's closed opportunities: played by the engine, so that what its criteria change can be learned from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from fieldcraft.insight.history.types import OPEN
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.simulation.draw.draw import accounts_of
from fieldcraft.simulation.draw.guide import guide_of
from fieldcraft.simulation.draw.people import FIRST_REP
from fieldcraft.simulation.draw.world import DrawnAccount, DrawnMember
from fieldcraft.simulation.draw.world import World as DrawnWorld
from fieldcraft.simulation.playing.sessions import sessions_of
from fieldcraft.simulation.playing.shaping import shape_of, way_of
from fieldcraft.simulation.playing.telling import Office, Teller
from fieldcraft.simulation.world.engine import play
from fieldcraft.simulation.world.types import WARM_UP, World

WEEKS: Final = 78
#: So many days before the last one everything begins.
FIRST_DAY: Final = 7 * (WEEKS + WARM_UP) + 1
#: So that some 900 are closed in a year and a half, and about as well proven as those that are open. Nobody leaves: the
#: cast is known by name.
CHANGED: Final = {"leads_a_week": 0.28, "turnover": 0.0, "adoption": 0.55}


def past_of(*, drawn: DrawnWorld, playbook: Playbook) -> World:
    """What the reps of a drawn world did in the year and a half up to the day before `drawn.now`."""
    reps = sum(member.role == "rep" for member in drawn.members)
    start = drawn.now.date() - timedelta(days=1, weeks=WEEKS)
    return play(
        seed=drawn.seed, reps=reps, weeks=WEEKS, scenario="demo", start=start, shape=shape_of(playbook=playbook),
        changed=CHANGED,
    )  # fmt: skip


def with_past(*, drawn: DrawnWorld, playbook: Playbook) -> DrawnWorld:
    """The drawn world with the closed opportunities of its past behind its open ones."""
    world = past_of(drawn=drawn, playbook=playbook)
    office = _office(drawn, world, playbook)
    teller = Teller(office=office, taken={(one.account, one.name) for one in drawn.opportunities})
    first = max(one.key for one in drawn.opportunities) + 1
    closed = [number for number in range(len(world.leads)) if world.shown.outcome[number] != OPEN]
    told = tuple(teller.tell(number, key=first + place) for place, number in enumerate(closed))
    return replace(
        drawn,
        since=date.fromordinal(world.first_day),
        opportunities=(*drawn.opportunities, *told),
        sessions=sessions_of(office=office),
    )


def _office(drawn: DrawnWorld, world: World, playbook: Playbook) -> Office:
    reps = [member for member in drawn.members if member.role == "rep"]
    managers = [member for member in drawn.members if member.role == "manager"]

    def account(number: int, rng: Random) -> DrawnAccount:
        return rng.choice(accounts_of(rep=reps[int(world.leads.seat[number])], accounts=drawn.accounts))

    def colleague(rep: DrawnMember) -> DrawnMember:
        team = [other for other in reps if other.team == rep.team]
        return team[(rep.key + 1 - FIRST_REP) % len(team)]

    return Office(
        world=world,
        guide=guide_of(playbook=way_of(playbook=playbook)),
        now=drawn.now,
        rep=lambda person: reps[person],
        manager=lambda team: managers[team],
        colleague=colleague,
        account=account,
    )
