"""An older base and its overlay in the keys of a newer base, so that a merge compares like with like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from ..schema import Part, Playbook
from .making import difference
from .model import Entry, ListPatch, PartPatch, Patch, Value
from .names import matches, names_of
from .shape import IDENTITY, Data, Field, fields_of, scope_of

Renames: TypeAlias = Mapping[str, Mapping[str, str]]
Steps: TypeAlias = tuple[str, ...]


def renames_between(*, old: Data, new: Data) -> Renames:
    """By scope (see `scope_of`), the keys of an older base that a newer one has under another key."""
    found = names_of(part=Playbook, data=old, patch=difference(part=Playbook, old=old, new=new, skip=IDENTITY))
    return {kind: dict(keys) for kind, keys in found.renames.items() if keys}


def rekeyed_data(*, part: type[Part], data: Data, renames: Renames, path: Steps = ()) -> dict[str, Any]:
    """A part with today's keys, and today's keys wherever it refers to them."""
    result = dict(data)
    for name, field in fields_of(part).items():
        value = result.get(name)
        if field.kind == "part" and field.part is not None and value is not None:
            result[name] = rekeyed_data(part=field.part, data=value, renames=renames, path=(*path, name))
        elif field.kind == "keyed" and field.part is not None:
            result[name] = tuple(_item(field, item, renames, (*path, name)) for item in value or ())
        elif field.refers is not None:
            result[name] = _keys(field, value, renames)
    return result


def _item(field: Field, item: Data, renames: Renames, path: Steps) -> dict[str, Any]:
    assert field.part is not None  # noqa: S101  a keyed list holds parts
    old = item[field.id]
    result = rekeyed_data(part=field.part, data=item, renames=renames, path=(*path, old))
    new = renames.get(scope_of(field.part, path), {}).get(old, old)
    if new != old:
        result[field.id], result["was"] = new, (*result["was"], old)
    return result


def _keys(field: Field, value: Any, renames: Renames) -> Any:
    known = renames.get(field.refers or "", {})
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(known.get(key, key) for key in value))
    return known.get(value, value) if isinstance(value, str) else value


def rekeyed_patch(*, part: type[Part], data: Data, patch: PartPatch, renames: Renames, path: Steps = ()) -> PartPatch:
    """The changes of a part with today's keys; `data` is the part as the older base has it."""
    fields: dict[str, Patch] = {}
    for name, change in patch.fields.items():
        field = fields_of(part)[name]
        if isinstance(change, Value):
            fields[name] = replace(change, value=_keys(field, change.value, renames)) if field.refers else change
        elif isinstance(change, PartPatch) and field.part is not None:
            inner = data.get(name) or {}
            fields[name] = rekeyed_patch(part=field.part, data=inner, patch=change, renames=renames, path=(*path, name))
        elif isinstance(change, ListPatch) and field.part is not None:
            fields[name] = _list(field, data.get(name) or (), change, renames, (*path, name))
    return replace(patch, fields=fields)


def _list(field: Field, items: tuple[Data, ...], change: ListPatch, renames: Renames, path: Steps) -> ListPatch:
    assert field.part is not None  # noqa: S101  a keyed list holds parts
    known = renames.get(scope_of(field.part, path), {})
    by_key = {item[field.id]: item for item in items}
    matched = matches(keys=by_key, change=change)
    entries: list[Entry] = []
    for entry in change.entries:
        old = matched[entry.key]
        part = rekeyed_patch(
            part=field.part,
            data=by_key[old] if old else {},
            patch=entry.part,
            renames=renames,
            path=(*path, old or entry.key),
        )
        today = known.get(old, old) if old else None
        key, was = entry.key, entry.was
        if old is not None and old != today:
            if old == entry.key:
                key = today or key
            elif today is not None and today != entry.key and today not in was:
                was = (*was, today)
        entries.append(replace(entry, key=key, was=was, part=part))
    removals = tuple(replace(one, key=known.get(one.key, one.key)) for one in change.removals)
    order = change.order
    if order is not None:
        order = replace(order, value=tuple(dict.fromkeys(known.get(key, key) for key in order.value)))
    return ListPatch(tuple(entries), removals, order)
