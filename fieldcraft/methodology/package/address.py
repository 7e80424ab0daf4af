"""Addresses of parts: `stages.discover.exit_criteria.problem-named`, whatever its number and whatever its file.

An address goes by keys, so that it still finds its part after somebody has put another one before it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .anatomy import fields_of, holders
from .edits import data_of
from .faults import Fault
from .loader import Draft, assemble
from .nodes import Path
from .schema import Part, Playbook
from .writer import TEXTS

WHOLE: Final = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """One part of a draft: what it is, where it stands in the assembled data, and where in which file."""

    at: str
    kind: type[Part]
    title: str
    path: Path
    file: str
    inner: Path
    line: int
    depth: int

    @property
    def collection(self) -> str:
        """The list it stands in: `stages`, `exit_criteria`; empty for the whole and for a single part."""
        return str(self.path[-2]) if self.path and isinstance(self.path[-1], int) else ""


class Parts:
    """All parts of a draft, found once per text."""

    def __init__(self, *, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.draft: Draft = assemble(files=files)
        self._offsets: dict[str, int] = {}
        self._of_text: dict[str, str] | None = None
        for number in range(_length(self.draft.data.get("plays"))):
            self._offsets.setdefault(self.draft.places.of(("plays", number))[0], number)
        self.spots: dict[str, Spot] = {}
        for spot in self._walk(WHOLE, Playbook, (), self.draft.data, 0):
            self.spots.setdefault(spot.at, spot)

    def data(self, spot: Spot) -> Any:
        """The data of a part as it was read."""
        found: Any = self.draft.data
        for step in spot.path:
            found = found[step]
        return found

    def inner(self, path: Path) -> tuple[str, Path]:
        """File and place in it of a path in the assembled data."""
        file = self.draft.places.of(path)[0]
        if path[:1] == ("stages",) and len(path) > 1:
            return file, path[2:]
        if path[:1] == ("plays",) and len(path) > 1 and isinstance(path[1], int):
            return file, ("plays", path[1] - self._offsets.get(file, 0), *path[2:])
        return file, path

    def keys(self, collection: str) -> list[tuple[str, str]]:
        """Key and title of what can be referred to: `plays`, `stages`, or `criteria` of all stages."""
        wanted = ("exit_criteria", "entry_criteria") if collection == "criteria" else (collection,)
        return [
            (str(self.data(spot).get("key", "")), spot.title)
            for spot in self.spots.values()
            if spot.collection in wanted and (collection == "criteria" or len(spot.path) == 2)
        ]

    def of_faults(self, faults: tuple[Fault, ...]) -> dict[Fault, str]:
        """The part each fault is in: the last one that starts at or before its line."""
        starts: dict[str, list[tuple[int, str]]] = {}
        for spot in self.spots.values():
            starts.setdefault(spot.file, []).append((spot.line, spot.at))
        for name, at in self._texts().items():
            starts.setdefault(name, []).append((1, at))
        found = {}
        for fault in faults:
            known = sorted(starts.get(fault.file, ()), key=lambda pair: pair[0])
            place = bisect_right([line for line, _ in known], fault.line)
            found[fault] = known[place - 1][1] if place else WHOLE
        return found

    def text_of(self, spot: Spot) -> str:
        """The Markdown file of a play or a knowledge item; empty for other parts."""
        return next((name for name, at in self._texts().items() if at == spot.at), "")

    def _texts(self) -> dict[str, str]:
        """Markdown file to the address of the part whose text it is."""
        if self._of_text is None:
            found: dict[str, str] = {}
            read: dict[str, Any] = {}
            for spot in self.spots.values():
                if len(spot.path) == 2 and spot.collection in TEXTS:
                    if spot.file not in read:
                        read[spot.file] = data_of(text=self.files[spot.file].decode())
                    name = _raw(read[spot.file], spot, TEXTS[spot.collection])
                    found.setdefault(f"{spot.collection}/{name}", spot.at)
            self._of_text = found
        return self._of_text

    def _walk(self, at: str, kind: type[Part], path: Path, data: Any, depth: int) -> Iterator[Spot]:
        if not isinstance(data, Mapping):
            return
        file, inner = self.inner(path)
        line = self.draft.places.of(path)[1]
        yield Spot(at, kind, title_of(data, kind), path, file, inner, line, depth)
        for field in holders(kind):
            found, below = data.get(field.name), f"{at}.{field.name}" if at else field.name
            assert field.part is not None  # noqa: S101  a holder holds a part; tells the type checker
            if field.kind == "part" and any(one.kind == "parts" for one in fields_of(field.part)):
                yield from self._walk(below, field.part, (*path, field.name), found, depth + 1)
            for number, one in enumerate(found if isinstance(found, tuple) else ()):
                name = str(one.get("key") or one.get("name") or number) if isinstance(one, Mapping) else str(number)
                yield from self._walk(f"{below}.{name}", field.part, (*path, field.name, number), one, depth + 1)


def title_of(data: Mapping[str, Any], kind: type[Part]) -> str:
    """How a list names a part."""
    for name in ("fallback_title", "title", "text", "ask", "key", "name"):
        value = data.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()[:120]
    return f"New {kind.__name__}"


def _length(items: Any) -> int:
    return len(items) if isinstance(items, tuple) else 0


def _raw(read: Any, spot: Spot, key: str) -> str:
    """The name of a text as the file has it: the assembled data holds the text itself."""
    found: Any = read
    for step in spot.inner:
        found = found[step]
    value = found.get(key)
    return value if isinstance(value, str) else ""
