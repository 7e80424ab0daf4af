"""Reasons: short sentences that name the fact and the number."""

from __future__ import annotations

from fieldcraft.methodology.package.wording import filled

__all__ = ["belief", "filled", "resting", "sentence"]


def belief(*, before: float, after: float, deals: int) -> str:
    """What the playbook expects, from chance to chance."""
    if not deals:
        return "The playbook holds no number for it."
    low, high = round(before * 100), round(after * 100)
    if low == high:
        return f"The playbook expects the chance to win to stay near {low} %."
    verb = "lift" if after > before else "lower"
    return f"The playbook expects this to {verb} the chance to win from {low} to {high} %."


def resting(*, deals: int, assumed: str | None) -> str:
    """What the numbers of a step rest on."""
    known = f"The playbook's own estimate, as good as {deals} closed deals. Your history has not taught it yet."
    text = known if deals else "No estimate yet."
    return f"{text} {assumed}" if assumed else text


def sentence(*, text: str) -> str:
    """The text without its last full stop, so that a sentence can go on."""
    return text.rstrip().removesuffix(".")
