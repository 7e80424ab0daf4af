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
#: Fields whose names say too little; all others are read as they are written.
FIELDS: Final[dict[str, str]] = {
    "crm_names": "names in the CRM", "typical_days": "usual days", "win_chance": "chance of winning",
    "default_plays": "plays to start with", "missing": "words when it is missing", "evidence": "accepted evidence",
    "verifier": "who has to verify", "check": "automatic check", "worth_deals": "weight in deals",
    "how": "instructions",
    "fallback_title": "title without names", "proves": "criteria it can prove", "trigger": "what calls for it",
    "because": "reason", "again_after_days": "days until it comes back", "when": "condition", "default": "set to",
    "least": "smallest number", "most": "largest number", "means": "meaning", "criteria": "criteria it needs",
    "kinds": "kinds of evidence it needs", "prior": "belief about winning", "promise": "overdue promise",
    "confirm": "asking for a confirmation",
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
            what = "" if name in ("key", "was", "order") else field_in_words(name=name)
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
            where.append(PARTS.get(name, field_in_words(name=name)))
        else:
            what = field_in_words(name=name)
    text = ", ".join(where) or "playbook"
    return Words(text[:1].upper() + text[1:], what, _VERB[kind])


def field_in_words(*, name: str) -> str:
    """The name of a field as people say it."""
    return FIELDS.get(name, name.replace("_", " "))


def value_at(*, data: Data, path: Steps) -> Any:
    """What stands at a path of fields and keys; None where there is nothing."""
    part: type[Part] = Playbook
    here: Any = data
    rest = list(path)
    while rest and here is not None:
        field = fields_of(part).get(rest.pop(0))
        if field is None:
            return None
        here = here.get(field.name)
        part = field.part or part
        if field.kind == "keyed" and rest:
            here = _item(here, part, rest.pop(0))
    return here


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
