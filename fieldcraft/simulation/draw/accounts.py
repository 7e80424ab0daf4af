"""Accounts and the people there."""

from __future__ import annotations

from random import Random

from . import names
from .world import DrawnAccount, DrawnContact

_ALWAYS = ("economic_buyer", "champion", "technical_evaluator")


def draw_accounts(rng: Random) -> tuple[DrawnAccount, ...]:
    """Ninety accounts with three to five contacts each. Nobody is called like anybody else."""
    taken = {names.VP, names.ENABLEMENT, names.ADMINISTRATOR, *names.DIRECTORS, *names.MANAGERS, *names.REPS}
    accounts: list[DrawnAccount] = []
    first_contact = 0
    for region, rows in enumerate(names.ACCOUNTS):
        for name, industry in rows:
            domain = f"{names.ascii_key(text=name, joint='-')}.example"
            contacts = tuple(
                _contact(rng, first_contact + i, len(accounts), domain, part, taken)
                for i, part in enumerate(_parts(rng))
            )
            accounts.append(DrawnAccount(len(accounts), name, domain, industry, region, contacts))
            first_contact += len(contacts)
    return tuple(accounts)


def _parts(rng: Random) -> tuple[str, ...]:
    papers = "procurement" if rng.random() < 0.75 else "legal"
    draw = rng.random()
    if draw < 0.1:
        return (*_ALWAYS, papers, "user")
    return (*_ALWAYS, papers) if draw < 0.96 else (*_ALWAYS, "champion", papers)


def _contact(rng: Random, key: int, account: int, domain: str, part: str, taken: set[str]) -> DrawnContact:
    name = f"{rng.choice(names.GIVEN)} {rng.choice(names.FAMILY)}"
    while name in taken:
        name = f"{rng.choice(names.GIVEN)} {rng.choice(names.FAMILY)}"
    taken.add(name)
    title, department, seniority = rng.choice(names.PARTS[part])
    email = f"{names.ascii_key(text=name, joint='.')}@{domain}"
    return DrawnContact(key, account, name, email, title, department, seniority, part)
