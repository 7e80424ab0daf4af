"""Changes to a YAML file at one place: every other character stays, so comments, order and line breaks do too.

A round trip through a dumper would fold every long line anew, and two people's edits would meet in lines neither had
touched. Here only the span of the value is written. Each result is read again and has to hold exactly the data that
was asked for; where that fails (an anchor stands there, say) EditError tells to change it in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import yaml

from .emit import block, entry, flow, item, reads_as
from .nodes import Path, Places, parse, plain

REMOVE: Final = object()
_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class EditError(ValueError):
    """The place cannot be changed this way."""

    def __init__(self) -> None:
        super().__init__("The form cannot change this place. Change it in the text.")


def data_of(*, text: str) -> Any:
    """The data of a file. Raises RefusedError where it cannot be read."""
    return plain(node=parse(text=text.encode()), file="", at=(), places=Places())


def with_value(*, text: str, path: Path, value: Any, order: Sequence[str] = ()) -> str:
    """The file with `value` at `path`, whose last part is a key of a mapping; REMOVE takes the key out.

    A new key is put after the nearest one that stands before it in `order`.
    """
    data = data_of(text=text)
    root = _compose(text)
    *outer, key = path
    wanted = _replaced(data, tuple(outer), _with_key(_at(data, tuple(outer)), str(key), value, order))
    holder = _find(root, tuple(outer))
    if not isinstance(holder, yaml.MappingNode):
        raise EditError
    around = _outermost_flow(root, tuple(outer))
    if around is not None:
        result = _flow_again(text, root, around, wanted)
    else:
        result = _in_block(text, holder, str(key), value, order)
    return _checked(result, wanted)


def with_item(*, text: str, path: Path, value: Any) -> str:
    """The file with `value` added at the end of the list at `path`."""
    data = data_of(text=text)
    found = _at(data, path)
    wanted = _replaced(data, path, (*found, value))
    node = _find(_compose(text), path)
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or not node.value:
        return with_value(text=text, path=path, value=(*found, value))
    column = node.start_mark.column
    end = _end(text, node)
    return _checked(f"{text[:end]}\n{' ' * column}{item(value=value, indent=column)}{text[end:]}", wanted)


def without_item(*, text: str, path: Path) -> str:
    """The file without the item at `path`, whose last part is its number."""
    data = data_of(text=text)
    *outer, number = path
    items = _at(data, tuple(outer))
    wanted = _replaced(data, tuple(outer), tuple(one for n, one in enumerate(items) if n != number))
    node = _find(_compose(text), tuple(outer))
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or len(node.value) == 1:
        left = tuple(one for n, one in enumerate(items) if n != number)
        return with_value(text=text, path=tuple(outer), value=left)
    start, end = _item_span(text, node, int(number))
    return _checked(text[:start] + text[end:], wanted)


def with_item_moved(*, text: str, path: Path, by: int) -> str:
    """The file with the item at `path` one place up (-1) or down (1), with the remarks above it."""
    data = data_of(text=text)
    *outer, number = path
    items = list(_at(data, tuple(outer)))
    first = min(int(number), int(number) + by)
    if first < 0 or first + 1 >= len(items):
        return text
    items[first], items[first + 1] = items[first + 1], items[first]
    node = _find(_compose(text), tuple(outer))
    if not isinstance(node, yaml.SequenceNode) or node.flow_style:
        return with_value(text=text, path=tuple(outer), value=tuple(items))
    a, b = _item_span(text, node, first)
    c, d = _item_span(text, node, first + 1)
    upper, lower = text[a:b], text[c:d]
    if not lower.endswith("\n"):
        upper, lower = upper.removesuffix("\n"), lower + "\n"
    return _checked(text[:a] + lower + text[b:c] + upper + text[d:], _replaced(data, tuple(outer), tuple(items)))


def _compose(text: str) -> Any:
    return yaml.compose(text, Loader=_Loader)


def _checked(text: str, wanted: Any) -> str:
    if not reads_as(text=text, value=wanted):
        raise EditError
    return text


def _at(data: Any, path: Path) -> Any:
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            raise EditError from None
    return data


def _replaced(data: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(data, dict):
        return {key: _replaced(inner, rest, value) if key == head else inner for key, inner in data.items()}
    return tuple(_replaced(inner, rest, value) if n == head else inner for n, inner in enumerate(data))


def _with_key(data: Any, key: str, value: Any, order: Sequence[str]) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise EditError
    if value is REMOVE:
        return {name: inner for name, inner in data.items() if name != key}
    if key in data:
        return {name: value if name == key else inner for name, inner in data.items()}
    names = list(data)
    names.insert(_place(names, key, order), key)
    return {name: value if name == key else data[name] for name in names}


def _place(names: Sequence[str], key: str, order: Sequence[str]) -> int:
    """Where a new key goes: after the last present one that `order` has before it."""
    before = set(order[: order.index(key)]) if key in order else set(names)
    return max((number + 1 for number, name in enumerate(names) if name in before), default=0)


def _find(node: Any, path: Path) -> Any:
    for part in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
        else:
            return None
    return node


def _outermost_flow(root: Any, path: Path) -> Path | None:
    for end in range(len(path) + 1):
        node = _find(root, path[:end])
        if isinstance(node, yaml.CollectionNode) and node.flow_style:
            return path[:end]
    return None


def _flow_again(text: str, root: Any, path: Path, wanted: Any) -> str:
    """Write a whole flow collection anew: it has no comments, and its line is one."""
    node, value = _find(root, path), _at(wanted, path)
    start, end = node.start_mark.index, node.end_mark.index
    line = flow(value=value)
    column = node.start_mark.column
    if isinstance(value, dict) and path and isinstance(path[-1], int) and column + len(line) > 118:
        line = block(value=value, indent=column)
    return text[:start] + line + text[end:]


def _in_block(text: str, holder: Any, key: str, value: Any, order: Sequence[str]) -> str:
    column = holder.start_mark.column
    names = [name.value for name, _ in holder.value]
    if key not in names:
        if value is REMOVE:
            return text
        return _inserted(text, holder, names, key, value, order)
    name, node = holder.value[names.index(key)]
    start, end = name.start_mark.index, max(_end(text, node), text.index(":", name.end_mark.index) + 1)
    if value is REMOVE:
        return _cut(text, start, end, column)
    remarks = _remarks(text[start:end]) if isinstance(node, yaml.CollectionNode) and not node.flow_style else []
    kept = "".join(f"{remark}\n{' ' * column}" for remark in remarks)
    line, rest = entry(key=key, value=value, indent=column), _line_end(text, end)
    if "\n" in line:  # a remark behind the value stays on the first line
        line = line.replace("\n", text[end:rest] + "\n", 1)
        end = rest
    return text[:start] + kept + line + text[end:]


def _inserted(text: str, holder: Any, names: list[str], key: str, value: Any, order: Sequence[str]) -> str:
    column, place = holder.start_mark.column, _place(names, key, order)
    line = entry(key=key, value=value, indent=column)
    if place == 0:
        at = holder.value[0][0].start_mark.index
        return f"{text[:at]}{line}\n{' ' * column}{text[at:]}"
    at = _line_end(text, _end(text, holder.value[place - 1][1]))
    return f"{text[:at]}\n{' ' * column}{line}{text[at:]}"


def _cut(text: str, start: int, end: int, column: int) -> str:
    """Without a key: its lines go; where it stands behind a dash, the next key moves up to the dash."""
    line = text.rfind("\n", 0, start) + 1
    after = _line_end(text, end)
    after = min(after + 1, len(text))
    if text[line:start].strip():
        rest = text[after:]
        return text[:start] + rest[len(rest) - len(rest.lstrip(" ")) :]
    return text[:line] + text[after:]


def _remarks(span: str) -> list[str]:
    return [line.strip() for line in span.split("\n")[1:] if line.strip().startswith("#")]


def _end(text: str, node: Any) -> int:
    """Where the last character of a node stands; a block's own mark lies behind the remarks that follow it."""
    if isinstance(node, yaml.MappingNode) and node.value and not node.flow_style:
        key, value = node.value[-1]
        return max(_end(text, value), int(key.end_mark.index) + 1)
    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        return _end(text, node.value[-1])
    start, end = node.start_mark.index, node.end_mark.index
    return int(start) + len(text[start:end].rstrip())


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def _item_span(text: str, node: Any, number: int) -> tuple[int, int]:
    """An item's lines with the remarks right above it, from the start of a line to the start of another."""
    one = node.value[number]
    dash = text.rfind("-", 0, one.start_mark.index)
    start = text.rfind("\n", 0, dash) + 1
    while start:
        before = text.rfind("\n", 0, start - 1) + 1
        if not text[before : start - 1].strip().startswith("#"):
            break
        start = before
    return start, min(_line_end(text, _end(text, one)) + 1, len(text))
