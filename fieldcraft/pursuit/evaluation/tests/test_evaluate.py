"""The rules, one by one, on the shipped playbook."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from fieldcraft.methodology.package.compiled import CompiledPlaybook, compile_playbook, to_json
from fieldcraft.methodology.package.compiled import from_json as playbook_from_json
from fieldcraft.methodology.package.facts import FactValue
from fieldcraft.pursuit.evaluation import (
    Assessment,
    CriterionState,
    Evidence,
    FactUsed,
    evaluate,
    from_json,
    need_text,
    proof_text,
    warning_text,
)
from tests.support.versions import shipped

from .made import CRITERIA, DAY, OWNER, playbook, proof

YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)


def _assessed(*evidence: Evidence, claimed: str | None = None, as_of: date = DAY, **facts: FactValue) -> Assessment:
    return evaluate(playbook=playbook(), facts=facts, evidence=evidence, claimed_stage=claimed, as_of=as_of)


def _said(criterion: str, **changes: Any) -> Evidence:
    said = Evidence("1", criterion, "statement", "supports", OWNER, OWNER, YESTERDAY)
    return replace(said, **changes)


def _of_stages(*stages: str) -> list[str]:
    return [criterion.key for criterion in playbook().criteria if criterion.stage in stages]


def test_with_nothing_known_the_first_stage_is_supported() -> None:
    found = _assessed(claimed="propose")
    assert (found.supported_stage, found.supported_position, found.gap) == ("discover", 1, 3)
    assert found.next_missing == tuple(_of_stages("discover"))
    assert {state.state for state in found.criteria} == {"missing"}


def test_a_stage_is_supported_when_all_earlier_stages_hold() -> None:
    proofs = [proof(key) for key in _of_stages("discover", "qualify")]
    assert _assessed(*proofs).supported_stage == "shape"
    assert _assessed(*proofs[:-1]).supported_stage == "qualify"


def test_what_holds_in_a_later_stage_does_not_fill_a_gap_before_it() -> None:
    found = _assessed(*[proof(key) for key in _of_stages("shape", "propose")])
    assert found.supported_stage == "discover"
    assert found.met == 8


def test_with_everything_met_the_last_stage_is_supported_and_complete() -> None:
    found = _assessed(*[proof(key) for key in CRITERIA], claimed="commit")
    assert (found.supported_stage, found.complete, found.gap, found.next_missing) == ("commit", True, 0, ())
    assert [factor.rung for factor in found.factors] == [3] * 8


def test_without_a_claim_there_is_no_gap() -> None:
    assert _assessed().gap is None
    assert _assessed(claimed="no such stage").claimed_stage is None


def test_a_fact_proves_and_is_named_with_its_value() -> None:
    state = _assessed(meetings=2, calls=0).state_of(criterion="first-talk-held")
    assert state.state == "met"
    assert state.facts == (FactUsed("calls", 0), FactUsed("meetings", 2))


def test_a_statement_proves_where_anyone_may_verify() -> None:
    assert _assessed(_said("first-talk-held")).state_of(criterion="first-talk-held").state == "met"


def test_the_owner_alone_only_claims_what_somebody_else_has_to_verify() -> None:
    state = _assessed(_said("criteria-in-writing", verified_by=OWNER)).state_of(criterion="criteria-in-writing")
    assert (state.state, state.need) == ("claimed", "not_owner")


@pytest.mark.parametrize("changes", [{"verified_by": "marek"}, {"stated_by": "marek"}])
def test_a_colleague_proves_what_needs_somebody_else(changes: dict[str, str]) -> None:
    state = _assessed(_said("criteria-in-writing", **changes)).state_of(criterion="criteria-in-writing")
    assert (state.state, state.need) == ("met", None)


def test_a_later_change_of_owner_does_not_make_a_self_approval_valid() -> None:
    said = _said("criteria-in-writing", verified_by=OWNER)
    assert _assessed(said).state_of(criterion="criteria-in-writing").state == "claimed"
    by_former = replace(said, owner="omar", verified_by="omar", stated_by="omar")
    assert _assessed(by_former).state_of(criterion="criteria-in-writing").state == "claimed"


def test_a_colleague_is_not_enough_where_a_manager_is_asked_for() -> None:
    said = _said("signature-day-named", verified_by="omar")
    state = _assessed(said).state_of(criterion="signature-day-named")
    assert (state.state, state.need) == ("claimed", "manager")
    by_manager = replace(said, verified_by="marek", verified_as="manager")
    assert _assessed(by_manager).state_of(criterion="signature-day-named").state == "met"


@cache
def _asking_the_buyer() -> CompiledPlaybook:
    """The shipped playbook, only that the joint plan asks for the buyer's own word."""
    data = playbook().playbook.model_dump(mode="json")
    for stage in data["stages"]:
        for criterion in stage["exit_criteria"]:
            if criterion["key"] == "joint-plan-agreed":
                criterion["verifier"] = "buyer"
    return compile_playbook(playbook=playbook_from_json(text=json.dumps(data)))


