"""Which opportunity a text, a mail or an event belongs to, with the reason; "not sure" is an answer.

Points are added for what speaks for an opportunity. It is sure when the best one has enough of them and stands clear
of the next. Only the opportunities handed in are looked at: those the member may see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from .stems import words

#: Points from which one is sure, and how far the next has to be behind.
SURE: Final = 3.0
CLEAR: Final = 1.5
MOST_RANKED: Final = 6

IN_IT, AT_ACCOUNT, AT_DOMAIN, SAME_SERIES, SAME_THREAD = 6.0, 4.0, 3.0, 6.0, 3.0
NAMED_ACCOUNT, NAMED_IN_PART, NAMED_WORK, NAMED_PERSON, NAMED_FAMILY, SAME_DAY = 3.0, 2.0, 3.0, 2.5, 1.2, 1.0
CLOSED, NOT_OWN = -2.0, -0.5

_HOSTS: Final = """
    gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.de icloud.com me.com
    mac.com aol.com gmx.de gmx.net gmx.com web.de t-online.de freenet.de orange.fr free.fr laposte.net
    wanadoo.fr proton.me protonmail.com mail.com posteo.de mailbox.org
"""
_PLAIN_WORDS: Final = """
    the and for der die das und gmbh mbh inc ltd llc plc corp group gruppe holding company services service
    systems solutions logistics logistik pharma steel water energy rail ports new second first phase renewal
    expansion fleet plant line yard contract project licence license upgrade
"""
#: Mail hosts of everybody: a domain there says nothing about a company.
EVERYBODYS: Final = frozenset(_HOSTS.split())
_GENERAL: Final = frozenset(_PLAIN_WORDS.split())
_RE: Final = re.compile(r"^(?:\s*(?:re|fw|fwd|aw|wg|antw|tr|sv|vs)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Contact:
    """A person of the account; `part` tells that he has a part in this opportunity."""

    name: str
    email: str
    part: bool


@dataclass(frozen=True, slots=True)
class Work:
    """An opportunity the member may see. `subjects` are those of its latest activities, `days` when they were."""

    id: int
    name: str
    account: str
    domain: str
    open: bool
    own: bool
    contacts: tuple[Contact, ...] = ()
    subjects: tuple[str, ...] = ()
    days: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Message:
    """What came in. `addresses` are those of everybody else; `series`: where earlier ones of this series went."""

    text: str
    subject: str
    addresses: tuple[str, ...] = ()
    on: date | None = None
    series: int | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """An opportunity with its points and what speaks for it, strongest first."""

    id: int
    points: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """`sure` is the opportunity it belongs to, or None; `ranked` are those that may be meant, best first."""

    sure: int | None
    ranked: tuple[Ranked, ...]

    @property
    def reason(self) -> str:
        """Why the first one, in a line; empty where nothing speaks for any."""
        return "; ".join(self.ranked[0].reasons[:2]) if self.ranked else ""


def place(*, message: Message, works: Iterable[Work], ours: frozenset[str] = frozenset()) -> Placed:
    """Rank the opportunities for a message. `ours`: mail domains of our own company, which say nothing."""
    found = sorted(
        (ranked for work in works if (ranked := _rank(message, work, ours)) is not None),
        key=lambda one: (-one.points, one.id),
    )[:MOST_RANKED]
    if not found:
        return Placed(None, ())
    second = found[1].points if len(found) > 1 else 0.0
    sure = found[0].points >= SURE and found[0].points - second >= CLEAR
    return Placed(found[0].id if sure else None, tuple(found))


def thread(subject: str) -> str:
    """A subject without its Re: and Fwd:, in lower case; empty where too little is left to tell a thread."""
    plain = " ".join(_RE.sub("", subject).casefold().split())
    return plain if len(plain) >= 8 and " " in plain else ""


def domain_of(address: str) -> str:
    """The domain of a mail address, unless it is a mail host of everybody."""
    domain = address.rpartition("@")[2].casefold().strip("> .")
    return "" if domain in EVERYBODYS else domain


def _rank(message: Message, work: Work, ours: frozenset[str]) -> Ranked | None:
    reasons = [
        *by_address(message=message, work=work, ours=ours),
        *_by_history(message, work),
        *_by_name(message, work),
    ]
    if not any(points > SAME_DAY for points, _ in reasons):
        return None
    reasons.sort(key=lambda pair: -pair[0])
    points = sum(points for points, _ in reasons)
    points += (0.0 if work.open else CLOSED) + (0.0 if work.own else NOT_OWN)
    return Ranked(work.id, round(points, 2), tuple(reason for _, reason in reasons)) if points > 0 else None


def by_address(*, message: Message, work: Work, ours: frozenset[str]) -> list[tuple[float, str]]:
    """Points and reason from the addresses alone; empty where nobody of the account is named."""
    heard = {address.casefold() for address in message.addresses}
    named = [contact for contact in work.contacts if contact.email and contact.email.casefold() in heard]
    if parts := [contact for contact in named if contact.part]:
        return [(IN_IT, f"{_names(parts)} {'has' if len(parts) == 1 else 'have'} a part in it")]
    if named:
        return [(AT_ACCOUNT, f"{_names(named)} works at {work.account}")]
    domains = {domain_of(address) for address in heard} - {"", *ours}
    if work.domain and any(domain == work.domain or domain.endswith(f".{work.domain}") for domain in domains):
        return [(AT_DOMAIN, f"the address is at {work.domain}")]
    return []


def _by_history(message: Message, work: Work) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    if message.series == work.id:
        found.append((SAME_SERIES, "earlier ones of this series went there"))
    line = thread(message.subject)
    if line and line in {thread(subject) for subject in work.subjects}:
        found.append((SAME_THREAD, f"the subject “{line[:40]}” was there before"))
    if message.on in work.days:
        found.append((SAME_DAY, "something is noted there on that day"))
    return found


def _by_name(message: Message, work: Work) -> list[tuple[float, str]]:
    plain = f"{message.subject}\n{message.text}".casefold()
    found: list[tuple[float, str]] = []
    if _says(plain, work.account):
        found.append((NAMED_ACCOUNT, f"it names {work.account}"))
    elif telling := _telling(work.account, plain):
        found.append((NAMED_IN_PART, f"it names “{telling}”"))
    if _says(plain, work.name) and len(work.name) >= 6:
        found.append((NAMED_WORK, f"it names “{work.name}”"))
    elif telling := _telling(work.name, plain):
        found.append((NAMED_IN_PART / 2, f"it speaks of “{telling}”"))
    return found + _by_person(plain, work.contacts)


def _by_person(plain: str, contacts: Sequence[Contact]) -> list[tuple[float, str]]:
    whole = [contact.name for contact in contacts if " " in contact.name and _says(plain, contact.name)]
    if whole:
        return [(NAMED_PERSON, f"it names {whole[0]}")]
    for contact in contacts:
        parts = contact.name.split()
        for name in parts[-1:] + (parts[:1] if contact.part else []):
            if len(name) > 2 and _says(plain, name):
                return [(NAMED_FAMILY, f"it names {name}, who may be {contact.name}")]
    return []


def _telling(name: str, plain: str) -> str:
    """The first word of a name that is not one of everybody's, where the text has it."""
    for word in words(name):
        if len(word) > 3 and word.casefold() not in _GENERAL:
            return word if _says(plain, word) else ""
    return ""


def _says(plain: str, name: str) -> bool:
    name = name.casefold().strip()
    return len(name) > 2 and name in plain and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain) is not None


def _names(contacts: Sequence[Contact]) -> str:
    return " and ".join(contact.name for contact in contacts[:2])
