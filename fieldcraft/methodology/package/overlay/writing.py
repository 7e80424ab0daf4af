"""An overlay as files: small, in the layout of a playbook, the same overlay always giving the same bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from ..loader import LAYOUT
from ..schema import Part, Playbook, Stage
from .applying import HEAD_FILE
from .emitting import Document, content_of
from .loading import TEXT_FILES
from .model import Entry, ListPatch, Overlay, PartPatch, Patch, Value
from .shape import Field, fields_of

_PLAYS_FILE: Final = "plays/own.yaml"


def files_of(*, overlay: Overlay, before: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """Path inside the folder to content.

    `before` are the files that the overlay was read from: what did not change keeps its bytes, a changed file keeps its
    comments, and what people wrote for people (README, LICENSE) stays.
    """
    writer = _Writer(before or {})
    documents = writer.documents(overlay)
    files = {
        name: content_of(document=document, before=(before or {}).get(name)) for name, document in documents.items()
    }
    files |= writer.texts
    for name, content in (before or {}).items():
        if name not in files and re.fullmatch(r"(?:README|CHANGELOG|LICENSE|NOTICE)(?:\.md|\.txt)?", name):
            files[name] = content
    return dict(sorted(files.items()))


class _Writer:
    """Puts each change into the file it came from, or into the one where the format has it."""

    def __init__(self, before: Mapping[str, bytes]) -> None:
        self._before = before
        self.texts: dict[str, bytes] = {}

    def documents(self, overlay: Overlay) -> dict[str, Document]:
        """The YAML files as data."""
        found: dict[str, Document] = {HEAD_FILE: _head(overlay)}
        for name in fields_of(Playbook):
            change = overlay.changes.fields.get(name)
            if change is None:
                continue
            field = fields_of(Playbook)[name]
            if name == "stages" and isinstance(change, ListPatch):
                for entry in change.entries:
                    found[f"stages/{entry.key}.yaml"] = self._entry(Stage, "key", entry)
                self._around(found.setdefault(HEAD_FILE, {}), name, change)
            elif name == "plays" and isinstance(change, ListPatch):
                self._plays(found, field, change)
            else:
                file = next((file for file, keys in LAYOUT.items() if name in keys), HEAD_FILE)
                file = HEAD_FILE if file == "playbook.yaml" else file
                self._field(found.setdefault(file, {}), Playbook, field, change)
        return {name: _sorted_out(document) for name, document in found.items() if document}

    def _plays(self, found: dict[str, Document], field: Field, change: ListPatch) -> None:
        assert field.part is not None  # noqa: S101  a keyed list holds parts
        for entry in change.entries:
            document = found.setdefault(_file(entry, _PLAYS_FILE), {})
            document.setdefault("plays", []).append(self._entry(field.part, field.id, entry))
        first = next((name for name in found if name.startswith("plays/")), _PLAYS_FILE)
        for removal in change.removals:
            file = removal.place[0] if removal.place else first
            found.setdefault(file, {}).setdefault("remove", {}).setdefault("plays", []).append(removal.key)
        if change.order is not None:
            file = change.order.place[0] if change.order.place else first
            found.setdefault(file, {})["order"] = {"plays": list(change.order.value)}

    def _part(self, part: type[Part], patch: PartPatch, stem: str) -> Document:
        document: Document = {}
        for name, field in fields_of(part).items():
            if name in patch.fields:
                self._field(document, part, field, patch.fields[name], stem)
        return document

    def _field(self, document: Document, part: type[Part], field: Field, change: Patch, stem: str = "") -> None:
        if isinstance(change, Value):
            folder = TEXT_FILES.get((part.__name__, field.name))
            written = _listed(change.value)
            document[field.name] = self._text(folder, stem, change) if folder and change.value else written
        elif isinstance(change, PartPatch) and field.part is not None:
            document[field.name] = self._part(field.part, change, stem)
        elif isinstance(change, ListPatch) and field.part is not None:
            if change.entries:
                document[field.name] = [self._entry(field.part, field.id, entry) for entry in change.entries]
            self._around(document, field.name, change)

    def _entry(self, part: type[Part], id_name: str, entry: Entry) -> Document:
        own: Document = {id_name: entry.key}
        if entry.was:
            own["was"] = list(entry.was)
        return _sorted_out({**own, **self._part(part, entry.part, entry.key)})

    def _around(self, document: Document, name: str, change: ListPatch) -> None:
        if change.removals:
            document.setdefault("remove", {})[name] = [removal.key for removal in change.removals]
        if change.order is not None:
            document.setdefault("order", {})[name] = list(change.order.value)

    def _text(self, folder: str, stem: str, change: Value) -> str:
        content = (change.value + "\n").encode()
        given = change.place[0] if change.place else ""
        name = given if given.startswith(f"{folder}/") and given.endswith(".md") else ""
        if not name:
            name = f"{folder}/{stem.replace('_', '-')}.md"
            while self.texts.get(name, content) != content:
                name = name[:-3] + "-2.md"
        old = self._before.get(name)
        same = old is not None and old.decode("utf-8", "replace").strip() == change.value
        self.texts[name] = old if same and old is not None else content
        return name.removeprefix(f"{folder}/")


def _head(overlay: Overlay) -> Document:
    head = overlay.head
    extends = {"key": head.extends.key, "version": head.extends.version}
    if head.extends.digest:
        extends["digest"] = head.extends.digest
    was = {"was": list(head.was)} if head.was else {}
    return {"format": 1, "key": head.key, **was, "version": head.version, "title": head.title, "extends": extends}


def _file(entry: Entry, otherwise: str) -> str:
    return entry.place[0] if entry.place and entry.place[0].endswith(".yaml") else otherwise


def _sorted_out(document: Document) -> Document:
    """Removals and order last, where one looks for them."""
    last: Document = {key: document[key] for key in ("remove", "order") if key in document}
    return {**{key: value for key, value in document.items() if key not in last}, **last}


def _listed(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_listed(item) for item in value]
    return {key: _listed(item) for key, item in value.items()} if isinstance(value, dict) else value
