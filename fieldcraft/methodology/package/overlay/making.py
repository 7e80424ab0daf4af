"""The overlay that turns one playbook into another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..compiled import content_hash
from ..schema import Part, Playbook, Stage
from .model import Entry, Extends, Head, ListPatch, Overlay, PartPatch, Patch, Removal, Value
from .names import Names, former, matches, names_of, ordered, removals_of
from .shape import IDENTITY, Data, Field, data_of, fields_of


def between(*, base: Playbook, result: Playbook) -> Overlay:
    """What `result` does differently from `base`: `applied` to the base it gives `result` again.

    Former keys are never taken away: one that `result` no longer lists comes back.
    """
    old, new = data_of(base), data_of(result)
    first = difference(part=Playbook, old=old, new=new, skip=IDENTITY)
    # Names first: what only follows a renamed or removed key is no change of its own.
    names = names_of(part=Playbook, data=old, patch=first)
    changes = difference(part=Playbook, old=old, new=new, skip=IDENTITY, names=names)
    extends = Extends(key=base.key, version=base.version, digest=content_hash(playbook=base))
    head = Head(format=1, key=result.key, was=result.was, version=result.version, title=result.title, extends=extends)
    return Overlay(head=head, changes=changes)


def difference(
    *, part: type[Part], old: Data, new: Data, skip: frozenset[str] = frozenset(), names: Names | None = None
) -> PartPatch:
    """The changes from one state of a part to another."""
    known = names or Names()
    found: dict[str, Patch] = {}
    for name, field in fields_of(part).items():
        if name in skip:
            continue
        change = _change(field, old.get(name), new.get(name), known)
        if change is not None:
            found[name] = change
    return PartPatch(found)


def _change(field: Field, old: Any, new: Any, names: Names) -> Patch | None:
    if old == new and not names:
        return None
    if field.kind == "keyed" and field.part is not None:
        return _keyed(field, old or (), new or (), names) or None
    if field.kind == "part" and field.part is not None and new is not None:
        patch = difference(part=field.part, old=old or {}, new=new, names=names) if old else whole(field.part, new)
        return patch if patch.fields or not old else None
    if field.refers is not None and old is not None:
        old = _follow(field.refers, old, names)
    return Value(new) if old != new else None


def _follow(kind: str, value: Any, names: Names) -> Any:
    if isinstance(value, tuple):
        return names.followed(kind=kind, keys=value)
    return names.renames[kind].get(value, value)


def _keyed(field: Field, old: Sequence[Data], new: Sequence[Data], names: Names) -> ListPatch:
    assert field.part is not None  # noqa: S101  a keyed list holds parts
    own = frozenset({field.id, "was"})
    by_key = {item[field.id]: item for item in old}
    asked = ListPatch(tuple(Entry(item[field.id], item["was"], PartPatch({})) for item in new))
    matched = matches(keys=by_key, change=asked)
    entries: list[Entry] = []
    for item in new:
        key = item[field.id]
        before = matched[key]
        if before is None:
            entries.append(Entry(key, item["was"], whole(field.part, item, own)))
            continue
        base = by_key[before]
        part = difference(part=field.part, old=base, new=item, skip=own, names=names)
        was = former(own=item["was"], base=base["was"], old=before if before != key else None)
        if part.fields or before != key or was != base["was"]:
            entries.append(Entry(key, was if was != base["was"] else (), part))
    if field.part is Stage:
        # Each lies in a file of its own: no order but that of their names.
        entries.sort(key=lambda entry: entry.key)
    kept = set(matched.values())
    removals = tuple(Removal(key) for key in by_key if key not in kept)
    change = ListPatch(tuple(entries), removals)
    order = tuple(item[field.id] for item in new)
    return change if _order(field, by_key, change) == order else ListPatch(change.entries, removals, Value(order))


def _order(field: Field, by_key: Data, change: ListPatch) -> tuple[str, ...]:
    """The order that a list has without being told."""
    matched = matches(keys=by_key, change=change)
    gone = {removal.key for removal in removals_of(change=change, matched=matched)}
    new_of = {old: key for key, old in matched.items() if old}
    today = tuple(new_of.get(key, key) for key in by_key if key not in gone)
    additions = tuple(key for key, old in matched.items() if old is None)
    return ordered(base=today, present=(*today, *additions), order=None)


def whole(part: type[Part], data: Data, skip: frozenset[str] = frozenset()) -> PartPatch:
    """A part that the base does not have, as changes: everything that is no default."""
    found: dict[str, Patch] = {}
    for name, field in fields_of(part).items():
        value = data.get(name)
        if name in skip or (not field.required and value == field.default):
            continue
        if field.kind == "keyed" and field.part is not None:
            own = frozenset({field.id, "was"})
            found[name] = ListPatch(
                tuple(Entry(item[field.id], item["was"], whole(field.part, item, own)) for item in value or ())
            )
        elif field.kind == "part" and field.part is not None and value is not None:
            found[name] = whole(field.part, value)
        else:
            found[name] = Value(value)
    return PartPatch(found)
