"""Reasons: short sentences that name the fact and the number."""

from __future__ import annotations

from typing import Final

from fieldcraft.methodology.package.wording import filled

from .change import Change
from .types import Learned, Opinion, Taught

__all__ = ["belief", "filled", "reason", "resting", "sentence", "taught_resting"]

#: Longest text of what a step rests on; whole sentences beyond it are left out, the least telling last.
LONGEST: Final = 250
_WORDS: Final = {
    "proven here": "like deals won {points} points {more} often with it (n = {n:,}, {low} to {high})",
    "suggestive": "like deals seem to win {points} points {more} often with it (n = {n:,}, {low} to {high})",
    "no effect seen": "like deals won no more often with it (n = {n:,}, {low} to {high} points)",
}


def reason(*, found: Change) -> str:
    """The number behind a step: what the closed deals here say, or what the playbook expects."""
    taught = found.taught
    if taught is None or taught.verdict not in _WORDS:
        return belief(before=found.before, after=found.after, deals=found.deals)
    said = _WORDS[taught.verdict].format(
        points=abs(round(taught.points)),
        more="more" if taught.points >= 0 else "less",
        n=taught.n,
        low=round(taught.points_low),
        high=round(taught.points_high),
    )
    return f"Here, {said}{_sooner(taught.days)}."


def _sooner(days: float) -> str:
    whole = round(-days)
    return f", and {whole} {'day' if whole == 1 else 'days'} sooner" if whole > 0 else ""


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


def taught_resting(*, found: Change, learned: Learned, assumed: str | None, opinion: Opinion | None) -> str:
    """What the numbers rest on once there is a history: how much of it is the playbook's, how much your own."""
    texts = [_ground(found.taught, found.deals)]
    if assumed:
        texts.append(assumed)
    if opinion and opinion.against:
        texts.append(f"{opinion.against} of {opinion.people} people here found it not useful.")
    if learned.chance is not None:
        texts.append(f"The {found.before * 100:.0f} % it starts from is {learned.share * 100:.0f} % your own history.")
    while len(texts) > 1 and sum(map(len, texts)) + len(texts) - 1 > LONGEST:
        texts.pop()
    return " ".join(texts)


def _ground(taught: Taught | None, deals: int) -> str:
    if taught is None:
        return resting(deals=deals, assumed=None)
    if taught.verdict in _WORDS:
        return f"Your own history, {taught.n:,} closed deals: {taught.verdict}."
    own = f"The playbook's own estimate, as good as {deals} closed deals." if deals else "No estimate yet."
    if taught.verdict == "cannot be told":
        return f"{own} Your history cannot tell: {sentence(text=taught.why)}."
    return f"{own} Your {taught.n:,} closed deals have not moved it much."


def sentence(*, text: str) -> str:
    """The text without its last full stop, so that a sentence can go on."""
    return text.rstrip().removesuffix(".")
