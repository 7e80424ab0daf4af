"""A call plan filled in, and the next step proposed: pure."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from fieldcraft.methodology.package.compiled import CompiledPlaybook, compile_playbook
from fieldcraft.methodology.package.facts import FactValue
from fieldcraft.methodology.package.loader import load
from fieldcraft.pursuit.calls.planning import Earlier, Known, PersonKnown, Plan, Stated, fill
from fieldcraft.pursuit.calls.proposing import Ended, Recommended, propose, typical_gap
from fieldcraft.pursuit.calls.questions import PHASES, asked_in, phase_of
from fieldcraft.pursuit.evaluation import Evidence, evaluate

DAY = date(2026, 11, 23)
PACKS = Path(__file__).resolve().parents[4] / "playbooks"
FACTS: dict[str, FactValue] = {"meetings": 1, "calls": 1, "people_replied": 1, "has_contact": True}


@cache
def book(pack: str = "complex-sale") -> CompiledPlaybook:
    return compile_playbook(playbook=load(folder=PACKS / pack))


def known(pack: str = "complex-sale", play: str = "", **more: object) -> Known:
    said = [Evidence("1", "problem-costed", "statement", "supports", "jana", "jana", DAY)]
    given = said if "problem-costed" in book(pack).criterion_index else []
    assessment = evaluate(playbook=book(pack), facts=FACTS, evidence=given, claimed_stage=None, as_of=DAY)
    return Known(playbook=book(pack), assessment=assessment, on=DAY, play=play, **more)  # type: ignore[arg-type]


def filled(pack: str = "complex-sale", play: str = "", **more: object) -> Plan:
    plan = fill(known=known(pack, play, **more))
    assert plan is not None
    return plan


@pytest.mark.parametrize("pack", sorted(path.name for path in PACKS.iterdir() if (path / "templates.yaml").exists()))
def test_every_shipped_playbook_gives_a_plan_with_its_own_sections_an_aim_and_a_question(pack: str) -> None:
    plan = filled(pack)
    assert [section.title for section in plan.sections]
    assert plan.aims
    assert plan.questions
    assert 0 < len(plan.questions) <= 5


def test_the_purpose_is_what_the_play_proves_and_the_customer_does_it() -> None:
    plan = filled(play="find-economic-buyer")
    assert [aim.key for aim in plan.aims] == ["economic-buyer-named"]
    assert plan.sections[0].lines == ("The buyer tells us who releases the money.",)
    assert "Who signs when it is this amount, and who do they listen to?" in [one.ask for one in plan.questions]
    assert len(plan.questions) >= 3


def test_without_a_play_the_purpose_is_what_the_stage_misses() -> None:
    wanted = known().assessment.next_missing[:3]
    assert tuple(aim.key for aim in filled().aims) == wanted


def test_questions_go_from_what_is_to_what_would_have_to_be() -> None:
    for play in book().plays:
        phases = [PHASES.index(one.phase) for one in filled(play=play.key).questions]
        assert phases == sorted(phases)
    assert phase_of(ask="How was the last purchase like this paid for?") == "situation"
    assert phase_of(ask="What happens today that should not happen?") == "problem"
    assert phase_of(ask="What happens if nothing has changed by summer?") == "implication"
    assert phase_of(ask="Would you look into this with us?") == "need"


def test_only_what_can_be_said_to_a_customer_is_a_question() -> None:
    assert asked_in(text='Ask: "Who signs?" Then wait. Have you read it?') == ("Who signs?",)
    assert asked_in(text="Ask: who signs, and when?") == ("Who signs, and when?",)
    assert asked_in(text="Offer one hour for their questions.") == ()


def test_people_facts_and_history_come_with_their_days() -> None:
    plan = filled(
        people=[PersonKnown("Petra Kohl", "Head of Operations", "Champion", date(2026, 11, 4), "Wants fewer stops.")],
        stated={"problem-costed": Stated("40,000 a month", date(2026, 11, 2), "Jana")},
        steps=["Book a second talk"],
    )
    text = {section.key: section.lines for section in plan.sections}
    said = "Petra Kohl (Head of Operations, Champion): last talked on 4 Nov. Said: Wants fewer stops."
    assert text["people"] == (said,)
    assert any("40,000 a month (Jana, 2 Nov)" in line for line in text["known"])
    assert text["smaller-yes"] == ("Book a second talk",)
    history = filled("fast-cycle", earlier=[Earlier(date(2025, 11, 4), "Call: price", "Ines", "Too dear.")]).sections[0]
    assert history.lines == ("4 Nov 2025: Call: price with Ines. Too dear.",)


def test_doubts_come_with_an_answer_and_proof_from_the_knowledge() -> None:
    plan = filled()
    assert any("too expensive" in doubt.heard or "says" in doubt.heard for doubt in plan.doubts)
    assert all(doubt.answer for doubt in plan.doubts)
    keys = {item.key for item in book().playbook.knowledge}
    assert {key for key, _ in plan.proofs} <= keys


def test_the_same_is_known_the_same_plan_comes_out() -> None:
    assert filled(play="find-economic-buyer") == filled(play="find-economic-buyer")


PLAY = Recommended("Meet the decider", "plan", "meet-economic-buyer")


def test_a_call_without_an_answer_is_tried_again_in_two_working_days() -> None:
    ended = Ended("no_answer", "call", "Call Petra", 7, "find-economic-buyer")
    found = propose(ended=ended, plays=[PLAY], gap=9, as_of=DAY)
    assert (found.kind, found.subject, found.on, found.contact) == ("call", "Call Petra", DAY + timedelta(days=2), 7)
    friday = propose(ended=ended, plays=[PLAY], gap=9, as_of=date(2026, 11, 27))
    assert friday.on == date(2026, 11, 30)


def test_after_a_talk_the_next_play_is_proposed_after_the_usual_gap() -> None:
    found = propose(ended=Ended("reached", "call", "Call Petra", 7), plays=[PLAY], gap=8, as_of=DAY)
    assert (found.kind, found.subject, found.play) == ("meeting", "Meet the decider", "meet-economic-buyer")
    assert (found.on, found.contact) == (date(2026, 12, 1), 7)


def test_the_usual_gap_is_that_of_this_customer_else_the_stages() -> None:
    days = [DAY - timedelta(days=number) for number in (0, 6, 12, 20)]
    assert typical_gap(days=days, stage_days=28, criteria=4) == 6
    assert typical_gap(days=[DAY], stage_days=28, criteria=4) == 7
    assert typical_gap(days=[], stage_days=3650, criteria=1) == 21
