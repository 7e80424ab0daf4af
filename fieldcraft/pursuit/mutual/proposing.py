"""The steps a plan starts with: what of the playbook is still open and concerns both sides, in the customer's words.

Most criteria are ours to find out, and none of the customer's business. A criterion becomes a step where only the buyer
can confirm it, where a play has the customer or a partner act, or where the playbook wants more than our own word for
it and takes the buyer's. Every stage that is left ends with its milestone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fieldcraft.methodology.package.compiled import CompiledCriterion, CompiledPlaybook, CompiledStage
from fieldcraft.pursuit.evaluation.types import Assessment

from .backwards import spread
from .models import Side

#: Part of a stage's typical days that is still to come, however long one has been in it.
LEAST_LEFT = 0.25
#: What stands behind this in a milestone is what we get to know, not what the customer does.
OUR_SIDE = re.compile(r",? and we\b.*$", re.IGNORECASE)
WORDS = (
    (re.compile(r"\b(the|their) economic buyer\b", re.IGNORECASE), "the decision maker"),
    (re.compile(r"\bthe buyer['’]s\b", re.IGNORECASE), "{account}’s"),
    (re.compile(r"\bthe buyer\b", re.IGNORECASE), "{account}"),
    (re.compile(r"\bus\b"), "{company}"),
)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A step or, with a `stage`, a milestone. `done`: the evidence already says so."""

    title: str
    side: Side
    days: int
    criterion: str = ""
    stage: str = ""
    done: bool = False


def propose(
    *, playbook: CompiledPlaybook, assessment: Assessment, account: str, company: str, days_in_stage: int
) -> tuple[Proposed, ...]:
    """Steps and milestones in order. The milestone last held comes first, so that the customer can say it is not so."""
    here = assessment.supported_position
    found: list[Proposed] = []
    for stage in playbook.stages:
        if stage.position < here - 1 or (assessment.complete and stage.position < len(playbook.stages)):
            continue
        held = stage.position < here or assessment.complete
        milestone = Proposed(
            title=in_their_words(text=OUR_SIDE.sub("", stage.part.milestone), account=account, company=company),
            side=Side.CUSTOMER,
            days=0,
            stage=stage.key,
            done=held,
        )
        steps = [] if held else _steps(playbook, assessment, stage, account, company)
        found += _over_days([*steps, milestone], days=_days_left(stage, here, days_in_stage))
    return tuple(found)


def in_their_words(*, text: str, account: str, company: str) -> str:
    """A sentence of the playbook as the customer reads it: names in place of "the buyer" and "us", no full stop."""
    for pattern, word in WORDS:
        said = word.format(account=account or "the customer", company=company)
        text = pattern.sub(lambda _, said=said: said, text)  # type: ignore[misc]
    text = text.strip().rstrip(".")
    return text[:1].upper() + text[1:]


def _steps(
    playbook: CompiledPlaybook, assessment: Assessment, stage: CompiledStage, account: str, company: str
) -> list[Proposed]:
    plays = {number: play.part.owner for play in reversed(playbook.plays) for number in play.proves}
    steps = []
    for number in range(stage.first, stage.end):
        criterion = playbook.criteria[number]
        owner = plays.get(number, "rep")
        theirs = owner in ("customer", "partner") or criterion.verifier == "buyer"
        if assessment.criteria[number].state == "met" or not (theirs or _wants_more_than_our_word(criterion)):
            continue
        steps.append(
            Proposed(
                title=in_their_words(text=criterion.part.text, account=account, company=company),
                side=Side.CUSTOMER if theirs else Side.BOTH,
                days=0,
                criterion=criterion.key,
            )
        )
    # Where only the buyer can confirm it, it comes first: everything after it rests on that.
    return sorted(
        steps, key=lambda step: playbook.criteria[playbook.criterion_index[step.criterion]].verifier != "buyer"
    )


def _wants_more_than_our_word(criterion: CompiledCriterion) -> bool:
    return criterion.verifier != "anyone" and "buyer_confirmation" in criterion.kinds


def _days_left(stage: CompiledStage, here: int, days_in_stage: int) -> int:
    if stage.position < here:
        return 0
    gone = days_in_stage if stage.position == here else 0
    return max(round(stage.typical_days * LEAST_LEFT), stage.typical_days - max(0, gone))


def _over_days(steps: Sequence[Proposed], *, days: int) -> list[Proposed]:
    """The stage's days shared among its steps; its milestone comes with the last of them, or takes all days alone."""
    if len(steps) == 1:
        return [replace(steps[0], days=days)]
    shares = (*spread(days=days, over=len(steps) - 1), 0)
    return [replace(step, days=share) for step, share in zip(steps, shares, strict=True)]


def concerning(*, playbook: CompiledPlaybook, stage: str) -> tuple[str, ...]:
    """Criteria of a stage that concern both sides; where none does, all that the buyer's word can prove."""
    found = playbook.stage_by_key.get(stage)
    if found is None:
        return ()
    theirs = {number for play in playbook.plays if play.part.owner in ("customer", "partner") for number in play.proves}
    criteria = [(number, playbook.criteria[number]) for number in range(found.first, found.end)]
    both = [one.key for number, one in criteria if number in theirs or _wants_more_than_our_word(one)]
    return tuple(both or [one.key for _, one in criteria if "buyer_confirmation" in one.kinds])
