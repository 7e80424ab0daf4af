"""Proposals and effects in plain words (pure)."""

from __future__ import annotations

from math import exp, isfinite

from fieldcraft.insight.effects.types import Effect, Estimate
from fieldcraft.insight.proposing.proposals import MOST_ODDS
from fieldcraft.insight.proposing.types import Proposal
from fieldcraft.methodology.package.schema import Playbook

MINUS = "−"


def signed(value: float, *, digits: int = 0) -> str:
    """+14, −3, 0: with the true minus, and no sign before what rounds to 0."""
    text = f"{abs(value):.{digits}f}"
    if not isfinite(value) or float(text) == 0:
        return "0" if isfinite(value) else "?"
    return f"{'+' if value > 0 else MINUS}{text}"


def plus_minus(value: float) -> str:
    """The value with a digit where it is small: whole points would make 0.4 a nothing."""
    return signed(value, digits=0 if abs(value) >= 2 else 1)


def range_of(found: Estimate) -> str:
    """−2 to +5."""
    return f"{plus_minus(found.low)} to {plus_minus(found.high)}"


def points_of(found: Estimate) -> str:
    """+14 points (+8 to +20)."""
    return f"{plus_minus(found.value)} points ({range_of(found)})"


def odds_of(found: Estimate) -> str:
    """1.9 (1.4 to 2.6), from log-odds."""
    value, low, high = (
        f"{odds:.1f}" if odds >= 1 else f"{odds:.2f}" for odds in map(exp, (found.value, found.low, found.high))
    )
    return f"{value} ({low} to {high})"


def text_of(*, proposal: Proposal, playbook: Playbook) -> str:
    """The criterion a proposal is about, as the playbook words it."""
    texts = {one.key: one.text.rstrip(".") for one in playbook.criteria}
    return texts.get(proposal.criterion, proposal.criterion)


def change_in_words(*, proposal: Proposal, playbook: Playbook) -> str:
    """What would be different, in one sentence."""
    text, titles = text_of(proposal=proposal, playbook=playbook), {one.key: one.title for one in playbook.stages}
    stage = titles.get(proposal.stage, proposal.stage)
    if proposal.kind == "drop":
        return f"Stop asking for “{text}” in {stage}."
    if proposal.kind == "weigh":
        more = "more" if float(proposal.after) > float(proposal.before) else "less"
        return f"Count on “{text}” {more}: odds of {proposal.after} in place of {proposal.before}."
    if proposal.kind == "earlier":
        return f"Ask for “{text}” a stage earlier: in {titles.get(proposal.after, proposal.after)}, not in {stage}."
    return f"Ask for “{text}” first in {stage}; it stands in place {proposal.before} now."


def reason_in_words(*, proposal: Proposal, lost: int = 0, never: int = 0) -> str:
    """Why it is proposed. `never` of `lost` lost opportunities did not come to its stage."""
    found = proposal.effect
    if proposal.kind == "drop" and found.points and found.points.high < 0:
        return "Opportunities that had it were won less often than others like them. Nothing here speaks for asking it."
    if proposal.kind == "drop":
        return "No effect is seen, and the data are enough to see one that would matter."
    if proposal.kind == "weigh" and found.log_odds:
        bound = " A playbook states 10 at most." if float(proposal.after) >= MOST_ODDS else ""
        return f"The odds found here are {odds_of(found.log_odds)}; the playbook counts on {proposal.before}.{bound}"
    if proposal.kind == "earlier":
        counted = f" {never:,} of {lost:,} lost opportunities ended before it could be asked." if lost else ""
        return f"It is proven to help.{counted}"
    return "It does more than anything asked before it in the stage, by more than chance would explain."


def evidence_in_words(*, proposal: Proposal) -> str:
    """The figures a proposal rests on."""
    found: Effect = proposal.effect
    size = f"Effect on winning: {points_of(found.points)}, 90 % interval. " if found.points else ""
    return f"{size}{found.done:,} of {found.n:,} closed opportunities had it. Verdict: {found.verdict}."


def address_of(*, proposal: Proposal) -> str:
    """The part of the draft that the remark belongs to: the criterion, or its stage where the criterion goes."""
    if proposal.kind == "drop":
        return f"stages.{proposal.stage}"
    stage = proposal.after if proposal.kind == "earlier" else proposal.stage
    return f"stages.{stage}.exit_criteria.{proposal.criterion}"
