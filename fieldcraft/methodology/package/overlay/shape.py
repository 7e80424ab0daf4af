"""The format seen as fields of four kinds, read from the models so that a new part of the format works at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from ..schema import KEY_PATTERN, Part, Playbook

FieldKind: TypeAlias = Literal["value", "list", "part", "keyed"]
Data: TypeAlias = Mapping[str, Any]

#: Fields that every version has of its own; they are no changes.
IDENTITY: Final = frozenset({"format", "key", "was", "version", "title"})
#: Fields that hold keys of other parts, by name, with the class that they name.
REFERS: Final[Mapping[str, str]] = MappingProxyType({
    "stage": "Stage", "stages": "Stage", "criteria": "Criterion", "proves": "Criterion", "plays": "Play",
    "default_plays": "Play", "metrics": "Metric", "behaviour": "Behaviour", "behaviours": "Behaviour",
    "knowledge": "KnowledgeItem", "template": "Template", "review": "Review", "guide": "CoachingGuide",
})  # fmt: skip
#: Classes whose keys are unique in the whole playbook. All other keys are unique in their list only.
REFERRED: Final = frozenset(REFERS.values())


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a part.

    `part` is the class of what it holds, `refers` the class of the part whose key it holds, `id` the field that names
    an item of a keyed list.
    """

    name: str
    kind: FieldKind
    part: type[Part] | None
    refers: str | None
    optional: bool
    required: bool
    default: Any
    id: str


def id_of(part: type[Part]) -> str:
    """The field that names a part in its list: `key`, or `name` for numbers of a warning."""
    return "key" if "key" in part.model_fields else "name"


@cache
def fields_of(part: type[Part]) -> Mapping[str, Field]:
    """The fields of a part by name, in reading order."""
    return MappingProxyType({name: _field(name, info) for name, info in part.model_fields.items()})


def _field(name: str, info: FieldInfo) -> Field:
    inner, optional = _without_none(info.annotation)
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    common: dict[str, Any] = {"optional": optional, "required": info.is_required(), "default": _plain(default)}
    if isinstance(inner, type) and issubclass(inner, Part):
        return Field(name, "part", inner, None, **common, id="key")
    if get_origin(inner) is tuple:
        item = get_args(inner)[0]
        if isinstance(item, type) and issubclass(item, Part):
            keyed = bool({"key", "name"} & item.model_fields.keys()) and "was" in item.model_fields
            return Field(name, "keyed" if keyed else "list", item, None, **common, id=id_of(item))
        return Field(name, "list", None, REFERS.get(name) if _is_key(item, ()) else None, **common, id="key")
    metadata = tuple(info.metadata)
    return Field(
        name, "value", None, REFERS.get(name) if _is_key(info.annotation, metadata) else None, **common, id="key"
    )


def _without_none(annotation: Any) -> tuple[Any, bool]:
    """The annotation without `| None` and `Annotated`, and whether None was allowed."""
    optional = False
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, UnionType):
            choices = [choice for choice in get_args(annotation) if choice is not NoneType]
            optional = optional or len(choices) < len(get_args(annotation))
            if len(choices) != 1:
                return annotation, optional
            annotation = choices[0]
        else:
            return annotation, optional


def _is_key(annotation: Any, metadata: tuple[Any, ...]) -> bool:
    """Whether a text has to look like a key."""
    found = list(metadata)
    pending = [annotation]
    while pending:
        one = pending.pop()
        if get_origin(one) is Annotated:
            found.extend(get_args(one)[1:])
            pending.append(get_args(one)[0])
        elif get_origin(one) in (Union, UnionType):
            pending.extend(get_args(one))
    patterns = [getattr(part, "pattern", None) for part in found]
    patterns += [getattr(inner, "pattern", None) for part in found for inner in getattr(part, "metadata", ())]
    return KEY_PATTERN in patterns


def _plain(value: Any) -> Any:
    if isinstance(value, Part):
        return value.model_dump()
    return tuple(_plain(item) for item in value) if isinstance(value, tuple) else value


def data_of(playbook: Playbook) -> dict[str, Any]:
    """The playbook as plain data with every default written out."""
    return playbook.model_dump()


def blank(part: type[Part]) -> dict[str, Any]:
    """The defaults of a part, without what it requires."""
    return {name: field.default for name, field in fields_of(part).items() if not field.required}


def scope_of(part: type[Part], path: tuple[str, ...]) -> str:
    """Within what the keys of a class are unique: the playbook, or the list at a path."""
    return part.__name__ if part.__name__ in REFERRED else "/".join((part.__name__, *path))
