"""Which keys of a base an overlay renames, adds and takes away, so that what refers to them can follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..nodes import Place
from ..schema import Part
from .model import Entry, ListPatch, PartPatch, Removal
from .shape import Data, Field, fields_of, id_of, scope_of

EMPTY = PartPatch({})
NO_LIST = ListPatch()


@dataclass(slots=True)
class Names:
    """By scope (see `scope_of`): former key to key, and the keys that are gone with the place that says so."""

    renames: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    gone: dict[str, dict[str, Place | None]] = field(default_factory=lambda: defaultdict(dict))
    claims: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    def __bool__(self) -> bool:
        return any(self.renames.values()) or any(self.gone.values())

    def settle(self) -> None:
        """A key that went under a former key of an addition is renamed, not gone."""
        for kind, former in self.claims.items():
            for old, new in former.items():
                if old in self.gone[kind]:
                    del self.gone[kind][old]
                    self.renames[kind].setdefault(old, new)

    def followed(self, *, kind: str, keys: Iterable[str]) -> tuple[str, ...]:
        """A list of keys with renamed ones renamed and gone ones left out, none twice."""
        renames, gone = self.renames[kind], self.gone[kind]
        return tuple(dict.fromkeys(renames.get(key, key) for key in keys if key not in gone))


def names_of(*, part: type[Part], data: Data, patch: PartPatch) -> Names:
    """What a patch does to the keys of a part and of everything in it."""
    names = Names()
    added: dict[str, set[str]] = defaultdict(set)
    _collect(part, data, patch, (), names, added)
    for kind, keys in added.items():
        for key in keys:
            names.gone[kind].pop(key, None)
    names.settle()
    return names


def _collect(
    part: type[Part], data: Data, patch: PartPatch, path: tuple[str, ...], names: Names, added: dict[str, set[str]]
) -> None:
    for name, change in patch.fields.items():
        found = fields_of(part)[name]
        if isinstance(change, PartPatch) and found.part is not None:
            _collect(found.part, data.get(name) or {}, change, (*path, name), names, added)
        elif isinstance(change, ListPatch) and found.part is not None:
            _collect_list(found, data.get(name) or (), change, (*path, name), names, added)


def _collect_list(
    found: Field,
    items: Sequence[Data],
    change: ListPatch,
    path: tuple[str, ...],
    names: Names,
    added: dict[str, set[str]],
) -> None:
    assert found.part is not None  # noqa: S101  a keyed list holds parts
    kind, by_key = scope_of(found.part, path), {item[found.id]: item for item in items}
    matched = matches(keys=by_key, change=change)
    for entry in change.entries:
        old = matched[entry.key]
        if old is None:
            added[kind].add(entry.key)
            names.claims[kind].update(dict.fromkeys(entry.was, entry.key))
        elif old != entry.key:
            names.renames[kind][old] = entry.key
        _collect(found.part, by_key.get(old, {}) if old else {}, entry.part, (*path, old or entry.key), names, added)
    for removal in removals_of(change=change, matched=matched):
        if removal.key in by_key:
            for gone_kind, key in keys_in(part=found.part, data=by_key[removal.key], path=(*path, removal.key)):
                names.gone[gone_kind].setdefault(key, removal.place)


def matches(*, keys: Iterable[str], change: ListPatch) -> dict[str, str | None]:
    """For every entry the key it has in the base: its own, else the first former key that the base still has."""
    known = set(keys)
    used = {entry.key for entry in change.entries} & known
    found: dict[str, str | None] = {}
    for entry in change.entries:
        if entry.key in known:
            found[entry.key] = entry.key
            continue
        old = next((key for key in entry.was if key in known and key not in used), None)
        used |= {old} if old else set()
        found[entry.key] = old
    return found


def removals_of(*, change: ListPatch, matched: Mapping[str, str | None]) -> tuple[Removal, ...]:
    """The removals that are none of a key that an entry keeps or renames."""
    kept = set(matched.values())
    return tuple(removal for removal in change.removals if removal.key not in kept)


def keys_in(*, part: type[Part], data: Data, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Scope and key of the part at a path and of every keyed part in it."""
    yield scope_of(part, path[:-1]), data[id_of(part)]
    for found in fields_of(part).values():
        if found.kind == "keyed" and found.part is not None:
            for item in data.get(found.name) or ():
                yield from keys_in(part=found.part, data=item, path=(*path, found.name, item[found.id]))


def former(*, own: Sequence[str], base: Sequence[str], old: str | None) -> tuple[str, ...]:
    """Former keys of a part that is `own` in the overlay: none of the base's is ever lost."""
    needed = [*base, *([old] if old else ())]
    if set(needed) <= set(own):
        return tuple(own)
    return tuple(dict.fromkeys((*base, *own, *([old] if old else ()))))


def ordered(*, base: Sequence[str], present: Sequence[str], order: Sequence[str] | None) -> tuple[str, ...]:
    """Keys in their final order.

    `base` is the base's order in today's keys, `present` all keys that are there (the base's, then the additions).
    A base key that `order` does not name stays behind its predecessor; additions it does not name come last.
    """
    there = set(present)
    known = [key for key in base if key in there]
    if order is None:
        return (*known, *(key for key in present if key not in set(known)))
    listed = [key for key in dict.fromkeys(order) if key in there]
    own = there - set(known)
    for number, key in enumerate(known):
        if key in listed:
            continue
        before = next((known[i] for i in range(number - 1, -1, -1) if known[i] in listed), None)
        at = 0 if before is None else listed.index(before) + 1
        while before is not None and at < len(listed) and listed[at] in own:
            at += 1
        listed.insert(at, key)
    return (*listed, *(key for key in present if key not in set(listed)))


def entry_of(*, change: ListPatch, key: str) -> Entry | None:
    """The entry with a key."""
    return next((entry for entry in change.entries if entry.key == key), None)
