"""The canonical form: the same playbook gives the same bytes, and comes back whole."""

from __future__ import annotations

import json
import random

import cel
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fieldcraft.methodology.package.compiled import (
    compile_playbook,
    content_hash,
    from_json,
    to_json,
)
from fieldcraft.methodology.package.loader import load_files
from fieldcraft.methodology.package.schema import Playbook

from .shipped import shipped_files

PLAYBOOK = load_files(files=shipped_files())


def test_the_round_trip_is_identical() -> None:
    text = to_json(playbook=PLAYBOOK)
    again = from_json(text=text)
    assert again == PLAYBOOK
    assert to_json(playbook=again) == text
    assert content_hash(playbook=again) == content_hash(playbook=PLAYBOOK)


@given(st.integers(0, 10**6).map(random.Random))
def test_the_order_of_keys_in_the_json_is_nothing(rng: random.Random) -> None:
    def shuffled(value: object) -> object:
        if isinstance(value, dict):
            items = [(key, shuffled(item)) for key, item in value.items()]
            rng.shuffle(items)
            return dict(items)
        return [shuffled(item) for item in value] if isinstance(value, list) else value

    text = json.dumps(shuffled(json.loads(to_json(playbook=PLAYBOOK))))
    assert to_json(playbook=from_json(text=text)) == to_json(playbook=PLAYBOOK)


@given(title=st.text(min_size=1, max_size=160), odds=st.floats(0.1, 10))
def test_any_text_and_number_comes_back(title: str, odds: float) -> None:
    data = PLAYBOOK.model_dump()
    data["title"] = title
    data["promise"]["prior"]["odds"] = odds
    try:
        playbook = Playbook.model_validate(data)
    except ValidationError:
        assert any(0xD800 <= ord(character) <= 0xDFFF for character in title)
        return
    assert from_json(text=to_json(playbook=playbook)) == playbook


def test_another_text_gives_another_hash() -> None:
    other = PLAYBOOK.model_copy(update={"title": "Another"})
    assert content_hash(playbook=other) != content_hash(playbook=PLAYBOOK)


def test_the_json_with_an_unknown_key_is_refused() -> None:
    data = json.loads(to_json(playbook=PLAYBOOK))
    data["stages"][0]["nonsense"] = 1
    with pytest.raises(ValidationError):
        from_json(text=json.dumps(data))


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("Prospecting", "discover"), ("Qualification", "discover"), ("Needs Analysis", "qualify"),
        ("Value Proposition", "qualify"), ("Id. Decision Makers", "shape"), ("Perception Analysis", "shape"),
        ("Proposal/Price Quote", "propose"), ("Negotiation/Review", "commit"),
        ("Appointment Scheduled", "discover"), ("Qualified to Buy", "qualify"), ("Presentation Scheduled", "shape"),
        ("Decision Maker Bought-In", "propose"), ("Contract Sent", "commit"),
        ("Qualify", "qualify"), ("Develop", "shape"), ("Propose", "propose"), ("Close", "commit"),
        ("New", "discover"), ("Qualified", "qualify"), ("Proposition", "propose"),
        ("Engaging", "discover"), ("  negotiation -  REVIEW ", "commit"), ("PROPOSE", "propose"),
        ("Closed Won", None), ("Won", None), ("", None),
    ],
)  # fmt: skip
def test_a_crm_stage_finds_its_stage(name: str, stage: str | None) -> None:
    assert compile_playbook(playbook=PLAYBOOK).stage_for_crm_name(name=name) == stage


def test_own_thresholds_stay_within_least_and_most() -> None:
    compiled = compile_playbook(playbook=PLAYBOOK, thresholds={"silent_days": 10_000, "idle_days": 30, "nonsense": 1})
    assert compiled.thresholds["silent_days"] == 120
    assert compiled.thresholds["idle_days"] == 30
    assert "nonsense" not in compiled.thresholds


def test_an_expression_that_meets_an_unknown_fact_is_unknown() -> None:
    warning = next(w for w in compile_playbook(playbook=PLAYBOOK).warnings if w.key == "no-activity")
    numbers = {"idle_days": 14, "untouched_days": 7}
    assert warning.when.holds(cel.Context(variables=numbers)) is None
    assert warning.when.holds(cel.Context(variables={**numbers, "days_since_activity": 20})) is True
    assert warning.when.holds(cel.Context(variables={**numbers, "days_since_activity": "x"})) is None
    assert (
        warning.when.holds(cel.Context(variables={**numbers, "activity_count": 1, "days_since_activity": 2})) is False
    )
