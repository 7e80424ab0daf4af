"""Where parts stand in a playbook, and changes put in at such a place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..schema import Part, Playbook
from .model import Entry, ListPatch, PartPatch, Patch, Removal
from .names import matches
from .paths import Steps
from .shape import REFERRED, Data, Field, fields_of


def under(*, path: Steps, entry: Entry) -> PartPatch:
    """A patch that holds one entry at a path."""
    part, name = _container(path)
    patch = PartPatch({name: ListPatch((entry,))})
    for field, key in reversed(part):
        patch = PartPatch({field: ListPatch((Entry(key, (), patch),))} if key is not None else {field: patch})
    return patch


def _container(path: Steps) -> tuple[list[tuple[str, str | None]], str]:
    """The way to a list: pairs of field and key (None where a field holds one part), and the field of the list."""
    steps: list[tuple[str, str | None]] = []
    part: type[Part] = Playbook
    rest = list(path)
    while len(rest) > 1:
        name = rest.pop(0)
        field = fields_of(part)[name]
        steps.append((name, rest.pop(0) if field.kind == "keyed" else None))
        part = field.part or part
    return steps, rest[0]


def places(*, part: type[Part], data: Data, path: Steps) -> list[tuple[tuple[str, str], Steps]]:
    """Where every keyed part of a playbook stands."""
    found: list[tuple[tuple[str, str], Steps]] = []
    for name, field in fields_of(part).items():
        if field.kind == "keyed" and field.part is not None:
            for item in data.get(name) or ():
                here = (*path, name, item[field.id])
                if field.part.__name__ in REFERRED:
                    found.append(((field.part.__name__, item[field.id]), here))
                found.extend(places(part=field.part, data=item, path=here))
        elif field.kind == "part" and field.part is not None and data.get(name):
            found.extend(places(part=field.part, data=data[name], path=(*path, name)))
    return found


def item_at(*, data: Data, path: Steps, last_id: str) -> Data:
    """The item at a path of fields and keys."""
    steps, name = _container(path[:-1])
    part: type[Part] = Playbook
    here: Any = data
    for field_name, key in steps:
        field = fields_of(part)[field_name]
        here = here[field_name]
        if key is not None:
            here = next(item for item in here if item[field.id] == key)
        part = field.part or part
    found: Data = next(item for item in here[name] if item[last_id] == path[-1])
    return found


def with_change(*, part: type[Part], data: Data, patch: PartPatch, path: Steps, change: Entry | Removal) -> PartPatch:
    """The patch with one more entry or removal in the list at a path."""
    name = path[0]
    field = fields_of(part)[name]
    assert field.part is not None  # noqa: S101  the way to a list leads over parts
    if field.kind == "part":
        inner = patch.fields.get(name)
        below = inner if isinstance(inner, PartPatch) else PartPatch({})
        deeper: Patch = with_change(
            part=field.part, data=data.get(name) or {}, patch=below, path=path[1:], change=change
        )
        return replace(patch, fields={**patch.fields, name: deeper})
    found = patch.fields.get(name)
    given = found if isinstance(found, ListPatch) else ListPatch()
    if len(path) == 1:
        if isinstance(change, Entry):
            given = replace(given, entries=(*given.entries, change))
        else:
            given = replace(given, removals=(*given.removals, change))
    else:
        given = _deeper(field, data, given, path, change)
    return replace(patch, fields={**patch.fields, name: given})


def _deeper(field: Field, data: Data, given: ListPatch, path: Steps, change: Entry | Removal) -> ListPatch:
    assert field.part is not None  # noqa: S101  the way to a list leads over parts
    by_key = {item[field.id]: item for item in data.get(field.name) or ()}
    matched = matches(keys=by_key, change=given)
    entry = next((one for one in given.entries if matched[one.key] == path[1]), None)
    before = entry or Entry(path[1], (), PartPatch({}))
    after = replace(
        before, part=with_change(part=field.part, data=by_key[path[1]], patch=before.part, path=path[2:], change=change)
    )
    rest = tuple(after if one is entry else one for one in given.entries)
    return replace(given, entries=rest if entry else (*rest, after))
