"""Reads of what was learned. No numpy: pages read rows and plain numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fieldcraft.crm.models import Opportunity
from fieldcraft.insight.collecting.features import CRITERION, MET
from fieldcraft.insight.models import (
    BehaviourEffect,
    EffectRun,
    ModelCheck,
    ModelState,
    OwnChance,
    Score,
    WinModelVersion,
)
from fieldcraft.insight.scoring import said_of
from fieldcraft.insight.winmodel.saying import Chance, Formula
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.models import Pursuit

#: Texts of models are large, and no page shows them.
WITHOUT_TEXT: Final = ("text", "proof_text")
MOST_VERSIONS: Final = 30


@dataclass(frozen=True, slots=True)
class Change:
    """What the chance would be, 0 to 1, were `column` at `value` and everything else the same."""

    column: str
    value: str
    chance: float


@dataclass(frozen=True, slots=True)
class ModelPage:
    """What people are told about the model in use. All figures are about the organisation, none about a person.

    `proof` holds the scores on deals it had not seen, by who gave the chances (itself, base_rate, playbook, previous,
    reps), and the points of the reliability plot; see insight/training/proving.py. `unknown` is what it cannot know,
    `check` the latest look whether it still fits, `versions` those before it, newest first.
    """

    version: WinModelVersion
    proof: Mapping[str, Any]
    unknown: Mapping[str, Any]
    check: ModelCheck | None
    versions: tuple[WinModelVersion, ...]
    scored: int


def chance_of(*, pursuit: Pursuit, viewer: Viewer) -> Score | None:
    """The stored chance of an opportunity the viewer may see; one SQL statement."""
    found = Score.objects.filter(pk=pursuit.opportunity_id)
    if viewer.sees is not None:
        found = found.filter(opportunity__owner__in=viewer.sees)
    return found.first()


def chances(*, opportunity_ids: Sequence[int]) -> dict[int, Score]:
    """Stored chances by opportunity; the ids come from a query that was made for the viewer. One SQL statement."""
    return {row.pk: row for row in Score.objects.filter(pk__in=opportunity_ids)}


def own_chance(*, pursuit: Pursuit, viewer: Viewer) -> OwnChance | None:
    """What the owner said last; one SQL statement."""
    found = OwnChance.objects.filter(opportunity=pursuit.opportunity_id)
    if viewer.sees is not None:
        found = found.filter(opportunity__owner__in=viewer.sees)
    return found.select_related("member").order_by("-pk").first()


def reproduce(*, score: Score) -> Chance:
    """The chance reckoned again, from the version and the columns stored with it; the same figure to the last bit."""
    return said_of(formula=Formula.from_text(score.version.text), features=score.features, prior=score.prior)


def what_would_change(*, score: Score) -> list[Change]:
    """For each criterion not met: the chance with it met and all else the same; the largest change first.

    What met criteria go with, not what meeting them brings: for that see `effects_here`.
    """
    formula = Formula.from_text(score.version.text)
    found = [
        Change(name, MET, formula.what_if(values=dict(score.features), column=name, value=MET, prior=score.prior))
        for name, value in sorted(score.features.items())
        if name.startswith(CRITERION) and value != MET
    ]
    return sorted(found, key=lambda one: (-one.chance, one.column))


def model_in_use() -> WinModelVersion | None:
    """The version that serves, without its text; None where nothing was ever trained. One SQL statement."""
    return WinModelVersion.objects.filter(state=ModelState.SERVING).defer(*WITHOUT_TEXT).first()


def effects_here() -> dict[str, BehaviourEffect]:
    """What works, by behaviour, from the latest reckoning; one SQL statement, empty where there was none."""
    latest = EffectRun.objects.order_by("-at", "-pk").values("pk")[:1]
    rows = BehaviourEffect.objects.filter(run=latest).select_related("run").order_by("behaviour")
    return {row.behaviour: row for row in rows}


def closed_here() -> int:
    """How many opportunities of the organisation were won or lost; one SQL statement."""
    return Opportunity.objects.exclude(outcome="open").count()


def model_page(*, viewer: Viewer) -> ModelPage | None:
    """What is known of the model in use; None where nothing was ever trained. Four SQL statements.

    Everybody of the organisation may read it: a number about my work whose accuracy I may not see is not to be
    trusted. `scored` counts the viewer's opportunities with a chance.
    """
    rows = list(WinModelVersion.objects.defer(*WITHOUT_TEXT).order_by("-trained_at", "-pk")[:MOST_VERSIONS])
    version = next((row for row in rows if row.state == ModelState.SERVING), None) or model_in_use()
    if version is None:
        return None
    scores = Score.objects.filter(opportunity__outcome="open")
    if viewer.sees is not None:
        scores = scores.filter(opportunity__owner__in=viewer.sees)
    return ModelPage(
        version=version,
        proof=version.proof,
        unknown=version.unknown,
        check=ModelCheck.objects.order_by("-at", "-pk").first(),
        versions=tuple(rows),
        scored=scores.count(),
    )


def day_of(*, ordinal: int) -> date:
    """A day of a proof, which keeps ordinals."""
    return date.fromordinal(ordinal)
