"""Several ways of selling in one playbook: which one an opportunity follows, and what of the playbook belongs to it."""

from __future__ import annotations

from .schema import Factor, Playbook


def process_for(*, playbook: Playbook, crm_type: str) -> str:
    """Key of the process for an opportunity type of the CRM; the first takes what no other names.

    Empty where the playbook has one way of selling only.
    """
    wanted = crm_type.strip().casefold()
    for process in playbook.processes:
        if wanted and wanted in {name.casefold() for name in process.crm_types}:
            return process.key
    return playbook.processes[0].key if playbook.processes else ""


def narrowed(*, playbook: Playbook, process: str) -> Playbook:
    """The playbook with the stages of one process, and everything else without what points at other stages.

    A play that only proved criteria of other stages is left out, as are rungs and factors that rest on them alone.
    Raises KeyError where the playbook has no such process.
    """
    found = {one.key: one for one in playbook.processes}[process]
    stages = {stage.key: stage for stage in playbook.stages}
    ordered = playbook.model_copy(update={"stages": tuple(stages[key] for key in found.stages)})
    criteria = {criterion.key for criterion in ordered.criteria}
    plays = tuple(
        play.model_copy(update={"proves": tuple(key for key in play.proves if key in criteria)})
        for play in playbook.plays
        if (play.stage is None or play.stage in found.stages)
        and (not play.proves or not criteria.isdisjoint(play.proves))
    )
    sets = (
        one.model_copy(update={"factors": tuple(filter(None, (_factor(factor, criteria) for factor in one.factors)))})
        for one in playbook.qualification
    )
    return ordered.model_copy(
        update={
            "plays": plays,
            "qualification": tuple(one for one in sets if one.factors),
            "behaviours": tuple(
                one if one.stage in found.stages else one.model_copy(update={"stage": None})
                for one in playbook.behaviours
            ),
        }
    )


def _factor(factor: Factor, criteria: set[str]) -> Factor | None:
    levels = tuple(
        level.model_copy(update={"criteria": tuple(key for key in level.criteria if key in criteria)})
        for level in factor.levels
        if not criteria.isdisjoint(level.criteria)
    )
    return factor.model_copy(update={"levels": levels}) if levels else None
