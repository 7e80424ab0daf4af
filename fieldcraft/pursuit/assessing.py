"""Evaluates opportunities and keeps the result, so that lists read one row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from fieldcraft.crm.models import Opportunity
from fieldcraft.lib.bulk import upsert
from fieldcraft.lib.chunks import chunked
from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.pursuit import models
from fieldcraft.pursuit.evaluation.evaluate import evaluate
from fieldcraft.pursuit.evaluation.stored import to_json
from fieldcraft.pursuit.evaluation.types import Assessment, Evidence
from fieldcraft.pursuit.facts import Collected, collect
from fieldcraft.pursuit.gates.seeing import note_seen
from fieldcraft.pursuit.trials.assigning import open_pursuits, opened

CHUNK = 500
STORED = (
    "opportunity_id",
    "version_id",
    "process",
    "started_at",
    "claimed_stage",
    "claimed_position",
    "claimed_word",
    "supported_stage",
    "supported_position",
    "gap",
    "met",
    "asked",
    "missing",
    "warnings",
    "warning_keys",
    "assessment",
    "assessed_at",
    "trial_id",
    "arm",
)


@dataclass(frozen=True, slots=True)
class Assessed:
    """One opportunity after an assessment, with what it was made from and the stages supported and claimed before."""

    opportunity: Opportunity
    pursuit: models.Pursuit
    playbook: CompiledPlaybook
    collected: Collected
    assessment: Assessment
    supported_before: str
    claimed_before: str = ""
    word_before: str = ""


def assess_many(*, opportunity_ids: Sequence[int], now: datetime) -> Iterable[list[Assessed]]:
    """Assess and store, a list per chunk; opens a pursuit on the playbook in use where there is none.

    The caller holds the transaction. Rows whose assessment is the same as before are not written.
    """
    for ids in chunked(opportunity_ids, CHUNK):
        yield _assess_chunk(ids=ids, now=now)


def assess_one(*, pursuit: models.Pursuit, now: datetime) -> Assessed:
    """Assess one pursuit within the caller's transaction."""
    return _assess_chunk(ids=[pursuit.opportunity_id], now=now)[0]


def preview(*, opportunity: Opportunity, on: date) -> tuple[models.Pursuit, Assessment]:
    """Assess an opportunity as of a day without storing anything; its pursuit where it has one, else an unsaved one.

    `account` and `owner` must be selected along.
    """
    pursuit = models.Pursuit.objects.filter(opportunity=opportunity).select_related("version").first()
    if pursuit is None:
        pursuit = opened(opportunity=opportunity, version=methodology.version_in_use())
    playbook = pursuit.playbook
    facts = collect(opportunities=[opportunity], playbook=playbook, as_of=on)[opportunity.pk]
    evidence = _evidence(pursuits=[pursuit]).get(pursuit.pk, []) if pursuit.pk else []
    assessment = evaluate(
        playbook=playbook, facts=facts.facts, evidence=evidence, claimed_stage=facts.claimed_stage, as_of=on
    )
    return pursuit, assessment


def assessed_under(*, opportunity: Opportunity, playbook: CompiledPlaybook, on: date) -> Assessed:
    """Assess an opportunity as if it followed `playbook`, which need not be installed; nothing is stored.

    Evidence given for a criterion under a former key counts for the one that lists the key in `was`. `account` and
    `owner` must be selected along.
    """
    pursuit = models.Pursuit.objects.filter(opportunity=opportunity).first() or models.Pursuit(opportunity=opportunity)
    collected = collect(opportunities=[opportunity], playbook=playbook, as_of=on)[opportunity.pk]
    now_called = {old: one.key for one in playbook.criteria for old in one.part.was}
    given = _evidence(pursuits=[pursuit]).get(pursuit.pk, []) if pursuit.pk else []
    stages = {old: stage.key for stage in playbook.stages for old in stage.part.was}
    claimed = collected.claimed_stage
    assessment = evaluate(
        playbook=playbook,
        facts=collected.facts,
        evidence=[replace(one, criterion=now_called.get(one.criterion, one.criterion)) for one in given],
        claimed_stage=stages.get(claimed, claimed) if claimed else None,
        as_of=on,
    )
    return Assessed(opportunity, pursuit, playbook, collected, assessment, pursuit.supported_stage)


