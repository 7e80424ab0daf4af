"""A folder of YAML and Markdown as one playbook.

Files are read into memory first, under caps; nothing outside the folder is ever opened, and no name found inside a
file is used as a path. What the folder may hold is `LAYOUT` and docs/reference/playbook-format.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path as FilePath
from typing import Any, Final

from pydantic import ValidationError

from .faults import Fault, FaultSeverity, PlaybookError
from .misfits import misfit
from .nodes import MAX_FILE_BYTES, Path, Places, RefusedError, parse, plain
from .schema import Playbook, parts
from .texts import problems

MAX_FILES: Final = 1_000
MAX_FOLDER_BYTES: Final = 8 * 1024 * 1024
MAX_VALUES: Final = 60_000
#: After so many faults of form nobody reads on.
MOST_FAULTS: Final = 300

#: File and the top-level keys it may hold. `plays/*.yaml` holds `plays`; `stages/<key>.yaml` one stage.
LAYOUT: Final[dict[str, tuple[str, ...]]] = {
    "playbook.yaml": (
        "format", "key", "was", "version", "title", "language", "licence", "attribution", "compatible_with", "summary",
        "promise", "confirm", "stages",
    ),
    "journey.yaml": ("journey",),
    "processes.yaml": ("processes",),
    "qualification.yaml": ("qualification",),
    "warnings.yaml": ("warnings",),
    "roles.yaml": ("roles",),
    "behaviours.yaml": ("behaviours", "metrics"),
    "templates.yaml": ("templates",),
    "reviews.yaml": ("reviews",),
    "coaching.yaml": ("guides", "causes"),
    "knowledge.yaml": ("knowledge",),
    "reinforcement.yaml": ("reinforcement",),
}  # fmt: skip
_ALSO: Final = re.compile(
    r"(?:README|CHANGELOG|LICENSE|NOTICE)(?:\.md|\.txt)?|SIGNATURE|(?:plays|knowledge)/[a-z0-9-]+\.md"
)
_TEXT_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,80}\.md")
_NO_YAML: Final = object()


@dataclass(slots=True)
class Draft:
    """What was read: data in the shape of the schema, where everything stands, and what was wrong so far."""

    data: dict[str, Any] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    faults: list[Fault] = field(default_factory=list)
    values: int = 0

    def fault(self, path: Path, what: str, mend: str, *, key: bool = False, severity: FaultSeverity = "error") -> None:
        """Note a fault at the value, or at the key, of a path."""
        file, line, column = self.places.of_key(path) if key else self.places.of(path)
        self.faults.append(Fault(file, line, column, severity, what, mend))


def load(*, folder: FilePath) -> Playbook:
    """The playbook of a folder. Raises PlaybookError with every error; does no cross-checks, see `check`."""
    files, faults = read_files(folder=folder)
    return load_files(files=files, faults=faults)


def load_files(*, files: Mapping[str, bytes], faults: tuple[Fault, ...] = ()) -> Playbook:
    """The same from memory: path inside the folder to content."""
    draft = assemble(files=files)
    draft.faults.extend(faults)
    playbook = validate(draft=draft)
    if playbook is None or any(fault.severity == "error" for fault in draft.faults):
        raise PlaybookError(sorted(draft.faults))
    return playbook


def read_files(*, folder: FilePath) -> tuple[dict[str, bytes], tuple[Fault, ...]]:
    """Content of the folder's files by their path with forward slashes, and what was refused without reading."""
    if not folder.is_dir():
        return {}, (_fault(".", f"There is no folder '{folder.name}'.", "Name the folder that holds playbook.yaml."),)
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    total = 0
    for number, path in enumerate(sorted(folder.rglob("*"))):
        name = path.relative_to(folder).as_posix()
        if number >= MAX_FILES:
            faults.append(_fault(name, f"The folder holds more than {MAX_FILES} files.", "Remove what is not needed."))
            break
        if path.is_symlink():
            faults.append(_fault(name, "This is a link, not a file.", "Put the file itself here."))
        elif path.is_file() and not name.startswith(".") and "/." not in name:
            size = path.stat().st_size
            total += size
            if size > MAX_FILE_BYTES or total > MAX_FOLDER_BYTES:
                faults.append(_fault(name, _too_large(size), "Shorten or split it."))
                continue
            files[name] = path.read_bytes()
    return files, tuple(faults)


