"""Facts and templates as people read them."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from .facts import FACTS, FactValue

_FORMATTER: Final = string.Formatter()
_DATES: Final = frozenset(fact.dated_by for fact in FACTS.values() if fact.dated_by)


def names_of(*, template: str) -> tuple[str, ...]:
    """The placeholders of a checked template, in their order."""
    return tuple(name for _, name, _, _ in _FORMATTER.parse(template) if name is not None)


def filled(*, template: str, values: Mapping[str, FactValue], otherwise: str) -> str:
    """The template with its placeholders filled, or `otherwise` where one of them is not known."""
    parts = []
    for text, name, _, _ in _FORMATTER.parse(template):
        parts.append(text)
        if name is not None:
            value = values.get(name)
            if value is None or value == "" or value == ():
                return otherwise
            parts.append(shown(value=value))
    return "".join(parts)


def shown(*, value: FactValue) -> str:
    """A value as a sentence has it: days as "4 Nov 2026", numbers without needless decimals, lists with commas."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.0f}"
    if isinstance(value, tuple):
        return ", ".join(item.replace("_", " ") for item in value) or "none"
    return day(text=value) if isinstance(value, str) else f"{value:,}"


def day(*, text: str) -> str:
    """A text that is a day as "4 Nov 2026"; any other text as it is."""
    if len(text) != 10:
        return text
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{found.day} {found:%b} {found.year}"


def facts_phrase(*, facts: Iterable[tuple[str, FactValue]]) -> str:
    """Facts with their values: "meetings held: 2, last 4 Nov 2026; champion is named". What is 0 or no is left out.

    Empty where nothing is left.
    """
    values = dict(facts)
    phrases = []
    for name, value in values.items():
        fact = FACTS.get(name)
        if fact is None or name in _DATES or value is None or value in (0, ()):
            continue
        last = values.get(fact.dated_by)
        since = f", last {day(text=last)}" if isinstance(last, str) else ""
        phrases.append(fact.label if value is True else f"{fact.label}: {shown(value=value)}{since}")
    return "; ".join(phrases)