def _assess_chunk(*, ids: Sequence[int], now: datetime) -> list[Assessed]:
    opportunities = list(Opportunity.objects.filter(pk__in=ids).select_related("account", "owner").order_by("pk"))
    pursuits = _pursuits(opportunities=opportunities, now=now)
    versions = PlaybookVersion.objects.in_bulk({pursuit.version_id for pursuit in pursuits.values()})
    ways = sorted({(pursuit.version_id, pursuit.process) for pursuit in pursuits.values()})
    evidence = _evidence(pursuits=[pursuit for pursuit in pursuits.values() if pursuit.pk])
    assessed: list[Assessed] = []
    for version_id, process in ways:
        playbook = methodology.compiled(version=versions[version_id], process=process)
        own = [
            found
            for found in opportunities
            if (pursuits[found.pk].version_id, pursuits[found.pk].process) == (version_id, process)
        ]
        collected = collect(opportunities=own, playbook=playbook, as_of=now.date())
        for found in own:
            pursuit, facts = pursuits[found.pk], collected[found.pk]
            assessment = evaluate(
                playbook=playbook,
                facts=facts.facts,
                evidence=evidence.get(pursuit.pk, ()),
                claimed_stage=facts.claimed_stage,
                as_of=now.date(),
            )
            before = (pursuit.supported_stage, pursuit.claimed_stage, pursuit.claimed_word)
            assessed.append(Assessed(found, pursuit, playbook, facts, assessment, *before))
    _store(assessed=assessed, now=now)
    note_seen(assessed=assessed, now=now)
    return assessed


def _pursuits(*, opportunities: Sequence[Opportunity], now: datetime) -> dict[int, models.Pursuit]:
    # Locked in one order: a move to another version must not pass between reading the version and storing the result.
    rows = models.Pursuit.objects.filter(opportunity__in=opportunities).order_by("opportunity_id")
    found = {row.opportunity_id: row for row in rows.select_for_update(no_key=True)}
    missing = [opportunity for opportunity in opportunities if opportunity.pk not in found]
    if missing:
        found.update(open_pursuits(opportunities=missing, now=now))
    return found


def _evidence(*, pursuits: Iterable[models.Pursuit]) -> dict[int, list[Evidence]]:
    rows = models.Evidence.objects.filter(pursuit__in=list(pursuits), withdrawn_at__isnull=True).order_by("id")
    grouped: dict[int, list[Evidence]] = {}
    for row in rows:
        grouped.setdefault(row.pursuit_id, []).append(as_pure(row=row))
    return grouped


def as_pure(*, row: models.Evidence) -> Evidence:
    """A stored evidence row as the evaluation takes it."""
    return Evidence(
        ref=str(row.pk),
        criterion=row.criterion,
        kind=row.kind,  # type: ignore[arg-type]
        stance="supports" if row.supports else "contradicts",
        owner=str(row.owner_id or ""),
        # A buyer is nobody's number: the name keeps two of them apart and can be no member's id.
        stated_by=str(row.stated_by_id) if row.stated_by_id else f"buyer {row.stated_name}",
        stated_on=row.stated_at.date(),
        stated_as=row.stated_as,  # type: ignore[arg-type]
        verified_by=str(row.verified_by_id) if row.verified_by_id else None,
        verified_as=row.verified_as,  # type: ignore[arg-type]
        verified_on=row.verified_at.date() if row.verified_at else None,
    )


def _store(*, assessed: Sequence[Assessed], now: datetime) -> None:
    changed = []
    for item in assessed:
        pursuit, result = item.pursuit, item.assessment
        text = to_json(assessment=result)
        if pursuit.assessment == text and pursuit.claimed_word == item.opportunity.stage:
            continue
        reached = result.claimed_position or result.supported_position
        counts = result.stages[:reached]
        pursuit.claimed_stage = result.claimed_stage or ""
        pursuit.claimed_position = result.claimed_position
        pursuit.claimed_word = item.opportunity.stage
        pursuit.supported_stage = result.supported_stage
        pursuit.supported_position = result.supported_position
        pursuit.gap = result.gap
        pursuit.met = sum(count.met for count in counts)
        pursuit.asked = sum(count.total for count in counts)
        pursuit.missing = list(result.next_missing)
        pursuit.warnings = len(result.warnings)
        pursuit.warning_keys = [warning.warning for warning in result.warnings]
        pursuit.assessment = text
        pursuit.assessed_at = now
        changed.append(pursuit)
    rows = [[getattr(pursuit, name) for name in STORED] for pursuit in changed]
    # What a pursuit was opened with stays, whoever opened it.
    upsert(
        model=models.Pursuit,
        columns=STORED,
        rows=rows,
        conflict=["opportunity_id"],
        kept=["version_id", "process", "started_at", "trial_id", "arm"],
    )
