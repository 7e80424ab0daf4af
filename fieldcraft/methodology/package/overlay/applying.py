"""A base and an overlay made into one playbook."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from ..check import check_draft
from ..compiled import content_hash
from ..faults import Fault, PlaybookError
from ..loader import Draft, validate
from ..nodes import Path, Place
from ..schema import Part, Playbook
from .model import Entry, ListPatch, Overlay, PartPatch, Removal, Value
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


def faults_of(*, base: Playbook, overlay: Overlay) -> tuple[Fault, ...]:
    """Everything wrong with the overlay on this base, with places in the overlay's files."""
    draft = combined(base=base, overlay=overlay)
    draft.faults.extend(_wrong_base(base, overlay))
    draft.faults.extend(_misses(Playbook, data_of(base), overlay.changes))
    return check_draft(draft=draft)


def combined(*, base: Playbook, overlay: Overlay) -> Draft:
    """Base and overlay as one draft, whose places are those of the overlay."""
    data = data_of(base)
    builder = _Builder(names_of(part=Playbook, data=data, patch=overlay.changes))
    draft = builder.draft
    draft.places.values[()] = overlay.place or (HEAD_FILE, 1, 1)
    draft.data = builder.part(Playbook, data, overlay.changes, ())
    head = overlay.head
    draft.data |= {"format": 1, "key": head.key, "was": head.was, "version": head.version, "title": head.title}
    return draft


def patched(*, part: type[Part], data: Data | None, patch: PartPatch) -> dict[str, Any]:
    """A part with a patch alone: what refers to renamed keys elsewhere does not follow."""
    return _Builder(Names()).part(part, data, patch, ())


class _Builder:
    """Builds the data of the result and notes where the overlay says what stands there."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self.draft = Draft()

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
        if isinstance(value, tuple):
            return self._names.followed(kind=kind, keys=value)
        return self._names.renames[kind].get(value, value) if isinstance(value, str) else value

    def _place(self, path: Path, place: Place | None) -> None:
        if place is not None:
            self.draft.places.values[path] = place


def _wrong_base(base: Playbook, overlay: Overlay) -> list[Fault]:
    extends = overlay.head.extends
    place = overlay.place or (HEAD_FILE, 1, 1)
    if overlay.head.key == extends.key:
        return [Fault(*place, "error", "The overlay has the key of its base.", "Give it a key of its own.")]
    if base.key != extends.key and extends.key not in base.was:
        what = f"The overlay extends '{extends.key}', and this base is '{base.key}'."
        return [Fault(*place, "error", what, "Name the base that it extends.")]
    if base.version != extends.version:
        what = f"The overlay extends version {extends.version}, and this base is {base.version}."
        return [Fault(*place, "error", what, "Give that version, or run: fieldcraft playbook upgrade.")]
    if extends.digest is not None and extends.digest != content_hash(playbook=base):
        what = f"This base is {base.version} by its number, but its content is not what the overlay was made for."
        return [Fault(*place, "error", what, "Get the published base, or run: fieldcraft playbook upgrade.")]
    return []


def _misses(part: type[Part], data: Data, patch: PartPatch) -> list[Fault]:
    """Removals and orders of what is not there, and additions that look like a slip of the pen."""
    faults: list[Fault] = []
    for name, change in patch.fields.items():
        field = fields_of(part)[name]
        if field.part is None or isinstance(change, Value):
            continue
        if isinstance(change, PartPatch):
            faults.extend(_misses(field.part, data.get(name) or {}, change))
            continue
        by_key = {item[field.id]: item for item in data.get(name) or ()}
        matched = matches(keys=by_key, change=change)
        for entry in change.entries:
            if (old := matched[entry.key]) is not None:
                faults.extend(_misses(field.part, by_key[old], entry.part))
            elif missing := _missing(field.part, entry.part):
                faults.append(_unknown(entry, field, by_key, missing))
        faults.extend(_nothing_there(removal, by_key, name) for removal in change.removals if removal.key not in by_key)
        faults.extend(_not_ordered(change, {*by_key, *matched}, name))
    return faults


def _missing(part: type[Part], patch: PartPatch) -> list[str]:
    own = {"key", "name", "was"}
    return [name for name, field in fields_of(part).items() if field.required and name not in own | patch.fields.keys()]


def _unknown(entry: Entry, field: Field, known: Any, missing: list[str]) -> Fault:
    close = get_close_matches(entry.key, list(known), n=1)
    what = f"The base has no '{entry.key}' in '{field.name}', and as an addition it lacks: {', '.join(missing)}."
    mend = f"Did you mean '{close[0]}'?" if close else "Write what it lacks, or correct the key."
    return Fault(*(entry.place or (HEAD_FILE, 1, 1)), "error", what, mend)


def _nothing_there(removal: Removal, known: Any, name: str) -> Fault:
    close = get_close_matches(removal.key, list(known), n=1)
    mend = f"Did you mean '{close[0]}'?" if close else "Take it out of 'remove'."
    what = f"The base has no '{removal.key}' in '{name}' to remove."
    return Fault(*(removal.place or (HEAD_FILE, 1, 1)), "error", what, mend)


def _not_ordered(change: ListPatch, known: set[str], name: str) -> list[Fault]:
    if change.order is None:
        return []
    place = change.order.place or (HEAD_FILE, 1, 1)
    unknown = [key for key in change.order.value if key not in known]
    return [
        Fault(*place, "error", f"'order' names '{key}', which is not in '{name}'.", "Correct the key.")
        for key in unknown
    ]
