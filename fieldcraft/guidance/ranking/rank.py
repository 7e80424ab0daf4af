"""The next steps of one opportunity, the most worthwhile first.

worth = (P(win | done) - P(win | not done)) x amount x commission rate.

P(win | not done) is the playbook's chance of winning in the supported stage. Doing a step multiplies the odds by the
priors of the criteria it proves that are not met yet: the missing criteria of the stage it serves, or the step's own
prior where it proves nothing. P(win | done) is those odds as a chance. Until history teaches, all of it is prior, and
every step says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite, prod

from fieldcraft.methodology.package.compiled import CompiledPlay, CompiledPlaybook
from fieldcraft.methodology.package.facts import FactValue
from fieldcraft.methodology.package.schema import Criterion, PlayOwner, Prior
from fieldcraft.pursuit.evaluation.types import Assessment

from .responses import held_back, sinking
from .types import Basis, Candidate, Economy, Promise, Response, Step
from .words import belief, filled, resting, sentence

#: What a step for the next stage counts against one for this stage.
NEXT_STAGE_COUNTS = 0.5
_TIER: dict[Basis, int] = {"promise": 0, "this_stage": 1, "trigger": 1, "next_stage": 2}
_REP_ROLES: frozenset[PlayOwner] = frozenset({"rep", "customer", "partner"})


@dataclass(frozen=True, slots=True)
class _Money:
    """The amount in the member's currency, and a sentence where it had to be assumed."""

    amount: float
    assumed: str | None


def rank(
    *,
    playbook: CompiledPlaybook,
    candidate: Candidate,
    economy: Economy,
    as_of: date,
    responses: Sequence[Response] = (),
    owners: frozenset[PlayOwner] = _REP_ROLES,
) -> tuple[Step, ...]:
    """All steps of one opportunity in order: overdue promises, this stage, then the next stage.

    `responses` are those of the member on all their opportunities; what was done, snoozed or found not useful here is
    left out, what was found not useful elsewhere sinks. `owners` are whose plays are wanted: by default those a rep
    carries out or asks of customer and partner. The assessment has to come from this playbook version, else ValueError.
    """
    if candidate.assessment.content_hash != playbook.content_hash:
        raise ValueError("The assessment is of another playbook version. Evaluate the opportunity again.")
    money = _money(candidate, economy)
    steps = [
        step
        for play in playbook.plays
        if play.part.owner in owners
        and not held_back(play=play.part, pursuit=candidate.pursuit, responses=responses, as_of=as_of)
        and (step := _play_step(playbook, play, candidate, economy, money, sinking(play.key, responses, as_of)))
    ]
    if owners & _REP_ROLES:
        steps += [
            _promise_step(playbook, promise, candidate, economy, money, as_of)
            for promise in candidate.promises
            if promise.due_on < as_of
        ]
    return tuple(sorted(steps, key=order))


def order(step: Step) -> tuple[int, float, float, int, str]:
    """Sort key within one opportunity. Equal steps are ordered by minutes, then by key."""
    return (_TIER[step.basis], -float(step.overdue_days), -step.priority, step.minutes, step.key)


def _money(candidate: Candidate, economy: Economy) -> _Money:
    amount, currency = candidate.amount, candidate.currency or economy.currency
    rate = 1.0 if currency == economy.currency else economy.rates.get(currency)
    if amount is not None and isfinite(amount) and amount > 0 and rate is not None:
        return _Money(amount * rate, None)
    why = "Amount unknown" if rate is not None else f"No rate for {currency}"
    typical = f"{why}: reckoned with a typical {economy.typical_amount:,.0f} {economy.currency}."
    return _Money(max(economy.typical_amount, 0.0), typical)


def _play_step(
    playbook: CompiledPlaybook,
    play: CompiledPlay,
    candidate: Candidate,
    economy: Economy,
    money: _Money,
    sunk: float,
) -> Step | None:
    found = _basis(playbook, play, candidate.assessment)
    if found is None:
        return None
    basis, proves = found
    priors = tuple(criterion.prior for criterion in proves) or ((play.part.prior,) if play.part.prior else ())
    chance = playbook.stages[candidate.assessment.supported_position - 1].win_chance
    change = _change(chance, priors)
    worth = change * money.amount * economy.commission_rate
    per_minute = worth / play.part.minutes
    counts = NEXT_STAGE_COUNTS if basis == "next_stage" else 1.0
    values = _values(playbook, candidate)
    return Step(
        key=f"{candidate.pursuit}/{play.key}",
        pursuit=candidate.pursuit,
        account=candidate.account,
        title=filled(template=play.part.title, values=values, otherwise=play.part.fallback_title),
        why=_why(playbook, play, candidate.assessment, basis, proves, priors, change, values),
        rests_on=resting(priors=priors, assumed=money.assumed),
        basis=basis,
        kind=play.part.kind,
        owner=play.part.owner,
        play=play.key,
        promise=None,
        criterion=proves[0].key if proves else None,
        proves=tuple(criterion.key for criterion in proves),
        minutes=play.part.minutes,
        worth=worth,
        currency=economy.currency,
        points=change * 100,
        value_per_minute=per_minute,
        priority=_weighted(per_minute, counts * sunk),
        amount_assumed=money.assumed is not None,
    )