def _joint_plan(said: Evidence) -> CriterionState:
    found = evaluate(playbook=_asking_the_buyer(), facts={}, evidence=[said], claimed_stage=None, as_of=DAY)
    return found.state_of(criterion="joint-plan-agreed")


def test_only_the_buyer_proves_what_the_buyer_has_to_confirm() -> None:
    file = _said("joint-plan-agreed", kind="file", verified_by="marek", verified_as="manager")
    assert (_joint_plan(file).state, _joint_plan(file).need) == ("claimed", "buyer")
    assert _joint_plan(_by_buyer()).state == "met"


def test_the_owner_cannot_speak_as_the_buyer() -> None:
    assert _joint_plan(replace(_by_buyer(), stated_by=OWNER)).state == "claimed"


def _by_buyer() -> Evidence:
    return _said("joint-plan-agreed", kind="buyer_confirmation", stated_by="petra", stated_as="buyer")


def test_a_kind_that_is_not_accepted_only_claims() -> None:
    said = _said("success-criteria-accepted", verified_by="marek")
    state = _assessed(said).state_of(criterion="success-criteria-accepted")
    assert (state.state, state.need) == ("claimed", "other_kind")


@pytest.mark.parametrize("by", [OWNER, "marek"])
def test_somebody_entitled_can_contradict_a_fact_and_lower_the_stage(by: str) -> None:
    proofs = [replace(proof(key), stated_on=YESTERDAY) for key in _of_stages("discover")]
    assert _assessed(*proofs, meetings=2).supported_stage == "qualify"
    denied = _said("first-talk-held", stance="contradicts", stated_by=by, stated_on=DAY)
    found = _assessed(*proofs, denied, meetings=2)
    assert found.supported_stage == "discover"
    assert found.state_of(criterion="first-talk-held").need == "answer"


def test_somebody_not_entitled_only_disputes() -> None:
    yes = _said("signature-day-named", verified_by="marek", verified_as="manager")
    no = _said("signature-day-named", stance="contradicts", stated_by="omar", stated_on=DAY)
    state = _assessed(yes, no).state_of(criterion="signature-day-named")
    assert (state.state, state.disputed) == ("met", True)


def test_on_the_same_day_the_contradiction_wins_and_later_support_ends_it() -> None:
    no = _said("first-talk-held", ref="2", stance="contradicts", stated_on=DAY)
    assert _assessed(_said("first-talk-held", stated_on=DAY), no).criteria[0].state == "contradicted"
    later = _said("first-talk-held", stated_on=TOMORROW)
    assert _assessed(later, no, as_of=TOMORROW).criteria[0].state == "met"


def test_verifying_later_than_the_contradiction_ends_it_too() -> None:
    said = _said("criteria-in-writing", verified_by="marek", verified_on=TOMORROW)
    no = _said("criteria-in-writing", ref="2", stance="contradicts", stated_on=DAY)
    after = _assessed(said, no, as_of=TOMORROW).state_of(criterion="criteria-in-writing")
    assert after.state == "met"


def test_what_is_dated_after_the_day_is_not_yet_known() -> None:
    assert _assessed(_said("first-talk-held", stated_on=TOMORROW)).criteria[0].state == "missing"
    said = _said("criteria-in-writing", verified_by="marek", verified_on=TOMORROW)
    assert _assessed(said).state_of(criterion="criteria-in-writing").state == "claimed"


