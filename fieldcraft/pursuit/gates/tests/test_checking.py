"""What holds for any facts, any evidence and any stage."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldcraft.methodology.package.compiled import CompiledPlaybook, compile_playbook
from fieldcraft.methodology.package.facts import FactValue
from fieldcraft.methodology.package.tests.small import playbook as small_playbook
from fieldcraft.pursuit.evaluation import Evidence, evaluate
from fieldcraft.pursuit.evaluation.tests import made
from fieldcraft.pursuit.gates.checking import Check, check, shortest_way

# A quarter of the usual: the evaluation under it has its own tests.
few = settings(max_examples=25)
_many = st.lists(made.evidence(), max_size=12)
_targets = st.sampled_from((*made.STAGES, None))
_stages = st.sampled_from((*made.STAGES, None))


def _checked(facts: dict[str, Any], evidence: list[Evidence], target: str | None, since: str | None) -> Check:
    playbook = made.playbook()
    found = evaluate(playbook=playbook, facts=facts, evidence=evidence, claimed_stage=since, as_of=made.DAY)
    return check(playbook=playbook, assessment=found, target=target, since=since)


@few
@given(made.rich_facts(), _many, st.lists(made.evidence(stance="supports"), max_size=5), _targets, _stages)
def test_more_evidence_never_adds_an_obstacle(
    facts: dict[str, FactValue], evidence: list[Evidence], more: list[Evidence], target: str | None, since: str | None
) -> None:
    before, after = (_checked(facts, given, target, since) for given in (evidence, evidence + more))
    assert {one.key for one in after.obstacles} <= {one.key for one in before.obstacles}
    assert {one.key for one in after.lacking} <= {one.key for one in before.lacking}


@few
@given(made.facts(), _many, st.data())
def test_moving_back_never_asks_for_facts(
    facts: dict[str, FactValue], evidence: list[Evidence], data: st.DataObject
) -> None:
    here = data.draw(st.integers(1, len(made.STAGES) - 1))
    there = data.draw(st.integers(0, here - 1))
    found = _checked(facts, evidence, made.STAGES[there], made.STAGES[here])
    assert (found.direction, found.asked) == ("back", ())


@few
@given(made.facts(), _many, _targets, _stages, st.integers(0, 10**6).map(random.Random))
def test_the_order_of_facts_does_not_matter(
    facts: dict[str, FactValue],
    evidence: list[Evidence],
    target: str | None,
    since: str | None,
    rng: random.Random,
) -> None:
    names, shuffled = list(facts), list(evidence)
    rng.shuffle(names)
    rng.shuffle(shuffled)
    other = _checked({name: facts[name] for name in names}, shuffled, target, since)
    assert other == _checked(facts, evidence, target, since)


@few
@given(made.rich_facts(), _many, _targets, _stages)
def test_the_way_leads_past_every_obstacle_and_no_farther(
    facts: dict[str, FactValue], evidence: list[Evidence], target: str | None, since: str | None
) -> None:
    found = _checked(facts, evidence, target, since)
    ways = shortest_way(playbook=made.playbook(), found=found)
    got = [key for way in ways if not way.verifies for key in way.criteria]
    assert sorted(got) == sorted(one.key for one in found.lacking), "each is got once"
    verified = {key for way in ways if way.verifies for key in way.criteria}
    assert verified == {one.key for one in found.obstacles if one.part.verifier != "anyone"}


@few
@given(made.facts(), _many, st.sampled_from(made.STAGES[:-1]))
def test_a_farther_stage_asks_for_all_that_a_nearer_one_asks(
    facts: dict[str, FactValue], evidence: list[Evidence], near: str
) -> None:
    far = made.STAGES[made.STAGES.index(near) + 1]
    nearer, farther = (_checked(facts, evidence, target, None) for target in (near, far))
    won = _checked(facts, evidence, None, None)
    assert {one.key for one in nearer.asked} <= {one.key for one in farther.asked} <= {one.key for one in won.asked}
    assert len(won.asked) == len(made.CRITERIA)


def _with_entry_criteria() -> CompiledPlaybook:
    """The small playbook, whose first and second stage ask for something to be entered."""
    plain = small_playbook()

    def asking(number: int) -> Any:
        stage = plain.stages[number]
        extra = stage.exit_criteria[0].model_copy(update={"key": f"enter-{number}"})
        return stage.model_copy(update={"entry_criteria": (extra,)})

    stages = (asking(0), asking(1), *plain.stages[2:])
    return compile_playbook(playbook=plain.model_copy(update={"stages": stages}))


@pytest.mark.parametrize(("number", "entry"), [(0, ["enter-0"]), (1, ["enter-0", "enter-1"])])
def test_the_entry_criteria_of_the_target_are_asked_too(number: int, entry: list[str]) -> None:
    playbook = _with_entry_criteria()
    found = evaluate(playbook=playbook, facts={}, evidence=[], claimed_stage=None, as_of=date(2026, 1, 1))
    asked = check(playbook=playbook, assessment=found, target=playbook.stages[number].key, since=None).asked
    assert sorted(one.key for one in asked if one.entry) == entry
    exits = {one.key for one in asked if not one.entry}
    assert exits == {one.key for stage in playbook.playbook.stages[:number] for one in stage.exit_criteria}
