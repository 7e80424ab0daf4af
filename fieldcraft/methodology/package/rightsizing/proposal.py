"""The proposal: history and answers in, a smaller playbook out, with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..processes import narrowed
from ..schema import Criterion, Playbook, Stage
from .answers import Answers
from .choosing import chosen, shown_already
from .cutting import cut
from .history import History, StageSeen
from .impact import MINUTES, Change, changes, minutes_a_week
from .stages import mapped

#: Fewer opportunities say nothing about how long a stage takes or where deals stand still.
ENOUGH: Final = 10
#: Between which places of the sequence (0 first, 1 last) an answer about stalls points.
WHERE: Final[Mapping[str, tuple[float, float]]] = {
    "early": (0.0, 0.34),
    "offer": (0.35, 0.7),
    "decision": (0.55, 0.9),
    "papers": (0.9, 1.0),
    "unknown": (2.0, 2.0),
}


@dataclass(frozen=True, slots=True)
class StageProposal:
    """One stage of the proposal: own name, the milestone that ends it, what is asked now and what is left for later.

    `own_names` are the CRM's words for it, `takes_in` the titles of the base's stages that it stands for.
    `shown` are the keys of the asked facts that the CRM shows in most won deals already.
    """

    key: str
    title: str
    own_names: tuple[str, ...]
    takes_in: tuple[str, ...]
    milestone: str
    days: int
    days_are_own: bool
    stalls: bool
    asked: tuple[Criterion, ...]
    shown: frozenset[str]
    later: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """`playbook` is the base cut to size; it becomes an overlay by `overlay.between`."""

    playbook: Playbook
    stages: tuple[StageProposal, ...]
    changes: tuple[Change, ...]
    not_known: tuple[str, ...]


def propose(*, base: Playbook, history: History, answers: Answers) -> Proposal:
    """The playbook cut to how the company sells.

    As many facts a stage as the maturity bears, then fewer until the time a rep may spend is kept, never below one.
    Of several processes the first is cut; stages that only others have stay as they are.
    """
    worked = _first(base).stages
    words = mapped(stages=worked, seen=history.stages)
    groups = _groups(worked, words)
    stalling = _stalling(groups, words, history, answers)
    most = answers.facts_a_stage
    while True:
        made = _made(base, groups, words, history, answers, stalling, most)
        week = minutes_a_week(playbook=_first(made), history=history)
        if most == 1 or week is None or week <= MINUTES[answers["time"]]:
            break
        most -= 1
    found = {stage.key: stage for stage in made.stages}
    return Proposal(
        playbook=made,
        stages=tuple(_stage(found[group[0].key], group, words, history, stalling) for group in groups),
        changes=changes(playbook=_first(made), history=history, answers=answers),
        not_known=_not_known(history),
    )


def _first(playbook: Playbook) -> Playbook:
    """The playbook narrowed to its first process."""
    return narrowed(playbook=playbook, process=playbook.processes[0].key) if playbook.processes else playbook


def _groups(stages: Sequence[Stage], words: Mapping[str, str]) -> list[list[Stage]]:
    """The stages, those no CRM word means put to the one before; all by themselves where one would be left."""
    groups: list[list[Stage]] = []
    meant = set(words.values())
    for number, stage in enumerate(stages):
        if number == 0 or not meant or (stage.key in meant and _has_word(groups[-1], meant)):
            groups.append([stage])
        else:
            groups[-1].append(stage)
    return groups if len(groups) > 1 else [[stage] for stage in stages]


def _has_word(group: Sequence[Stage], meant: set[str]) -> bool:
    return any(stage.key in meant for stage in group)


def _stalling(
    groups: Sequence[Sequence[Stage]], words: Mapping[str, str], history: History, answers: Answers
) -> set[str]:
    low, high = WHERE[answers["stall"]]
    found = {group[0].key for number, group in enumerate(groups) if low <= number / max(1, len(groups) - 1) <= high}
    seen = [one for one in history.stages if one.opportunities >= ENOUGH and one.stalled > 0]
    if seen:
        worst = words[max(seen, key=lambda one: one.stalled).name]
        found |= {group[0].key for group in groups if worst in {stage.key for stage in group}}
    return found


def _made(
    base: Playbook,
    groups: Sequence[Sequence[Stage]],
    words: Mapping[str, str],
    history: History,
    answers: Answers,
    stalling: set[str],
    most: int,
) -> Playbook:
    cuts = {stage.key for group in groups for stage in group}
    keep = {one.key for stage in base.stages if stage.key not in cuts for one in _criteria([stage])}
    for group in groups:
        keep |= set(
            chosen(
                criteria=_criteria(group),
                answers=answers,
                held=history.held,
                stalls=group[0].key in stalling,
                most=most,
            )
        )
        if keep.isdisjoint(one.key for stage in group for one in stage.exit_criteria):
            keep.add(group[0].exit_criteria[0].key)
    into = {stage.key: group[0].key for group in groups for stage in group[1:]}
    own = {group[0].key: _own(group, words, history) for group in groups}
    made = cut(playbook=base, keep=keep, into=into)
    stages = tuple(_named(stage, own.get(stage.key, []), words) for stage in made.stages)
    return made.model_copy(update={"stages": stages})


def _criteria(stages: Sequence[Stage]) -> list[Criterion]:
    return [one for stage in stages for one in (*stage.entry_criteria, *stage.exit_criteria)]


def _own(group: Sequence[Stage], words: Mapping[str, str], history: History) -> list[StageSeen]:
    keys = {stage.key for stage in group}
    return [one for one in history.stages if words.get(one.name) in keys]


def _named(stage: Stage, own: Sequence[StageSeen], words: Mapping[str, str]) -> Stage:
    others = {name.casefold() for name in words} - {one.name.casefold() for one in own}
    names = [one.name for one in own] + [name for name in stage.crm_names if name.casefold() not in others]
    update: dict[str, object] = {"crm_names": tuple({name.casefold(): name for name in reversed(names)}.values())[::-1]}
    if own:
        update["title"] = max(own, key=lambda one: one.opportunities).name[:160]
    if (days := _days(own)) is not None:
        update["typical_days"] = days
    return stage.model_copy(update=update)


def _days(own: Sequence[StageSeen]) -> int | None:
    known = [one.days for one in own if one.days is not None and one.opportunities >= ENOUGH]
    return max(1, min(3650, round(sum(known)))) if known else None


def _stage(
    stage: Stage, group: Sequence[Stage], words: Mapping[str, str], history: History, stalling: set[str]
) -> StageProposal:
    own = _own(group, words, history)
    asked = (*stage.entry_criteria, *stage.exit_criteria)
    kept = {one.key for one in asked}
    return StageProposal(
        key=stage.key,
        title=stage.title,
        own_names=tuple(one.name for one in own),
        takes_in=tuple(one.title for one in group),
        milestone=stage.milestone,
        days=stage.typical_days,
        days_are_own=_days(own) is not None,
        stalls=stage.key in stalling,
        asked=asked,
        shown=frozenset(one.key for one in asked if shown_already(criterion=one, held=history.held)),
        later=tuple(one for one in _criteria(group) if one.key not in kept),
    )


def _not_known(history: History) -> tuple[str, ...]:
    found = []
    if len(history.stages) < 2:
        found.append("The data name fewer than two stages, so the playbook's own stages stand.")
    elif any(one.opportunities < ENOUGH for one in history.stages):
        few = [one.name for one in history.stages if one.opportunities < ENOUGH]
        found.append(f"Fewer than {ENOUGH} opportunities were seen in {', '.join(few)}.")
    if history.closed < ENOUGH:
        found.append(f"{history.closed} closed opportunities are too few to say what won deals have in common.")
    if not any(history.held.values()):
        found.append("Calls, meetings and people are not in the data, so every fact counts as new.")
    return tuple(found)
