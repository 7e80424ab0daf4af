"""A playbook with chosen proposals in it."""

from __future__ import annotations

from collections.abc import Sequence

from fieldcraft.methodology.package.rightsizing.cutting import cut
from fieldcraft.methodology.package.schema import Criterion, Playbook, Stage

from .proposals import learned_prior
from .types import Proposal


def applied(*, playbook: Playbook, chosen: Sequence[Proposal]) -> Playbook:
    """The playbook as the proposals want it; what rested only on a dropped criterion goes with it.

    Raises ValueError where a stage would be left without a criterion, or a proposal names one that is not there.
    """
    there = {one.key for one in playbook.criteria}
    for one in chosen:
        if one.criterion not in there:
            raise ValueError(f"The playbook does not ask for “{one.criterion}” any more. Open the proposals again.")
    dropped = {one.criterion for one in chosen if one.kind == "drop"}
    result = playbook
    for one in chosen:
        if one.criterion not in dropped:
            result = _changed(result, one)
    return cut(playbook=result, keep=there - dropped, into={}) if dropped else result


def _changed(playbook: Playbook, proposal: Proposal) -> Playbook:
    if proposal.kind == "weigh":
        prior = learned_prior(effect=proposal.effect)
        return _with_stages(playbook, [_weighed(stage, proposal.criterion, prior) for stage in playbook.stages])
    if proposal.kind == "first":
        return _with_stages(playbook, [_led(stage, proposal.criterion) for stage in playbook.stages])
    return _earlier(playbook, proposal)


def _weighed(stage: Stage, key: str, prior: object) -> Stage:
    def new(one: Criterion) -> Criterion:
        return one.model_copy(update={"prior": prior}) if one.key == key else one

    return stage.model_copy(
        update={
            "entry_criteria": tuple(map(new, stage.entry_criteria)),
            "exit_criteria": tuple(map(new, stage.exit_criteria)),
        }
    )


def _led(stage: Stage, key: str) -> Stage:
    return stage.model_copy(
        update={"exit_criteria": tuple(sorted(stage.exit_criteria, key=lambda one: one.key != key))}
    )


def _earlier(playbook: Playbook, proposal: Proposal) -> Playbook:
    """The criterion goes to the end of the stage before; plays of its old stage that prove it go along."""
    moved = next(one for one in playbook.criteria if one.key == proposal.criterion)
    stages = []
    for stage in playbook.stages:
        kept = tuple(one for one in stage.exit_criteria if one.key != moved.key)
        if not kept:
            raise ValueError(f"The stage '{stage.key}' would be left without a criterion.")
        stages.append(
            stage.model_copy(update={"exit_criteria": (*kept, moved) if stage.key == proposal.after else kept})
        )
    plays = tuple(
        play.model_copy(update={"stage": None}) if moved.key in play.proves and play.stage == proposal.stage else play
        for play in playbook.plays
    )
    return _with_stages(playbook.model_copy(update={"plays": plays}), stages)


def _with_stages(playbook: Playbook, stages: Sequence[Stage]) -> Playbook:
    return playbook.model_copy(update={"stages": tuple(stages)})
