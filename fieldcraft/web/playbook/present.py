"""The playbook as a handbook: stages as chapters, checks and verifiers in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from fieldcraft.methodology.package.compiled import CompiledCriterion, CompiledPlay, CompiledPlaybook, CompiledStage
from fieldcraft.methodology.package.facts import FACTS
from fieldcraft.methodology.package.schema import WarningRule
from fieldcraft.pursuit.queries.team import Stall
from fieldcraft.web.playbook.leading import has_more
from fieldcraft.web.playbook.markdown import rendered
from fieldcraft.web.shapes import Figure, Tab

SHOWN_BY = {
    "crm_fact": "a field in the CRM",
    "activity": "a call, mail or meeting",
    "file": "a file",
    "statement": "your own word",
    "buyer_confirmation": "the buyer’s own word",
}
VERIFIED_BY = {
    "anyone": "Anybody in the line may confirm it.",
    "not_owner": "Somebody other than the owner confirms it.",
    "manager": "A manager confirms it.",
    "buyer": "The buyer confirms it.",
}
OWNERS = {"rep": "Rep", "manager": "Manager", "customer": "Customer", "partner": "Partner"}
SEVERITY = {"notice": "Notice", "warning": "Warning", "serious": "Serious"}
KEY = re.compile(r"\b[a-z0-9]+(?:-[a-z0-9]+)+\b")
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One exit criterion as read in the handbook."""

    key: str
    text: str
    why: str
    ask: str
    shown_by: str
    verified_by: str
    looks_at: str


@dataclass(frozen=True, slots=True)
class Play:
    """One play; `proves` are the texts of the criteria it serves."""

    key: str
    title: str
    owner: str
    minutes: int
    how: SafeString
    proves: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """One stage: a line while closed, everything while open."""

    number: int
    key: str
    title: str
    milestone: str
    href: str
    buyer_job: str
    buyer_does: str
    open: bool
    asks: int
    days: int
    chance: int
    crm_names: str
    summary: SafeString
    criteria: Sequence[Criterion] = ()
    plays: Sequence[Play] = ()


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of a factor, with the criteria that reach it."""

    title: str
    means: str
    rests_on: str


@dataclass(frozen=True, slots=True)
class Factor:
    """One question of the qualification."""

    key: str
    title: str
    question: str
    rungs: Sequence[Rung]


@dataclass(frozen=True, slots=True)
class Rule:
    """One warning with the numbers that decide it and the plays that help."""

    key: str
    title: str
    severity: str
    because: str
    advice: str
    thresholds: Sequence[str]
    plays: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Seen:
    """One behaviour with how it is measured."""

    key: str
    title: str
    seen_when: str
    why: str
    stage: str
    metrics: Sequence[tuple[str, str]]


def tabs(*, base: str, current: str, playbook: CompiledPlaybook) -> list[Tab]:
    """The parts of the handbook that hold something; `current` is the part's address below `base`."""
    holds = has_more(playbook=playbook)
    holds["behaviours/"] = not holds["coaching/"]
    parts = (
        ("", "The buyer’s way"),
        ("qualification/", "Qualification"),
        ("warnings/", "Warnings"),
        ("knowledge/", "Knowledge"),
        ("behaviours/", "Behaviours"),
        ("coaching/", "Coaching"),
        ("plans/", "Plans"),
        ("first-year/", "First year"),
    )
    return [
        Tab(label=label, href=base + path, current=path == current) for path, label in parts if holds.get(path, True)
    ]


def ways(*, playbook: CompiledPlaybook, current: str, base: str) -> list[Tab]:
    """The processes to read one at a time; none where there is only one."""
    processes = playbook.playbook.processes
    if len(processes) < 2:
        return []
    chosen = current or processes[0].key
    return [Tab(label=one.title, href=f"{base}?process={one.key}", current=one.key == chosen) for one in processes]


def chapters(*, playbook: CompiledPlaybook, opened: str, base: str) -> list[Chapter]:
    """All stages in order with the one named `opened` written out."""
    return [_chapter(playbook, stage, opened, base) for stage in playbook.stages]


def _chapter(playbook: CompiledPlaybook, stage: CompiledStage, opened: str, base: str) -> Chapter:
    part, is_open = stage.part, stage.key == opened
    return Chapter(
        number=stage.position,
        key=stage.key,
        title=part.title,
        milestone=part.milestone,
        href=stage_href(base=base, stage=stage.key, process=playbook.process),
        buyer_job=part.buyer_job,
        buyer_does=next((job.buyer_does for job in playbook.playbook.journey if job.title == part.buyer_job), ""),
        open=is_open,
        asks=stage.end - stage.first,
        days=stage.typical_days,
        chance=round(100 * stage.win_chance),
        crm_names=", ".join(part.crm_names),
        summary=rendered(part.summary),
        criteria=[_criterion(found) for found in playbook.criteria[stage.first : stage.end]] if is_open else (),
        plays=[_play(playbook, found) for found in playbook.plays if found.position == stage.position]
        if is_open
        else (),
    )


