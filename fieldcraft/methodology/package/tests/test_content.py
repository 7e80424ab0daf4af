"""What every shipped playbook has to be for its readers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from fieldcraft.methodology.package.check import check
from fieldcraft.methodology.package.facts import FACTS
from fieldcraft.methodology.package.loader import load
from fieldcraft.methodology.package.processes import narrowed
from fieldcraft.methodology.package.reading import grade
from fieldcraft.methodology.package.schema import Part, Playbook

from .shipped import FOLDER

PACKS = tuple(sorted(path.name for path in FOLDER.parent.iterdir()))
CAUSES = {"environment", "commitment", "capacity", "skill", "knowledge"}
PILLARS = {"market", "customer_business", "value", "problems", "competition", "buying_process"}
TEMPLATES = {"call_plan", "opportunity_plan", "account_plan", "territory_plan"}
#: Whoever acts in a criterion, it is not somebody of ours.
OURS = re.compile(r"^(?:we|i|our|us|the (?:seller|rep|recruiter|account (?:manager|team)))\b", re.IGNORECASE)
_NOT_TEXT = {
    "key", "was", "check", "trigger", "when", "licence", "language", "version", "attribution", "crm_names",
    "crm_types", "compatible_with",
}  # fmt: skip

pytestmark = pytest.mark.parametrize("pack", PACKS)


@cache
def _pack(name: str) -> Playbook:
    return load(folder=FOLDER.parent / name)


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


def test_the_five_packs_ship(pack: str) -> None:
    five = {"account-growth", "complex-sale", "fast-cycle", "staffing-services", "strategic-opportunity"}
    assert set(PACKS) == five
    assert _pack(pack).key == pack


def test_it_is_clean_for_the_linter_too(pack: str) -> None:
    assert check(folder=FOLDER.parent / pack) == ()


def _least(pack: str) -> Mapping[str, tuple[int, int]]:
    """What there is and the least there has to be."""
    found = _pack(pack)
    return {
        "stages": (len(found.stages), 5),
        "criteria": (len(found.criteria), 20),
        "plays": (len(found.plays), 25),
        "warnings": (len(found.warnings), 8),
        "reviews": (len(found.reviews), 6),
        "behaviours": (len(found.behaviours), 5),
        "knowledge items": (len(found.knowledge), 24),
        "questions": (sum(len(item.questions) for item in found.knowledge), 48),
        "events": (len(found.reinforcement.events) if found.reinforcement else 0, 20),
        "journey": (len(found.journey), 5),
        "processes": (len(found.processes), 2),
    }


def test_it_has_what_a_playbook_needs(pack: str) -> None:
    assert {what: count for what, count in _least(pack).items() if count[0] < count[1]} == {}
    found = _pack(pack)
    assert {play.owner for play in found.plays} == {"rep", "manager", "customer", "partner"}
    assert {template.kind for template in found.templates} == TEMPLATES
    assert found.reinforcement is not None
    assert found.reinforcement.days >= 365


def test_every_behaviour_is_coached_and_every_cause_has_three_actions(pack: str) -> None:
    found = _pack(pack)
    assert {guide.behaviour for guide in found.guides} == {behaviour.key for behaviour in found.behaviours}
    assert {cause.kind: len(cause.actions) >= 3 for cause in found.causes} == dict.fromkeys(CAUSES, True)


def test_every_pillar_has_knowledge_and_what_only_the_client_knows_has_an_example(pack: str) -> None:
    found = _pack(pack)
    assert {item.pillar for item in found.knowledge} == PILLARS
    own = [item for item in found.knowledge if item.prompts]
    assert own
    assert all(item.example for item in own)
    assert any(question.wrong for item in found.knowledge for question in item.questions)


def test_stock_is_taken_and_the_year_goes_on_without_a_consultant(pack: str) -> None:
    plan = _pack(pack).reinforcement
    assert plan is not None
    assert {30, 60, 90, 180, 365} <= {event.checkpoint for event in plan.events}
    late = [event for event in plan.events if event.day > 90]
    assert late
    assert all(event.led_by != "consultant" for event in late)
    assert {"leaders", "managers", "reps"} <= {who for event in plan.events for who in event.audience}


def test_no_two_texts_of_a_kind_are_the_same(pack: str) -> None:
    kinds: dict[str, Counter[str]] = {}
    for name, text in _texts(_pack(pack)):
        if len(text.split()) >= 8:
            kinds.setdefault(name.rsplit(".", 1)[-1], Counter())[text] += 1
    assert {kind: text for kind, found in kinds.items() for text, count in found.items() if count > 1} == {}


def test_every_criterion_can_be_proved_by_hand_and_many_by_the_crm_alone(pack: str) -> None:
    found = _pack(pack)
    assert all({"file", "statement", "buyer_confirmation"} & set(criterion.evidence) for criterion in found.criteria)
    assert sum(criterion.check is not None for criterion in found.criteria) >= len(found.criteria) / 3


def test_chances_rise_from_stage_to_stage(pack: str) -> None:
    for process in _pack(pack).processes:
        chances = [stage.win_chance for stage in narrowed(playbook=_pack(pack), process=process.key).stages]
        assert chances == sorted(set(chances)), process.key


def test_every_criterion_has_a_play_that_is_not_the_managers(pack: str) -> None:
    found = _pack(pack)
    proved = {key for play in found.plays if play.owner != "manager" for key in play.proves}
    assert {criterion.key for criterion in found.criteria} <= proved


def test_a_criterion_is_the_customers_act(pack: str) -> None:
    for criterion in _pack(pack).criteria:
        assert not OURS.search(criterion.text), criterion.text
        assert not re.search(r"\bwe (?:sent|presented|showed|did)\b", criterion.text), criterion.text


def test_its_texts_are_calm_and_plain(pack: str) -> None:
    hype = re.compile(r"leverag|synerg|utili[sz]e|world-class|game.chang|seamless|best.in.class", re.IGNORECASE)
    marks = re.compile(r"MEDDI|SPICED|Challenger|Sandler|Miller Heiman|Solution Selling|TAS\b|SPIN\b|Blue Sheet")
    for name, text in _texts(_pack(pack)):
        assert "!" not in text, name
        assert not hype.search(text), (name, text)
        assert not marks.search(text), (name, text)


def test_its_texts_are_read_without_effort(pack: str) -> None:
    texts = list(_texts(_pack(pack)))
    for name, text in texts:
        if len(text.split()) >= 25:
            assert grade(text=text) <= 8, (name, round(grade(text=text), 1))
    everything = " ".join(text if text.endswith((".", "?")) else f"{text}." for _, text in texts)
    assert grade(text=everything) <= 6


def test_its_roles_hold_the_keys_that_facts_use(pack: str) -> None:
    assert {"economic_buyer", "champion"} <= {role.key for role in _pack(pack).roles}
    assert "economic_buyer" in FACTS["has_economic_buyer"].meaning


def test_it_comes_with_a_page_for_people(pack: str) -> None:
    folder = Path(FOLDER.parent / pack)
    assert (folder / "README.md").read_text().startswith(f"# {_pack(pack).title}")
    assert _pack(pack).version in (folder / "CHANGELOG.md").read_text()
