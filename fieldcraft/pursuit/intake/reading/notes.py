"""What pasted notes tell of themselves: a call or a meeting, on which day, under which line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from .days import day_of_notes
from .forwarded import Person, inner_of

LONGEST: Final = 40_000
_CALL: Final = re.compile(r"\b(?:call|called|phone|phoned|rang|telephone|telefonat)\b", re.IGNORECASE)
_HEAD: Final = 600


@dataclass(frozen=True, slots=True)
class Notes:
    """`kind` is a kind of activity; `sender` is set where a mail was pasted."""

    kind: str
    subject: str
    on: date | None
    text: str
    people: tuple[Person, ...]
    sender: Person | None


def notes_of(*, text: str, on: date) -> Notes:
    """Read pasted notes; `on` is today."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()[:LONGEST]
    inner = inner_of(text)
    if inner is not None and len(inner.before) < 200 and "@" in inner.sender.address:
        day = inner.on if inner.on and inner.on <= on else on
        return Notes("email", inner.subject, day, inner.text or text, (inner.sender, *inner.to), inner.sender)
    kind = "call" if _CALL.search(text[:_HEAD]) and not re.search(r"\bmeeting\b", text[:_HEAD], re.I) else "meeting"
    return Notes(kind, _subject(text), day_of_notes(text=text, on=on), text, (), None)


def _subject(text: str) -> str:
    """The first line, where it reads like a heading."""
    first = " ".join(text.split("\n", 1)[0].strip(" #*-=:").split())
    return first if 0 < len(first) <= 80 and not first.endswith((".", "?", "!")) and first != text.strip() else ""
