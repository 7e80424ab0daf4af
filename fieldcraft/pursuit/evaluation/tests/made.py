"""The shipped playbook compiled for new business, and strategies for facts and evidence."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from fieldcraft.methodology.package.compiled import CompiledPlaybook, compile_playbook
from fieldcraft.methodology.package.facts import FACTS, OWN_FACTS, Fact, FactValue
from fieldcraft.methodology.package.loader import load
from fieldcraft.pursuit.evaluation import Evidence

DAY = date(2026, 1, 15)
OWNER = "jana"
_FOLDER = Path(__file__).resolve().parents[4] / "playbooks" / "complex-sale"
_FIELDS = ("customer_need", "problem_cost", "budget", "compelling_event", "purchase_process", "metrics", "other")


@cache
def playbook() -> CompiledPlaybook:
    return compile_playbook(playbook=load(folder=_FOLDER), process="new-business")


CRITERIA = tuple(criterion.key for criterion in playbook().criteria)
STAGES = tuple(stage.key for stage in playbook().stages)
GIVEN = tuple(fact for fact in FACTS.values() if fact.name not in OWN_FACTS)


def _values(fact: Fact) -> st.SearchStrategy[FactValue]:
    if fact.type == "bool":
        return st.booleans()
    if fact.type == "int":
        return st.integers(-60 if fact.name == "days_to_close" else 0, 60)
    if fact.type == "double":
        return st.floats(0, 1e7)
    if fact.type == "string":
        return st.dates(date(2025, 1, 1), DAY).map(date.isoformat) if fact.unit == "date" else st.just("text")
    return st.lists(st.sampled_from(_FIELDS), unique=True, max_size=5).map(tuple)


@st.composite
def facts(draw: st.DrawFn) -> dict[str, FactValue]:
    """Facts of the right types, some of them None or absent."""
    known = draw(st.lists(st.sampled_from(GIVEN), unique=True, min_size=len(GIVEN) // 2))
    unknown = draw(st.lists(st.sampled_from(GIVEN), unique=True, max_size=6))
    return {**{fact.name: draw(_values(fact)) for fact in known}, **{fact.name: None for fact in unknown}}


@st.composite
def rich_facts(draw: st.DrawFn) -> dict[str, FactValue]:
    """Facts of an opportunity that is far along, so that stages are really reached."""
    given = draw(facts())
    for fact in GIVEN:
        if fact.better == "more" and fact.type == "int" and draw(st.booleans()):
            given[fact.name] = 9
        elif fact.better == "more" and fact.type == "bool" and draw(st.booleans()):
            given[fact.name] = True
    if draw(st.booleans()):
        given["filled_fields"] = _FIELDS
    return given


def evidence(*, stance: str | None = None) -> st.SearchStrategy[Evidence]:
    """Evidence for any criterion by any of a small cast, before and after the day."""
    people = st.sampled_from((OWNER, "marek", "omar", "petra@customer"))
    capacity = st.sampled_from(("member", "manager", "buyer"))
    return st.builds(
        Evidence,
        ref=st.uuids().map(str),
        criterion=st.sampled_from(CRITERIA),
        kind=st.sampled_from(("crm_fact", "activity", "file", "statement", "buyer_confirmation")),
        stance=st.just(stance) if stance else st.sampled_from(("supports", "contradicts")),
        owner=st.just(OWNER),
        stated_by=people,
        stated_on=st.dates(DAY - timedelta(days=5), DAY + timedelta(days=2)),
        stated_as=capacity,
        verified_by=st.none() | people,
        verified_as=capacity,
        verified_on=st.none() | st.dates(DAY - timedelta(days=5), DAY + timedelta(days=2)),
    )


def proof(criterion: str) -> Evidence:
    """Evidence that proves any criterion: the buyer's own confirmation."""
    return Evidence(f"proof of {criterion}", criterion, "buyer_confirmation", "supports", OWNER, "petra", DAY, "buyer")
