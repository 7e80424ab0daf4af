"""What a person could do, and what the chance would be then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fieldcraft.insight.collecting.features import features_of
from fieldcraft.insight.explaining import explain
from fieldcraft.insight.levers import Lever, Standing, if_shown, levers
from fieldcraft.insight.winmodel.terms import Part, log_odds
from fieldcraft.pursuit.evaluation.evaluate import evaluate
from fieldcraft.pursuit.evaluation.priors import believed_chance
from fieldcraft.pursuit.evaluation.tests.made import DAY, playbook
from fieldcraft.pursuit.evaluation.types import Assessment
from tests.support.learned import formula

NOTHING = evaluate(playbook=playbook(), facts={}, evidence=(), claimed_stage="shape", as_of=DAY)


def shown(*numbers: int) -> Assessment:
    """With these criteria met."""
    found = NOTHING
    for number in numbers:
        found = if_shown(assessment=found, playbook=playbook(), number=number)
    return found


def standing(assessment: Assessment = NOTHING, **facts: float) -> Standing:
    features = features_of(
        facts=facts, assessment=assessment, owner_id=1, team_id=None, own_currency=True, renamed={}
    )  # fmt: skip
    prior = believed_chance(playbook=playbook(), assessment=assessment)
    roles = {role.key for role in playbook().playbook.roles}
    return Standing(features, prior, playbook(), assessment, {}, roles, usual_days=60)


def test_only_criteria_of_the_stages_worked_on_are_offered_and_the_strongest_first() -> None:
    found = [one for one in levers(formula=formula(), of=standing()) if one.kind == "criterion"]
    stages = {NOTHING.state_of(criterion=one.key).stage for one in found}
    assert stages <= {"discover", "qualify", "shape"}
    assert len(found) > 3
    assert [one.chance for one in found] == sorted((one.chance for one in found), reverse=True)


@pytest.mark.parametrize("pairs", [(), ((Part("criteria_met", None, (1.0,)), Part("gap", None, (2.0,))),)])
def test_a_criterion_counts_with_all_that_goes_with_it_as_if_it_had_been_shown(
    pairs: tuple[tuple[Part, Part], ...],
) -> None:
    """The number foretold is the one that the model gives once the criterion is shown."""
    model = formula(pairs=pairs)
    found = [one for one in levers(formula=model, of=standing()) if one.kind == "criterion"]
    assert found
    for lever in found:
        really = standing(shown(playbook().criterion_index[lever.key]))
        assert lever.chance == model.look(values=dict(really.features), prior=really.prior).chance


def test_a_criterion_shown_last_takes_the_evidence_into_the_next_stage() -> None:
    first = playbook().stages[0]
    before, after = shown(*range(first.first, first.end - 1)), shown(*range(first.first, first.end))
    assert (before.supported_position, before.gap) == (1, 2)
    assert (after.supported_position, after.supported_stage, after.gap) == (2, playbook().stages[1].key, 1)
    assert (after.met, after.complete) == (first.end - first.first, False)
    assert shown(*range(len(playbook().criteria))).complete


def test_what_history_has_shown_to_change_nothing_is_not_offered() -> None:
    every = levers(formula=formula(), of=standing())
    fewer = levers(formula=formula(), of=standing(), useless={every[0].key})
    assert [one.key for one in fewer] == [one.key for one in every[1:]]


def test_a_date_ahead_is_never_offered_and_one_that_has_passed_only_with_the_move_it_takes() -> None:
    dated = formula(days_to_close=((-10.0, 60.0), (-2.0, 1.0)))
    assert not [one for one in levers(formula=dated, of=standing(days_to_close=20.0)) if one.kind == "date"]
    late = standing(days_to_close=-9.0, close_date_moves=0.0)
    (lever,) = [one for one in levers(formula=dated, of=late) if one.kind == "date"]
    moved = {**late.features, "days_to_close": 60.0, "close_date_moves": 1.0}
    assert lever.chance == pytest.approx(dated.chance_of(values=moved, prior=late.prior))


def test_a_talk_is_offered_only_after_silence() -> None:
    talks = formula(days_since_activity=((0.0, 40.0), (1.0, -1.0)))
    for days, offered in ((3.0, False), (30.0, True)):
        kinds = {one.kind for one in levers(formula=talks, of=standing(days_since_activity=days))}
        assert ("talk" in kinds) is offered


def test_a_role_to_name_stands_after_what_has_to_be_shown_whatever_it_moves() -> None:
    roles = formula(roles_covered=((0.0, 1.0), (-2.0, 2.0)))
    found = levers(formula=roles, of=replace(standing(), roles=()))
    assert found[-1] == Lever("role", playbook().playbook.roles[0].key, max(one.chance for one in found))


def test_where_all_is_shown_nothing_is_left_to_show() -> None:
    of = standing(shown(*range(len(playbook().criteria))), days_since_activity=1.0)
    assert levers(formula=formula(), of=of) == []


def test_start_reasons_and_rest_make_up_the_chance() -> None:
    of = standing(close_date_moves=3.0)
    said = formula().look(values=dict(of.features), prior=of.prior)
    found = explain(chance=said.chance, base=said.base, reasons=said.reasons, playbook=playbook())
    total = sum(one.log_odds for one in (*found.pro, *found.con, *found.others))
    people = sum(one.log_odds for one in said.reasons if one.column == "owner")
    assert log_odds(found.start) + total + people == pytest.approx(log_odds(said.chance))
    assert not [one for one in (*found.pro, *found.con, *found.others) if one.column in ("owner", "team")]
    assert people != 0
