"""Accounts and the people there."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from . import names
from .world import DrawnAccount, DrawnContact

_ALWAYS = ("economic_buyer", "champion", "technical_evaluator")


def draw_accounts(rng: Random) -> tuple[DrawnAccount, ...]:
    """Ninety accounts with three to five contacts each. Nobody is called like anybody else."""
    taken = {names.VP, names.ENABLEMENT, names.ADMINISTRATOR, *names.DIRECTORS, *names.MANAGERS, *names.REPS}
    given, family = in_turns(rng, names.GIVEN), in_turns(rng, names.FAMILY)
    accounts: list[DrawnAccount] = []
    first_contact = 0
    for region, rows in enumerate(names.ACCOUNTS):
        for name, industry in rows:
            domain = f"{names.ascii_key(text=name, joint='-')}.example"
            contacts = draw_contacts(rng, first_contact, len(accounts), domain, given, family, taken)
            accounts.append(DrawnAccount(len(accounts), name, domain, industry, region, contacts))
            first_contact += len(contacts)
    return tuple(accounts)


def in_turns(rng: Random, names: tuple[str, ...]) -> Iterator[str]:
    """Every name once in a new order, again and again: neighbours never share one."""
    while True:
        yield from rng.sample(names, len(names))


def draw_contacts(
    rng: Random,
    first: int,
    account: int,
    domain: str,
    given: Iterator[str],
    family: Iterator[str],
    taken: set[str],
) -> tuple[DrawnContact, ...]:
    """The people of one account, keys from `first` on."""
    return tuple(
        _contact(rng, first + i, account, domain, part, given, family, taken) for i, part in enumerate(_parts(rng))
    )


def _parts(rng: Random) -> tuple[str, ...]:
    papers = "procurement" if rng.random() < 0.75 else "legal"
    draw = rng.random()
    if draw < 0.1:
        return (*_ALWAYS, papers, "user")
    return (*_ALWAYS, papers) if draw < 0.96 else (*_ALWAYS, "champion", papers)


def _contact(
    rng: Random,
    key: int,
    account: int,
    domain: str,
    part: str,
    given: Iterator[str],
    family: Iterator[str],
    taken: set[str],
) -> DrawnContact:
    name = f"{next(given)} {next(family)}"
    while name in taken:
        name = f"{next(given)} {next(family)}"
    taken.add(name)
    title, department, seniority = rng.choice(names.PARTS[part])
    email = f"{names.ascii_key(text=name, joint='.')}@{domain}"
    return DrawnContact(key, account, name, email, title, department, seniority, part)