def _weighted(per_minute: float, weight: float) -> float:
    """A step with a negative value must not rise by counting less."""
    return per_minute * weight if per_minute >= 0 else per_minute


def _basis(
    playbook: CompiledPlaybook, play: CompiledPlay, assessment: Assessment
) -> tuple[Basis, tuple[Criterion, ...]] | None:
    """Why the play comes into question, and the missing criteria it would prove then; None where it does not."""
    here = assessment.supported_position
    for basis, position in (("this_stage", here), ("next_stage", here + 1)):
        missing = tuple(
            playbook.criteria[i].part
            for i in play.proves
            if playbook.criteria[i].position == position and assessment.criteria[i].state != "met"
        )
        if missing and (play.trigger is None or play.key in assessment.open_plays):
            return ("this_stage" if basis == "this_stage" else "next_stage"), missing
    if play.key in assessment.open_plays and not play.proves and play.position in (None, here):
        return "trigger", ()
    return None


def _change(chance: float, priors: tuple[Prior, ...]) -> float:
    odds = chance / (1 - chance) * prod(prior.odds for prior in priors)
    return odds / (1 + odds) - chance


def _values(playbook: CompiledPlaybook, candidate: Candidate) -> dict[str, FactValue]:
    a = candidate.assessment
    values: dict[str, FactValue] = {**playbook.thresholds, **candidate.facts}
    values |= {"supported_position": a.supported_position, "claimed_position": a.claimed_position, "stage_gap": a.gap}
    if a.claimed_position is not None:
        values["stage_typical_days"] = playbook.stages[a.claimed_position - 1].typical_days
    return values | dict(candidate.names)


def _why(
    playbook: CompiledPlaybook,
    play: CompiledPlay,
    assessment: Assessment,
    basis: Basis,
    proves: tuple[Criterion, ...],
    priors: tuple[Prior, ...],
    change: float,
    values: dict[str, FactValue],
) -> str:
    deals = min((prior.worth_deals for prior in priors), default=0)
    expects = belief(change=change, deals=deals)
    if basis == "trigger":
        reason = filled(template=play.part.because or "", values=values, otherwise=play.part.fallback_title)
        return f"{sentence(text=reason)}. For doing something about it {expects}."
    index = playbook.criterion_index[proves[0].key]
    lead = _lead(proves[0], assessment.criteria[index].state)
    return f"{lead}, and {_where(playbook, assessment, basis)}. Once that is shown, {expects}."


def _lead(criterion: Criterion, state: str) -> str:
    if state == "claimed":
        return f"“{sentence(text=criterion.text)}” is said, not yet confirmed"
    if state == "contradicted":
        return f"“{sentence(text=criterion.text)}” was denied"
    return sentence(text=criterion.missing)


def _where(playbook: CompiledPlaybook, assessment: Assessment, basis: Basis) -> str:
    here = playbook.stages[assessment.supported_position - 1].part.title
    if basis == "next_stage":
        return f"{playbook.stages[assessment.supported_position].part.title} asks for it after {here}"
    claimed = assessment.claimed_position
    if claimed is not None and claimed > assessment.supported_position:
        return f"the CRM says {playbook.stages[claimed - 1].part.title}"
    return f"you are in {here}"


def _promise_step(
    playbook: CompiledPlaybook, promise: Promise, candidate: Candidate, economy: Economy, money: _Money, as_of: date
) -> Step:
    late = (as_of - promise.due_on).days
    prior = playbook.playbook.promise.prior
    chance = playbook.stages[candidate.assessment.supported_position - 1].win_chance
    change = _change(chance, (prior,))
    worth = change * money.amount * economy.commission_rate
    minutes = promise.minutes if promise.minutes and promise.minutes > 0 else playbook.playbook.promise.minutes
    whom = promise.to or candidate.names.get("account") or "The customer"
    days = "1 day" if late == 1 else f"{late} days"
    expects = belief(change=change, deals=prior.worth_deals)
    return Step(
        key=f"{candidate.pursuit}/promise/{promise.ref}",
        pursuit=candidate.pursuit,
        account=candidate.account,
        title=promise.title,
        why=f"{whom} has waited for this since {promise.due_on.day} {promise.due_on:%b}, {days} past the day agreed. "
        f"For keeping it {expects}.",
        rests_on=resting(priors=(prior,), assumed=money.assumed),
        basis="promise",
        kind="plan",
        owner="rep",
        play=None,
        promise=promise.ref,
        criterion=None,
        proves=(),
        minutes=minutes,
        worth=worth,
        currency=economy.currency,
        points=change * 100,
        value_per_minute=worth / minutes,
        priority=worth / minutes,
        amount_assumed=money.assumed is not None,
        overdue_days=late,
    )
