"""What the shipped playbook has to be for its readers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from fieldcraft.methodology.package.check import check_files
from fieldcraft.methodology.package.facts import FACTS
from fieldcraft.methodology.package.loader import load_files
from fieldcraft.methodology.package.reading import grade
from fieldcraft.methodology.package.schema import Part

from .shipped import shipped_files

PLAYBOOK = load_files(files=shipped_files())
_NOT_TEXT = {"key", "was", "check", "trigger", "when", "licence", "language", "version", "attribution", "crm_names"}


def _texts(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Part):
        for field in type(value).model_fields:
            if field not in _NOT_TEXT:
                yield from _texts(getattr(value, field), f"{name}.{getattr(value, 'key', '')}.{field}")
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item, name)
    elif isinstance(value, str) and " " in value:
        yield name, value


def test_it_is_clean() -> None:
    assert check_files(files=shipped_files()) == ()


def test_it_has_what_a_playbook_needs() -> None:
    assert [stage.title for stage in PLAYBOOK.stages] == ["Discover", "Qualify", "Shape", "Propose", "Prove", "Commit"]
    assert all(3 <= len(stage.exit_criteria) <= 5 for stage in PLAYBOOK.stages)
    assert len(PLAYBOOK.criteria) >= 20
    assert len(PLAYBOOK.plays) >= 25
    assert len(PLAYBOOK.warnings) >= 8
    assert len(PLAYBOOK.behaviours) >= 5
    assert [len(factors.factors) for factors in PLAYBOOK.qualification] == [8]
    assert {play.owner for play in PLAYBOOK.plays} == {"rep", "manager", "customer", "partner"}


def test_half_of_the_criteria_can_be_proved_by_the_crm_alone_and_every_one_by_hand() -> None:
    checked = [criterion for criterion in PLAYBOOK.criteria if criterion.check]
    assert len(checked) >= len(PLAYBOOK.criteria) / 2
    assert all({"file", "statement", "buyer_confirmation"} & set(criterion.evidence) for criterion in PLAYBOOK.criteria)


def test_win_chances_rise_from_stage_to_stage() -> None:
    chances = [stage.win_chance for stage in PLAYBOOK.stages]
    assert chances == sorted(set(chances))


def test_every_criterion_has_a_play_of_its_own_stage_for_the_rep() -> None:
    for stage in PLAYBOOK.stages:
        for criterion in stage.exit_criteria:
            plays = [play for play in PLAYBOOK.plays if criterion.key in play.proves and play.owner != "manager"]
            assert any(play.stage == stage.key for play in plays), criterion.key


def test_a_criterion_is_the_buyers_act() -> None:
    starts = (
        "The buyer",
        "A sponsor",
        "The economic buyer",
        "The person who",
        "The people who",
        "At least three people",
    )
    for criterion in PLAYBOOK.criteria:
        assert criterion.text.startswith(starts), criterion.text
        assert not re.search(r"\bwe (sent|presented|showed|did)\b", criterion.text)


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in _texts(PLAYBOOK)])
def test_a_text_is_calm_and_plain(text: str) -> None:
    assert "!" not in text
    assert not re.search(
        r"leverag|synerg|utili[sz]e|world-class|game.chang|seamless|best.in.class", text, re.IGNORECASE
    )
    assert not re.search(r"MEDDI|SPICED|Challenger|Sandler|Miller Heiman|Solution Selling|TAS\b", text)


def test_the_texts_are_read_without_effort() -> None:
    for name, text in _texts(PLAYBOOK):
        if len(text.split()) >= 25:
            assert grade(text=text) <= 8, (name, round(grade(text=text), 1))
    everything = " ".join(text if text.endswith((".", "?")) else f"{text}." for _, text in _texts(PLAYBOOK))
    assert grade(text=everything) <= 6


def test_roles_hold_the_keys_that_facts_use() -> None:
    assert {"economic_buyer", "champion", "technical_evaluator", "procurement", "legal"} <= {
        role.key for role in PLAYBOOK.roles
    }
    assert "economic_buyer" in FACTS["has_economic_buyer"].meaning