def test_a_warning_names_its_facts_and_its_threshold() -> None:
    warning = next(w for w in _assessed(days_since_reply=30).warnings if w.warning == "no-word-from-buyer")
    assert warning.facts == (FactUsed("days_since_reply", 30),)
    assert warning.thresholds == (("silent_days", 21),)
    assert not _assessed(days_since_reply=20).warnings
    assert not _assessed(days_since_reply=None).warnings


def test_a_claim_two_stages_ahead_of_the_evidence_warns() -> None:
    assert [w.warning for w in _assessed(claimed="shape").warnings] == ["claimed-beyond-evidence"]
    assert not _assessed(claimed="qualify").warnings


def test_the_top_rung_of_a_factor_needs_the_buyers_words() -> None:
    lower = [proof("problem-named"), proof("problem-costed")]
    checked = _said("business-case-reviewed", verified_by="marek")
    assert _assessed(*lower, checked).factors[0].rung == 2
    assert _assessed(*lower, replace(checked, kind="file")).factors[0].rung == 3


def test_a_damaged_stored_assessment_is_refused() -> None:
    for text in ("{}", "[]", '{"f":1}', '{"f":2}', "x"):
        with pytest.raises(ValueError, match=r"again|Expecting value"):
            from_json(text=text)


def test_a_proof_reads_with_its_last_day() -> None:
    found = _assessed(economic_buyer_meetings=1, meetings=2, calls=0, last_meeting_on="2025-11-04")
    assert proof_text(state=found.state_of(criterion="first-talk-held")) == "meetings held: 2, last 4 Nov 2025"
    assert proof_text(state=found.state_of(criterion="problem-costed")) == ""


def test_a_warning_reads_with_its_numbers() -> None:
    found = _assessed(days_since_reply=30, days_to_close=-3, close_date="2026-01-12", claimed="shape")
    texts = {w.warning: warning_text(playbook=playbook(), warning=w) for w in found.warnings}
    assert texts["no-word-from-buyer"] == "Nobody at the buyer has written, called or met you for 30 days."
    assert texts["close-date-past"] == "The close date was 12 Jan 2026."
    assert texts["claimed-beyond-evidence"] == "The CRM is 2 stages ahead of what can be shown."
    unknown = next(w for w in _assessed(days_to_close=-3).warnings)
    assert warning_text(playbook=playbook(), warning=unknown) == "The close date has passed."


def test_what_is_still_needed_is_a_sentence() -> None:
    said = _said("success-criteria-accepted", verified_by="marek")
    found = _assessed(said, _said("criteria-in-writing"))
    texts = {c.key: need_text(criterion=c.part, need=found.state_of(criterion=c.key).need) for c in playbook().criteria}
    assert texts["success-criteria-accepted"] == "Needs a file or the buyer's confirmation."
    assert texts["criteria-in-writing"] == "Needs somebody other than the owner to confirm it."
    assert texts["first-talk-held"] == "Nothing shows it yet."


def test_a_warning_may_be_kept_to_one_process() -> None:
    data = json.loads(to_json(playbook=shipped()))
    data["warnings"].append({**data["warnings"][0], "key": "kept", "when": 'process == "renewal"', "thresholds": []})
    whole = playbook_from_json(text=json.dumps(data))
    for process, warned in (("renewal", True), ("expansion", False)):
        narrow = compile_playbook(playbook=whole, process=process)
        found = evaluate(playbook=narrow, facts={}, evidence=(), claimed_stage=None, as_of=DAY)
        assert ("kept" in {warning.warning for warning in found.warnings}) is warned


def test_with_one_way_of_selling_the_process_is_unknown() -> None:
    data = json.loads(to_json(playbook=shipped()))
    del data["processes"]
    data["warnings"].append({**data["warnings"][0], "key": "kept", "when": 'process != "renewal"', "thresholds": []})
    single = compile_playbook(playbook=playbook_from_json(text=json.dumps(data)))
    found = evaluate(playbook=single, facts={}, evidence=(), claimed_stage=None, as_of=DAY)
    assert "kept" not in {warning.warning for warning in found.warnings}
