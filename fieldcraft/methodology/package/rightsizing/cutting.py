"""A playbook with fewer stages and fewer criteria, and nothing left that points at what is gone."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..schema import Factor, Play, Playbook, Stage


def cut(*, playbook: Playbook, keep: Collection[str], into: Mapping[str, str]) -> Playbook:
    """Only the criteria in `keep`; each stage with another key in `into` goes into that one, which comes before it.

    A stage that takes in others ends with the milestone of the last of them. What loses all it rests on goes: plays
    that proved only criteria that are gone, rungs, factors with fewer than two rungs. Raises ValueError where a stage
    would be left without a criterion.
    """
    groups = _groups(playbook, into)
    plays = tuple(
        play.model_copy(
            update={"proves": tuple(key for key in play.proves if key in keep), "stage": _moved(play.stage, into)}
        )
        for play in playbook.plays
        if not play.proves or not set(play.proves).isdisjoint(keep)
    )
    known = {play.key for play in plays}
    sets = (
        one.model_copy(update={"factors": tuple(filter(None, (_factor(factor, keep) for factor in one.factors)))})
        for one in playbook.qualification
    )
    return playbook.model_copy(
        update={
            "stages": tuple(_stage(group, keep, plays) for group in groups),
            "plays": plays,
            "qualification": tuple(one for one in sets if one.factors),
            "warnings": tuple(
                one.model_copy(update={"plays": tuple(key for key in one.plays if key in known)})
                for one in playbook.warnings
            ),
            "processes": tuple(
                one.model_copy(update={"stages": tuple(dict.fromkeys(into.get(key, key) for key in one.stages))})
                for one in playbook.processes
            ),
            "behaviours": tuple(
                one.model_copy(update={"stage": _moved(one.stage, into)}) for one in playbook.behaviours
            ),
            "knowledge": tuple(one.model_copy(update={"stage": _moved(one.stage, into)}) for one in playbook.knowledge),
        }
    )


def _moved(stage: str | None, into: Mapping[str, str]) -> str | None:
    return None if stage is None else into.get(stage, stage)


def _groups(playbook: Playbook, into: Mapping[str, str]) -> list[list[Stage]]:
    groups: dict[str, list[Stage]] = {}
    for stage in playbook.stages:
        groups.setdefault(into.get(stage.key, stage.key), []).append(stage)
    return list(groups.values())


def _stage(group: list[Stage], keep: Collection[str], plays: tuple[Play, ...]) -> Stage:
    first, last = group[0], group[-1]
    entry = tuple(one for one in first.entry_criteria if one.key in keep)
    inner = (*first.exit_criteria, *(one for stage in group[1:] for one in stage.entry_criteria + stage.exit_criteria))
    criteria = tuple(one for one in inner if one.key in keep)
    if not criteria:
        raise ValueError(f"The stage '{first.key}' would be left without a criterion.")
    known = {play.key for play in plays}
    asked = {one.key for one in criteria}
    defaults = tuple(dict.fromkeys(key for stage in group for key in stage.default_plays if key in known))
    return first.model_copy(
        update={
            "was": tuple(dict.fromkeys((*first.was, *(key for one in group[1:] for key in (one.key, *one.was))))),
            "milestone": last.milestone,
            "typical_days": min(3650, sum(stage.typical_days for stage in group)),
            "crm_names": tuple(dict.fromkeys(name for stage in group for name in stage.crm_names)),
            "default_plays": defaults or tuple(play.key for play in plays if asked & set(play.proves))[:1],
            "entry_criteria": entry,
            "exit_criteria": criteria,
        }
    )


def _factor(factor: Factor, keep: Collection[str]) -> Factor | None:
    levels = tuple(
        level.model_copy(update={"criteria": tuple(key for key in level.criteria if key in keep)})
        for level in factor.levels
        if not set(level.criteria).isdisjoint(keep)
    )
    return factor.model_copy(update={"levels": levels}) if len(levels) >= 2 else None
