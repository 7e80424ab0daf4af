"""Titles and reasons: short sentences that name the fact and the number."""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import date

from fieldcraft.methodology.package.facts import FactValue

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


def belief(*, before: float, after: float, deals: int) -> str:
    """What the playbook expects, from chance to chance, and how little it rests on."""
    if not deals:
        return "The playbook holds no number for it."
    low, high = round(before * 100), round(after * 100)
    if low == high:
        return f"The playbook expects it to leave the chance to win near {low} % (a prior worth {deals} deals)."
    verb = "lift" if after > before else "lower"
    return f"The playbook expects it to {verb} the chance to win from {low} to {high} % (a prior worth {deals} deals)."


def resting(*, deals: int, assumed: str | None) -> str:
    """What the numbers of a step rest on."""
    text = f"Playbook prior, worth {deals} deals; no history yet." if deals else "No number: the playbook has no prior."
    return f"{text} {assumed}" if assumed else text


def sentence(*, text: str) -> str:
    """The text without its last full stop, so that a sentence can go on."""
    return text.rstrip().removesuffix(".")
