"""The next steps of one opportunity, the most worthwhile first.

worth = (P(win | done) - P(win | not done)) x amount x commission rate, and the same for time saved.

P(win | not done) is the opportunity's own chance, from what is proved of it, where the win model knows it; else the
playbook's chance in the supported stage. Doing a step multiplies the odds by those of the criteria it proves that are
not met yet in the stage it serves, or by the step's own where it proves nothing: what the closed deals here have
taught, where they have, else the playbook's prior. Every step says which.

Without a history the evidence sets the pace: steps are those of the supported stage and the next. With one, what is
missing in between the supported and the CRM's stage is offered as well, each by its worth: a fact that turned out to
change nothing would else keep everything behind it off the list (docs/explanation/next-steps.md has the figures).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from fieldcraft.methodology.package.compiled import CompiledPlay, CompiledPlaybook
from fieldcraft.methodology.package.schema import Criterion, PlayOwner
from fieldcraft.pursuit.evaluation.types import Need

from .change import liked
from .making import Setting, confirm_step, play_step, promise_step, setting, verify_step, word_step
from .responses import held_back, sinking
from .types import Basis, Candidate, Confirms, Economy, Learned, Response, Step

_TIER: Final[dict[Basis, int]] = {"promise": 0, "this_stage": 1, "trigger": 1, "next_stage": 2}
#: What is planned for a later day stands after what can be done now.
_DUE, _AHEAD = 0, 3
_REP_ROLES: Final[frozenset[PlayOwner]] = frozenset({"rep", "customer", "partner"})
_CONFIRMS: Final[dict[Need, Confirms]] = {"not_owner": "not_owner", "manager": "manager", "buyer": "buyer"}
#: Days after which "ask to confirm" comes back when it was done and nobody has confirmed.
_CONFIRM_AGAIN_DAYS: Final = 7


def rank(
    *,
    playbook: CompiledPlaybook,
    candidate: Candidate,
    economy: Economy,
    as_of: date,
    responses: Sequence[Response] = (),
    owners: frozenset[PlayOwner] = _REP_ROLES,
    learned: Learned | None = None,
) -> tuple[Step, ...]:
    """All steps of one opportunity in order: what is late or due today, this stage, the next stage, what is planned.

    `responses` are those of the member on all their opportunities; what was done, snoozed or found not useful here is
    left out, what was found not useful elsewhere sinks. `owners` are whose plays are wanted: by default those a rep
    carries out or asks of customer and partner; promises and confirmations are the rep's,
    verifications the manager's. `learned` is what history says; without it everything is the playbook's belief. The
    assessment has to come from this playbook version, else ValueError.
    """
    if candidate.assessment.content_hash != playbook.content_hash:
        raise ValueError("The assessment is of another playbook version. Evaluate the opportunity again.")
    of = setting(playbook=playbook, candidate=candidate, economy=economy, learned=learned)
    claimed = _to_confirm(of)
    steps = list(_plays(of, owners, frozenset(claimed), responses, as_of))
    if "manager" in owners:
        steps += _verifications(of, claimed, responses, as_of)
    if "rep" in owners:
        steps += _confirmations(of, claimed, responses, as_of)
        steps += [
            promise_step(of=of, promise=promise, as_of=as_of)
            for promise in candidate.promises
            if not _held(of, f"promise/{promise.ref}", None, responses, as_of)
        ]
        word = candidate.word
        if word is not None and not _held(of, f"plan/{word.ref}", None, responses, as_of):
            steps.append(word_step(of=of, word=word))
    return tuple(sorted(steps, key=lambda step: order(step, as_of=as_of)))


def order(step: Step, *, as_of: date) -> tuple[int, int, float, int, str]:
    """Sort key within one opportunity on a day. Equal steps are ordered by minutes, then by key."""
    if step.due_on is not None:
        tier = _DUE if step.due_on <= as_of else _AHEAD
        return (tier, (step.due_on - as_of).days, -step.priority, step.minutes, step.key)
    return (_TIER[step.basis], 0, -step.priority, step.minutes, step.key)


def _plays(
    of: Setting, owners: frozenset[PlayOwner], claimed: frozenset[str], responses: Sequence[Response], as_of: date
) -> Iterator[Step]:
    planned = {promise.play for promise in of.candidate.promises}
    for play in of.playbook.plays:
        if play.part.owner not in owners or play.key in planned:
            continue
        found = _basis(of, play, claimed)
        if found is None or _held(of, play.key, play.part.again_after_days, responses, as_of):
            continue
        basis, proves = found
        sunk = _weight(of, play.key, responses, as_of)
        yield play_step(of=of, play=play, basis=basis, proves=proves, sunk=sunk)


def _basis(of: Setting, play: CompiledPlay, claimed: frozenset[str]) -> tuple[Basis, tuple[Criterion, ...]] | None:
    """Why the play comes into question, and the missing criteria it would prove then; None where it does not.

    What only waits for a confirmation needs that, not the play again.
    """
    assessment = of.candidate.assessment
    triggered = play.key in assessment.open_plays
    for basis, first, last in of.served:
        missing = tuple(
            of.playbook.criteria[i].part
            for i in play.proves
            if first <= of.playbook.criteria[i].position <= last
            and assessment.criteria[i].state != "met"
            and of.playbook.criteria[i].key not in claimed
        )
        if missing and (play.trigger is None or triggered):
            return basis, missing
    if triggered and not play.proves and play.position in (None, assessment.supported_position):
        return "trigger", ()
    return None


def _to_confirm(of: Setting) -> dict[str, Confirms]:
    """Criteria that are claimed by evidence of the right kind and only wait for the right person."""
    return {
        state.criterion: _CONFIRMS[state.need]
        for state in of.candidate.assessment.criteria
        if state.state == "claimed" and state.need in _CONFIRMS
    }


def _confirmations(
    of: Setting, claimed: dict[str, Confirms], responses: Sequence[Response], as_of: date
) -> Iterator[Step]:
    here = of.candidate.assessment.supported_position
    for key, by in claimed.items():
        criterion = of.playbook.criteria[of.playbook.criterion_index[key]]
        answer_key = f"confirm/{key}"
        if criterion.position not in (here, here + 1) or _held(of, answer_key, _CONFIRM_AGAIN_DAYS, responses, as_of):
            continue
        basis: Basis = "this_stage" if criterion.position == here else "next_stage"
        sunk = _weight(of, answer_key, responses, as_of)
        yield confirm_step(of=of, criterion=criterion.part, by=by, basis=basis, sunk=sunk)


def _verifications(
    of: Setting, claimed: dict[str, Confirms], responses: Sequence[Response], as_of: date
) -> Iterator[Step]:
    here = of.candidate.assessment.supported_position
    for key, by in claimed.items():
        criterion = of.playbook.criteria[of.playbook.criterion_index[key]]
        answer_key = f"verify/{key}"
        if by == "buyer" or criterion.position != here or _held(of, answer_key, _CONFIRM_AGAIN_DAYS, responses, as_of):
            continue
        sunk = _weight(of, answer_key, responses, as_of)
        yield verify_step(of=of, criterion=criterion.part, basis="this_stage", sunk=sunk)


def _held(of: Setting, key: str, again: int | None, responses: Sequence[Response], as_of: date) -> bool:
    pursuit = of.candidate.pursuit
    return held_back(answer_key=key, again_after_days=again, pursuit=pursuit, responses=responses, as_of=as_of)


def _weight(of: Setting, key: str, responses: Sequence[Response], as_of: date) -> float:
    own = sinking(answer_key=key, responses=responses, as_of=as_of)
    return own * liked(answer_key=key, learned=of.learned)