def _too_large(size: int) -> str:
    if size > MAX_FILE_BYTES:
        return f"The file is larger than {MAX_FILE_BYTES // 1024} kB."
    return f"The folder is larger than {MAX_FOLDER_BYTES // 1024 // 1024} MB."


def assemble(*, files: Mapping[str, bytes]) -> Draft:
    """Put the files together into one mapping, without judging what stands in them."""
    draft = Draft()
    read: set[str] = set()
    if "playbook.yaml" not in files:
        draft.faults.append(_fault("playbook.yaml", "The file is missing.", "Add it: it names the playbook."))
    for name, keys in LAYOUT.items():
        if name in files:
            _take_keys(draft, files, name, keys)
            read.add(name)
    draft.places.values[()] = ("playbook.yaml", 1, 1)
    order = _stage_order(draft, files, read)
    draft.data["stages"] = order
    _plays(draft, files, read)
    _texts(draft, files, "plays", "how", read)
    _texts(draft, files, "knowledge", "text", read)
    for name in sorted(set(files) - read):
        if not _ALSO.fullmatch(name):
            draft.faults.append(_fault(name, "This file is no part of a playbook.", "Remove it or check its name."))
        elif name.startswith(("plays/", "knowledge/")):
            draft.faults.append(
                _fault(name, "No play or knowledge item names this file.", "Use or remove it.", "warning")
            )
    return draft


def _take_keys(draft: Draft, files: Mapping[str, bytes], name: str, keys: tuple[str, ...]) -> None:
    data = _yaml(draft, files, name, ())
    if not isinstance(data, dict):
        return
    for key, value in data.items():
        if key in keys:
            draft.data[key] = value
        else:
            mend = f"{name} may hold: {', '.join(keys)}."
            draft.fault((key,), f"Unknown key '{key}'.", mend, key=True)


def _yaml(draft: Draft, files: Mapping[str, bytes], name: str, at: Path) -> Any:
    """The data of a file, placed under the path `at`; _NO_YAML and a fault where it cannot be read."""
    if draft.values > MAX_VALUES:
        return _NO_YAML
    try:
        node = parse(text=files[name])
    except RefusedError as refused:
        draft.faults.append(Fault(name, refused.line, refused.column, "error", refused.what, refused.mend))
        return _NO_YAML
    draft.values += node.size
    if draft.values > MAX_VALUES:
        what = f"With this file the folder holds more than {MAX_VALUES} values; the rest is not read."
        draft.faults.append(_fault(name, what, "Shorten it."))
        return _NO_YAML
    data = plain(node=node, file=name, at=at, places=draft.places)
    if not isinstance(data, dict):
        draft.faults.append(_fault(name, "The file holds no keys.", "Write 'key: value' lines.", line=node.line))
        return _NO_YAML
    return data


def _stage_order(draft: Draft, files: Mapping[str, bytes], read: set[str]) -> tuple[Any, ...]:
    stages: list[Any] = []
    listed = draft.data.get("stages")
    names = listed if isinstance(listed, tuple) else ()
    if "playbook.yaml" in files and listed is not None and not isinstance(listed, tuple):
        draft.fault(("stages",), "'stages' is no list.", "List the keys of the stages in order.")
    spots = [draft.places.of(("stages", i)) for i in range(len(names))]
    for spot, key in zip(spots, names, strict=True):
        name = f"stages/{key}.yaml"
        if not isinstance(key, str) or name not in files or name in read:
            what = f"Stage '{key}' stands here twice." if name in read else f"There is no file for stage '{key}'."
            draft.faults.append(Fault(*spot, "error", what, "Name each file in stages/ once, without .yaml."))
            continue
        read.add(name)
        at: Path = ("stages", len(stages))
        data = _yaml(draft, files, name, at)
        if data is _NO_YAML:
            continue
        if data.get("key") != key:
            draft.fault((*at, "key"), f"The key is not '{key}', the name of the file.", "Make both the same.")
        stages.append(data)
    for name in sorted(files):
        if name.startswith("stages/") and name.endswith(".yaml") and name not in read:
            read.add(name)
            mend = "Add it to 'stages' in playbook.yaml or remove the file."
            draft.faults.append(_fault(name, "The playbook does not list this stage.", mend))
    return tuple(stages)


