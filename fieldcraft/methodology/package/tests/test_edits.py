"""The form's edits change what was asked for and nothing else; the writer's folder reads back as the same playbook."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldcraft.methodology.package import edits
from fieldcraft.methodology.package.compiled import content_hash
from fieldcraft.methodology.package.edits import REMOVE, EditError, data_of
from fieldcraft.methodology.package.loader import load_files
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.methodology.package.tests.shipped import shipped_files
from fieldcraft.methodology.package.writer import written

FILE = """\
# The first stage.
key: discover
title: Discover   # as buyers say
summary: >-
  Two lines of
  one text.

crm_names: [New, 'yes']
exit_criteria:
  # said first
  - key: talked
    text: They talked.
    prior: { odds: 1.5, worth_deals: 20 }
  # said second
  - key: named
    evidence:
      - file   # best
      - statement
    text: "Ask: why?"
"""
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300)
ODD = ("yes", "null", "1e5", "007", "- a", "a: b", "#x", "'", '"', "{x}", "[a, b]", "a, b", " a ", "~", "!tag", "&a",
       "|", "line\nline", "ends\n", "\ttab", "word " * 60)  # fmt: skip


def unchanged_but(text: str, *lines: str) -> list[str]:
    """Lines of the result that were not in the file."""
    return [line for line in text.splitlines() if line not in FILE.splitlines() and line not in lines]


@pytest.mark.parametrize("value", ODD)
def test_any_text_reads_back_as_it_was_typed(value: str) -> None:
    for path in (("title",), ("exit_criteria", 1, "text"), ("summary",), ("crm_names",)):
        new: Any = (value, "k") if path == ("crm_names",) else value
        found = edits.with_value(text=FILE, path=path, value=new)
        assert data_of(text=found) == _set(data_of(text=FILE), path, new)


@given(TEXTS)
def test_every_text_reads_back_as_it_was_typed(value: str) -> None:
    found = edits.with_value(text=FILE, path=("exit_criteria", 0, "text"), value=value)
    assert data_of(text=found)["exit_criteria"][0]["text"] == value
    assert "# The first stage." in found
    assert "# said second" in found


def test_a_change_touches_its_own_line_only() -> None:
    found = edits.with_value(text=FILE, path=("exit_criteria", 0, "text"), value="They talked twice.")
    assert unchanged_but(found) == ["    text: They talked twice."]
    assert len(found.splitlines()) == len(FILE.splitlines())


def test_a_number_inside_braces_changes_in_its_line() -> None:
    found = edits.with_value(text=FILE, path=("exit_criteria", 0, "prior", "odds"), value=2.5)
    assert unchanged_but(found) == ["    prior: { odds: 2.5, worth_deals: 20 }"]


def test_a_new_key_stands_where_the_format_has_it() -> None:
    found = edits.with_value(text=FILE, path=("typical_days",), value=9, order=("key", "summary", "typical_days"))
    assert found.index("typical_days: 9") < found.index("crm_names")
    assert data_of(text=found)["typical_days"] == 9


def test_a_removed_key_takes_its_lines_along() -> None:
    found = edits.with_value(text=FILE, path=("summary",), value=REMOVE)
    assert "Two lines" not in found
    assert unchanged_but(found) == []
    first = edits.with_value(text=FILE, path=("exit_criteria", 0, "key"), value=REMOVE)
    assert data_of(text=first)["exit_criteria"][0] == {
        "text": "They talked.",
        "prior": {"odds": 1.5, "worth_deals": 20},
    }


def test_items_are_added_taken_out_and_moved_with_their_remarks() -> None:
    added = edits.with_item(text=FILE, path=("exit_criteria",), value={"key": "third", "text": "Third: yes"})
    assert added.startswith(FILE)
    assert data_of(text=added)["exit_criteria"][2] == {"key": "third", "text": "Third: yes"}
    moved = edits.with_item_moved(text=added, path=("exit_criteria", 1), by=-1)
    assert [one["key"] for one in data_of(text=moved)["exit_criteria"]] == ["named", "talked", "third"]
    assert moved.index("# said second") < moved.index("key: named") < moved.index("# said first")
    gone = edits.without_item(text=moved, path=("exit_criteria", 0))
    assert [one["key"] for one in data_of(text=gone)["exit_criteria"]] == ["talked", "third"]
    assert edits.with_item_moved(text=FILE, path=("exit_criteria", 0), by=-1) == FILE


def test_the_last_item_leaves_an_empty_list() -> None:
    one = edits.without_item(text=FILE, path=("exit_criteria", 1))
    assert data_of(text=edits.without_item(text=one, path=("exit_criteria", 0)))["exit_criteria"] == ()


def test_what_an_anchor_shares_is_left_to_the_text() -> None:
    with pytest.raises(EditError):
        edits.with_value(text="a: &x { b: 1 }\nc: *x\n", path=("c", "b"), value=2)


def test_the_written_folder_reads_back_as_the_same_playbook() -> None:
    playbook = load_files(files=shipped_files())
    files = written(playbook=playbook)
    again = load_files(files=files)
    assert again == playbook
    assert content_hash(playbook=again) == content_hash(playbook=playbook)
    assert written(playbook=again) == files
    assert files.keys() >= {"playbook.yaml", "stages/discover.yaml", "plays/any.yaml", "plays/plan-next-date.md"}


@settings(max_examples=20)
@given(st.permutations(range(20)), TEXTS.filter(lambda text: len(text) <= 160))
def test_any_order_of_plays_and_any_title_is_kept(order: list[int], title: str) -> None:
    whole = load_files(files=shipped_files()).model_dump()
    whole["plays"] = tuple(whole["plays"][number] for number in order)
    whole["title"] = title
    playbook = Playbook.model_validate(whole)
    assert load_files(files=written(playbook=playbook)) == playbook


def _set(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    if isinstance(data, dict):
        return {key: _set(inner, path[1:], value) if key == path[0] else inner for key, inner in data.items()}
    return tuple(_set(inner, path[1:], value) if number == path[0] else inner for number, inner in enumerate(data))
