"""What holds for any facts and any evidence."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldcraft.methodology.package.facts import FACTS, FactValue
from fieldcraft.pursuit.evaluation import Assessment, Evidence, evaluate, from_json, to_json

from . import made

_many = st.lists(made.evidence(), max_size=12)
_claims = st.sampled_from((*made.STAGES, None, "unknown"))


def _assessed(facts: dict[str, Any], evidence: list[Evidence], claimed: str | None = None) -> Assessment:
    return evaluate(playbook=made.playbook(), facts=facts, evidence=evidence, claimed_stage=claimed, as_of=made.DAY)


@given(made.rich_facts(), _many, st.lists(made.evidence(stance="supports"), min_size=1, max_size=5))
def test_more_supporting_evidence_never_lowers_a_supported_stage(
    facts: dict[str, FactValue], evidence: list[Evidence], more: list[Evidence]
) -> None:
    before, after = _assessed(facts, evidence), _assessed(facts, evidence + more)
    assert after.supported_position >= before.supported_position
    assert after.met >= before.met
    for old, new in zip(before.criteria, after.criteria, strict=True):
        assert not (old.state == "met" and new.state != "met")
    for was, now in zip(before.factors, after.factors, strict=True):
        assert now.rung >= was.rung


@given(made.rich_facts(), st.sets(st.sampled_from(made.CRITERIA)), st.data())
def test_more_work_done_never_lowers_a_supported_stage(
    facts: dict[str, FactValue], proved: set[str], data: st.DataObject
) -> None:
    evidence = [made.proof(criterion) for criterion in proved]
    before = _assessed(facts, evidence)
    for fact in made.GIVEN:
        value = facts.get(fact.name)
        if fact.better == "neither" or not data.draw(st.booleans()):
            continue
        if fact.type == "bool":
            facts[fact.name] = True
        elif fact.type == "int" and not isinstance(value, str | tuple):
            step = data.draw(st.integers(0, 10))
            facts[fact.name] = max(0, (value or 0) + (step if fact.better == "more" else -step))
        elif isinstance(value, tuple):
            facts[fact.name] = (*value, "budget")
    after = _assessed(facts, evidence)
    assert after.supported_position >= before.supported_position
    assert after.met >= before.met


@given(made.facts(), _many, _claims, st.integers(0, 10**6).map(random.Random))
def test_the_order_of_facts_and_evidence_is_nothing(
    facts: dict[str, FactValue], evidence: list[Evidence], claimed: str | None, rng: random.Random
) -> None:
    names = list(facts)
    shuffled = list(evidence)
    rng.shuffle(names)
    rng.shuffle(shuffled)
    other = _assessed({name: facts[name] for name in names}, shuffled, claimed)
    assert other == _assessed(facts, evidence, claimed)


@given(made.facts(), _many, _claims)
def test_the_same_input_gives_the_same_answer_and_the_stored_one_comes_back(
    facts: dict[str, FactValue], evidence: list[Evidence], claimed: str | None
) -> None:
    first = _assessed(facts, evidence, claimed)
    assert _assessed(facts, evidence, claimed) == first
    text = to_json(assessment=first)
    assert from_json(text=text) == first
    assert to_json(assessment=from_json(text=text)) == text


_anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(("a",))


@given(st.dictionaries(st.sampled_from([*FACTS, "nonsense"]), _anything), _many, _claims)
def test_missing_or_wrong_facts_never_crash(
    facts: dict[str, FactValue], evidence: list[Evidence], claimed: str | None
) -> None:
    found = _assessed(facts, evidence, claimed)
    assert 1 <= found.supported_position <= len(made.STAGES)
    to_json(assessment=found)


@given(made.rich_facts(), _many)
def test_the_supported_stage_is_the_first_whose_exit_criteria_do_not_all_hold(
    facts: dict[str, FactValue], evidence: list[Evidence]
) -> None:
    found = _assessed(facts, evidence)
    for stage, count in zip(made.playbook().stages, found.stages, strict=True):
        held = count.met == count.total
        if stage.position < found.supported_position or found.complete:
            assert held
        elif stage.position == found.supported_position:
            assert not held
            assert len(found.next_missing) == count.total - count.met


@given(made.facts(), st.lists(made.evidence(stance="supports"), max_size=12))
def test_what_only_the_owner_says_never_proves_what_asks_for_somebody_else(
    facts: dict[str, FactValue], evidence: list[Evidence]
) -> None:
    alone = [
        Evidence(e.ref, e.criterion, e.kind, "supports", made.OWNER, made.OWNER, made.DAY, e.stated_as, made.OWNER,
                 e.verified_as)
        for e in evidence
    ]  # fmt: skip
    without, found = _assessed(facts, []), _assessed(facts, alone)
    for criterion, bare, said in zip(made.playbook().criteria, without.criteria, found.criteria, strict=True):
        if criterion.verifier != "anyone":
            assert (said.state == "met") == (bare.state == "met")


_CHECKED = [criterion.key for criterion in made.playbook().criteria if criterion.check]


@pytest.mark.parametrize("key", _CHECKED)
@given(data=st.data())
def test_no_check_is_undone_by_more_of_what_it_counts(key: str, data: st.DataObject) -> None:
    check = made.playbook().criteria[made.playbook().criterion_index[key]].check
    assert check is not None
    less: dict[str, FactValue] = {}
    more: dict[str, FactValue] = {}
    for name in check.facts:
        kind, grows = FACTS[name].type, FACTS[name].better == "more"
        if kind == "bool":
            less[name] = data.draw(st.booleans())
            more[name] = less[name] or grows
        elif kind == "int":
            low = data.draw(st.integers(0, 6))
            less[name], more[name] = low, low + (data.draw(st.integers(0, 3)) if grows else 0)
        else:
            fields = data.draw(st.lists(st.sampled_from(("customer_need", "budget", "metrics", "purchase_process"))))
            less[name], more[name] = tuple(fields), (*fields, "decision_process")
    if _assessed(less, []).state_of(criterion=key).state == "met":
        assert _assessed(more, []).state_of(criterion=key).state == "met"
