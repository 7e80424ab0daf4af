"""Reasons: short sentences that name the fact and the number."""

from __future__ import annotations

from fieldcraft.methodology.package.wording import filled

__all__ = ["belief", "filled", "resting", "sentence"]


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
