"""One step from what is known about its opportunity: money, chances, words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite

from fieldcraft.methodology.package.compiled import CompiledPlay, CompiledPlaybook
from fieldcraft.methodology.package.facts import FactValue
from fieldcraft.methodology.package.schema import ActionKind, Criterion, PlayOwner
from fieldcraft.methodology.package.wording import filled
from fieldcraft.pursuit.evaluation.types import CriterionState

from .change import Belief, Change, chance_now, change, gained
from .types import Basis, Candidate, Confirms, Economy, Learned, Promise, Step, Word
from .words import reason, resting, sentence, taught_resting

#: What a step for the next stage counts against one for this stage.
NEXT_STAGE_COUNTS = 0.5
#: Priority of a step that answers the customer: ahead of all that is no promise; a correction ahead of the rest.
ANSWER, ANSWER_CORRECTION = 1e5, 1e6
_PROMISE = "promise"
_ASKED: dict[Confirms, str] = {
    "not_owner": "Ask your manager to confirm",
    "manager": "Ask your manager to confirm",
    "buyer": "Ask the customer to confirm",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What all steps of one opportunity share. `amount` is in the member's currency, `chance` that of winning now.

    `cycle_days` is what the playbook takes the whole way to a win for, `served` from which to which position the
    criteria are that steps may prove now, by basis.
    """

    playbook: CompiledPlaybook
    candidate: Candidate
    economy: Economy
    amount: float
    assumed: str | None
    chance: float
    values: Mapping[str, FactValue]
    learned: Learned | None
    cycle_days: int
    served: tuple[tuple[Basis, int, int], ...]


def setting(
    *, playbook: CompiledPlaybook, candidate: Candidate, economy: Economy, learned: Learned | None = None
) -> Setting:
    """Gather it once per opportunity."""
    amount, assumed = _money(candidate, economy)
    a = candidate.assessment
    values: dict[str, FactValue] = {**playbook.thresholds, **candidate.facts}
    values |= {"supported_position": a.supported_position, "claimed_position": a.claimed_position, "stage_gap": a.gap}
    if playbook.process:
        values["process"] = playbook.process
    if a.claimed_position is not None:
        values["stage_typical_days"] = playbook.stages[a.claimed_position - 1].typical_days
    chance = chance_now(of_stage=playbook.stages[a.supported_position - 1].win_chance, learned=learned)
    cycle = sum(stage.typical_days for stage in playbook.stages)
    values |= candidate.names
    here = a.supported_position
    last = here if learned is None else max(here, a.claimed_position or here)
    served: tuple[tuple[Basis, int, int], ...] = (("this_stage", here, last), ("next_stage", last + 1, last + 1))
    return Setting(playbook, candidate, economy, amount, assumed, chance, values, learned, cycle, served)


def _money(candidate: Candidate, economy: Economy) -> tuple[float, str | None]:
    amount, currency = candidate.amount, candidate.currency or economy.currency
    rate = 1.0 if currency == economy.currency else economy.rates.get(currency)
    if amount is not None and isfinite(amount) and amount > 0 and rate is not None:
        return amount * rate, None
    why = "Amount unknown" if rate is not None else f"No rate for {currency}"
    return max(economy.typical_amount, 0.0), (
        f"{why}: reckoned with a typical {economy.typical_amount:,.0f} {economy.currency}."
    )


def play_step(*, of: Setting, play: CompiledPlay, basis: Basis, proves: Sequence[Criterion], sunk: float) -> Step:
    """A play of the playbook; `sunk` is its weight for this member, 0 to 1."""
    part = play.part
    beliefs = tuple(_of_criterion(criterion) for criterion in proves)
    if not proves and part.prior:
        beliefs = (Belief(f"play/{play.key}", part.prior),)
    if proves and not (part.because and part.owner == "manager"):
        lead = f"{_missing(of, proves[0])}, and {_where(of, basis, proves[0])}"
    else:
        lead = sentence(text=filled(template=part.because or "", values=of.values, otherwise=part.fallback_title))
    keys = tuple(criterion.key for criterion in proves)
    # One construction for the usual step: `replace` would cost as much again.
    return _step(
        of,
        answer_key=play.key,
        title=filled(template=part.title, values=of.values, otherwise=part.fallback_title),
        lead=lead,
        basis=basis,
        beliefs=beliefs,
        minutes=part.minutes,
        sunk=sunk,
        play=play.key,
        kind=part.kind,
        owner=part.owner,
        proves=keys,
    )


def confirm_step(*, of: Setting, criterion: Criterion, by: Confirms, basis: Basis, sunk: float) -> Step:
    """Have somebody entitled confirm what is claimed."""
    text = sentence(text=criterion.text)
    step = _step(
        of,
        answer_key=f"confirm/{criterion.key}",
        title=f"{_ASKED[by]}: {text[:1].lower()}{text[1:]}",
        lead=f"This is said, not yet confirmed, and {_where(of, basis, criterion)}",
        basis=basis,
        beliefs=(_of_criterion(criterion),),
        minutes=of.playbook.playbook.confirm.minutes,
        sunk=sunk,
    )
    return replace(step, kind="verify", confirms=by, proves=(criterion.key,), criterion=criterion.key)


