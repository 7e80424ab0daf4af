"""An overlay's YAML: written as people write it, or worked into what they wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import StringIO
from typing import Any, Final

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..nodes import Path, Places, RefusedError, parse, plain

_WIDTH: Final = 100
#: What our reader would not take for a text: numbers, words of YAML and what looks like them.
_NOT_PLAIN: Final = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|~|(?i:true|false|null|[-+]?\.(?:inf|nan))|"
)


Document = dict[str, Any]


class _Dumper(yaml.SafeDumper):
    """Block style as people write it, short lists and small mappings on one line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text_node(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if _NOT_PLAIN.fullmatch(text):
        style = "'"
    elif len(text) > _WIDTH - 10 and re.fullmatch(r"\S+(?: \S+)*", text) and text.isprintable():
        style = ">"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _list_node(dumper: yaml.SafeDumper, items: Iterable[Any]) -> yaml.SequenceNode:
    values = list(items)
    short = all(not isinstance(item, (list, dict)) for item in values) and sum(len(str(i)) + 2 for i in values) < 90
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=short)


def _mapping_node(dumper: yaml.SafeDumper, data: Document) -> yaml.MappingNode:
    scalars = all(not isinstance(value, (list, dict)) for value in data.values())
    size = sum(len(key) + len(str(value)) + 4 for key, value in data.items())
    small = scalars and bool(data) and size < 60 and not {"format", "key", "title"} & data.keys()
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=small)


_Dumper.add_representer(str, _text_node)
_Dumper.add_representer(list, _list_node)
_Dumper.add_representer(dict, _mapping_node)


def content_of(*, document: Document, before: bytes | None) -> bytes:
    """The document as YAML, made from the earlier bytes where there are any."""
    fresh = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH).encode()
    if before is None:
        return fresh
    if _same(before, fresh):
        return before
    edited = _edited(before, document)
    return edited if edited is not None and _same(edited, fresh) else fresh


def _same(one: bytes, other: bytes) -> bool:
    at: Path = ()
    try:
        return bool(
            plain(node=parse(text=one), file="", at=at, places=Places())
            == plain(node=parse(text=other), file="", at=at, places=Places())
        )
    except RefusedError:
        return False


def _edited(before: bytes, document: Document) -> bytes | None:
    """The earlier text with the changes worked in, so that comments stay."""
    reader = YAML()
    reader.preserve_quotes = True
    reader.width = 4096
    reader.indent(mapping=2, sequence=4, offset=2)
    data = reader.load(before.decode("utf-8"))
    if not isinstance(data, CommentedMap):
        return None
    _work_in(data, document)
    out = StringIO()
    reader.dump(data, out)
    return out.getvalue().encode()


def _work_in(old: CommentedMap, new: Document) -> None:
    for key in [key for key in old if key not in new]:
        del old[key]
    for key, value in new.items():
        before = old.get(key)
        if isinstance(before, CommentedMap) and isinstance(value, dict):
            _work_in(before, value)
        elif isinstance(before, CommentedSeq) and isinstance(value, list):
            _work_in_list(before, value)
        elif key not in old or before != value:
            old[key] = value


def _work_in_list(old: CommentedSeq, new: list[Any]) -> None:
    def name(item: Any) -> Any:
        return item.get("key", item.get("name")) if isinstance(item, dict) else item

    if not any(isinstance(item, dict) for item in (*old, *new)):
        old[:] = new
        return
    wanted = {name(item): item for item in new if name(item) is not None}
    if len(old) == len(new) and all(name(a) == name(b) or name(a) not in wanted for a, b in zip(old, new, strict=True)):
        # Same places, some perhaps under another key: what stands beside them stays beside them.
        for number, item in enumerate(new):
            if isinstance(old[number], CommentedMap) and isinstance(item, dict):
                _work_in(old[number], item)
            elif old[number] != item:
                old[number] = item
        return
    for number in range(len(old) - 1, -1, -1):
        if name(old[number]) not in wanted:
            del old[number]
    for item in old:
        if isinstance(item, CommentedMap):
            _work_in(item, wanted[name(item)])
    have = {name(item) for item in old}
    old.extend(item for item in new if name(item) not in have)
