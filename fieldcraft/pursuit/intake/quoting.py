"""How a sentence is quoted as evidence, and how it is known again."""

from __future__ import annotations

import hashlib
from datetime import date

from fieldcraft.pursuit.intake.models import Incoming, Origin


def note_of(*, text: str, item: Incoming | None) -> str:
    """The quotation with its source and day: “They signed.” Meeting notes, 12 Nov 2026."""
    quoted = f"“{text}”"
    return f"{quoted} {_source(item)}" if item is not None else quoted


def digest_of_sentence(*, text: str) -> str:
    """The same for a sentence however its spaces and large letters stand."""
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()


def _source(item: Incoming) -> str:
    if item.origin == Origin.MAIL:
        return f"E-mail from {item.sender}, {_day(item.on)}." if item.sender else f"E-mail, {_day(item.on)}."
    return f"{'Call' if item.kind == 'call' else 'Meeting'} notes, {_day(item.on)}."


def _day(value: date) -> str:
    return f"{value.day} {value:%b %Y}"
