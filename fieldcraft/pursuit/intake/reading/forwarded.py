"""The mail inside a forwarded mail, as Gmail, Outlook and Apple Mail write it in English and German."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from email.utils import getaddresses
from typing import Final

from .days import day_in_header

MOST_LINES: Final = 4_000
HEADER_LINES: Final = 14
_NAMES: Final = {
    "from": "from", "von": "from", "date": "date", "sent": "date", "datum": "date", "gesendet": "date",
    "to": "to", "an": "to", "cc": "to", "kopie": "to", "subject": "subject", "betreff": "subject",
    "reply-to": "", "antwort an": "", "importance": "", "wichtigkeit": "", "attachments": "", "anlagen": "",
}  # fmt: skip
_FIELD: Final = re.compile(rf"^[>\s]*\**({'|'.join(_NAMES)})\s*:\**\s*(.*)$", re.IGNORECASE)
_MARK: Final = re.compile(
    r"^[>\s]*(?:-{3,}\s*(?:forwarded message|original message|weitergeleitete nachricht|urspr(?:ü|ue)ngliche nachricht)"
    r"\s*-{3,}|begin forwarded message:|anfang der weitergeleiteten (?:nachricht|e-mail):|_{10,})\s*$",
    re.IGNORECASE,
)
_MAILTO: Final = re.compile(r"\[mailto:([^\]]+)\]")


@dataclass(frozen=True, slots=True)
class Person:
    """A name and an address; either may be empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Inner:
    """The mail that was forwarded. `before` is what the one who forwarded it wrote above."""

    sender: Person
    to: tuple[Person, ...]
    subject: str
    on: date | None
    text: str
    before: str


def inner_of(text: str) -> Inner | None:
    """The first forwarded mail in a text; None where there is none."""
    lines = text.split("\n")[:MOST_LINES]
    for number, line in enumerate(lines):
        found = _FIELD.match(line)
        if not found or _NAMES[found[1].casefold()] != "from":
            continue
        fields, end = _fields(lines, number)
        if {"date", "subject", "to"} & fields.keys() and len(fields) >= 3:
            return _inner(lines, number, end, fields)
    return None


def people_in(header: str) -> tuple[Person, ...]:
    """Names and addresses of a To or From line."""
    plain = _MAILTO.sub(r"<\1>", header[:4_000]).replace(";", ",").strip(" *")
    try:
        pairs = getaddresses([plain])
    except (ValueError, IndexError):
        return ()
    found = [Person(_clean(name), address.casefold().strip()) for name, address in pairs if name or address]
    return tuple(one if "@" in one.address else Person(one.name or one.address, "") for one in found)[:50]


def _fields(lines: list[str], start: int) -> tuple[dict[str, str], int]:
    """The header lines from `start` on, those that go on joined, and the line after them."""
    fields: dict[str, str] = {}
    name, end = "", start
    for number in range(start, min(start + HEADER_LINES, len(lines))):
        line = lines[number]
        bare = line.strip(" >\t\r")
        found = _FIELD.match(line)
        if found:
            name = _NAMES[found[1].casefold()]
            fields[name] = f"{fields[name]}, {found[2]}" if name in fields and name == "to" else found[2].strip(" *\r")
        elif not bare:
            if fields.keys() - {"from"}:
                return fields, number + 1
            continue
        elif name == "to" and line[:1] in " \t>":
            fields[name] += f" {bare}"
        else:
            return fields, number
        end = number + 1
    return fields, end


def _inner(lines: list[str], start: int, end: int, fields: dict[str, str]) -> Inner:
    top = start
    while top > 0 and (not lines[top - 1].strip(" >\r") or _MARK.match(lines[top - 1])):
        top -= 1
    body = lines[end:]
    quoted = [line for line in body if line.strip()]
    if quoted and sum(line.lstrip().startswith(">") for line in quoted) > 0.8 * len(quoted):
        body = [re.sub(r"^\s*> ?", "", line) for line in body]
    senders = people_in(fields["from"])
    return Inner(
        sender=senders[0] if senders else Person("", ""),
        to=people_in(fields.get("to", "")),
        subject=" ".join(fields.get("subject", "").split()),
        on=day_in_header(fields.get("date", "")),
        text="\n".join(body).strip(),
        before="\n".join(lines[:top]).strip(),
    )


def _clean(name: str) -> str:
    return " ".join(name.strip(" '\"*").split())[:120]
