"""The linter finds faults of method, at their place, and leaves good wording alone."""

from __future__ import annotations

import re

import pytest

from fieldcraft.methodology.package.check import check_files
from fieldcraft.methodology.package.faults import Fault
from fieldcraft.methodology.package.reading import grade

from .shipped import shipped_files

FILE = "stages/discover.yaml"


def _warned(*, file: str, old: str, new: str) -> list[Fault]:
    """The faults after one text of the shipped pack was changed; the text has to be there."""
    files = shipped_files()
    text = files[file].decode()
    assert old in text
    return list(check_files(files={**files, file: text.replace(old, new, 1).encode()}))


def _first_text() -> str:
    found = re.search(r"^    text: (.+)$", shipped_files()[FILE].decode(), re.MULTILINE)
    assert found
    return found[0]


@pytest.mark.parametrize(
    "text",
    [
        "We have sent the proposal.",
        "Proposal sent to the buyer.",
        "A demo was given to the users.",
        "The rep has presented the solution.",
        "Our team showed the product on a given day.",
        "Sent the quote.",
    ],
)
def test_a_criterion_that_is_the_sellers_act_is_found(text: str) -> None:
    (fault,) = _warned(file=FILE, old=_first_text(), new=f"    text: {text}")
    assert (fault.severity, fault.file) == ("warning", FILE)
    assert "seller's act" in fault.what


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("We had a good meeting with the buyer.", "good meeting"),
        ("The buyer is interested in our offer.", "is interested"),
        ("The buyer seems very engaged.", "seems very engaged"),
        ("The champion has buy-in from everybody.", "buy-in"),
        ("The buyer will decide soon.", "soon"),
    ],
)
def test_vague_wording_is_found(text: str, word: str) -> None:
    (fault,) = _warned(file=FILE, old=_first_text(), new=f"    text: {text}")
    assert word in fault.what


@pytest.mark.parametrize(
    "text",
    [
        "The buyer has sent us their criteria in writing.",
        "The economic buyer has met us and named the amount.",
        "The buyer has answered the proposal with a date.",
        "A sponsor has presented the plan to their board.",
        "The people who sign have read the offer and returned it.",
    ],
)
def test_a_customers_act_is_left_alone(text: str) -> None:
    assert _warned(file=FILE, old=_first_text(), new=f"    text: {text}") == []


def test_a_milestone_of_the_seller_closes_no_stage() -> None:
    found = re.search(r"^milestone: .+$", shipped_files()[FILE].decode(), re.MULTILINE)
    assert found
    (fault,) = _warned(file=FILE, old=found[0], new="milestone: We have presented our solution.")
    assert "No buyer milestone closes this stage" in fault.what


def test_a_check_that_counts_only_our_work_is_found() -> None:
    found = re.search(r"^    check: .+$", shipped_files()[FILE].decode(), re.MULTILINE)
    assert found
    (fault,) = _warned(file=FILE, old=found[0], new="    check: emails_sent > 2 || proposals > 0")
    assert fault.what == "The check counts our own work only."


def test_only_the_sellers_own_word_is_found() -> None:
    text = shipped_files()[FILE].decode()
    found = re.search(r"^    evidence: .+$", text, re.MULTILINE)
    assert found
    block = text[: text.index("- key:", text.index(found[0]))]
    changed = re.sub(r"^    (?:check|verifier): .+\n", "", block, flags=re.MULTILINE).replace(
        found[0], "    evidence: [statement]"
    )
    faults = _warned(file=FILE, old=block, new=changed)
    assert "Only the seller's own word proves this." in [fault.what for fault in faults]


def test_a_behaviour_no_camera_can_see_is_found() -> None:
    (fault,) = _warned(
        file="behaviours.yaml", old="title: Asks what the problem costs", new="title: Understands what it costs"
    )
    assert fault.what == "No camera can see 'Understands'."


def test_a_chance_that_falls_is_found() -> None:
    found = re.search(r"^win_chance: .+$", shipped_files()["stages/commit.yaml"].decode(), re.MULTILINE)
    assert found
    faults = _warned(file="stages/commit.yaml", old=found[0], new="win_chance: 0.01")
    assert any("The chance falls" in fault.what for fault in faults)


def test_a_hard_text_is_found() -> None:
    hard = (
        "Organisational stakeholders demonstrably participating in institutional procurement deliberations have "
        "unambiguously communicated comprehensive prioritisation methodologies regarding implementation alternatives "
        "to their representatives everywhere."
    )
    (fault,) = _warned(file=FILE, old=_first_text(), new=f"    text: {hard}")
    assert fault.what.startswith("Hard to read: grade ")


def test_texts_in_another_language_are_spared_the_rules_about_english_words() -> None:
    files = shipped_files()
    files["playbook.yaml"] = files["playbook.yaml"].replace(b"language: en", b"language: de")
    files[FILE] = files[FILE].decode().replace(_first_text(), "    text: We have sent the proposal.").encode()
    assert check_files(files=files) == ()


def test_a_grade_grows_with_words_and_sentences() -> None:
    easy = "The dog runs. The cat sits. We see them both in the sun."
    hard = "Considerable organisational transformation necessitates unprecedented interdepartmental collaboration."
    assert grade(text=easy) < 3 < 15 < grade(text=hard)
    assert grade(text="") == 0.0
