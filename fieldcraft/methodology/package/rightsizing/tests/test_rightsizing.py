"""A playbook is cut to how a company sells, and nothing in it points at what is gone."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldcraft.methodology.package.compiled import compile_playbook
from fieldcraft.methodology.package.loader import load_files
from fieldcraft.methodology.package.overlay import applied, between
from fieldcraft.methodology.package.processes import narrowed
from fieldcraft.methodology.package.rightsizing import (
    QUESTIONS,
    Answers,
    History,
    Proposal,
    StageSeen,
    WrongAnswerError,
    answered,
    propose,
)
from fieldcraft.methodology.package.rightsizing.impact import MINUTES, minutes_a_week
from fieldcraft.methodology.package.rightsizing.stages import mapped
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.methodology.package.tests.shipped import shipped_files

BASE = narrowed(playbook=load_files(files=shipped_files()), process="new-business").model_copy(update={"processes": ()})
MIDDLE = {
    "process": "informal", "moves": "talk", "stall": "offer", "people": "several", "cycle": "months", "money": "half",
    "cost": "few", "steps": "few", "criteria": "half", "reviews": "amount", "time": "60",
}  # fmt: skip
OWN = ("Lead", "Meeting", "Offer out", "Haggling")


def _history(*, names: tuple[str, ...] = OWN, opportunities: int = 60, **more: object) -> History:
    stages = tuple(
        StageSeen(name, opportunities, number / max(1, len(names) - 1), days=12.0, stalled=0.5 if number == 2 else 0.1)
        for number, name in enumerate(names)
    )
    known: dict[str, object] = {
        "opportunities": 200, "open": 40, "closed": 160, "won": 50, "sellers": 8, "managers": 2,
        "held": {"problem-named": 0.9}, "cycle_days": 90.0,
    }  # fmt: skip
    return History(stages=stages, **(known | more))  # type: ignore[arg-type]


def _proposal(*, history: History | None = None, **answers: str) -> Proposal:
    return propose(base=BASE, history=history or _history(), answers=answered(given=MIDDLE | answers))


def _sound(playbook: Playbook) -> None:
    """Valid by the schema, and every reference leads somewhere."""
    Playbook.model_validate(playbook.model_dump())
    compiled = compile_playbook(playbook=playbook)
    plays = {play.key for play in playbook.plays}
    proved = {key for play in playbook.plays for key in play.proves}
    stages = {stage.key for stage in playbook.stages}
    assert {one.key for one in compiled.criteria} <= proved
    for stage in playbook.stages:
        assert set(stage.default_plays) <= plays
    for warning in playbook.warnings:
        assert set(warning.plays) <= plays
    named = [one.stage for one in playbook.plays]
    named += [one.stage for one in playbook.behaviours] + [one.stage for one in playbook.knowledge]
    assert {stage for stage in named if stage} <= stages


def test_there_are_eleven_short_questions() -> None:
    assert len(QUESTIONS) == 11
    for question in QUESTIONS:
        assert question.ask.endswith("?")
        assert len(question.ask) <= 90
        assert len({choice.key for choice in question.choices}) == len(question.choices) >= 4


def test_an_answer_that_is_missing_or_no_choice_is_told_with_the_choices() -> None:
    with pytest.raises(WrongAnswerError, match=r"'time' .*answer with one of 15, 30, 60, more"):
        answered(given={key: value for key, value in MIDDLE.items() if key != "time"})
    with pytest.raises(WrongAnswerError, match="'process'"):
        answered(given=MIDDLE | {"process": "great"})
    with pytest.raises(WrongAnswerError, match="no question weather"):
        answered(given=MIDDLE | {"weather": "fine"})


def test_own_stage_names_stay_and_stand_beside_the_buyers_milestone() -> None:
    found = _proposal()
    assert [stage.title for stage in found.stages] == list(OWN)
    milestones = {stage.milestone for stage in BASE.stages}
    for stage in found.stages:
        assert stage.milestone in milestones
        assert stage.title in stage.own_names
    assert [stage.title for stage in found.playbook.stages] == list(OWN)
    for stage, made in zip(found.stages, found.playbook.stages, strict=True):
        assert set(stage.own_names) <= set(made.crm_names)


def test_a_name_the_playbook_knows_decides_over_its_place() -> None:
    known = BASE.stages[3].crm_names[0]
    seen = [StageSeen("First", 20, 0.0), StageSeen(known, 20, 0.3), StageSeen("Last", 20, 1.0)]
    assert mapped(stages=BASE.stages, seen=seen)[known] == BASE.stages[3].key


def test_every_stage_of_the_base_goes_somewhere_and_its_key_stays_known() -> None:
    found = _proposal()
    kept = {key for stage in found.playbook.stages for key in (stage.key, *stage.was)}
    assert kept == {stage.key for stage in BASE.stages}
    assert [title for stage in found.stages for title in stage.takes_in] == [stage.title for stage in BASE.stages]


def test_what_is_not_asked_now_is_listed_for_later() -> None:
    found = _proposal()
    asked = [one.key for stage in found.stages for one in stage.asked]
    later = [one.key for stage in found.stages for one in stage.later]
    assert sorted(asked + later) == sorted(one.key for one in BASE.criteria)
    assert later


def test_the_less_formal_the_company_the_less_is_asked() -> None:
    counts = [
        len(_proposal(process=process, time="more").playbook.criteria)
        for process in ("random", "informal", "formal", "dynamic")
    ]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_the_time_a_rep_may_spend_is_kept() -> None:
    short, long = _proposal(process="dynamic", time="15"), _proposal(process="dynamic", time="more")
    assert len(short.playbook.criteria) < len(long.playbook.criteria)
    week = minutes_a_week(playbook=short.playbook, history=_history())
    assert week is not None
    assert week <= MINUTES["15"] or all(len(stage.asked) <= 2 for stage in short.stages)


def test_days_come_from_own_deals_where_there_are_enough() -> None:
    assert {(stage.days, stage.days_are_own) for stage in _proposal().stages} == {(12, True)}
    few = _proposal(history=_history(opportunities=3))
    assert not any(stage.days_are_own for stage in few.stages)
    assert "Fewer than 10 opportunities were seen in Lead" in few.not_known[0]


def test_what_the_data_do_not_tell_is_said() -> None:
    found = _proposal(history=History((), 0, 0, 0, 0, 0, 0, {}))
    assert [stage.title for stage in found.stages] == [stage.title for stage in BASE.stages]
    assert len(found.not_known) == 3
    assert any("cannot be told" in line for line in found.changes[0].says)


def test_it_says_how_much_changes_for_whom() -> None:
    found = {change.who: change for change in _proposal(moves="rep", reviews="amount").changes}
    assert list(found) == ["reps", "managers", "enablement", "administrators"]
    assert found["managers"].size == "much"
    assert found["administrators"].size == "little"
    calm = {change.who: change for change in _proposal(moves="customer", reviews="customer").changes}
    assert calm["managers"].size == "little"


_answers = st.fixed_dictionaries(
    {question.key: st.sampled_from([choice.key for choice in question.choices]) for question in QUESTIONS}
)
_names = st.lists(st.text("abcdefgh ", min_size=3, max_size=12).map(str.strip).filter(bool), max_size=9, unique=True)


def test_of_several_ways_of_selling_the_first_is_cut_and_the_others_stay() -> None:
    whole = load_files(files=shipped_files())
    found = propose(base=whole, history=_history(), answers=answered(given=MIDDLE))
    assert [stage.title for stage in found.stages] == list(OWN)
    asked = sum(len(stage.asked) for stage in found.stages)
    assert found.changes[0].says[0].startswith(f"{asked} facts ")
    others = {key for one in whole.processes[1:] for key in one.stages} - set(whole.processes[0].stages)
    stages = {stage.key: stage for stage in found.playbook.stages}
    before = {stage.key: stage for stage in whole.stages}
    assert others
    for key in others:
        assert stages[key].exit_criteria == before[key].exit_criteria
        assert stages[key].title == before[key].title
    _sound(found.playbook)


@pytest.mark.parametrize("process", ["random", "informal", "formal", "dynamic"])
def test_the_proposal_is_an_overlay_of_its_base(process: str) -> None:
    found = _proposal(process=process).playbook
    overlay = between(base=BASE, result=found)
    assert applied(base=BASE, overlay=overlay).model_copy(update={"was": found.was}) == found


@settings(max_examples=150)
@given(
    given_answers=_answers,
    names=_names,
    places=st.lists(st.floats(0, 1), min_size=9, max_size=9),
    held=st.dictionaries(st.sampled_from([one.key for one in BASE.criteria]), st.floats(0, 1)),
    counts=st.lists(st.integers(0, 400), min_size=6, max_size=6),
)
def test_whatever_the_history_the_result_is_a_sound_playbook(
    given_answers: Mapping[str, str], names: list[str], places: list[float], held: dict[str, float], counts: list[int]
) -> None:
    history = History(
        tuple(StageSeen(name, counts[0], place) for name, place in zip(names, places, strict=False)),
        counts[1], counts[2], counts[3], counts[4], counts[5], counts[0] % 9, held, float(counts[1]) or None,
    )  # fmt: skip
    found = propose(base=BASE, history=history, answers=Answers(given_answers))
    _sound(found.playbook)
    assert all(stage.asked for stage in found.stages)
    again = propose(base=BASE, history=history, answers=Answers(given_answers))
    assert again.playbook == found.playbook
