"""What is foretold of one opportunity: its chance, what it rests on, what would move it, when it closes, who said what.

Read as sub-selects of a statement that the page makes anyway (`pursuit/queries/beside.py`). No numpy.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from fieldcraft.crm.models import Outcome
from fieldcraft.insight.expecting import expected, paces_of
from fieldcraft.insight.explaining import Explained, explain
from fieldcraft.insight.levers import Lever, Standing, levers
from fieldcraft.insight.scoring import ready
from fieldcraft.insight.timing.saying import Closing
from fieldcraft.insight.winmodel.saying import Formula, Reason
from fieldcraft.pursuit.evaluation.priors import believed_chance, worth_deals
from fieldcraft.pursuit.queries.page import OpportunityPage

#: What people said of one opportunity, at most; older ones stay stored.
MOST_SAID: Final = 12
#: Each gives one JSON array, or NULL; `%(id)s` is the opportunity. The viewer has been let in before.
PARTS: Final[Mapping[str, str]] = {
    "score": """
        SELECT json_build_array(score.chance, score.low, score.high, score.learned, score.base, score.prior,
            score.reasons, score.features, score."on", version.id, version.digest, version.deals)
        FROM insight_score score JOIN insight_winmodelversion version ON version.id = score.version_id
        WHERE score.opportunity_id = %(id)s
    """,
    "before": """
        SELECT json_build_array(past.chance, past."on") FROM insight_scorehistory past
        JOIN insight_score score ON score.opportunity_id = past.opportunity_id
        WHERE past.opportunity_id = %(id)s AND past.week <= score."on" - 21 ORDER BY past.week DESC LIMIT 1
    """,
    "said": f"""
        SELECT json_agg(json_build_array(found.percent, found.at, found.name)) FROM (
            SELECT own.percent, own.at, member.name FROM insight_ownchance own
            JOIN people_member member ON member.id = own.member_id
            WHERE own.opportunity_id = %(id)s ORDER BY own.id DESC LIMIT {MOST_SAID}
        ) found
    """,  # noqa: S608 - a number of ours
    "pace": "SELECT json_build_array(run.digest) FROM insight_pacerun run ORDER BY run.at DESC, run.id DESC LIMIT 1",
    "useless": """
        SELECT json_agg(replace(effect.behaviour, 'criterion/', '')) FROM insight_behavioureffect effect
        WHERE effect.run_id = (SELECT run.id FROM insight_effectrun run ORDER BY run.at DESC, run.id DESC LIMIT 1)
            AND effect.verdict = 'no effect seen' AND starts_with(effect.behaviour, 'criterion/')
    """,
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a member said, in percent, and when."""

    percent: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Foretold:
    """Chances are 0 to 1; `low` and `high` are the ends of the 90 % interval, `learned` is the share of history.

    `deals` are the closed opportunities it was learned from, `on` the day it speaks of. `before` is the chance of some
    weeks ago with its day, where there is one. `said` begins with the latest. Of a closed opportunity the chance is the
    last one before the close; it has no levers and no `closing`.
    """

    chance: float
    low: float
    high: float
    learned: float
    deals: int
    on: date
    before: tuple[float, date] | None
    explained: Explained
    levers: tuple[Lever, ...]
    closing: Closing | None
    said: tuple[Said, ...]


def foretold(*, parts: Mapping[str, Any], page: OpportunityPage, on: date) -> Foretold:
    """From what PARTS read. Without a stored chance it is the playbook's belief alone.

    Two SQL statements where this process has not read model and pace yet, none after.
    """
    score = parts.get("score")
    if score is None:
        return _belief(parts, page, on)
    chance, low, high, learned, base, _, reasons, _, day, _, _, deals = score
    closing = _closing(parts, page, on, chance)
    before = parts.get("before")
    return Foretold(
        chance=chance,
        low=low,
        high=high,
        learned=learned,
        deals=deals,
        on=date.fromisoformat(day),
        before=(before[0], date.fromisoformat(before[1])) if before else None,
        explained=explain(chance=chance, base=base, reasons=[Reason(*one) for one in reasons], playbook=page.playbook),
        levers=_levers(parts, page, closing, on) if _is_open(page) else (),
        closing=closing,
        said=said_from(rows=parts.get("said")),
    )


def said_from(*, rows: Sequence[Sequence[Any]] | None) -> tuple[Said, ...]:
    """What the part `said` read."""
    return tuple(Said(percent, datetime.fromisoformat(at), by) for percent, at, by in rows or ())


def _levers(parts: Mapping[str, Any], page: OpportunityPage, closing: Closing | None, on: date) -> tuple[Lever, ...]:
    *_, prior, _, features, _, version, digest, _ = parts["score"]
    try:
        formula, renamed = ready(version_id=version, digest=digest)
    except ValueError:
        # Written by another version of the program: the stored chance stands, the next training brings the rest.
        return ()
    standing = Standing(
        features=features,
        prior=prior,
        playbook=page.playbook,
        assessment=page.assessment,
        renamed=renamed,
        roles={row.role for row in page.people},
        usual_days=(closing.middle - on).days if closing else None,
    )
    return tuple(levers(formula=formula, of=standing, useless=parts.get("useless") or ()))


def _belief(parts: Mapping[str, Any], page: OpportunityPage, on: date) -> Foretold:
    playbook, assessment = page.playbook, page.assessment
    formula = _nothing_learned(worth_deals(playbook=playbook))
    prior = believed_chance(playbook=playbook, assessment=assessment)
    said = formula.look(values={}, prior=prior)
    standing = Standing({}, prior, playbook, assessment, {}, ())
    return Foretold(
        chance=said.chance,
        low=said.low,
        high=said.high,
        learned=0.0,
        deals=0,
        on=on,
        before=None,
        explained=explain(chance=said.chance, base=said.base, reasons=(), playbook=playbook),
        levers=tuple(levers(formula=formula, of=standing)) if _is_open(page) else (),
        closing=_closing(parts, page, on, said.chance),
        said=said_from(rows=parts.get("said")),
    )


def _is_open(page: OpportunityPage) -> bool:
    return page.opportunity.outcome == Outcome.OPEN


def _nothing_learned(worth: float) -> Formula:
    """The model of an organisation in which nothing has closed: it says what the playbook says, as wide."""
    return Formula(
        kind="prior", seed=0, deals=0.0, won=0.0, prior_deals=worth, usual_prior=0.5, intercept=0.0, slope=1.0,
        shift=0.0, doubt=0.0, terms=(), covariance=array("f"),
    )  # fmt: skip


def _closing(parts: Mapping[str, Any], page: OpportunityPage, on: date, chance: float) -> Closing | None:
    pace = parts.get("pace")
    if not pace or not _is_open(page):
        return None
    return expected(paces=paces_of(digest=pace[0]), pursuit=page.pursuit, on=on, chance=chance)
