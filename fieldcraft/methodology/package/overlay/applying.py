"""A base and an overlay made into one playbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..faults import PlaybookError
from ..loader import Draft, validate
from ..nodes import Path, Place
from ..schema import Part, Playbook
from .model import Entry, ListPatch, Overlay, PartPatch, Value
from .names import EMPTY, NO_LIST, Names, former, matches, names_of, ordered, removals_of
from .shape import Data, Field, blank, data_of, fields_of

HEAD_FILE = "overlay.yaml"


def applied(*, base: Playbook, overlay: Overlay) -> Playbook:
    """The playbook that an overlay makes of its base. Raises PlaybookError where it is none; see `faults_of`."""
    draft = combined(base=base, overlay=overlay)
    playbook = validate(draft=draft)
    if playbook is None:
        raise PlaybookError(sorted(draft.faults))
    return playbook


def combined(*, base: Playbook, overlay: Overlay) -> Draft:
    """Base and overlay as one draft, whose places are those of the overlay."""
    draft = Draft()
    combine(base=base, overlay=overlay, draft=draft)
    return draft


def combine(*, base: Playbook, overlay: Overlay, draft: Draft) -> dict[Path, str]:
    """The same into a draft that is there. Gives the parts that referred to a key that is gone now, by their path."""
    data = data_of(base)
    builder = _Builder(names_of(part=Playbook, data=data, patch=overlay.changes), draft)
    draft.places.values[()] = overlay.place or (HEAD_FILE, 1, 1)
    draft.data = builder.part(Playbook, data, overlay.changes, ())
    head = overlay.head
    draft.data |= {"format": 1, "key": head.key, "was": head.was, "version": head.version, "title": head.title}
    return builder.lost


def patched(*, part: type[Part], data: Data | None, patch: PartPatch) -> dict[str, Any]:
    """A part with a patch alone: what refers to renamed keys elsewhere does not follow."""
    return _Builder(Names(), Draft()).part(part, data, patch, ())


class _Builder:
    """Builds the data of the result and notes where the overlay says what stands there."""

    def __init__(self, names: Names, draft: Draft) -> None:
        self._names, self.draft = names, draft
        self.lost: dict[Path, str] = {}

    def part(self, part: type[Part], data: Data | None, patch: PartPatch, path: Path) -> dict[str, Any]:
        """A part of the base, or a new one where `data` is None, with its changes."""
        result = blank(part) if data is None else dict(data)
        for name, field in fields_of(part).items():
            at = (*path, name)
            change = patch.fields.get(name)
            if isinstance(change, Value):
                self._place(at, change.place)
                result[name] = change.value
            elif field.kind == "part" and field.part is not None and isinstance(change, PartPatch):
                self._place(at, change.place)
                result[name] = self.part(field.part, result.get(name), change, at)
            elif field.kind == "part" and field.part is not None and isinstance(result.get(name), dict):
                result[name] = self.part(field.part, result[name], EMPTY, at)
            elif field.kind == "keyed":
                given = change if isinstance(change, ListPatch) else NO_LIST
                result[name] = self._keyed(field, result.get(name) or (), given, at)
            elif field.refers is not None:
                result[name] = self._followed(field.refers, result.get(name), at)
        return result

    def _keyed(self, field: Field, items: Sequence[Data], change: ListPatch, path: Path) -> tuple[Any, ...]:
        assert field.part is not None  # noqa: S101  a keyed list holds parts
        by_key = {item[field.id]: item for item in items}
        matched = matches(keys=by_key, change=change)
        gone = {removal.key for removal in removals_of(change=change, matched=matched)}
        entries = {old or key: entry for entry in change.entries for key, old in [(entry.key, matched[entry.key])]}
        today = {key: entries[key].key if key in entries else key for key in by_key if key not in gone}
        additions = [entry.key for entry in change.entries if matched[entry.key] is None]
        order = change.order.value if change.order else None
        final = ordered(base=tuple(today.values()), present=(*today.values(), *additions), order=order)
        former_of = {new: old for old, new in today.items()}
        built = []
        for number, key in enumerate(final):
            old = former_of.get(key)
            built.append(self._item(field, by_key.get(old or ""), entries.get(old or key), (*path, number)))
        return tuple(built)

    def _item(self, field: Field, item: Data | None, entry: Entry | None, path: Path) -> dict[str, Any]:
        assert field.part is not None  # noqa: S101  a keyed list holds parts
        if entry is None:
            return self.part(field.part, item, EMPTY, path)
        self._place(path, entry.place)
        result = self.part(field.part, item, entry.part, path)
        old = item[field.id] if item is not None and item[field.id] != entry.key else None
        result[field.id] = entry.key
        result["was"] = former(own=entry.was, base=item["was"] if item is not None else (), old=old)
        return result

    def _followed(self, kind: str, value: Any, path: Path) -> Any:
        gone = self._names.gone[kind]
        for key in value if isinstance(value, tuple) else (value,):
            if key in gone:
                self._place(path, gone[key])
                self.lost[path[:-1]] = key
                if path[:-1] not in self.draft.places.values:
                    self._place(path[:-1], gone[key])
        if isinstance(value, tuple):
            return self._names.followed(kind=kind, keys=value)
        return self._names.renames[kind].get(value, value) if isinstance(value, str) else value

    def _place(self, path: Path, place: Place | None) -> None:
        if place is not None:
            self.draft.places.values[path] = place
