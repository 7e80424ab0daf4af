"""An overlay: what an organisation does differently from a base, as a tree of changes in the shape of the format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from ..nodes import Place
from ..schema.base import SEMVER_PATTERN, Key, Line


@dataclass(frozen=True, slots=True)
class Value:
    """A value, or a list without keys, given whole. None takes an optional value away."""

    value: Any
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PartPatch:
    """Changes of the fields of one part."""

    fields: Mapping[str, Patch]
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """Changes of one item of a keyed list; an item that the base does not have is added.

    `was` holds former keys: one that the base has now makes the entry a renaming of it.
    """

    key: str
    was: tuple[str, ...]
    part: PartPatch
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Removal:
    """An item of the base that is left out."""

    key: str
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ListPatch:
    """Changes of a keyed list. Items that `order` does not name stay behind the one they follow in the base."""

    entries: tuple[Entry, ...] = ()
    removals: tuple[Removal, ...] = ()
    order: Value | None = None

    def __bool__(self) -> bool:
        return bool(self.entries or self.removals or self.order)


Patch: TypeAlias = Value | PartPatch | ListPatch


class _Head(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Extends(_Head):
    """The base that an overlay extends. `digest` is the SHA-256 of its content, in hex."""

    key: Key
    version: Annotated[str, Field(pattern=SEMVER_PATTERN)]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


class Head(_Head):
    """What names an overlay, in overlay.yaml."""

    format: Literal[1]
    key: Key
    was: tuple[Key, ...] = ()
    version: Annotated[str, Field(pattern=SEMVER_PATTERN)]
    title: Line
    extends: Extends


@dataclass(frozen=True, slots=True)
class Overlay:
    """A checked head and the changes of the base's fields. Compared by what it says, not by where it stands."""

    head: Head
    changes: PartPatch
    place: Place | None = field(default=None, compare=False)
