"""The single changes of an overlay: what an upgrade has to account for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..schema import Part, Playbook
from .applying import patched
from .model import ListPatch, Overlay, PartPatch, Value
from .names import matches
from .paths import LeafKind, Steps
from .shape import Data, data_of, fields_of


@dataclass(frozen=True, slots=True)
class Leaf:
    """One change. `path` has fields and keys in turn, such as ("stages", "qualify", "title").

    `value` is the new value, the added part as data, the new key, the former keys, None for a removal, or the order.
    """

    path: Steps
    kind: LeafKind
    value: Any

    @property
    def id(self) -> str:
        """The path as one writes it: stages/qualify/title."""
        return "/".join(self.path)


def leaves(*, base: Playbook, overlay: Overlay) -> tuple[Leaf, ...]:
    """Every single change that an overlay makes, in reading order."""
    return tuple(leaves_of(part=Playbook, data=data_of(base), patch=overlay.changes, path=()))


def leaves_of(*, part: type[Part], data: Data, patch: PartPatch, path: Steps) -> Iterator[Leaf]:
    """The changes of one part, where `data` is what the base has."""
    for name in sorted(patch.fields, key=list(fields_of(part)).index):
        change, field, at = patch.fields[name], fields_of(part)[name], (*path, name)
        if isinstance(change, Value):
            yield Leaf(at, "value", change.value)
        elif isinstance(change, PartPatch) and field.part is not None:
            yield from leaves_of(part=field.part, data=data.get(name) or {}, patch=change, path=at)
        elif isinstance(change, ListPatch) and field.part is not None:
            yield from _of_list(field.part, {item[field.id]: item for item in data.get(name) or ()}, change, at)


def _of_list(part: type[Part], by_key: Data, change: ListPatch, path: Steps) -> Iterator[Leaf]:
    matched = matches(keys=by_key, change=change)
    for entry in change.entries:
        old = matched[entry.key]
        at = (*path, entry.key)
        if old is None:
            yield Leaf(at, "add", patched(part=part, data=None, patch=entry.part))
            continue
        at = (*path, old)
        if old != entry.key:
            yield Leaf((*at, "key"), "rename", entry.key)
        if extra := tuple(key for key in entry.was if key != old and key not in by_key[old]["was"]):
            yield Leaf((*at, "was"), "was", extra)
        yield from leaves_of(part=part, data=by_key[old], patch=entry.part, path=at)
    for removal in change.removals:
        yield Leaf((*path, removal.key), "remove", None)
    if change.order is not None:
        yield Leaf((*path, "order"), "order", change.order.value)
