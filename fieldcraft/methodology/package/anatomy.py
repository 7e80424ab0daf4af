"""The parts of the format as forms see them: every key with its kind of value, its help and what it refers to.

Read from the schema, so that a new part or key has its form at once.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

from .schema import Part
from .schema.base import Cel, Key, Text
from .writer import TEXTS

Kind: TypeAlias = Literal[
    "word", "area", "markdown", "number", "decimal", "choice", "choices", "ref", "refs", "lines", "cel", "part", "parts"
]

#: Keys that name another part of the playbook, to the collection they choose from.
REFERS: Final[dict[str, str]] = {
    "default_plays": "plays", "plays": "plays", "stage": "stages", "stages": "stages", "proves": "criteria",
    "criteria": "criteria", "metrics": "metrics", "behaviour": "behaviours", "behaviours": "behaviours",
    "knowledge": "knowledge", "template": "templates", "review": "reviews", "guide": "guides",
}  # fmt: skip
_LONG: Final = 161


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a part. `most` is the longest text; `part` the class below for `part` and `parts`."""

    name: str
    kind: Kind
    help: str
    required: bool
    choices: tuple[str, ...] = ()
    numeric: bool = False
    refers: str = ""
    most: int | None = None
    least_number: float | None = None
    most_number: float | None = None
    part: type[Part] | None = None
    file: bool = False
    default: str = ""

    @property
    def label(self) -> str:
        """The key as words."""
        return self.name.replace("_", " ").capitalize()


@cache
def fields_of(part: type[Part]) -> tuple[Field, ...]:
    """The keys of a part in the order of the format."""
    hints = get_type_hints(part, include_extras=True)
    return tuple(_field(part, name, hints[name], info) for name, info in part.model_fields.items())


def order_of(part: type[Part]) -> tuple[str, ...]:
    """Names of the keys in order."""
    return tuple(part.model_fields)


def holders(part: type[Part]) -> Iterator[Field]:
    """The keys that hold other parts."""
    return (field for field in fields_of(part) if field.kind in ("part", "parts"))


def _field(part: type[Part], name: str, hint: Any, info: FieldInfo) -> Field:
    given: dict[str, Any] = {"name": name, "help": info.description or "", "required": info.is_required()}
    bare = _without_none(hint)
    bounds = _bounds(bare)
    if name in REFERS and (bare == Key or _items(bare) == Key):
        return Field(**given, kind="ref" if bare == Key else "refs", refers=REFERS[name])
    inner = _items(bare)
    if inner is not None:
        return _many(given, inner)
    plain = _plain(bare)
    if get_origin(plain) is Literal:
        values = get_args(plain)
        return Field(
            **given,
            kind="choice",
            choices=tuple(str(v) for v in values),
            numeric=all(type(v) is int for v in values),
            default=_default(info),
        )
    if isinstance(plain, type) and issubclass(plain, Part):
        return Field(**given, kind="part", part=plain)
    if plain in (int, float):
        return Field(
            **given,
            kind="number" if plain is int else "decimal",
            least_number=bounds["ge"],
            most_number=bounds["le"],
            default=_default(info),
        )
    most = int(bounds["max_length"]) if bounds["max_length"] else None
    if bare == Cel:
        return Field(**given, kind="cel", most=most)
    file = TEXTS.get(_part_name(part)) == name
    if bare == Text or file:
        return Field(**given, kind="markdown", most=most, file=file)
    return Field(**given, kind="area" if most and most >= _LONG else "word", most=most)


def _default(info: FieldInfo) -> str:
    return "" if info.is_required() or info.default is None else str(info.default)


def _many(given: dict[str, Any], inner: Any) -> Field:
    plain = _plain(inner)
    if get_origin(plain) is Literal:
        return Field(**given, kind="choices", choices=tuple(str(value) for value in get_args(plain)))
    if isinstance(plain, type) and issubclass(plain, Part):
        return Field(**given, kind="parts", part=plain)
    return Field(**given, kind="lines")


def _part_name(part: type[Part]) -> str:
    return {"Play": "plays", "KnowledgeItem": "knowledge"}.get(part.__name__, "")


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        return next(one for one in get_args(hint) if one is not type(None))
    return hint


def _plain(hint: Any) -> Any:
    hint = _without_none(hint)
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _items(hint: Any) -> Any:
    plain = _plain(hint)
    return get_args(plain)[0] if get_origin(plain) is tuple else None


def _bounds(hint: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"ge": None, "le": None, "max_length": None}
    for info in get_args(hint)[1:] if get_origin(hint) is Annotated else ():
        for rule in getattr(info, "metadata", ()):
            for name in found:
                if hasattr(rule, name):
                    found[name] = getattr(rule, name)
    return found
