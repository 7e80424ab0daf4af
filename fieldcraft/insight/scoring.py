"""What the model in use says of open opportunities, stored beside each, with what it takes to reckon it again.

No numpy: a stored model speaks of one row by plain numbers (`winmodel/saying.py`), so the web process may do this in
the write that changed the opportunity.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection

from fieldcraft.crm.models import Outcome
from fieldcraft.insight.collecting.features import Features, features_of
from fieldcraft.insight.winmodel.saying import Chance, Formula
from fieldcraft.pursuit.assessing import Assessed
from fieldcraft.pursuit.evaluation.priors import believed_chance
from fieldcraft.pursuit.facts import rows_of

log = logging.getLogger(__name__)

#: Models kept ready per process: one per organisation that is worked in.
MOST_KEPT: Final = 16

SERVING: Final = """
    SELECT version.id, version.digest, organisation.currency
    FROM insight_winmodelversion version
    JOIN directory_organisation organisation ON organisation.schema_name = current_schema()
    WHERE version.state = 'serving'
"""
TEXT: Final = "SELECT text, renamed FROM insight_winmodelversion WHERE id = %(id)s"
# One statement for the score and its history. A week keeps its latest one, and only where it moved.
STORE: Final = """
    WITH fresh AS (
        SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS one(
            opportunity_id bigint, chance float8, low float8, high float8, learned float8, base float8, prior float8,
            reasons jsonb, features jsonb)
    ), stored AS (
        INSERT INTO insight_score (opportunity_id, version_id, chance, low, high, learned, base, prior, reasons,
            features, "on", at)
        SELECT opportunity_id, %(version)s, chance, low, high, learned, base, prior, reasons, features,
            %(on)s, %(at)s FROM fresh ORDER BY opportunity_id
        ON CONFLICT (opportunity_id) DO UPDATE SET version_id = EXCLUDED.version_id, chance = EXCLUDED.chance,
            low = EXCLUDED.low, high = EXCLUDED.high, learned = EXCLUDED.learned, base = EXCLUDED.base,
            prior = EXCLUDED.prior, reasons = EXCLUDED.reasons, features = EXCLUDED.features, "on" = EXCLUDED."on",
            at = EXCLUDED.at
    )
    INSERT INTO insight_scorehistory (opportunity_id, week, "on", version_id, chance, low, high)
    SELECT fresh.opportunity_id, %(week)s, %(on)s, %(version)s, fresh.chance, fresh.low, fresh.high
    FROM fresh LEFT JOIN LATERAL (
        SELECT chance FROM insight_scorehistory past WHERE past.opportunity_id = fresh.opportunity_id
        ORDER BY week DESC LIMIT 1
    ) last ON true
    WHERE last.chance IS NULL OR abs(last.chance - fresh.chance) > 0.01
    ORDER BY fresh.opportunity_id
    ON CONFLICT (opportunity_id, week) DO UPDATE SET "on" = EXCLUDED."on", version_id = EXCLUDED.version_id,
        chance = EXCLUDED.chance, low = EXCLUDED.low, high = EXCLUDED.high
"""


@dataclass(frozen=True, slots=True)
class Serving:
    """The model in use, ready to speak. `renamed`: keys of criteria of other versions to those it knows."""

    version_id: int
    formula: Formula
    renamed: Mapping[str, str]
    currency: str


@dataclass(frozen=True, slots=True)
class Standing:
    """An open opportunity as it stands: its columns and the playbook's chance, 0 to 1."""

    opportunity_id: int
    features: Features
    prior: float


#: What reading a model raises that another version of this program has stored.
UNREADABLE: Final = (ValueError, TypeError, KeyError)
_kept: dict[str, tuple[Formula, Mapping[str, str]]] = {}
_unreadable: set[str] = set()


def serving() -> Serving | None:
    """The model in use; None where nothing was ever trained. One SQL statement once its text is read.

    None also for one that another version of this program has stored in another form: a write must not fail for it,
    and the next training makes a new one.
    """
    for version_id, digest, currency in rows_of(SERVING, {}):
        if digest in _unreadable:
            return None
        try:
            formula, renamed = ready(version_id=version_id, digest=digest)
        except UNREADABLE:
            log.warning("The model %s was stored in a form that is not known here. Train it anew.", version_id)
            _unreadable.add(digest)
            return None
        return Serving(version_id, formula, renamed, currency)
    return None


def ready(*, version_id: int, digest: str) -> tuple[Formula, Mapping[str, str]]:
    """A stored model and its renamed criteria; one SQL statement where this process has not read it yet."""
    found = _kept.get(digest)
    if found is None:
        ((text, renamed),) = rows_of(TEXT, {"id": version_id})
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        found = _kept[digest] = (Formula.from_text(text), json.loads(renamed))
    return found


def score_assessed(*, assessed: Iterable[Assessed], now: datetime) -> int:
    """Score opportunities that were just assessed, in the caller's transaction, and return how many.

    Two SQL statements, whatever their number. Closed ones keep the score they had; without a model nothing is stored.
    """
    open_ones = [item for item in assessed if item.opportunity.outcome == Outcome.OPEN]
    model = serving() if open_ones else None
    if model is None:
        return 0
    store(standings=[_standing(item, model) for item in open_ones], model=model, on=now.date(), now=now)
    return len(open_ones)


def store(*, standings: Sequence[Standing], model: Serving, on: date, now: datetime) -> None:
    """Write what the model says of these; one SQL statement."""
    rows = [_row(standing, model.formula) for standing in sorted(standings, key=lambda one: one.opportunity_id)]
    parameters: dict[str, str | int | date | datetime] = {
        "rows": json.dumps(rows, allow_nan=False),
        "version": model.version_id,
        "on": on,
        "at": now,
        "week": on - timedelta(days=on.weekday()),
    }
    with connection.cursor() as cursor:
        cursor.execute(STORE, parameters)


def said_of(*, formula: Formula, features: Features, prior: float) -> Chance:
    """What a model says of columns as they are stored."""
    return formula.look(values=dict(features), prior=prior)


def _standing(item: Assessed, model: Serving) -> Standing:
    found = item.opportunity
    return Standing(
        opportunity_id=found.pk,
        features=features_of(
            facts=item.collected.facts,
            assessment=item.assessment,
            owner_id=found.owner_id,
            team_id=found.owner.team_id if found.owner else None,
            own_currency=found.currency in ("", model.currency),
            renamed=model.renamed,
        ),
        prior=believed_chance(playbook=item.playbook, assessment=item.assessment),
    )


def _row(standing: Standing, formula: Formula) -> dict[str, Any]:
    said = said_of(formula=formula, features=standing.features, prior=standing.prior)
    return {
        "opportunity_id": standing.opportunity_id,
        "chance": said.chance,
        "low": said.low,
        "high": said.high,
        "learned": said.learned,
        "base": said.base,
        "prior": standing.prior,
        "reasons": [[one.column, one.value, one.log_odds, one.points, one.n] for one in said.reasons],
        "features": standing.features,
    }
