"""What history does to the steps of one opportunity, and to the day."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldcraft.guidance.ranking import Learned, Opinion, Step, Taught, rank, today
from fieldcraft.insight.effects.types import Verdict
from fieldcraft.pursuit.evaluation import Evidence

from .test_rank import DAY, ECONOMY, _step, candidate, playbook
from .test_today import _made

NAMED = "criterion/economic-buyer-named"
KEY = "find-economic-buyer"


def _taught(verdict: Verdict = "proven here", log_odds: float = 0.5, **changes: object) -> Taught:
    made = Taught(verdict, 412, log_odds, log_odds - 0.3, log_odds + 0.3, 8.2, 3.1, 12.9)
    return replace(made, **changes)  # type: ignore[arg-type]


def _learned(taught: Taught, **changes: object) -> Learned:
    return replace(Learned(effects={NAMED: taught}), **changes)  # type: ignore[arg-type]


def steps(learned: Learned | None, *evidence: Evidence) -> tuple[Step, ...]:
    return rank(playbook=playbook(), candidate=candidate(*evidence), economy=ECONOMY, as_of=DAY, learned=learned)


def test_what_is_proven_here_is_reckoned_with_and_said() -> None:
    step = _step(steps(_learned(_taught())), KEY)
    odds = 0.18 / 0.82 * exp(0.5)
    assert step.worth == pytest.approx((odds / (1 + odds) - 0.18) * 100_000 * 0.08)
    assert step.why == (
        "Nobody has told you who releases the money, and you are in Qualify. "
        "Here, like deals won 8 points more often with it (n = 412, 3 to 13)."
    )
    assert step.rests_on == "Your own history, 412 closed deals: proven here."


def test_learning_about_one_criterion_leaves_the_others_as_they_were() -> None:
    before, after = steps(None), steps(_learned(_taught()))
    for step in before:
        if step.answer_key != KEY:
            found = _step(after, step.answer_key)
            assert replace(found, spread=0.0) == step


def test_no_effect_seen_sinks_and_says_so() -> None:
    nothing = _taught("no effect seen", 0.02, points=0.3, points_low=-2.1, points_high=2.4)
    own = [step.answer_key for step in steps(None) if step.basis == "this_stage"]
    found = steps(_learned(nothing))
    assert [step.answer_key for step in found if step.basis == "this_stage"][-1] == KEY != own[-1]
    assert "won no more often with it (n = 412, -2 to 2 points)" in _step(found, KEY).why


@pytest.mark.parametrize("verdict", ["cannot be told", "prior only"])
def test_what_cannot_be_told_keeps_the_belief_and_says_so(verdict: Verdict) -> None:
    told = _taught(verdict, 0.405465, why="It happens only in late stages.")
    found, prior = _step(steps(_learned(told)), KEY), _step(steps(None), KEY)
    assert found.why == prior.why
    assert found.worth == pytest.approx(prior.worth, rel=1e-4)
    assert "as good as 25 closed deals" in found.rests_on
    assert ("cannot tell: It happens only in late stages." in found.rests_on) == (verdict == "cannot be told")


def test_the_opportunitys_own_chance_replaces_that_of_its_stage() -> None:
    step = _step(steps(_learned(_taught(), chance=0.4, share=0.62)), KEY)
    odds = 0.4 / 0.6 * exp(0.5)
    assert step.points == pytest.approx((odds / (1 + odds) - 0.4) * 100)
    assert step.rests_on.endswith("The 40 % it starts from is 62 % your own history.")


def test_time_saved_is_worth_the_room_it_makes() -> None:
    slow, fast, later = (_step(steps(_learned(_taught(days=days))), KEY) for days in (0.0, -12.0, 12.0))
    cycle = sum(stage.typical_days for stage in playbook().stages)
    after = 0.18 + slow.points / 100
    assert fast.worth - slow.worth == pytest.approx(after * 12 / cycle * 100_000 * 0.08)
    assert fast.why.endswith("(n = 412, 3 to 13), and 12 days sooner.")
    assert later == slow


def test_with_a_history_the_crms_stage_is_served_too_without_one_the_evidence_sets_the_pace() -> None:
    def stages(learned: Learned | None) -> set[int]:
        claimed = candidate(claimed="propose")
        found = rank(playbook=playbook(), candidate=claimed, economy=ECONOMY, as_of=DAY, learned=learned)
        return {playbook().criteria[playbook().criterion_index[key]].position for step in found for key in step.proves}

    assert stages(None) == {2, 3}
    assert stages(Learned()) == {2, 3, 4, 5}


def test_what_is_claimed_beyond_the_last_stage_asked_for_names_its_own_stage() -> None:
    found: list[Step] = []
    for one in playbook().criteria:
        claim = Evidence("x", one.key, one.part.evidence[0], "supports", "jana", "jana", DAY)
        ahead = candidate(claim, claimed=playbook().stages[-1].key)
        found += rank(playbook=playbook(), candidate=ahead, economy=ECONOMY, as_of=DAY, learned=Learned())
    asked = [step for step in found if step.confirms and step.basis == "next_stage"]
    assert asked
    assert all("Shape asks for it after Qualify" in step.why for step in asked)


def test_what_many_found_not_useful_sinks_for_all_and_shows_how_many() -> None:
    said = _learned(_taught(), opinions={KEY: Opinion(against=12, people=19)})
    liked, disliked = _step(steps(_learned(_taught())), KEY), _step(steps(said), KEY)
    assert disliked.priority == pytest.approx(liked.priority * 0.5)
    assert disliked.worth == liked.worth
    assert "12 of 19 people here found it not useful." in disliked.rests_on


@given(
    chance=st.floats(0, 1),
    log_odds=st.floats(-3, 3),
    wide=st.floats(0, 3),
    days=st.floats(-400, 400),
    verdict=st.sampled_from(["proven here", "suggestive", "prior only", "no effect seen", "cannot be told"]),
)
def test_whatever_was_learned_reasons_stay_short_and_numbers_sound(
    chance: float, log_odds: float, wide: float, days: float, verdict: Verdict
) -> None:
    told = Taught(verdict, 3, log_odds, log_odds - wide, log_odds + wide, 5.0, -1.0, 9.0, days, "It grows with age.")
    for step in steps(_learned(told, chance=chance, share=0.5)):
        assert abs(step.worth) <= 1.5 * 100_000 * 0.08
        assert step.spread >= 0
        assert len(re.findall(r"[.?](?:\s|$)", step.why)) <= 2
        assert len(step.rests_on) <= 250


_claimable = [c for c in playbook().criteria if c.verifier != "anyone"]


@given(st.sets(st.sampled_from([c.key for c in _claimable])))
def test_ticking_without_proof_gains_nothing(ticked: set[str]) -> None:
    claims = [
        Evidence(c.key, c.key, sorted(c.kinds)[-1], "supports", "jana", "jana", DAY)
        for c in _claimable
        if c.key in ticked
    ]
    learned = Learned(effects={f"criterion/{c.key}": _taught() for c in playbook().criteria}, chance=0.3)
    honest, gamed = steps(learned), steps(learned, *claims)
    assert candidate(*claims).assessment.supported_position == candidate().assessment.supported_position
    assert sum(step.worth for step in gamed) <= sum(step.worth for step in honest) + 1e-6
    worth = {key: step.worth for step in honest for key in step.proves}
    asked = {key: step.worth for step in gamed for key in step.proves}
    assert asked == pytest.approx(worth)


def test_trying_prefers_what_is_least_sure_and_keeps_to_its_place() -> None:
    rows = [_made(number, number, 100.0 - number, 10, None) for number in range(40)]
    rows += [replace(_made(90, 90, -5.0, 10, None), spread=500.0)]
    unsure = {"p20/play", "p30/play"}
    rows = [replace(row, spread=40.0 if row.key in unsure else row.spread or 0.5) for row in rows]
    days = [today(steps=rows, currency="EUR", seed=f"jana {day}").steps for day in range(300)]
    tried = [step.key for day in days for step in day if step.explores]
    assert 0.07 < len(tried) / (300 * 7) < 0.13
    assert "p90/play" not in tried
    assert sum(key in unsure for key in tried) > len(tried) / 3
    assert all(len([step for step in day if step.explores]) <= 1 for day in days)


def test_ranking_loads_no_numbers_library() -> None:
    code = "import sys, fieldcraft.guidance.ranking; print(sorted({'numpy', 'scipy', 'django'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
