"""The format as JSON Schema, one for each kind of file, so that an editor completes and marks while one types.

A schema judges one file alone. What refers to other files, expressions and placeholders are for `check`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from .loader import LAYOUT
from .schema import KEY_PATTERN, Playbook, Stage

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

#: Fields whose text stands in a Markdown file: the YAML names the file.
_FILES: Final = {("Play", "how"), ("KnowledgeItem", "text")}


def file_schemas() -> dict[str, dict[str, Any]]:
    """JSON Schema (draft 2020-12) by file pattern inside the folder."""
    whole = Playbook.model_json_schema(mode="validation")
    shared = whole["$defs"]
    for part, name in _FILES:
        shared[part]["properties"][name] |= {"pattern": r"^[a-z0-9][a-z0-9-]{0,80}\.md$", "maxLength": 84}
    schemas = {}
    for file, keys in LAYOUT.items():
        properties = {key: whole["properties"][key] for key in keys}
        if file == "playbook.yaml":
            properties["stages"] = {
                "type": "array",
                "description": "Keys of the stages in order; each has its file in `stages/`.",
                "items": {"type": "string", "pattern": KEY_PATTERN, "maxLength": 60},
                "minItems": 2,
                "maxItems": 20,
            }
        required = [key for key in keys if key in whole["required"]]
        schemas[file] = _schema(file, properties, required, shared)
    stage = {name: value for name, value in shared[Stage.__name__].items() if name != "title"}
    schemas["stages/*.yaml"] = {"$schema": DIALECT, "title": "stages/*.yaml", **stage, "$defs": shared}
    schemas["plays/*.yaml"] = _schema("plays/*.yaml", {"plays": whole["properties"]["plays"]}, ["plays"], shared)
    return {file: _pruned(schema) for file, schema in schemas.items()}


def _pruned(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with the definitions it reaches only."""
    shared = schema["$defs"]
    wanted: dict[str, Any] = {}
    todo = list(_references({name: value for name, value in schema.items() if name != "$defs"}))
    while todo:
        name = todo.pop()
        if name not in wanted:
            wanted[name] = shared[name]
            todo += _references(shared[name])
    return {**schema, "$defs": dict(sorted(wanted.items()))} if wanted else schema


def _references(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(data.get("$ref"), str):
            yield data["$ref"].rpartition("/")[2]
        data = data.values()
    if not isinstance(data, str | int | float | None):
        for value in data:
            yield from _references(value)


def _schema(file: str, properties: dict[str, Any], required: list[str], shared: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": DIALECT,
        "title": file,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
        "$defs": shared,
    }
