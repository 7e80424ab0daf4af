"""Titles and reasons: short sentences that name the fact and the number."""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import date

from fieldcraft.methodology.package.facts import FactValue
from fieldcraft.methodology.package.schema import Prior

_FORMATTER = string.Formatter()


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
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.0f}"
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, str):
        return day(text=value)
    return str(value)


def day(*, text: str) -> str:
    """A text that is a day as "4 Nov 2026"; any other text as it is."""
    if len(text) != 10:
        return text
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{found.day} {found:%b} {found.year}"


def points(*, change: float) -> str:
    """A change of a chance (0.09) as "+9 points", "-2 points", "less than 1 point"."""
    whole = round(change * 100)
    if whole == 0:
        return "less than 1 point"
    return f"{whole:+d} {'point' if abs(whole) == 1 else 'points'}"


def belief(*, change: float, deals: int) -> str:
    """What the playbook expects, and how little it rests on."""
    return f"the playbook expects about {points(change=change)} (a prior worth {deals} deals)"


def resting(*, priors: tuple[Prior, ...], assumed: str | None) -> str:
    """What the numbers of a step rest on."""
    deals = min((prior.worth_deals for prior in priors), default=0)
    text = (
        f"Playbook prior, worth {deals} deals; no history yet" if priors else "No number: the playbook holds no prior"
    )
    return f"{text}. {assumed}" if assumed else f"{text}."


def sentence(*, text: str) -> str:
    """The text without its last full stop, so that a sentence can go on."""
    return text.rstrip().removesuffix(".")