def stage_href(*, base: str, stage: str, process: str = "") -> str:
    """Where a stage is written out."""
    return f"{base}stages/{stage}/{f'?process={process}' if process else ''}#{stage}"


def play_href(*, base: str, playbook: CompiledPlaybook, play: str) -> str:
    """Where a play is explained; the start of the handbook for a key that this version does not have."""
    found = playbook.play_by_key.get(play)
    if found is None:
        return base
    return f"{base}stages/{found.part.stage}/#play-{play}" if found.part.stage else f"{base}any-time/#play-{play}"


def _criterion(found: CompiledCriterion) -> Criterion:
    part = found.part
    kinds = [SHOWN_BY[kind] for kind in part.evidence]
    facts = [FACTS[name].label for name in found.check.facts if name in FACTS] if found.check else []
    return Criterion(
        key=found.key,
        text=part.text,
        why=part.why,
        ask=part.ask,
        shown_by=_listed(kinds, last="or"),
        verified_by=VERIFIED_BY[found.verifier],
        looks_at=_listed(facts, last="and"),
    )


def _play(playbook: CompiledPlaybook, found: CompiledPlay) -> Play:
    part = found.part
    return Play(
        key=found.key,
        title=part.fallback_title,
        owner=OWNERS[part.owner],
        minutes=part.minutes,
        how=rendered(part.how),
        proves=[playbook.criteria[index].part.text for index in found.proves],
    )


def plays_at_any_time(*, playbook: CompiledPlaybook) -> list[Play]:
    """Plays that belong to no stage."""
    return [_play(playbook, found) for found in playbook.plays if found.position is None]


def factors(*, playbook: CompiledPlaybook) -> list[Factor]:
    """Every question of the qualification, its rungs from low to high."""
    texts = {found.key: found.part.text for found in playbook.criteria}
    return [
        Factor(
            key=factor.key,
            title=factor.part.title,
            question=factor.part.question,
            rungs=[
                Rung(
                    title=level.part.title,
                    means=level.part.means,
                    rests_on=" ".join(texts[key] for key in level.part.criteria if key in texts),
                )
                for level in factor.levels
            ],
        )
        for factor in playbook.factors
    ]


def rules(*, playbook: CompiledPlaybook, base: str) -> list[Rule]:
    """Every warning, with its numbers as they are in force here."""
    return [_rule(playbook, found.part, dict(found.thresholds), base) for found in playbook.warnings]


def _rule(playbook: CompiledPlaybook, part: WarningRule, numbers: Mapping[str, int], base: str) -> Rule:
    plays = [playbook.play_by_key[key] for key in part.plays if key in playbook.play_by_key]
    return Rule(
        key=part.key,
        title=part.title,
        severity=SEVERITY[part.severity],
        because=PLACEHOLDER.sub(_any_value, part.because).replace("….", "…"),
        advice=part.advice,
        thresholds=[
            f"{one.means.rstrip('.')}: {numbers[one.name]} (can be set from {one.least} to {one.most})"
            for one in part.thresholds
        ],
        plays=[(play.part.fallback_title, play_href(base=base, playbook=playbook, play=play.key)) for play in plays],
    )


def _any_value(found: re.Match[str]) -> str:
    fact = FACTS.get(found[1])
    return "N" if fact and fact.type in ("int", "double") else "…"


def seen(*, playbook: CompiledPlaybook) -> list[Seen]:
    """Every behaviour with its metrics."""
    metrics = {metric.key: metric for metric in playbook.playbook.metrics}
    return [
        Seen(
            key=part.key,
            title=part.title,
            seen_when=part.seen_when,
            why=part.why,
            stage=playbook.stage_by_key[part.stage].part.title if part.stage else "",
            metrics=[
                (metrics[key].title, _formula(playbook, metrics[key].formula)) for key in part.metrics if key in metrics
            ],
        )
        for part in playbook.playbook.behaviours
    ]


def _formula(playbook: CompiledPlaybook, text: str) -> str:
    """A formula as people read it: a criterion by its words instead of its key."""
    return KEY.sub(lambda found: _criterion_named(playbook, found[0]), text)


def _criterion_named(playbook: CompiledPlaybook, key: str) -> str:
    index = playbook.criterion_index.get(key)
    return key if index is None else f"“{playbook.criteria[index].part.text.rstrip('.')}”"


def held_up(*, stalls: Sequence[Stall]) -> list[Figure]:
    """Open opportunities by the stage their evidence has come to; too few to show are left out."""
    return [
        Figure(
            label=stall.stage.title,
            value=str(stall.opportunities),
            small=f"{stall.lack} lack: {stall.lacking.text}" if stall.lacking else "",
        )
        for stall in stalls
        if stall.opportunities
    ]


def _listed(parts: Sequence[str], *, last: str) -> str:
    return f" {last} ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
