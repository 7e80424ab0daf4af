"""The reference says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fieldcraft.methodology.package.facts import FACTS, facts_table
from fieldcraft.methodology.package.loader import LAYOUT
from fieldcraft.methodology.package.nodes import MAX_DEPTH, MAX_FILE_BYTES, MAX_NODES
from fieldcraft.methodology.package.schema import KEY_PATTERN, parts

_DOCS = Path(__file__).resolve().parents[4] / "docs" / "reference"
_FORMAT = (_DOCS / "playbook-format.md").read_text()


def _section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", _FORMAT, re.MULTILINE | re.DOTALL)
    assert found, f"docs/reference/playbook-format.md has no section '{title}'"
    return found[1]


@pytest.mark.parametrize("name", parts())
def test_every_key_of_the_format_is_documented(name: str) -> None:
    section = _section(name)
    missing = [key for key in parts()[name].model_fields if f"`{key}`" not in section]
    assert not missing


@pytest.mark.parametrize("name", parts())
def test_every_documented_key_exists(name: str) -> None:
    documented = set(re.findall(r"`([a-z_]+)`", " ".join(re.findall(r"^\| (`[^|]*) \|", _section(name), re.MULTILINE))))
    assert documented <= set(parts()[name].model_fields)


def test_every_value_that_is_a_choice_is_documented() -> None:
    annotations = str([field.annotation for part in parts().values() for field in part.model_fields.values()])
    choices = {
        choice for group in re.findall(r"Literal\[([^]]*)]", annotations) for choice in re.findall(r"\w+", group)
    }
    assert {"anyone", "serious", "rep", "file"} <= choices
    assert {choice for choice in choices - {"1"} if f"`{choice}`" not in _FORMAT} == set()


def test_every_file_of_the_layout_is_documented() -> None:
    for file in LAYOUT:
        assert f"`{file}`" in _FORMAT


def test_the_limits_are_the_documented_ones() -> None:
    text = " ".join(_FORMAT.split())
    assert f"more than {MAX_DEPTH} levels, more than {MAX_NODES:,} values" in text
    assert f"files over {MAX_FILE_BYTES // 1024} kB" in text
    assert re.fullmatch(KEY_PATTERN, "lower-case_1")


def test_the_fact_page_is_drawn_from_the_catalogue() -> None:
    assert (_DOCS / "facts.md").read_text().endswith("\n\n" + facts_table())


def test_every_fact_says_what_it_means() -> None:
    for fact in FACTS.values():
        assert fact.meaning.endswith((".", "…"))
        assert fact.label[0].islower() or fact.label.startswith("CRM")
        assert fact.unit or fact.type in ("bool", "string", "list<string>", "int")
