"""Texts of a playbook that stand in YAML. Those in Markdown files are looked at when they are read."""

from __future__ import annotations

from functools import cache
from typing import Any, Final, get_args, get_type_hints

from ..nodes import Path
from ..schema import Part, Playbook
from ..schema.base import Text
from ..texts import problems
from .walk import Walk

#: Names of Markdown files in the folder until they are read.
_FROM_FILES: Final = frozenset({("Play", "how"), ("KnowledgeItem", "text")})


def run(walk: Walk, playbook: Playbook | None) -> None:
    """Tell of what may not stand in a text, at the value."""
    if playbook is not None:
        _part(walk, playbook, ())


def _part(walk: Walk, part: Part, path: Path) -> None:
    for name in type(part).model_fields:
        _value(walk, part, name, getattr(part, name), (*path, name))


def _value(walk: Walk, part: Part, name: str, value: Any, path: Path) -> None:
    if isinstance(value, Part):
        _part(walk, value, path)
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            if isinstance(item, Part):
                _part(walk, item, (*path, number))
    elif isinstance(value, str) and name in markdown(type(part)):
        for problem in problems(text=value):
            walk.fault(path, problem.what, problem.mend)


@cache
def markdown(kind: type[Part]) -> frozenset[str]:
    """The fields of a part that hold Markdown in YAML."""
    hints = get_type_hints(kind, include_extras=True)
    return frozenset(
        name
        for name, hint in hints.items()
        if (hint == Text or Text in get_args(hint)) and (kind.__name__, name) not in _FROM_FILES
    )