def _plays(draft: Draft, files: Mapping[str, bytes], read: set[str]) -> None:
    plays: list[Any] = []
    for name in sorted(files):
        if not re.fullmatch(r"plays/[a-z0-9-]+\.yaml", name):
            continue
        read.add(name)
        part = Places()
        draft_part = Draft(places=part, faults=draft.faults, values=draft.values)
        data = _yaml(draft_part, files, name, ())
        draft.values = draft_part.values
        if data is _NO_YAML:
            continue
        for key in data:
            if key != "plays":
                draft_part.fault((key,), f"Unknown key '{key}'.", "Files in plays/ hold: plays.", key=True)
        found = data.get("plays")
        if not isinstance(found, tuple):
            draft_part.fault(("plays",), "'plays' is no list.", "List the plays of this file.")
            continue
        _move(part, draft.places, len(plays))
        plays.extend(found)
    draft.data["plays"] = tuple(plays)


def _move(part: Places, whole: Places, offset: int) -> None:
    """Renumber the places of one file's plays to where they stand in the whole list."""
    for old, new in ((part.values, whole.values), (part.keys, whole.keys)):
        for path, place in old.items():
            if len(path) > 1 and path[0] == "plays" and isinstance(path[1], int):
                new[("plays", path[1] + offset, *path[2:])] = place


def _texts(draft: Draft, files: Mapping[str, bytes], part: str, key: str, read: set[str]) -> None:
    """Put the text of a Markdown file in the place of its name."""
    items = draft.data.get(part)
    if not isinstance(items, tuple):
        return
    for number, item in enumerate(items):
        if not isinstance(item, dict) or not isinstance(item.get(key), str):
            continue
        path: Path = (part, number, key)
        name = f"{part}/{item[key]}"
        if not _TEXT_NAME.fullmatch(item[key]) or name not in files:
            mend = f"Put a Markdown file into {part}/ and write its name, such as ask-for-a-date.md."
            draft.fault(path, f"There is no text '{item[key][:80]}'.", mend)
            item[key] = "missing"
            continue
        read.add(name)
        item[key] = markdown(draft=draft, name=name, content=files[name])
        draft.places.values[path] = (name, 1, 1)


def markdown(*, draft: Draft, name: str, content: bytes) -> str:
    """The text of a Markdown file; faults go into the draft."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        draft.faults.append(_fault(name, "The file is not UTF-8.", "Save it as UTF-8."))
        return "missing"
    for found in problems(text=text):
        draft.faults.append(Fault(name, found.line, found.column, "error", found.what, found.mend))
    return text.strip() or "missing"


def validate(*, draft: Draft) -> Playbook | None:
    """The playbook, or None with the reasons noted in the draft."""
    if draft.data.get("format") == 1 and type(draft.data["format"]) is not int:  # true and 1.0 are 1 to Python
        draft.fault(("format",), "'format' has a value that is not known.", "Write format: 1.")
    try:
        return Playbook.model_validate(draft.data)
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_context=True, include_input=False)[:MOST_FAULTS]:
            _note(draft, tuple(problem["loc"]), problem["type"], problem["msg"], problem.get("ctx", {}))
    return None


def _note(draft: Draft, path: Path, kind: str, message: str, context: Mapping[str, Any]) -> None:
    name = path[-1] if path else "playbook"
    if kind == "extra_forbidden":
        draft.fault(path, f"Unknown key '{name}'.", _meant(str(name)), key=True)
    elif kind == "missing":
        draft.fault(path[:-1], f"'{name}' is missing.", "Add it; see the format reference.")
    elif kind == "literal_error":
        draft.fault(path, f"'{name}' has a value that is not known.", f"Use one of {context.get('expected')}.")
    elif kind == "string_pattern_mismatch":
        draft.fault(path, f"'{name}' is not written as it must be.", f"It has to match {context.get('pattern')}.")
    else:
        draft.fault(path, *misfit(name=str(name), kind=kind, message=message, context=context))


@cache
def _known() -> tuple[str, ...]:
    return tuple(sorted({key for part in parts().values() for key in part.model_fields}))


@lru_cache(maxsize=256)
def _meant(name: str) -> str:
    close = get_close_matches(name, _known(), n=1)
    return f"Did you mean '{close[0]}'?" if close else "Remove it; the format reference lists every key."


def _fault(name: str, what: str, mend: str, severity: FaultSeverity = "error", *, line: int = 1) -> Fault:
    return Fault(name, line, 1, severity, what, mend)
