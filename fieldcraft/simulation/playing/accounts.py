"""Accounts for a played organisation: enough of them, in the industries of their segment."""

from __future__ import annotations

from random import Random
from typing import Final

from fieldcraft.simulation.draw import names
from fieldcraft.simulation.draw.accounts import draw_contacts, in_turns
from fieldcraft.simulation.draw.world import DrawnAccount
from fieldcraft.simulation.world.types import SEGMENTS, World

#: The industry stands for the segment: it is what the product knows of an account's kind.
INDUSTRIES: Final = (
    ("Food", "Paper", "Textiles", "Glass", "Agriculture"),
    ("Logistics", "Machinery", "Metals", "Building materials", "Plastics"),
    ("Energy", "Pharma", "Hospitals", "Chemicals", "Ports", "Rail", "Shipping", "Water"),
)
KINDS: Final = ("Group", "Works", "Holding", "Service", "North", "Trading", "Systems", "Union", "Partners", "Supply")
OPPORTUNITIES_EACH: Final = 6


def make_accounts(*, world: World) -> tuple[DrawnAccount, ...]:
    """Accounts spread over regions and segments, each with four contacts or so. Nobody is called like anybody else."""
    rng = Random(f"{world.seed} accounts")  # noqa: S311 - a reproducible draw, not a secret
    regions = int(world.staff.region.max()) + 1
    each = max(2, len(world.leads) // (OPPORTUNITIES_EACH * regions * len(SEGMENTS)))
    words = sorted({name.split()[0] for rows in names.ACCOUNTS for name, _ in rows})
    titles = in_turns(rng, tuple(f"{word} {kind}" for kind in KINDS for word in words))
    given, family = in_turns(rng, names.GIVEN), in_turns(rng, names.FAMILY)
    taken: set[str] = set()
    used: dict[str, int] = {}
    accounts: list[DrawnAccount] = []
    contacts = 0
    for region in range(regions):
        for segment in range(len(SEGMENTS)):
            for _ in range(each):
                name = next(titles)
                used[name] = used.get(name, 0) + 1
                name = name if used[name] == 1 else f"{name} {used[name]}"
                domain = f"{names.ascii_key(text=name, joint='-')}.example"
                people = draw_contacts(rng, contacts, len(accounts), domain, given, family, taken)
                industry = rng.choice(INDUSTRIES[segment])
                accounts.append(DrawnAccount(len(accounts), name, domain, industry, region, people))
                contacts += len(people)
    return tuple(accounts)


def segment_of(*, account: DrawnAccount) -> int:
    """The segment that an account's industry stands for."""
    return next(place for place, known in enumerate(INDUSTRIES) if account.industry in known)
