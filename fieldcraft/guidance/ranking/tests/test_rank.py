"""Steps of one opportunity."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from math import log
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldcraft.guidance.ranking import Candidate, Economy, Promise, Response, Step, rank
from fieldcraft.methodology.package.compiled import CompiledPlaybook, compile_playbook
from fieldcraft.methodology.package.facts import FactValue
from fieldcraft.methodology.package.loader import load
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.pursuit.evaluation import Evidence, evaluate

DAY = date(2026, 1, 15)
ECONOMY = Economy(currency="EUR", commission_rate=0.08, typical_amount=40_000, rates={"USD": 0.9})
_FOLDER = Path(__file__).resolve().parents[4] / "playbooks" / "complex-sale"
FACTS: dict[str, FactValue] = {
    "meetings": 2, "calls": 1, "has_contact": True, "people_replied": 2, "contact_count": 2, "emails_received": 3,
    "filled_fields": ("customer_need",), "has_champion": True, "days_since_reply": 30, "planned_activities": 0,
    "has_next_step": False, "planned_meetings": 0,
}  # fmt: skip
NAMES = {"account": "Nordwind", "champion": "Petra Kohl"}


@cache
def playbook() -> CompiledPlaybook:
    return compile_playbook(playbook=load(folder=_FOLDER), process="new-business")


def candidate(*evidence: Evidence, claimed: str | None = "qualify", **changes: Any) -> Candidate:
    """In Qualify by evidence: everything of Discover is met."""
    costed = Evidence("c", "problem-costed", "statement", "supports", "jana", "jana", DAY)
    assessment = evaluate(
        playbook=playbook(), facts=FACTS, evidence=[costed, *evidence], claimed_stage=claimed, as_of=DAY
    )
    made = Candidate("p1", "nordwind", assessment, FACTS, NAMES, 100_000.0)
    return replace(made, **changes)


def steps(*evidence: Evidence, responses: list[Response] | None = None, **changes: Any) -> tuple[Step, ...]:
    return rank(
        playbook=playbook(),
        candidate=candidate(*evidence, **changes),
        economy=ECONOMY,
        as_of=DAY,
        responses=responses or (),
    )


def _step(found: tuple[Step, ...], answer_key: str) -> Step:
    return next(step for step in found if step.answer_key == answer_key)


def test_this_stage_comes_before_the_next_and_no_other_stage_is_served() -> None:
    bases = [step.basis for step in steps()]
    assert set(bases) == {"this_stage", "trigger", "next_stage"}
    assert bases == sorted(bases, key=lambda basis: basis == "next_stage")
    stages = {playbook().criteria[playbook().criterion_index[key]].stage for step in steps() for key in step.proves}
    assert stages == {"qualify", "shape"}


def test_worth_is_the_change_of_the_chance_times_amount_times_commission() -> None:
    step = _step(steps(), "find-economic-buyer")
    odds = 0.18 / 0.82 * 1.5
    assert step.worth == pytest.approx((odds / (1 + odds) - 0.18) * 100_000 * 0.08)
    assert step.points == pytest.approx((odds / (1 + odds) - 0.18) * 100)
    assert step.value_per_minute == pytest.approx(step.worth / 10)
    assert step.why == (
        "Nobody has told you who releases the money, and you are in Qualify. "
        "The playbook expects this to lift the chance to win from 18 to 25 %."
    )
    assert (
        step.rests_on == "The playbook's own estimate, as good as 25 closed deals. Your history has not taught it yet."
    )


def test_a_claim_ahead_of_the_evidence_is_named_in_the_reason() -> None:
    assert "and the CRM says Propose" in _step(steps(claimed="propose"), "find-economic-buyer").why


def test_a_trigger_names_its_fact_and_number() -> None:
    step = _step(steps(), "wake-silent-buyer")
    assert step.why.startswith("Nobody at Nordwind has answered for 30 days. The playbook expects")
    assert step.basis == "trigger"


def test_a_name_that_is_not_known_gives_the_plain_title() -> None:
    assert _step(steps(), "find-economic-buyer").title == "Ask Petra Kohl who releases the money"
    assert _step(steps(names={}), "find-economic-buyer").title == "Ask who releases the money"


@pytest.mark.parametrize(("amount", "currency"), [(None, None), (0.0, None), (float("nan"), None), (9.0, "XYZ")])
def test_an_unknown_amount_is_assumed_and_said(amount: float | None, currency: str | None) -> None:
    step = _step(steps(amount=amount, currency=currency), "find-economic-buyer")
    assert step.amount_assumed
    assert "reckoned with a typical 40,000 EUR" in step.rests_on
    assert step.worth == pytest.approx(_step(steps(amount=40_000.0), "find-economic-buyer").worth)


def test_another_currency_is_turned_into_the_members() -> None:
    dollars = _step(steps(amount=100_000.0, currency="USD"), "find-economic-buyer")
    assert dollars.worth == pytest.approx(_step(steps(amount=90_000.0), "find-economic-buyer").worth)
    assert dollars.currency == "EUR"


def test_what_is_late_comes_first_then_what_is_due_and_what_is_planned_for_later_last() -> None:
    promises = tuple(
        Promise(str(days), f"Send part {days}", "Petra Kohl", DAY - timedelta(days=days)) for days in (1, 9, 0, -3)
    )
    found = steps(promises=promises)
    assert [step.title for step in found[:3]] == ["Send part 9", "Send part 1", "Send part 0"]
    assert [step.title for step in found if step.basis == "promise"][3:] == [found[-1].title] == ["Send part -3"]
    assert found[0].why.startswith("Petra Kohl has waited since 6 Jan. ")
    assert found[2].why.startswith("Petra Kohl expects this on 15 Jan. ")
    assert [step.overdue_days for step in found[:3]] == [9, 1, 0]


def test_a_play_that_is_planned_is_not_recommended_again() -> None:
    planned = Promise(
        "1", "Ask who releases the money", "Petra Kohl", DAY + timedelta(days=2), play="find-economic-buyer"
    )
    assert "find-economic-buyer" in [step.play for step in steps()]
    assert "find-economic-buyer" not in [step.play for step in steps(promises=(planned,))]


def test_what_is_claimed_asks_for_confirmation_instead_of_the_work_again() -> None:
    file = Evidence("1", "criteria-in-writing", "file", "supports", "jana", "jana", DAY)
    found = steps(file)
    step = _step(found, "confirm/criteria-in-writing")
    assert step.title == "Ask your manager to confirm: the buyer writes down, or edits, the criteria they decide by"
    assert (step.kind, step.minutes, step.confirms, step.play) == ("verify", 3, "not_owner", None)
    assert all(other.play != "write-criteria-together" for other in found)
    assert any(other.play == "write-criteria-together" for other in steps())


def test_managers_get_their_own_plays() -> None:
    found = rank(
        playbook=playbook(),
        candidate=candidate(claimed="commit"),
        economy=ECONOMY,
        as_of=DAY,
        owners=frozenset({"manager"}),
    )
    assert [step.play for step in found] == ["check-with-manager"]
    assert all(step.owner != "manager" for step in steps(claimed="commit"))


def test_an_assessment_of_another_version_is_refused() -> None:
    other = replace(candidate().assessment, content_hash="x")
    with pytest.raises(ValueError, match="another playbook version"):
        steps(assessment=other)


KEYS = [step.answer_key for step in steps()]


@pytest.mark.parametrize("key", KEYS)
def test_a_step_done_is_not_offered_again(key: str) -> None:
    done = [Response("p1", key, "done", DAY)]
    assert key not in [step.answer_key for step in steps(responses=done)]
    assert key in [step.answer_key for step in steps(responses=[Response("p2", key, "done", DAY)])]


def test_a_play_that_repeats_comes_back_after_its_days() -> None:
    def offered(days: int) -> bool:
        done = [Response("p1", "plan-next-date", "done", DAY - timedelta(days=days))]
        return "plan-next-date" in [step.play for step in steps(responses=done)]

    assert [offered(days) for days in (0, 6, 7)] == [False, False, True]


def test_a_snoozed_step_comes_back_on_its_date() -> None:
    def offered(until: date) -> bool:
        snoozed = [Response("p1", "find-economic-buyer", "snoozed", DAY - timedelta(days=2), until)]
        return "find-economic-buyer" in [step.play for step in steps(responses=snoozed)]

    assert not offered(DAY + timedelta(days=1))
    assert offered(DAY)


def test_what_was_not_useful_sinks_elsewhere_and_time_heals_it() -> None:
    def priority(days: int | None) -> float:
        said = [] if days is None else [Response("p2", "find-economic-buyer", "not_useful", DAY - timedelta(days=days))]
        return _step(steps(responses=said), "find-economic-buyer").priority

    assert priority(0) == pytest.approx(priority(None) * 0.5)
    assert priority(45) == pytest.approx(priority(None) * 0.75)
    assert priority(0) < priority(45) < priority(400) < priority(None)


def test_what_was_not_useful_here_rests_for_thirty_days() -> None:
    def offered(days: int) -> bool:
        said = [Response("p1", "find-economic-buyer", "not_useful", DAY - timedelta(days=days))]
        return "find-economic-buyer" in [step.play for step in steps(responses=said)]

    assert [offered(days) for days in (0, 29, 30)] == [False, False, True]


def test_every_reason_is_at_most_two_sentences_and_names_a_number() -> None:
    for claimed in ("discover", "propose", None):
        for step in steps(claimed=claimed, promises=(Promise("1", "Send it", None, DAY - timedelta(days=1)),)):
            assert len(re.findall(r"[.?](?:\s|$)", step.why)) <= 2, step.why
            assert re.search(r"\d", step.why)
            assert "{" not in step.why + step.title


@given(amount=st.floats(1, 1e8), factor=st.floats(1, 100))
def test_a_greater_amount_never_makes_a_step_worth_less(amount: float, factor: float) -> None:
    small, large = steps(amount=amount), steps(amount=amount * factor)
    assert [step.key for step in small] == [step.key for step in large]
    for one, other in zip(small, large, strict=True):
        assert other.worth >= one.worth
        assert other.priority >= one.priority


def _with_minutes(key: str, minutes: int) -> CompiledPlaybook:
    data = playbook().playbook.model_dump()
    for play in data["plays"]:
        if play["key"] == key:
            play["minutes"] = minutes
    return compile_playbook(playbook=Playbook.model_validate(data))


@given(key=st.sampled_from([key for key in KEYS if "/" not in key]), less=st.integers(1, 60), more=st.integers(0, 60))
def test_fewer_minutes_never_rank_a_step_lower(key: str, less: int, more: int) -> None:
    places = []
    for minutes in (less, less + more):
        book = _with_minutes(key, minutes)
        own = replace(candidate().assessment, content_hash=book.content_hash)
        found = rank(playbook=book, candidate=candidate(assessment=own), economy=ECONOMY, as_of=DAY)
        places.append([step.answer_key for step in found].index(key))
    assert places[0] <= places[1]


@given(st.integers(0, 10**6).map(random.Random))
def test_the_order_of_responses_and_promises_is_nothing(rng: random.Random) -> None:
    responses = [Response("p2", key, "not_useful", DAY - timedelta(days=n)) for n, key in enumerate(KEYS * 2)]
    promises = [Promise(str(n), f"Send {n}", None, DAY - timedelta(days=n % 3)) for n in range(6)]
    first = steps(responses=list(responses), promises=tuple(promises))
    rng.shuffle(responses)
    rng.shuffle(promises)
    assert steps(responses=responses, promises=tuple(promises)) == first


def test_stronger_priors_are_worth_more() -> None:
    found = [step for step in steps() if step.basis == "this_stage" and len(step.proves) == 1]
    odds = {c.key: c.odds for c in playbook().criteria}
    by_prior = sorted(found, key=lambda step: log(odds[step.proves[0]]))
    assert [step.worth for step in by_prior] == sorted(step.worth for step in found)
