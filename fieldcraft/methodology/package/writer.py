"""A playbook as its folder: `load_files(files=written(playbook=p)) == p`.

Files, keys and parts come from the loader's own layout, so that a new part of the format is written without a change
here. What has its default is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any, Final

from .emit import entry, item, lines_of
from .loader import LAYOUT
from .schema import Playbook

#: Parts whose items keep one text in a Markdown file: part to the key of that text.
TEXTS: Final[Mapping[str, str]] = {"plays": "how", "knowledge": "text"}
ANY_STAGE: Final = "any"


def written(*, playbook: Playbook) -> dict[str, bytes]:
    """Content by path inside the folder, UTF-8 with a newline at the end of each file."""
    data: dict[str, Any] = playbook.model_dump(mode="json", exclude_defaults=True)
    data["format"] = playbook.format
    files: dict[str, str] = {}
    for part, key in TEXTS.items():
        for one in data.get(part, ()):
            if isinstance(one.get(key), str):
                name = f"{one['key'].replace('_', '-')}.md"
                files[f"{part}/{name}"] = one[key] + "\n"
                one[key] = name
    for name, keys in LAYOUT.items():
        found = {key: data[key] for key in keys if key in data and key != "stages"}
        if name == "playbook.yaml":
            found["stages"] = [stage["key"] for stage in data["stages"]]
        if found:
            files[name] = _document(found)
    for stage in data["stages"]:
        files[f"stages/{stage['key']}.yaml"] = _document(stage)
    for name, plays in _play_files(data["plays"]).items():
        files[f"plays/{name}.yaml"] = _document({"plays": plays})
    return {name: files[name].encode() for name in sorted(files)}


def _document(data: Mapping[str, Any]) -> str:
    return lines_of([_top(key, value) for key, value in data.items()])


def _top(key: str, value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return f"{key}:\n" + "\n".join(f"  {item(value=one, indent=2)}" for one in value)
    return entry(key=key, value=value, indent=0)


def _play_files(plays: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Plays by file: a file per stage as far as reading the files in order of their names keeps the order of the plays.

    The runs of one stage that make the longest rising row of names get a file; the others stay with the one before.
    """
    runs = [(str(stage or ANY_STAGE), list(group)) for stage, group in groupby(plays, key=lambda one: one.get("stage"))]
    best: list[tuple[int, tuple[int, ...]]] = []
    for number, (name, group) in enumerate(runs):
        before = max((best[n] for n in range(number) if f"{runs[n][0]}.yaml" < f"{name}.yaml"), default=(0, ()))
        best.append((before[0] + len(group), (*before[1], number)))
    heads = {number: runs[number][0].replace("_", "-") for number in max(best)[1]}
    files: dict[str, list[dict[str, Any]]] = {}
    name = heads[min(heads)]
    for number, (_, group) in enumerate(runs):
        name = heads.get(number, name)
        files.setdefault(name, []).extend(group)
    return files
