"""The three-way merge of an overlay with a newer base: nothing of the client's goes without a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from ..compiled import content_hash
from ..schema import Part, Playbook
from .applying import patched
from .leaves import Leaf, leaves_of
from .making import difference, whole
from .model import Entry, Extends, ListPatch, Overlay, PartPatch, Patch, Removal, Value
from .names import matches, ordered
from .paths import LeafKind, Steps
from .placing import item_at, places, under, with_change
from .rekeying import Renames, rekeyed_data, rekeyed_patch, renames_between
from .shape import Data, Field, data_of, fields_of, scope_of

Choice: TypeAlias = Literal["ours", "theirs", "both"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """The base and the client changed the same thing differently.

    `old`, `new` and `ours` are values, or parts as data; None where there is none. `covers` are the client's changes
    that hang on the choice; `choice` is what was chosen, None while it is open: ours then stays in force.
    """

    path: Steps
    kind: LeafKind
    old: Any
    new: Any
    ours: Any
    covers: tuple[Leaf, ...]
    choices: tuple[Choice, ...] = ("ours", "theirs")
    choice: Choice | None = None

    @property
    def id(self) -> str:
        """The path as one writes it: stages/qualify/title."""
        return "/".join(self.path)


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The overlay for the newer base. Every change of the older overlay is in exactly one of the three lists."""

    overlay: Overlay
    kept: tuple[Leaf, ...]
    same: tuple[Leaf, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def open(self) -> tuple[Conflict, ...]:
        """The conflicts nobody has decided."""
        return tuple(conflict for conflict in self.conflicts if conflict.choice is None)


def upgraded(*, old: Playbook, new: Playbook, overlay: Overlay, choices: Mapping[str, Choice] | None = None) -> Upgrade:
    """Merge an overlay made for `old` with the base `new`; `choices` decides conflicts by their id.

    Keys that the newer base renamed are followed. An open conflict keeps ours.
    """
    before, after = data_of(old), data_of(new)
    renames = renames_between(old=before, new=after)
    changes = rekeyed_patch(part=Playbook, data=before, patch=overlay.changes, renames=renames)
    merge = _Merge(
        before=rekeyed_data(part=Playbook, data=before, renames=renames),
        after=after,
        choices=choices or {},
        former={kind: {new: old for old, new in keys.items()} for kind, keys in renames.items()},
    )
    merged = merge.run(changes)
    extends = Extends(
        key=new.key,
        version=new.version,
        digest=content_hash(playbook=new) if overlay.head.extends.digest or new != old else None,
    )
    head = overlay.head.model_copy(update={"extends": extends})
    return Upgrade(
        overlay=replace(overlay, head=head, changes=merged),
        kept=tuple(merge.kept),
        same=tuple(merge.same),
        conflicts=tuple(merge.conflicts),
    )


class _Merge:
    """One walk over the overlay, with the same place of the older and the newer base beside it."""

    def __init__(self, *, before: Data, after: Data, choices: Mapping[str, Choice], former: Renames) -> None:
        self._before, self._after, self._choices, self._former = before, after, choices, former
        self._where = dict(places(part=Playbook, data=after, path=()))
        self._moved: list[tuple[Steps, Entry | Removal]] = []
        self.kept: list[Leaf] = []
        self.same: list[Leaf] = []
        self.conflicts: list[Conflict] = []

    def run(self, changes: PartPatch) -> PartPatch:
        """The merged changes."""
        merged = self._part(Playbook, self._before, self._after, changes, ())
        for path, change in self._moved:
            merged = with_change(part=Playbook, data=self._after, patch=merged, path=path, change=change)
        return merged

    def _part(self, part: type[Part], old: Data, new: Data, patch: PartPatch, path: Steps) -> PartPatch:
        fields: dict[str, Patch] = {}
        for name, change in patch.fields.items():
            field = fields_of(part)[name]
            merged: Patch | None
            if isinstance(change, Value):
                merged = self._value(field, old.get(name), new.get(name), change, (*path, name))
            elif isinstance(change, PartPatch):
                merged = self._inner(field, old.get(name), new.get(name), change, (*path, name))
            else:
                merged = self._list(field, old.get(name) or (), new.get(name) or (), change, (*path, name))
            if merged is not None:
                fields[name] = merged
        return replace(patch, fields=fields)

    def _value(self, field: Field, old: Any, new: Any, change: Value, path: Steps) -> Value | None:
        leaf = Leaf(path, "value", change.value)
        if new == change.value and new != old:
            self.same.append(leaf)
            return None
        if new in (old, change.value):
            self.kept.append(leaf)
            return change
        lists = field.kind == "list" and isinstance(new, tuple) and isinstance(change.value, tuple)
        choice = self._conflict(path, "value", (old, new, change.value), (leaf,), both=lists)
        if choice == "both":
            return replace(change, value=_union(new, change.value))
        return None if choice == "theirs" else change

    def _inner(self, field: Field, old: Any, new: Any, change: PartPatch, path: Steps) -> Patch | None:
        assert field.part is not None  # noqa: S101  only a part has a patch of its fields
        if new is not None or old is None:
            merged = self._part(field.part, old or {}, new or {}, change, path)
            return merged if merged.fields or not change.fields or new is None else None
        covers = tuple(leaves_of(part=field.part, data=old, patch=change, path=path))
        ours = patched(part=field.part, data=old, patch=change)
        choice = self._conflict(path, "value", (old, None, ours), covers)
        return None if choice == "theirs" else replace(whole(field.part, ours), place=change.place)

    def _list(
        self, field: Field, old: Sequence[Data], new: Sequence[Data], change: ListPatch, path: Steps
    ) -> ListPatch | None:
        before, after = ({item[field.id]: item for item in items} for items in (old, new))
        was, now = matches(keys=before, change=change), matches(keys=after, change=change)
        entries = [
            merged
            for entry in change.entries
            if (merged := self._entry(field, before, after, entry, (was[entry.key], now[entry.key]), path)) is not None
        ]
        removals = [one for one in change.removals if self._removal(field, before, after, one, path)]
        order = self._order(tuple(before), tuple(after), change, path)
        found = ListPatch(tuple(entries), tuple(removals), order)
        return found if found or not change else None

    def _entry(
        self, field: Field, before: Data, after: Data, entry: Entry, keys: tuple[str | None, str | None], path: Steps
    ) -> Entry | None:
        assert field.part is not None  # noqa: S101  a keyed list holds parts
        was, now = keys
        if was is not None and now is not None:
            return self._both_have(field.part, before[was], after[now], entry, (*path, was), was)
        if was is not None:
            elsewhere = self._where.get((field.part.__name__, was))
            if elsewhere is None:
                return self._base_removed(field, before, entry, was, path)
            item = item_at(data=self._after, path=elsewhere, last_id=field.id)
            moved = self._both_have(field.part, before[was], item, entry, (*path, was), was)
            if moved is not None:
                self._moved.append((elsewhere[:-1], moved))
            return None
        if now is not None:
            return self._both_added(field, after[now], entry, path)
        ours = patched(part=field.part, data=None, patch=entry.part)
        self.kept.append(Leaf((*path, entry.key), "add", ours))
        return entry

    def _both_have(self, part: type[Part], old: Data, new: Data, entry: Entry, path: Steps, key: str) -> Entry | None:
        entry = self._renamed(part, entry, path, key)
        if extra := tuple(one for one in entry.was if one not in (key, *old["was"])):
            leaf = Leaf((*path, "was"), "was", extra)
            (self.same if set(extra) <= set(new["was"]) else self.kept).append(leaf)
        merged = self._part(part, old, new, entry.part, path)
        gone = entry.part.fields and not merged.fields and entry.key == key
        return None if gone and set(entry.was) <= set(new["was"]) else replace(entry, part=merged)

    def _renamed(self, part: type[Part], entry: Entry, path: Steps, key: str) -> Entry:
        """The entry after its renaming was judged; `key` is today's key in the base."""
        leaf = Leaf((*path, "key"), "rename", entry.key)
        before = self._former.get(scope_of(part, path[:-1]), {}).get(key)
        if entry.key == key:
            if before is not None and before in entry.was:
                self.same.append(leaf)
                return replace(entry, was=tuple(one for one in entry.was if one != before))
        elif before is None:
            self.kept.append(leaf)
        elif self._conflict(leaf.path, "rename", (before, key, entry.key), (leaf,)) == "theirs":
            return replace(entry, key=key, was=tuple(one for one in entry.was if one not in (key, before)))
        return entry

    def _base_removed(self, field: Field, before: Data, entry: Entry, key: str, path: Steps) -> Entry | None:
        assert field.part is not None  # noqa: S101  a keyed list holds parts
        old, own = before[key], frozenset({field.id, "was"})
        ours = _as_ours(field, old, entry)
        covers = tuple(leaves_of(part=Playbook, data=self._before, patch=under(path=path, entry=entry), path=()))
        choice = self._conflict((*path, key), "value", (old, None, ours), covers)
        if choice == "theirs":
            return None
        return replace(entry, was=ours["was"], part=whole(field.part, ours, own))

    def _both_added(self, field: Field, new: Data, entry: Entry, path: Steps) -> Entry | None:
        assert field.part is not None  # noqa: S101  a keyed list holds parts
        own = frozenset({field.id, "was"})
        ours = patched(part=field.part, data=None, patch=entry.part)
        leaf = Leaf((*path, entry.key), "add", ours)
        change = difference(part=field.part, old=new, new=ours, skip=own)
        if not change.fields and new[field.id] == entry.key:
            self.same.append(leaf)
            return None
        choice = self._conflict((*path, entry.key), "add", (None, new, _as_ours(field, None, entry)), (leaf,))
        return None if choice == "theirs" else replace(entry, part=change)

    def _removal(self, field: Field, before: Data, after: Data, removal: Removal, path: Steps) -> bool:
        assert field.part is not None  # noqa: S101  a keyed list holds parts
        key, at = removal.key, (*path, removal.key)
        leaf = Leaf(at, "remove", None)
        old, new = before.get(key), after.get(key)
        if new is None and (elsewhere := self._where.get((field.part.__name__, key))) is not None and old is not None:
            if self._stays_removed(old, item_at(data=self._after, path=elsewhere, last_id=field.id), leaf):
                self._moved.append((elsewhere[:-1], removal))
            return False
        if new is None:
            (self.same if old is not None else self.kept).append(leaf)
            return old is None
        return self._stays_removed(old, new, leaf)

    def _stays_removed(self, old: Data | None, new: Data, leaf: Leaf) -> bool:
        if old is not None and _content(old) == _content(new):
            self.kept.append(leaf)
            return True
        return self._conflict(leaf.path, "remove", (old, new, None), (leaf,)) != "theirs"

    def _order(self, before: Steps, after: Steps, change: ListPatch, path: Steps) -> Value | None:
        if change.order is None:
            return None
        leaf = Leaf((*path, "order"), "order", change.order.value)
        common = set(before) & set(after)
        if [key for key in before if key in common] == [key for key in after if key in common]:
            self.kept.append(leaf)
            return change.order
        if ordered(base=after, present=after, order=change.order.value) == after and set(change.order.value) <= set(
            after
        ):
            self.same.append(leaf)
            return None
        choice = self._conflict(leaf.path, "order", (before, after, change.order.value), (leaf,))
        return None if choice == "theirs" else change.order

    def _conflict(
        self, path: Steps, kind: LeafKind, sides: tuple[Any, Any, Any], covers: tuple[Leaf, ...], *, both: bool = False
    ) -> Choice | None:
        old, new, ours = sides
        choices: tuple[Choice, ...] = ("ours", "theirs", "both") if both else ("ours", "theirs")
        wanted = self._choices.get("/".join(path))
        choice = wanted if wanted in choices else None
        self.conflicts.append(Conflict(path, kind, old, new, ours, covers, choices, choice))
        return choice


def _union(new: tuple[Any, ...], ours: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*new, *(item for item in ours if item not in new))


def _content(item: Data) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != "was"}


def _as_ours(field: Field, old: Data | None, entry: Entry) -> dict[str, Any]:
    """An item as the client has it, with its key and former keys."""
    assert field.part is not None  # noqa: S101  a keyed list holds parts
    result = patched(part=field.part, data=old, patch=entry.part)
    was = tuple(dict.fromkeys((*(old["was"] if old else ()), *entry.was)))
    return {**result, field.id: entry.key, "was": tuple(key for key in was if key != entry.key)}
