"""Paths of fields and keys, and how a consultant reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from ..nodes import Path
from ..schema import Part, Playbook
from .shape import Data, fields_of, id_of

LeafKind: TypeAlias = Literal["value", "add", "rename", "was", "remove", "order"]
Steps: TypeAlias = tuple[str, ...]

#: What the parts of a list are called, by the field of the list.
PARTS: Final[dict[str, str]] = {
    "journey": "buyer job", "processes": "process", "stages": "stage", "entry_criteria": "entry criterion",
    "exit_criteria": "criterion", "plays": "play", "qualification": "qualification", "factors": "factor",
    "levels": "level", "warnings": "warning", "thresholds": "number", "roles": "buying role",
    "behaviours": "behaviour", "metrics": "metric", "templates": "template", "sections": "section",
    "reviews": "review", "items": "point", "guides": "coaching guide", "causes": "root cause",
    "actions": "corrective action", "knowledge": "knowledge item", "questions": "question",
    "reinforcement": "reinforcement plan", "events": "event",
}  # fmt: skip
_NAMES: Final = ("fallback_title", "title", "text", "means", "question")
_VERB: Final[dict[LeafKind, str]] = {
    "value": "changed", "add": "added", "rename": "renamed", "was": "former keys", "remove": "removed",
    "order": "order changed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """Where in words ("Stage Qualify, criterion “The buyer …”"), what of it ("why"), and what happened to it."""

    where: str
    what: str
    verb: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.verb}" if self.what else f"{self.where}: {self.verb}"


def path_in_words(*, path: Steps, kind: LeafKind, bases: Iterable[Data], named: Data | None = None) -> Words:
    """A path of fields and keys in words."""
    known = list(bases)
    part: type[Part] = Playbook
    here: list[Any] = known
    where: list[str] = []
    rest = list(path)
    what = ""
    while rest:
        name = rest.pop(0)
        field = fields_of(part).get(name)
        if field is None or field.part is None:
            what = "" if name in ("key", "was", "order") else name.replace("_", " ")
            break
        part = field.part
        if field.kind == "keyed" and rest == ["order"]:
            what, rest = f"list of {PARTS.get(name, name.replace('_', ' '))}s", []
            break
        here = [data.get(name) for data in here if data]
        if field.kind == "keyed" and rest:
            key = rest.pop(0)
            here = [_item(items, part, key) for items in here]
            found = next((data for data in here if data), None) or (named if not rest else None)
            where.append(f"{PARTS.get(name, name.replace('_', ' '))} {_quoted(_name(found), key)}")
        elif field.kind == "part":
            where.append(PARTS.get(name, name.replace("_", " ")))
        else:
            what = name.replace("_", " ")
    text = ", ".join(where) or "playbook"
    return Words(text[:1].upper() + text[1:], what, _VERB[kind])


def _item(items: Any, part: type[Part], key: str) -> Any:
    return next((item for item in items or () if item[id_of(part)] == key or key in item["was"]), None)


def _name(data: Data | None) -> str:
    return next((str(data[name]) for name in _NAMES if data and data.get(name)), "")


def _quoted(name: str, key: str) -> str:
    return f"“{name}”" if name else f"“{key}”"


def keys_of(*, data: Data, path: Path) -> Steps:
    """A path of fields and numbers as one of fields and keys."""
    here: Any = data
    found: list[str] = []
    for step in path:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        name = here.get("key", here.get("name")) if isinstance(here, dict) and isinstance(step, int) else None
        found.append(str(name if name is not None else step))
    return tuple(found)
