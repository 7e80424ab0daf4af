"""Three hundred queries with the one record each is after, drawn from the names that are there, by one fixed draw."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from fieldcraft.crm.models import Account, Contact, Opportunity
from fieldcraft.methodology.queries import in_use

SEED = 2026
EACH = 25
Slip: TypeAlias = Callable[[str, random.Random], str]


@dataclass(frozen=True, slots=True)
class Judged:
    """What is typed, and the record meant: its kind, title and where it belongs (empty: the title is enough)."""

    way: str
    text: str
    kind: str
    title: str
    beside: str = ""


def slipped(word: str, rng: random.Random) -> str:
    """The word with one slip behind its first letter: a letter left out, doubled, wrong, or two changed places."""
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word) - 1)
    return rng.choice((
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + rng.choice("aeinrst") + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ))  # fmt: skip


def longest_slipped(text: str, rng: random.Random, times: int) -> str:
    """The text with slips in its longest word."""
    words = text.split()
    place = max(range(len(words)), key=lambda at: len(words[at]))
    for _ in range(times):
        words[place] = slipped(words[place], rng)
    return " ".join(words)


def judged() -> list[Judged]:
    """All of them."""
    return list(_drawn(random.Random(SEED)))  # a fixed draw, the same in every run


def _drawn(rng: random.Random) -> Iterator[Judged]:
    accounts = sorted(Account.objects.filter(opportunities__isnull=False).distinct().values_list("name", flat=True))
    people = sorted(Contact.objects.filter(opportunities__isnull=False).distinct().values_list("name", "email"))
    pairs = sorted(set(Opportunity.objects.values_list("name", "account__name")))
    playbook = in_use()
    plays = sorted({one.part.fallback_title for one in playbook.plays})
    items = sorted({one.title for one in playbook.playbook.knowledge})
    umlauts = [name for name in [*accounts, *(name for name, _ in people)] if not name.isascii()] or accounts
    for name in rng.choices(accounts, k=EACH):
        yield Judged("exact", name, "account", name)
        yield Judged("prefix", name[: max(len(name) // 2, 4)], "account", name)
        yield Judged("one slip", longest_slipped(name, rng, 1), "account", name)
    for name, account in rng.choices(pairs, k=EACH):
        beginnings = " ".join(word[:4] for word in f"{account} {name}".split())
        yield Judged("beginnings", beginnings, "opportunity", name, account)
        words = f"{name} {account}".split()
        rng.shuffle(words)
        yield Judged("word order", " ".join(words), "opportunity", name, account)
    for name, email in rng.choices(people, k=EACH):
        first, last = name.split(maxsplit=1)
        yield Judged("two slips", f"{slipped(first, rng)} {slipped(last, rng)}", "contact", name)
        yield Judged("swapped words", f"{last} {first}", "contact", name)
        yield Judged("part of an address", email[: email.index("@") + 4], "contact", name)
    for name in rng.choices(umlauts, k=EACH):
        plain = name.replace("ø", "oe").replace("Ø", "OE").replace("ü", "ue").replace("é", "e")
        yield Judged("accents", plain.lower(), "account" if name in accounts else "contact", name)
    for title in rng.choices(plays, k=EACH):
        yield Judged("play", " ".join(title.split()[:5]), "play", title)
        yield Judged("play, one slip", longest_slipped(title, rng, 1), "play", title)
    for title in rng.choices(items, k=EACH):
        yield Judged("knowledge", title.lower(), "knowledge", title)
