"""Plain data as the YAML of a playbook folder: one style for what is written by the form and by the writer.

What comes out reads back as the same data: every plain text is tried on the reader first and quoted where that would
take it for something else.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Final

from .nodes import Places, RefusedError, parse, plain

WIDTH: Final = 118
_WRAP_FROM: Final = 30


def flow(*, value: Any) -> str:
    """The value on one line."""
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{key}: {flow(value=inner)}" for key, inner in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(flow(value=item) for item in value)}]"
    return _word(value, inside="[{}]")


def entry(*, key: str, value: Any, indent: int) -> str:
    """`key: value` of a block mapping that stands at `indent`; lines after the first carry their spaces."""
    if isinstance(value, str):
        return f"{key}: {_text(value, indent + 2, indent + len(key) + 2)}"
    line = f"{key}: {flow(value=value)}"
    if _fits(value, line, indent):
        return line
    if isinstance(value, Mapping):
        return f"{key}:\n{' ' * (indent + 2)}{block(value=value, indent=indent + 2)}"
    return f"{key}:\n" + "\n".join(f"{' ' * (indent + 2)}{item(value=one, indent=indent + 2)}" for one in value)


def block(*, value: Mapping[str, Any], indent: int) -> str:
    """A block mapping at `indent`; its first line without the spaces."""
    return f"\n{' ' * indent}".join(entry(key=key, value=inner, indent=indent) for key, inner in value.items())


def item(*, value: Any, indent: int) -> str:
    """`- value` of a block list whose dashes stand at `indent`."""
    if isinstance(value, str):
        return f"- {_text(value, indent + 2, indent + 2)}"
    line = f"- {flow(value=value)}"
    if not isinstance(value, Mapping) or _fits(value, line, indent):
        return line
    return f"- {block(value=value, indent=indent + 2)}"


def reads_as(*, text: str, value: Any) -> bool:
    """Whether the reader takes the text for exactly this data."""
    try:
        found = plain(node=parse(text=text.encode()), file="", at=(), places=Places())
    except RefusedError:
        return False
    return _same(found, value)


def _same(found: Any, value: Any) -> bool:
    if isinstance(value, Mapping):
        return isinstance(found, dict) and list(found) == list(value) and all(_same(found[k], value[k]) for k in value)
    if isinstance(value, list | tuple):
        return isinstance(found, tuple) and len(found) == len(value) and all(map(_same, found, value))
    return type(found) is type(value) and bool(found == value)


def _fits(value: Any, line: str, indent: int) -> bool:
    if isinstance(value, Mapping):
        shallow = not any(isinstance(inner, Mapping | list | tuple) for inner in value.values())
        return not value or (shallow and len(value) <= 6 and indent + len(line) <= WIDTH)
    if isinstance(value, list | tuple):
        words = all(isinstance(one, str) and len(one) <= 60 for one in value)
        return not value or (words and indent + len(line) <= WIDTH)
    return True


def _text(value: str, indent: int, column: int) -> str:
    """A text after its key: on the line where it fits, else folded, else as it stands."""
    word = _word(value, inside="")
    if column + len(word) <= WIDTH and "\n" not in value:
        return word
    for style in (_folded, _literal):
        found = style(value, indent)
        if found is not None and reads_as(text=f"k: {found}\n", value={"k": value}):
            return found
    return word


def _folded(value: str, indent: int) -> str | None:
    if "\n" in value:
        return None
    room = max(WIDTH - indent, _WRAP_FROM)
    lines = textwrap.wrap(value, room, break_long_words=False, break_on_hyphens=False, drop_whitespace=True)
    return ">-\n" + "\n".join(f"{' ' * indent}{line}" for line in lines)


def _literal(value: str, indent: int) -> str | None:
    head = "|" if value.endswith("\n") else "|-"
    lines = value.removesuffix("\n").split("\n")
    return f"{head}\n" + "\n".join(f"{' ' * indent}{line}" if line else "" for line in lines)


def _word(value: Any, *, inside: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    text = str(value)
    if text and not any(mark in text for mark in inside) and "\n" not in text:
        frame, data = (f"[{text}, k]", (text, "k")) if inside else (f"k: {text}\n", {"k": text})
        if reads_as(text=frame, value=data) and reads_as(text=f"{{ k: {text} }}" if inside else frame, value=_of(data)):
            return text
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'" if '"' in text or "\\" in text else f'"{text}"'
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08X}"


def _of(data: Any) -> Any:
    return {"k": data[0]} if isinstance(data, tuple) else data


def _number(value: float) -> str:
    text = repr(value)
    return text if "." in text or "e" in text else f"{text}.0"


def lines_of(values: Sequence[str]) -> str:
    """Entries of a file, each on its own lines, with the last line ended."""
    return "\n".join(values) + "\n"
