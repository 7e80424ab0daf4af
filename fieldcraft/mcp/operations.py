"""An operation of the API's document as a tool takes it: one flat set of inputs, and where each of them goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import quote

Json = dict[str, Any]
Where = Literal["path", "query", "body"]
#: Named at the start, not by the assistant.
ORGANISATION: Final = "organisation"
_SHAPES: Final = "#/components/schemas/"


class UnusableInputError(Exception):
    """Inputs that make no request; says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What goes to the API. `form` and `json` exclude each other."""

    method: str
    path: str
    query: Json
    form: Json | None
    json: Json | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation: its words, the JSON schema of its inputs, and where each of them goes."""

    method: str
    path: str
    description: str
    schema: Json
    places: Mapping[str, Where]
    sends_json: bool

    def request(self, *, organisation: str, inputs: Mapping[str, Any]) -> Request:
        """The request that says `inputs`; one that is null is left out. Raises UnusableInputError."""
        given = {name: value for name, value in inputs.items() if value is not None}
        if unknown := given.keys() - self.places.keys():
            raise UnusableInputError(f"There is no input {', '.join(sorted(unknown))}.")
        if lacking := [name for name in self.schema["required"] if name not in given]:
            raise UnusableInputError(f"These are needed: {', '.join(lacking)}.")
        body = self._at("body", given)
        return Request(
            method=self.method,
            path=self.path.format(**{ORGANISATION: quote(organisation, safe="")}, **self._segments(given)),
            query=self._at("query", given),
            form=body if self.method != "GET" and not self.sends_json else None,
            json=body if self.sends_json else None,
        )

    def _at(self, where: Where, given: Json) -> Json:
        return {name: value for name, value in given.items() if self.places[name] == where}

    def _segments(self, given: Json) -> dict[str, str]:
        """Each value as one segment of the path, so that it cannot lead to another address."""
        found = {name: str(value) for name, value in self._at("path", given).items()}
        for name, text in found.items():
            if "/" in text or text in ("", ".", ".."):
                raise UnusableInputError(f"{name} is not a key or an id: {text}")
        return {name: quote(text, safe="") for name, text in found.items()}


def operations(*, document: Json) -> dict[str, Operation]:
    """Every operation of an OpenAPI document, by its id."""
    shapes = document["components"]["schemas"]
    return {
        found["operationId"]: _operation(path, method, found, shapes)
        for path, methods in document["paths"].items()
        for method, found in methods.items()
    }


def _operation(path: str, method: str, found: Json, shapes: Json) -> Operation:
    properties: Json = {}
    places: dict[str, Where] = {}
    required: list[str] = []
    for one in found.get("parameters", []):
        if one["name"] != ORGANISATION:
            properties[one["name"]], places[one["name"]] = one["schema"], one["in"]
            required += [one["name"]] if one.get("required") else []
    media, body = _body(found, shapes)
    for name, kind in body.get("properties", {}).items():
        if not _is_file(kind):
            properties[name], places[name] = kind, "body"
            required += [name] if name in body.get("required", []) else []
    schema: Json = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    if used := _used(properties, shapes):
        schema["$defs"] = used
    return Operation(
        method=method.upper(),
        path=path,
        description=found["description"],
        schema=_plain(schema),
        places=places,
        sends_json=media == "application/json",
    )


def _body(found: Json, shapes: Json) -> tuple[str, Json]:
    for media, content in found.get("requestBody", {}).get("content", {}).items():
        schema = content["schema"]
        return media, shapes[schema["$ref"].removeprefix(_SHAPES)] if "$ref" in schema else schema
    return "", {}


def _is_file(kind: Json) -> bool:
    """A program sends files to the API itself."""
    return any(one.get("format") == "binary" for one in [kind, *kind.get("anyOf", [])])


def _used(part: Any, shapes: Json) -> Json:
    """The shapes that `part` names, and those they name."""
    found: Json = {}
    waiting = list(_names(part))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = shapes[name]
            waiting += _names(shapes[name])
    return found


def _names(part: Any) -> Iterator[str]:
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _names(one)
    if isinstance(part, dict) and isinstance(part.get("$ref"), str):
        yield part["$ref"].removeprefix(_SHAPES)


def _plain(part: Any, *, named: bool = False) -> Any:
    """`part` with its references inside the tool, without titles, which repeat the names, and without defaults.

    Some clients send every default along; in a change of fields that would empty those that were to be left alone.
    `named`: the keys of `part` are names of inputs or shapes, not words of JSON schema.
    """
    if isinstance(part, list):
        return [_plain(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: value.replace(_SHAPES, "#/$defs/")
        if key == "$ref"
        else _plain(value, named=not named and key in ("properties", "$defs"))
        for key, value in part.items()
        if named or key not in ("title", "default")
    }
