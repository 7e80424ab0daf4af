"""YAML without surprises: JSON's types, no tags, a place for every node, and caps that hold before memory is spent.

Read from the parser's events, never through its constructors, so that no tag can build anything. Plain scalars follow
the YAML 1.2 core schema: `yes`, `no` and dates are text. Anchors are allowed within the node budget.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeAlias

import yaml

from .texts import UNSEEN, unseen

MAX_FILE_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 16
MAX_NODES: Final = 20_000
MAX_KEY: Final = 100
_KEPT_BYTES: Final = 32 * 1024

_INT: Final = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: Final[dict[str, bool | None]] = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "null": None, "Null": None, "NULL": None, "~": None, "": None,
}  # fmt: skip
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

Path: TypeAlias = tuple[str | int, ...]
Place: TypeAlias = tuple[str, int, int]
_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class RefusedError(Exception):
    """The text is not acceptable YAML. Line and column count from 1."""

    def __init__(self, line: int, column: int, what: str, mend: str) -> None:
        super().__init__(what)
        self.line, self.column, self.what, self.mend = line, column, what, mend


@dataclass(frozen=True, slots=True)
class Node:
    """A scalar (`pairs` and `items` None), a mapping or a list, with its place and how many nodes it counts for."""

    line: int
    column: int
    value: bool | int | float | str | None = None
    pairs: tuple[tuple[Node, Node], ...] | None = None
    items: tuple[Node, ...] | None = None
    size: int = 1


@dataclass(slots=True)
class Places:
    """Where values and keys of the assembled data stand."""

    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)

    def of(self, path: Path) -> Place:
        """Place of the value, or of the nearest part around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.values:
                return self.values[path[:end]]
        return ("playbook.yaml", 1, 1)

    def of_key(self, path: Path) -> Place:
        """Place of the key, or of the value where it has none."""
        return self.keys.get(path) or self.of(path)


def parse(*, text: bytes) -> Node:
    """The one document of a file. Raises RefusedError with the place of the first thing that cannot be read."""
    if len(text) > MAX_FILE_BYTES:
        raise RefusedError(
            1, 1, f"The file is larger than {MAX_FILE_BYTES // 1024} kB.", "Split it or shorten its texts."
        )
    if text.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise RefusedError(1, 1, "The file starts with a byte order mark.", "Save it as UTF-8 without BOM.")
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        column = error.start - text.rfind(b"\n", 0, error.start)
        raise RefusedError(line, column, "The file is not UTF-8.", "Save it as UTF-8.") from None
    return _read(decoded) if len(text) <= _KEPT_BYTES else _Builder(decoded).document()


@lru_cache(maxsize=64)
def _read(text: str) -> Node:
    # An editor checks the whole folder at each pause in typing, and all files but one are as before.
    return _Builder(text).document()


def plain(*, node: Node, file: str, at: Path, places: Places) -> Any:
    """The node as Python data (lists become tuples); notes the place of everything under the path `at`."""
    places.values[at] = (file, node.line, node.column)
    if node.pairs is not None:
        data = {}
        for key, value in node.pairs:
            name = str(key.value)
            places.keys[(*at, name)] = (file, key.line, key.column)
            data[name] = plain(node=value, file=file, at=(*at, name), places=places)
        return data
    if node.items is not None:
        return tuple(plain(node=item, file=file, at=(*at, i), places=places) for i, item in enumerate(node.items))
    return node.value


class _Builder:
    """Builds nodes from events; recursion is bounded by MAX_DEPTH."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._events = self._guarded(text)
        self._anchors: dict[str, Node] = {}
        self._count = 0

    def _guarded(self, text: str) -> Iterator[Any]:
        try:
            yield from yaml.parse(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            what = f"This is not YAML: {error.problem or error.context}."
            raise RefusedError(*place, what, "Check indentation, quotes and colons.") from None
        except yaml.YAMLError as error:
            line, column = self._odd_character()
            what = f"This is not YAML: {str(error).splitlines()[0][:120]}."
            raise RefusedError(line, column, what, "Remove the character.") from None

    def _odd_character(self) -> tuple[int, int]:
        for number, line in enumerate(self._text.split("\n"), start=1):
            for column, character in enumerate(line, start=1):
                if not character.isprintable() and character not in "\t\r":
                    return number, column
        return 1, 1

    def document(self) -> Node:
        found: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if found is not None:
                    self._refuse(event, "The file holds more than one document.", "Keep one; remove the line ---.")
            elif isinstance(event, (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent)):
                continue
            else:
                found = self._node(event, 1)
        if found is None:
            raise RefusedError(1, 1, "The file is empty.", "Write its keys or remove the file.")
        return found

    def _node(self, event: Any, depth: int) -> Node:
        if depth > MAX_DEPTH:
            self._refuse(event, f"Nested deeper than {MAX_DEPTH} levels.", "Flatten it.")
        if isinstance(event, yaml.AliasEvent):
            node = self._anchors.get(str(event.anchor))
            if node is None:
                self._refuse(event, f"Nothing is anchored as '{event.anchor}' before.", "Write the text out.")
            assert node is not None  # noqa: S101  _refuse raises; tells the type checker
            self._spend(event, node.size)
            return node
        self._spend(event, 1)
        if event.tag is not None:
            self._refuse(event, f"The tag '{str(event.tag)[:60]}' is not allowed.", "Remove the tag.")
        if isinstance(event, yaml.ScalarEvent):
            node = Node(*_mark(event), value=self._scalar(event))
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._list(event, depth)
        else:
            node = self._mapping(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _spend(self, event: Any, nodes: int) -> None:
        self._count += nodes
        if self._count > MAX_NODES:
            self._refuse(
                event, f"More than {MAX_NODES} values in one file.", "Split the file; do not multiply aliases."
            )

    def _list(self, start: Any, depth: int) -> Node:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Node(*_mark(start), items=tuple(items), size=1 + sum(item.size for item in items))

    def _mapping(self, start: Any, depth: int) -> Node:
        pairs: list[tuple[Node, Node]] = []
        seen: set[str] = set()
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            name = key.value
            if not isinstance(name, str) or len(name) > MAX_KEY:
                self._refuse(event, "A key has to be a short text.", "Write it as a plain word.")
            elif name in seen:
                self._refuse(event, f"The key '{name}' stands here twice.", "Keep one of the two.")
            else:
                seen.add(name)
            pairs.append((key, self._node(next(self._events), depth + 1)))
        return Node(*_mark(start), pairs=tuple(pairs), size=1 + sum(k.size + v.size for k, v in pairs))

    def _scalar(self, event: Any) -> bool | int | float | str | None:
        text: str = event.value
        if (match := UNSEEN.search(text)) is not None:  # by an escape: libyaml refuses the character itself
            self._refuse(event, unseen(character=match[0]), "Remove it.")
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INT.fullmatch(text):
            return int(text)
        if _NOT_FINITE.fullmatch(text):
            self._refuse(event, f"'{text}' is not a finite number.", "Write a number, or quote the text.")
        if _FLOAT.fullmatch(text) and len(text) <= 40:
            number = float(text)
            if not math.isfinite(number):
                self._refuse(
                    event, f"'{text}' is too large for a number.", "Write a smaller number, or quote the text."
                )
            return number
        return text

    def _refuse(self, event: Any, what: str, mend: str) -> None:
        raise RefusedError(*_mark(event), what, mend)


def _mark(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1
