"""The chance of winning as its shape of the API; no reads, no rules."""

from __future__ import annotations

from fieldcraft.api import shapes_chance as shapes
from fieldcraft.insight.foretelling import Foretold
from fieldcraft.insight.timing.saying import Closing
from fieldcraft.insight.winmodel.saying import Reason
from fieldcraft.insight.wording import value_text
from fieldcraft.methodology.package.compiled import CompiledPlaybook


def chance(told: Foretold, playbook: CompiledPlaybook) -> shapes.Chance:
    """All of it."""
    explained = told.explained
    reasons = sorted(
        (*explained.pro, *explained.con, *explained.others), key=lambda one: (-abs(one.log_odds), one.column)
    )
    return shapes.Chance(
        chance=told.chance,
        low=told.low,
        high=told.high,
        learned=told.learned,
        closed=told.deals,
        as_of=told.on,
        start=explained.start,
        reasons=[_reason(one, playbook) for one in reasons],
        rest=explained.rest,
        levers=[shapes.Lever(kind=one.kind, key=one.key, chance=one.chance) for one in told.levers],
        expected_close=_closing(told.closing) if told.closing else None,
        said=[shapes.Said(percent=one.percent, by=one.by, at=one.at) for one in told.said],
    )


def _reason(one: Reason, playbook: CompiledPlaybook) -> shapes.Reason:
    return shapes.Reason(
        column=one.column,
        value=one.value,
        text=value_text(column=one.column, value=one.value, playbook=playbook),
        log_odds=one.log_odds,
        points=one.points,
        n=one.n,
    )


def _closing(found: Closing) -> shapes.ExpectedClose:
    return shapes.ExpectedClose(
        early=found.early,
        middle=found.middle,
        late=found.late,
        planned=found.planned,
        by_planned=found.by_planned,
        days_in_stage=found.days_in_stage,
        usual_days=found.usual_days,
        stalled=found.stalled,
        n=found.n,
        prior=found.prior,
    )
