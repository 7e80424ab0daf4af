"""The qualification factor by factor: we by our evidence, each rival by what we have heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from fieldcraft.crm.models import Outcome
from fieldcraft.methodology.package.schema import Factor
from fieldcraft.pursuit.queries.beside import Beside, Heard, RivalLine
from fieldcraft.pursuit.queries.page import OpportunityPage
from fieldcraft.pursuit.rivals.queries import rival_factors
from fieldcraft.web import words
from fieldcraft.web.shapes import Option, ScoreCell, ScoreLine

UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True)
class RivalHead:
    """A rival over its column."""

    name: str
    small: str
    removal: str


@dataclass(frozen=True, slots=True)
class ScoreForm:
    """What we have heard of one rival in one factor, being written."""

    rival: str
    factor: str
    title: str
    question: str
    levels: Sequence[Option]
    note: str
    source: str
    heard_on: str
    latest: str
    errors: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Factors known, rivals by name, the table, and the form that stands open."""

    known: str
    rivals: Sequence[RivalHead]
    lines: Sequence[ScoreLine]
    form: ScoreForm | None
    naming: bool
    name_href: str
    scores: bool
    live: bool


@dataclass(frozen=True, slots=True)
class Scoring:
    """Which cell is being written, with what was typed and why it was not taken."""

    rival: str = ""
    factor: str = ""
    naming: bool = False
    level: str | None = None
    note: str | None = None
    source: str | None = None
    heard_on: str | None = None
    errors: tuple[str, ...] = ()


def scorecard(*, page: OpportunityPage, beside: Beside, base: str, on: date, scoring: Scoring) -> Scorecard:
    """Us and rivals side by side; the playbook says which factors are scored for rivals."""
    href = f"{base}opportunities/{page.opportunity.pk}/"
    scored = {factor.key: factor for factor in rival_factors(playbook=page.playbook)}
    live = page.opportunity.outcome == Outcome.OPEN
    lines = []
    for line in page.factors:
        state = line.state
        us = ScoreCell(
            word=line.level.title if line.level else "Nothing yet",
            rung=state.rung,
            top=state.top,
            text=line.level.means if line.level else "",
        )
        theirs = [
            _cell(rival, line.part, on, href if live else "") if line.part.key in scored else ScoreCell("", 0, 0)
            for rival in beside.rivals
            if scored
        ]
        lines.append(ScoreLine(name=line.part.title, question=line.part.question, cells=[us, *theirs]))
    known = sum(line.state.rung > 0 for line in page.factors)
    return Scorecard(
        known=f"{known} of {len(page.factors)} known",
        rivals=[
            RivalHead(
                rival.name,
                "in the CRM" if rival.in_crm else "",
                f"{href}rivals/{rival.id}/removal/" if live and rival.id and not rival.in_crm else "",
            )
            for rival in beside.rivals
        ],
        lines=lines,
        form=_form(page, beside, scored.get(scoring.factor), on, scoring) if live else None,
        naming=live and scoring.naming,
        name_href=f"{href}rivals/",
        scores=bool(scored),
        live=live,
    )


def _cell(rival: RivalLine, part: Factor, on: date, href: str) -> ScoreCell:
    heard = rival.heard.get(part.key)
    rung = _rung(part, heard.level) if heard else 0
    query = urlencode({"rival": rival.name, "factor": part.key})
    return ScoreCell(
        word=part.levels[rung - 1].title if rung else UNKNOWN,
        rung=rung,
        top=len(part.levels),
        text=heard.note if heard else "",
        small=_from(heard, on) if heard else "",
        href=f"{href}?{query}#scorecard" if href else "",
        who=rival.name,
    )


def _rung(part: Factor, level: str) -> int:
    return next((number for number, one in enumerate(part.levels, start=1) if level in (one.key, *one.was)), 0)


def _from(heard: Heard, on: date) -> str:
    return f"{heard.source or heard.by}, {words.day(value=heard.on, on=on)}"


def _form(page: OpportunityPage, beside: Beside, part: Factor | None, on: date, scoring: Scoring) -> ScoreForm | None:
    rival = next((one for one in beside.rivals if one.name == scoring.rival), None)
    if part is None or rival is None:
        return None
    heard = rival.heard.get(part.key)
    level = scoring.level if scoring.level is not None else (heard.level if heard else "")
    levels = [Option("", UNKNOWN, selected=not level)]
    for one in part.levels:
        levels.append(Option(one.key, f"{one.title}: {one.means}", selected=one.key == level))
    return ScoreForm(
        rival=rival.name,
        factor=part.key,
        title=part.title,
        question=part.question,
        levels=levels,
        note=scoring.note or "",
        source=scoring.source or "",
        heard_on=scoring.heard_on or on.isoformat(),
        latest=f"Noted last: “{heard.note}” {_from(heard, on)}, by {heard.by}." if heard else "",
        errors=scoring.errors,
    )
