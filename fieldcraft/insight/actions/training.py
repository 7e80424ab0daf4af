"""Learning from closed opportunities. Libraries for numbers are loaded only where one learns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction

from fieldcraft.insight import events
from fieldcraft.insight.models import ModelCheck, ModelState, Score, WinModelVersion
from fieldcraft.insight.scoring import Standing, score_assessed, serving, store
from fieldcraft.insight.training import drift
from fieldcraft.lib.chunks import chunked
from fieldcraft.pursuit.assessing import CHUNK, assess_many
from fieldcraft.pursuit.facts import rows_of
from fieldcraft.trail.record import Actor, Change, write

if TYPE_CHECKING:
    from fieldcraft.insight.collecting.gathering import Gathered
    from fieldcraft.insight.training.making import Made

#: Two trainings at once would both be the one that serves.
ALONE: Final = "SELECT pg_advisory_xact_lock(hashtext('learn'), hashtext(current_schema()))"
ENDED: Final = """
    SELECT past.chance, opportunity.outcome = 'won' FROM crm_opportunity opportunity
    JOIN LATERAL (
        SELECT chance FROM insight_scorehistory one
        WHERE one.opportunity_id = opportunity.id AND one."on" < opportunity.closed_on ORDER BY week DESC LIMIT 1
    ) past ON true
    WHERE opportunity.outcome IN ('won', 'lost') AND opportunity.closed_on BETWEEN %(since)s AND %(on)s
    ORDER BY opportunity.id
"""
UNSCORED: Final = """
    SELECT opportunity.id FROM crm_opportunity opportunity LEFT JOIN insight_score score
        ON score.opportunity_id = opportunity.id
    WHERE opportunity.outcome = 'open' AND score.opportunity_id IS NULL ORDER BY opportunity.id
"""
STALE: Final = """
    SELECT score.opportunity_id FROM insight_score score
    JOIN crm_opportunity opportunity ON opportunity.id = score.opportunity_id
    WHERE opportunity.outcome = 'open' AND score.version_id <> %(version)s ORDER BY score.opportunity_id
"""


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of a training: the version that was made, whether it serves, and the one that does."""

    made: WinModelVersion
    serves: bool
    in_use: WinModelVersion
    check: ModelCheck


def train(*, by: Actor, now: datetime, seed: int = 0, gathered: Gathered | None = None) -> Trained:
    """Fit the win model on all closed opportunities and let it serve where it is at least as good as the one in use.

    One transaction: killed, the old one serves on. Where nothing has closed or changed since, nothing new is kept.
    `gathered` is what was read for this training already. Heavy: for a worker, not for a web process.
    """
    from fieldcraft.insight.collecting.gathering import gather  # noqa: PLC0415 - loads numpy
    from fieldcraft.insight.training.making import made  # noqa: PLC0415 - the same

    with write(by=by, verb=events.MODEL_TRAINED, now=now) as change:
        _alone()
        data = gathered or gather(on=now.date())
        old = _in_use() or _first(data.renamed, now, seed)
        new = made(gathered=data, previous=old.proof_text, on=now.date(), seed=seed)
        check = _checked(old, new.shifts, now)
        known = WinModelVersion.objects.filter(digest=new.digest, deals=new.deals).order_by("-pk").first()
        if known is not None and (known.pk == old.pk or known.state != ModelState.RETIRED):
            _tell(change, known, old, check)
            change.nothing()
            return Trained(known, known.pk == old.pk, old, check)
        version = _kept(new, old, now, seed)
        _tell(change, version, old, check)
    serves = version.state == ModelState.SERVING
    return Trained(version, serves, version if serves else old, check)


def rescore(*, by: Actor, now: datetime) -> int:
    """Let the model in use speak of every open opportunity that another one spoke of, or none; returns how many.

    Works on stored columns, a transaction per 500; broken off, the next call goes on. Derived: leaves no entry.
    """
    model = serving()
    if model is None:
        return 0
    done = 0
    for ids in chunked([row[0] for row in rows_of(STALE, {"version": model.version_id})], CHUNK):
        with transaction.atomic():
            held = Score.objects.select_for_update().filter(pk__in=ids).order_by("pk")
            for on, rows in _by_day(list(held)).items():
                store(standings=rows, model=model, on=on, now=now)
                done += len(rows)
    for ids in chunked([row[0] for row in rows_of(UNSCORED, {})], CHUNK):
        with transaction.atomic():
            for assessed in assess_many(opportunity_ids=ids, now=now):
                done += score_assessed(assessed=assessed, now=now)
    return done


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ALONE)


def _in_use() -> WinModelVersion | None:
    return WinModelVersion.objects.filter(state=ModelState.SERVING).first()


def _first(renamed: Mapping[str, str], now: datetime, seed: int) -> WinModelVersion:
    from fieldcraft.insight.training.making import of_belief  # noqa: PLC0415 - loads numpy

    return _stored(of_belief(renamed=renamed, seed=seed), ModelState.SERVING, now, seed)


def _kept(new: Made, old: WinModelVersion, now: datetime, seed: int) -> WinModelVersion:
    """Store the version; where it serves, the old one stops in the same transaction."""
    if new.decided in ("worse", "too few"):
        return _stored(new, ModelState.BEATEN, now, seed)
    old.state, old.serving_until = ModelState.RETIRED, now
    old.save(update_fields=["state", "serving_until"])
    return _stored(new, ModelState.SERVING, now, seed)


def _stored(new: Made, state: ModelState, now: datetime, seed: int) -> WinModelVersion:
    return WinModelVersion.objects.create(
        state=state,
        trained_at=now,
        seed=seed,
        deals=new.deals,
        won=new.won,
        landmarks=new.landmarks,
        text=new.text,
        proof_text=new.proof_text,
        digest=new.digest,
        columns=dict(new.columns),
        renamed=dict(new.renamed),
        decided=new.decided,
        proof=dict(new.proof),
        unknown=dict(new.unknown),
        serving_since=now if state == ModelState.SERVING else None,
    )


def _checked(old: WinModelVersion, shifts: Mapping[str, Any], now: datetime) -> ModelCheck:
    """Whether what serves still fits; kept for every training."""
    on = now.date()
    rows = rows_of(ENDED, {"since": on - timedelta(days=drift.QUARTER), "on": on})
    ended = [drift.Ended(float(chance), bool(won)) for chance, won in rows]
    promised = (old.proof.get("itself") or {}).get("log_loss")
    figures = {"outcomes": drift.outcomes(ended=ended, promised=promised), **shifts}
    alarm = next((name for name, found in figures.items() if found.get("alarm")), "")
    return ModelCheck.objects.create(version=old, at=now, figures=figures, alarm=alarm)


def _tell(change: Change, version: WinModelVersion, old: WinModelVersion, check: ModelCheck) -> None:
    deals = f"{version.deals} closed {'opportunity' if version.deals == 1 else 'opportunities'}"
    change.about(kind="model", id=version.pk, label=deals)
    change.field("decided", None, version.decided)
    change.field("serves", old.pk, version.pk if version.state == ModelState.SERVING else old.pk)
    change.field("alarm", None, check.alarm or None)


def _by_day(rows: list[Score]) -> dict[Any, list[Standing]]:
    found: dict[Any, list[Standing]] = {}
    for row in rows:
        found.setdefault(row.on, []).append(Standing(row.pk, row.features, row.prior))
    return found
