"""An overlay folder read: the same loader, limits and located faults as for a playbook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any, Final

from pydantic import ValidationError

from ..faults import Fault, PlaybookError
from ..loader import LAYOUT, Draft, markdown, read_files
from ..misfits import misfit
from ..nodes import Path, Place, RefusedError, parse, plain
from ..schema import Part, Playbook, Stage
from .applying import HEAD_FILE
from .model import Entry, Head, ListPatch, Overlay, PartPatch, Patch, Removal, Value
from .shape import IDENTITY, Field, fields_of

#: What upgrade leaves behind while conflicts are open; `check` warns until it is gone.
OPEN_FILE: Final = "CONFLICTS.md"
#: Fields that name a Markdown file, with the folder of it.
TEXT_FILES: Final[Mapping[tuple[str, str], str]] = {("Play", "how"): "plays", ("KnowledgeItem", "text"): "knowledge"}
OWN_KEYS: Final = ("remove", "order")
BASE_KEYS: Final = tuple(key for key in LAYOUT["playbook.yaml"] if key not in IDENTITY | {"stages"})
_FILES: Final = {name: keys for name, keys in LAYOUT.items() if name != "playbook.yaml"}
_PLAYS: Final = re.compile(r"plays/[a-z0-9-]+\.yaml")
_STAGE: Final = re.compile(r"stages/([a-z0-9_-]+)\.yaml")
_TEXT_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,80}\.md")
_ALSO: Final = re.compile(r"(?:README|CHANGELOG|LICENSE|NOTICE)(?:\.md|\.txt)?")


def load_overlay(*, folder: FilePath) -> Overlay:
    """The overlay of a folder. Raises PlaybookError with every error; what only the base can tell is `faults_of`."""
    files, faults = read_files(folder=folder)
    return load_overlay_files(files=files, faults=faults)


def load_overlay_files(*, files: Mapping[str, bytes], faults: tuple[Fault, ...] = ()) -> Overlay:
    """The same from memory: path inside the folder to content."""
    overlay, found = read_overlay(files=files)
    every = {*faults, *found}
    if overlay is None or any(fault.severity == "error" for fault in every):
        raise PlaybookError(sorted(every))
    return overlay


def read_overlay(*, files: Mapping[str, bytes]) -> tuple[Overlay | None, tuple[Fault, ...]]:
    """The overlay as far as it can be read, None without a usable head, and everything that is wrong so far."""
    reader = _Reader(files)
    overlay = reader.overlay()
    return overlay, tuple(sorted(set(reader.draft.faults)))


class _Reader:
    """Reads file by file. Paths of places start with the name of the file."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._read: set[str] = set()
        self.draft = Draft()

    def overlay(self) -> Overlay | None:
        """Every file in turn."""
        head_data = self._yaml(HEAD_FILE) if HEAD_FILE in self._files else None
        if HEAD_FILE not in self._files:
            self._fault_in(HEAD_FILE, "The file is missing.", "Add it: it names the overlay and its base.")
        changes: dict[str, Patch] = {}
        head = self._head(head_data) if head_data is not None else None
        for name, data in self._documents(head_data):
            self._take(changes, name, data)
        self._leftovers()
        if head is None:
            return None
        at: Path = (HEAD_FILE, "extends")
        return Overlay(head=head, changes=PartPatch(changes), place=self._place(at))

    def _documents(self, head: dict[str, Any] | None) -> list[tuple[str, dict[str, Any]]]:
        """Files with changes, in a stable order, each as fields of the playbook."""
        found: list[tuple[str, dict[str, Any]]] = []
        if head is not None:
            found.append((HEAD_FILE, {key: head[key] for key in head if key in (*BASE_KEYS, *OWN_KEYS)}))
        for name in sorted(self._files):
            if name in _FILES or _PLAYS.fullmatch(name):
                data = self._yaml(name)
                if data is not None:
                    found.append((name, self._allowed(name, data, _FILES.get(name, ("plays",)))))
        return found

    def _head(self, data: dict[str, Any]) -> Head | None:
        own = {name: value for name, value in data.items() if name in Head.model_fields}
        for name in data:
            if name not in Head.model_fields and name not in (*BASE_KEYS, *OWN_KEYS):
                mend = f"{HEAD_FILE} may hold: {', '.join((*Head.model_fields, *BASE_KEYS, *OWN_KEYS))}."
                self._fault((HEAD_FILE, name), f"Unknown key '{name}'.", mend, key=True)
        try:
            return Head.model_validate(own)
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                path: Path = (HEAD_FILE, *problem["loc"])
                name, kind = str(path[-1]), problem["type"]
                if kind == "missing":
                    self._fault(path[:-1], f"'{name}' is missing.", "Add it; see the overlay reference.")
                elif kind == "extra_forbidden":
                    self._fault(path, f"Unknown key '{name}'.", "Remove it; see the overlay reference.", key=True)
                else:
                    context = problem.get("ctx", {})
                    self._fault(path, *misfit(name=name, kind=kind, message=problem["msg"], context=context))
        return None

    def _allowed(self, name: str, data: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
        for key in data:
            if key not in (*keys, *OWN_KEYS):
                mend = f"{name} may hold: {', '.join((*keys, *OWN_KEYS))}."
                self._fault((name, key), f"Unknown key '{key}'.", mend, key=True)
        return {key: value for key, value in data.items() if key in (*keys, *OWN_KEYS)}

    def _take(self, changes: dict[str, Patch], name: str, data: dict[str, Any]) -> None:
        own = ("stages",) if name == HEAD_FILE else _FILES.get(name, ("plays",))
        patch = self._part(Playbook, data, (name,), lists=own)
        fields = dict(patch.fields)
        if name == HEAD_FILE:
            fields = self._with_stages(fields)
        for field, change in fields.items():
            known = changes.get(field)
            if isinstance(known, ListPatch) and isinstance(change, ListPatch):
                changes[field] = self._joined(known, change)
            else:
                changes[field] = change

    def _with_stages(self, fields: dict[str, Patch]) -> dict[str, Patch]:
        entries = []
        for name in sorted(self._files):
            match = _STAGE.fullmatch(name)
            data = self._yaml(name) if match else None
            if match and data is not None:
                entry = self._entry(Stage, "key", data, (name,))
                if entry is not None and entry.key != match[1]:
                    mend = "Make both the same; a renamed stage has its new key and the former one in 'was'."
                    self._fault((name, "key"), f"The key is not '{match[1]}', the name of the file.", mend)
                entries += [entry] if entry else []
        given = fields.get("stages")
        listed = given if isinstance(given, ListPatch) else ListPatch()
        found = ListPatch(tuple(sorted(entries, key=lambda entry: entry.key)), listed.removals, listed.order)
        return {**fields, "stages": found} if found else fields

    def _joined(self, one: ListPatch, other: ListPatch) -> ListPatch:
        seen = {entry.key for entry in one.entries}
        for entry in other.entries:
            if entry.key in seen and entry.place:
                self.draft.faults.append(
                    Fault(*entry.place, "error", f"'{entry.key}' stands in two files.", "Keep it in one.")
                )
        entries = (*one.entries, *(entry for entry in other.entries if entry.key not in seen))
        if one.order and other.order and other.order.place:
            self.draft.faults.append(
                Fault(*other.order.place, "error", "The order stands in two files.", "Keep it in one.")
            )
        return ListPatch(entries, (*one.removals, *other.removals), one.order or other.order)

    def _part(self, part: type[Part], data: Any, at: Path, *, lists: tuple[str, ...] | None = None) -> PartPatch:
        """Changes of one part. `lists`: the lists that `remove` and `order` may name here; None for all."""
        known, fields = fields_of(part), {}
        for name, value in data.items():
            if name in OWN_KEYS:
                continue
            field = known.get(name)
            if field is None:
                close = get_close_matches(name, [*known, *OWN_KEYS], n=1)
                mend = f"Did you mean '{close[0]}'?" if close else "Remove it; the format reference lists every key."
                self._fault((*at, name), f"Unknown key '{name}'.", mend, key=True)
                continue
            change = self._change(part, field, value, (*at, name))
            if change is not None:
                fields[name] = change
        self._removals_and_orders(part, data, at, fields, lists)
        return PartPatch(fields, self._place(at))

    def _change(self, part: type[Part], field: Field, value: Any, at: Path) -> Patch | None:
        if field.kind == "part" and field.part is not None and value is not None:
            if isinstance(value, dict):
                return self._part(field.part, value, at)
            self._fault(at, f"'{field.name}' holds no keys.", "Write 'key: value' lines.")
            return None
        if field.kind == "keyed" and field.part is not None:
            if not isinstance(value, tuple):
                self._fault(at, f"'{field.name}' is no list.", "List what you change, each with its key.")
                return None
            return ListPatch(self._entries(field.part, field.id, value, at))
        folder = TEXT_FILES.get((part.__name__, field.name))
        if folder is not None and isinstance(value, str):
            return self._text(folder, value, at)
        return Value(value, self._place(at))

    def _entries(self, part: type[Part], id_name: str, items: tuple[Any, ...], at: Path) -> tuple[Entry, ...]:
        found: dict[str, Entry] = {}
        for number, item in enumerate(items):
            path: Path = (*at, number)
            if not isinstance(item, dict):
                self._fault(path, "This is no part with a key.", f"Write '- {id_name}: …' and what you change.")
                continue
            entry = self._entry(part, id_name, item, path)
            if entry is None:
                continue
            if entry.key in found:
                self._fault((*path, id_name), f"'{entry.key}' stands here twice.", "Keep one of the two.")
            found.setdefault(entry.key, entry)
        return tuple(found.values())

    def _entry(self, part: type[Part], id_name: str, item: dict[str, Any], at: Path) -> Entry | None:
        key, was = item.get(id_name), item.get("was", ())
        if not isinstance(key, str):
            self._fault(at, f"'{id_name}' is missing.", "Write the key of what you change.")
            return None
        if not isinstance(was, tuple) or not all(isinstance(one, str) for one in was):
            self._fault((*at, "was"), "'was' is no list of keys.", "Write the former keys in brackets.")
            was = ()
        rest = {name: value for name, value in item.items() if name not in (id_name, "was")}
        return Entry(key, was, self._part(part, rest, at), self._place(at))

    def _text(self, folder: str, value: str, at: Path) -> Value | None:
        name = f"{folder}/{value}"
        if not _TEXT_NAME.fullmatch(value) or name not in self._files:
            mend = f"Put a Markdown file into {folder}/ of the overlay and write its name."
            self._fault(at, f"There is no text '{value[:80]}' in the overlay.", mend)
            return None
        self._read.add(name)
        return Value(markdown(draft=self.draft, name=name, content=self._files[name]), (name, 1, 1))

    def _removals_and_orders(
        self, part: type[Part], data: Any, at: Path, fields: dict[str, Patch], lists: tuple[str, ...] | None
    ) -> None:
        allowed = [
            name
            for name, field in fields_of(part).items()
            if field.kind == "keyed" and (lists is None or name in lists)
        ]
        for word in OWN_KEYS:
            named = data.get(word, {})
            if not isinstance(named, dict):
                mend = f"Write '{word}:' and below it the name of the list and the keys."
                self._fault((*at, word), f"'{word}' holds no lists.", mend)
                continue
            for name, keys in named.items():
                path: Path = (*at, word, name)
                if name not in allowed:
                    mend = f"Here it may name: {', '.join(allowed) or 'nothing'}."
                    self._fault(path, f"'{word}' cannot name '{name}'.", mend, key=True)
                elif not isinstance(keys, tuple) or not all(isinstance(key, str) for key in keys):
                    self._fault(path, f"'{name}' is no list of keys.", "Write the keys in brackets.")
                else:
                    fields[name] = self._with(fields.get(name), word, keys, path)

    def _with(self, change: Patch | None, word: str, keys: tuple[str, ...], at: Path) -> ListPatch:
        given = change if isinstance(change, ListPatch) else ListPatch()
        if word == "order":
            return ListPatch(given.entries, given.removals, Value(keys, self._place(at)))
        named = {entry.key for entry in given.entries}
        for number, key in enumerate(keys):
            if key in named:
                self._fault((*at, number), f"'{key}' is changed and removed.", "Do one of the two.")
        removals = tuple(Removal(key, self._place((*at, i))) for i, key in enumerate(keys) if key not in keys[:i])
        return ListPatch(given.entries, removals, given.order)

    def _leftovers(self) -> None:
        for name in sorted(set(self._files) - self._read):
            if name == OPEN_FILE:
                what = "Conflicts of the last upgrade are open; until you decide, yours stays in force."
                self._fault_in(name, what, "Decide each one, then delete this file.", "warning")
            elif re.fullmatch(r"(?:plays|knowledge)/[a-z0-9-]+\.md", name):
                self._fault_in(name, "No play or knowledge item of the overlay names this file.", "Use it.", "warning")
            elif not _ALSO.fullmatch(name):
                self._fault_in(name, "This file is no part of an overlay.", "Remove it or check its name.")

    def _yaml(self, name: str) -> dict[str, Any] | None:
        self._read.add(name)
        try:
            node = parse(text=self._files[name])
        except RefusedError as refused:
            self.draft.faults.append(Fault(name, refused.line, refused.column, "error", refused.what, refused.mend))
            return None
        data = plain(node=node, file=name, at=(name,), places=self.draft.places)
        if isinstance(data, dict):
            return data
        self._fault((name,), "The file holds no keys.", "Write 'key: value' lines.")
        return None

    def _place(self, path: Path) -> Place:
        return self.draft.places.of(path)

    def _fault(self, path: Path, what: str, mend: str, *, key: bool = False) -> None:
        self.draft.fault(path, what, mend, key=key)

    def _fault_in(self, name: str, what: str, mend: str, severity: Any = "error") -> None:
        self.draft.faults.append(Fault(name, 1, 1, severity, what, mend))
