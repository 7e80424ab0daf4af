"""What the data speak for is proposed, and nothing else; a playbook with proposals in it passes its own check."""

from __future__ import annotations

from math import log

import pytest

from fieldcraft.insight.effects.types import Effect, Estimate, Verdict
from fieldcraft.insight.proposing.applying import applied
from fieldcraft.insight.proposing.proposals import learned_prior, proposals
from fieldcraft.insight.proposing.types import Reached
from fieldcraft.methodology.package.check import check_files
from fieldcraft.methodology.package.diff import compare
from fieldcraft.methodology.package.loader import load_files
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.methodology.package.tests.shipped import shipped_files
from fieldcraft.methodology.package.writer import written


def shipped() -> Playbook:
    return load_files(files=shipped_files())


def effect(key: str, odds: float, *, wide: float = 0.1, verdict: Verdict = "proven here", n: int = 400) -> Effect:
    value = log(odds)
    found = Estimate(value, value - wide, value + wide)
    points = Estimate(value * 15, (value - wide) * 15, (value + wide) * 15)
    return Effect(f"criterion/{key}", verdict, "", n, n // 2, points, found, None, 0.0)


def believed(playbook: Playbook) -> list[Effect]:
    """Effects that say what the playbook believes, too wide for an order."""
    return [effect(one.key, one.prior.odds, wide=3) for one in playbook.criteria]


def but(playbook: Playbook, *others: Effect) -> list[Effect]:
    changed = {one.behaviour for one in others}
    return [*(one for one in believed(playbook) if one.behaviour not in changed), *others]


def test_a_belief_that_holds_is_left_alone() -> None:
    playbook = shipped()
    assert proposals(playbook=playbook, effects=believed(playbook)) == ()
    assert proposals(playbook=playbook, effects=[]) == ()


def test_what_has_no_effect_is_proposed_for_removal_and_one_of_a_stage_is_spared() -> None:
    playbook = shipped()
    for stage in playbook.stages:
        nothing = [effect(one.key, 1.0, wide=0.01, verdict="no effect seen") for one in stage.exit_criteria]
        found = proposals(playbook=playbook, effects=but(playbook, *nothing))
        assert [one.kind for one in found] == ["drop"] * (len(nothing) - 1)
        result = applied(playbook=playbook, chosen=found)
        assert not {one.criterion for one in found} & {one.key for one in result.criteria}
        faults = check_files(files=written(playbook=result))
        assert not [str(fault) for fault in faults if fault.severity == "error"]


def test_what_may_do_a_little_good_is_never_proposed_for_removal() -> None:
    playbook = shipped()
    wide = effect(playbook.stages[0].exit_criteria[0].key, 1.0, wide=0.1, verdict="no effect seen")
    assert proposals(playbook=playbook, effects=but(playbook, wide)) == ()


def test_only_what_is_proved_changes_a_weight() -> None:
    playbook = shipped()
    one = playbook.stages[0].exit_criteria[0]
    stronger = effect(one.key, one.prior.odds * 1.6)
    (found,) = [each for each in proposals(playbook=playbook, effects=but(playbook, stronger)) if each.kind == "weigh"]
    result = applied(playbook=playbook, chosen=[found])
    assert result.stages[0].exit_criteria[0].prior == learned_prior(effect=stronger)
    assert len(compare(before=playbook, after=result).changes) >= 1
    hinted = effect(one.key, one.prior.odds * 1.6, verdict="suggestive")
    assert proposals(playbook=playbook, effects=but(playbook, hinted)) == ()


def test_the_surely_strongest_comes_first_and_a_late_one_is_asked_earlier() -> None:
    playbook = shipped()
    number = next(i for i, stage in enumerate(playbook.stages) if i and len(stage.exit_criteria) > 1)
    stage = playbook.stages[number]
    last = stage.exit_criteria[-1]
    weak = [effect(one.key, 1.05, wide=0.04) for one in stage.exit_criteria[:-1]]
    known = but(playbook, *weak, effect(last.key, 4.0))
    found = {one.kind: one for one in proposals(playbook=playbook, effects=known) if one.kind != "weigh"}
    assert set(found) == {"first"}
    led = applied(playbook=playbook, chosen=[found["first"]])
    assert led.stages[number].exit_criteria[0] == last
    late = {stage.key: Reached(lost=300, before=200)}
    earlier = next(one for one in proposals(playbook=playbook, effects=known, reached=late) if one.kind == "earlier")
    moved = applied(playbook=playbook, chosen=[earlier])
    assert last.key in {one.key for one in moved.stages[number - 1].exit_criteria}
    assert not [fault for fault in check_files(files=written(playbook=moved)) if fault.severity == "error"]
    few = {stage.key: Reached(lost=50, before=40)}
    assert not [one for one in proposals(playbook=playbook, effects=known, reached=few) if one.kind == "earlier"]


def test_a_proposal_for_another_text_is_refused() -> None:
    playbook = shipped()
    key = playbook.stages[0].exit_criteria[0].key
    useless = effect(key, 1.0, wide=0.01, verdict="no effect seen")
    (found,) = proposals(playbook=playbook, effects=but(playbook, useless))
    without = applied(playbook=playbook, chosen=[found])
    with pytest.raises(ValueError, match=key):
        applied(playbook=without, chosen=[found])
