"""Makes of a played world the drawn one that the writer stores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from random import Random

from fieldcraft.simulation.draw.guide import Guide
from fieldcraft.simulation.draw.world import DrawnAccount, DrawnOpportunity
from fieldcraft.simulation.draw.world import World as DrawnWorld
from fieldcraft.simulation.playing.accounts import make_accounts, segment_of
from fieldcraft.simulation.playing.people import Cast
from fieldcraft.simulation.playing.sessions import sessions_of
from fieldcraft.simulation.playing.telling import Office, Teller
from fieldcraft.simulation.world.types import World

EVERY = 200
Progress = Callable[[str, float], None]


def drawn_of(*, world: World, guide: Guide, slug: str, now: datetime, tell: Progress) -> DrawnWorld:
    """The whole organisation. `guide` is of the playbook whose shape was played; `tell` hears shares up to 0.2."""
    cast, accounts = Cast(world=world, slug=slug), make_accounts(world=world)
    office = Office(world, guide, now, cast.rep, cast.manager, cast.colleague, _chooser(world, accounts))
    teller = Teller(office=office, taken=set())
    told: list[DrawnOpportunity] = []
    for number in range(len(world.leads)):
        told.append(teller.tell(number, key=number))
        if number % EVERY == 0:
            tell("Telling what happened", 0.1 + 0.1 * number / len(world.leads))
    return DrawnWorld(
        seed=world.seed,
        now=now,
        since=date.fromordinal(world.first_day),
        teams=cast.teams(),
        members=cast.members,
        lines=cast.lines(),
        accounts=accounts,
        opportunities=tuple(told),
        cast=cast.faces(),
        source=slug,
        sessions=sessions_of(office=office),
    )


def _chooser(world: World, accounts: tuple[DrawnAccount, ...]) -> Callable[[int, Random], DrawnAccount]:
    """Any account of the region and the segment."""
    by_kind: dict[tuple[int, int], list[DrawnAccount]] = {}
    for account in accounts:
        by_kind.setdefault((account.region, segment_of(account=account)), []).append(account)

    def choose(number: int, rng: Random) -> DrawnAccount:
        region = int(world.staff.region[world.leads.seat[number]])
        return rng.choice(by_kind[region, int(world.leads.segment[number])])

    return choose