def verify_step(*, of: Setting, criterion: Criterion, basis: Basis, sunk: float) -> Step:
    """The other side of it, for the manager: stand behind what is claimed, or deny it."""
    owner = of.candidate.names.get("owner") or "The owner"
    text = sentence(text=criterion.text)
    step = _step(
        of,
        answer_key=f"verify/{criterion.key}",
        title=f"Confirm or deny for {owner}: {text[:1].lower()}{text[1:]}",
        lead=f"{owner} says so; it counts once somebody else stands behind it",
        basis=basis,
        beliefs=(_of_criterion(criterion),),
        minutes=of.playbook.playbook.confirm.minutes,
        sunk=sunk,
    )
    keys = (criterion.key,)
    return replace(step, kind="verify", owner="manager", confirms="manager", proves=keys, criterion=criterion.key)


def promise_step(*, of: Setting, promise: Promise, as_of: date) -> Step:
    """What was agreed with the customer for a day. The reason names the day and no count: it is read on other days."""
    late = max(0, (as_of - promise.due_on).days)
    whom = promise.to or of.candidate.names.get("account") or "The customer"
    day = f"{promise.due_on.day} {promise.due_on:%b}"
    part = of.playbook.playbook.promise
    step = _step(
        of,
        answer_key=f"promise/{promise.ref}",
        title=promise.title,
        lead=f"{whom} has waited since {day}" if late else f"{whom} expects this on {day}",
        basis="promise",
        beliefs=(Belief(_PROMISE, part.prior),),
        minutes=promise.minutes if promise.minutes and promise.minutes > 0 else part.minutes,
        sunk=1.0,
    )
    return replace(step, kind="log", promise=promise.ref, overdue_days=late, due_on=promise.due_on)


def word_step(*, of: Setting, word: Word) -> Step:
    """Answer what the customer said in the plan: worth as much as a promise kept, next after the late ones."""
    part = of.playbook.playbook.promise
    step = _step(
        of,
        answer_key=f"plan/{word.ref}",
        title=word.title,
        lead=word.why,
        basis="promise",
        beliefs=(Belief(_PROMISE, part.prior),),
        minutes=part.minutes,
        sunk=1.0,
    )
    return replace(step, kind="ask", priority=ANSWER_CORRECTION if word.corrects else ANSWER)


def _of_criterion(criterion: Criterion) -> Belief:
    return Belief(f"criterion/{criterion.key}", criterion.prior)


def _step(
    of: Setting,
    *,
    answer_key: str,
    title: str,
    lead: str,
    basis: Basis,
    beliefs: tuple[Belief, ...],
    minutes: int,
    sunk: float,
    play: str | None = None,
    kind: ActionKind = "plan",
    owner: PlayOwner = "rep",
    proves: tuple[str, ...] = (),
) -> Step:
    found = change(chance=of.chance, beliefs=beliefs, learned=of.learned)
    rate = of.economy.commission_rate
    worth = gained(found=found, amount=of.amount, rate=rate, cycle_days=of.cycle_days)
    per_minute = worth / minutes
    weight = sunk * (NEXT_STAGE_COUNTS if basis == "next_stage" else 1.0)
    return Step(
        key=f"{of.candidate.pursuit}/{answer_key}",
        pursuit=of.candidate.pursuit,
        account=of.candidate.account,
        title=title,
        why=f"{lead}. {reason(found=found)}",
        rests_on=_rests_on(of, found, answer_key),
        basis=basis,
        minutes=minutes,
        worth=worth,
        currency=of.economy.currency,
        points=(found.after - of.chance) * 100,
        value_per_minute=per_minute,
        # What loses money must not rise by counting less.
        priority=per_minute * weight if per_minute > 0 else per_minute,
        amount_assumed=of.assumed is not None,
        kind=kind,
        owner=owner,
        play=play,
        criterion=proves[0] if proves else None,
        proves=proves,
        spread=(found.high - found.low) / 2 * of.amount * rate / minutes * weight,
    )


def _rests_on(of: Setting, found: Change, answer_key: str) -> str:
    if of.learned is None:
        return resting(deals=found.deals, assumed=of.assumed)
    opinion = of.learned.opinions.get(answer_key)
    return taught_resting(found=found, learned=of.learned, assumed=of.assumed, opinion=opinion)


def _missing(of: Setting, criterion: Criterion) -> str:
    state: CriterionState = of.candidate.assessment.criteria[of.playbook.criterion_index[criterion.key]]
    if state.state == "claimed":
        return f"“{sentence(text=criterion.text)}” is said, not yet proved"
    if state.state == "contradicted":
        return f"“{sentence(text=criterion.text)}” was denied"
    return sentence(text=criterion.missing)


def _where(of: Setting, basis: Basis, criterion: Criterion) -> str:
    a, stages = of.candidate.assessment, of.playbook.stages
    here = stages[a.supported_position - 1].part.title
    if basis == "next_stage":
        position = of.playbook.criteria[of.playbook.criterion_index[criterion.key]].position
        return f"{stages[position - 1].part.title} asks for it after {stages[position - 2].part.title}"
    if a.claimed_position is not None and a.claimed_position > a.supported_position:
        return f"the CRM says {stages[a.claimed_position - 1].part.title}"
    return f"you are in {here}"
