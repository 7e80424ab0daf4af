"""Hostile YAML is refused with its place, before it costs time or memory."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldcraft.methodology.package.nodes import Node, Places, RefusedError, parse, plain

_BOMB = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n".encode() for i in range(9)
)

HOSTILE = [
    pytest.param(b"a: !!python/object/apply:os.system ['x']", 1, 4, "tag", id="python tag"),
    pytest.param(b"a: 1\nb: !own x", 2, 4, "tag", id="own tag"),
    pytest.param(b"a: !!str 1", 1, 4, "tag", id="even a standard tag"),
    pytest.param(_BOMB, 5, None, "More than", id="alias bomb"),
    pytest.param(b"a: &a [*a]", 1, 8, "anchored", id="alias of itself"),
    pytest.param(b"a: *b", 1, 4, "anchored", id="alias of nothing"),
    pytest.param(b"x: 1\na: .nan", 2, 4, "finite", id="NaN"),
    pytest.param(b"a: -.inf", 1, 4, "finite", id="infinity"),
    pytest.param(b"a: 1e999", 1, 4, "too large", id="1e999"),
    pytest.param(b"a: 1\nb: 2\na: 3", 3, 1, "twice", id="duplicate key"),
    pytest.param(b"x:\n  - {a: 1, a: 2}", 2, 12, "twice", id="duplicate key in a flow"),
    pytest.param(b"\xef\xbb\xbfa: 1", 1, 1, "byte order", id="BOM"),
    pytest.param("a: 1".encode("utf-16"), 1, 1, "byte order", id="UTF-16"),
    pytest.param(b"a: 1\nb: \xff", 2, 4, "UTF-8", id="not UTF-8"),
    pytest.param(b"a: 1\nb: \x07", 2, 4, "not YAML", id="control character"),
    pytest.param(b"a: " + b"x" * 100_000_000, 1, 1, "larger", id="100 MB scalar"),
    pytest.param(b"a: " + b"[" * 100_000, 1, 19, "deeper", id="deep list"),
    pytest.param(b"{a: " * 50_000, 1, 62, "deeper", id="deep mapping"),
    pytest.param(b"- " * 30_000 + b"x", 1, 33, "deeper", id="deep block list"),
    pytest.param(b"a: [" + b"1," * 30_000 + b"]", 1, None, "More than", id="too many values"),
    pytest.param(b"? [a, b]\n: 1", 1, 3, "key", id="list as key"),
    pytest.param(b"1: a", 1, 1, "key", id="number as key"),
    pytest.param(b"a: 1\n---\nb: 2", 2, 1, "more than one", id="two documents"),
    pytest.param(b"", 1, 1, "empty", id="empty"),
    pytest.param(b"# nothing\n", 1, 1, "empty", id="only a comment"),
    pytest.param(b"a:\n\t- b", 2, 1, "not YAML", id="tab"),
]


@pytest.mark.parametrize(("text", "line", "column", "what"), HOSTILE)
def test_hostile_yaml_is_refused_with_its_place(text: bytes, line: int, column: int | None, what: str) -> None:
    start = time.perf_counter()
    with pytest.raises(RefusedError) as refused:
        parse(text=text)
    assert time.perf_counter() - start < 2
    assert what in refused.value.what
    assert refused.value.line == line
    assert column is None or refused.value.column == column
    assert refused.value.mend


def _data(text: str) -> Any:
    return plain(node=parse(text=text.encode()), file="f", at=(), places=Places())


def test_plain_words_follow_yaml_1_2() -> None:
    read = _data("a: yes\nb: no\nc: 2026-01-02\nd: true\ne: null\nf: 1.5\ng: 012\nh: '1'\ni: 1:30\nj: 0x10")
    assert read == {
        "a": "yes", "b": "no", "c": "2026-01-02", "d": True, "e": None, "f": 1.5, "g": 12, "h": "1", "i": "1:30",
        "j": "0x10",
    }  # fmt: skip


def test_an_alias_within_the_budget_is_the_same_text() -> None:
    assert _data("a: &x [1, 2]\nb: *x") == {"a": (1, 2), "b": (1, 2)}


def test_a_merge_key_is_only_a_key() -> None:
    assert _data("a: &x {k: 1}\nb:\n  <<: *x")["b"] == {"<<": {"k": 1}}


def test_every_value_and_key_has_its_place() -> None:
    places = Places()
    plain(node=parse(text=b"a:\n  - b: 1\n    c: {d: 2}\n"), file="f.yaml", at=("top",), places=places)
    assert places.of(("top", "a", 0, "c", "d")) == ("f.yaml", 3, 12)
    assert places.of_key(("top", "a", 0, "c", "d")) == ("f.yaml", 3, 9)
    assert places.of(("top", "a", 0, "not there")) == ("f.yaml", 2, 5)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused(text: bytes) -> None:
    try:
        node = parse(text=text)
    except RefusedError as refused:
        assert refused.line >= 1
        assert refused.column >= 1
    else:
        assert isinstance(node, Node)
