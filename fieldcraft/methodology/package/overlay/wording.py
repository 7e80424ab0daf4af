"""Changes and conflicts as a consultant reads them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..schema import Playbook
from .leaves import Leaf
from .paths import Words, field_in_words, path_in_words
from .shape import data_of
from .upgrading import Conflict, Upgrade


def in_words(*, leaf: Leaf, bases: Iterable[Playbook]) -> Words:
    """One change in words; parts get their name from the first base that has them."""
    named = leaf.value if isinstance(leaf.value, dict) else None
    return path_in_words(path=leaf.path, kind=leaf.kind, bases=[data_of(base) for base in bases], named=named)


def value_in_words(*, value: Any) -> str:
    """A value as text: lists with commas, parts as lines of "field: value"; "(none)" where there is none."""
    if value is None or value == ():
        return "(none)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "\n".join(
            f"{field_in_words(name=name)}: {value_in_words(value=item)}"
            for name, item in value.items()
            if item not in (None, (), "") and name not in ("was",)
        )
    if isinstance(value, tuple):
        inner = [value_in_words(value=item) for item in value]
        return "\n".join(inner) if any("\n" in one or len(one) > 40 for one in inner) else ", ".join(inner)
    return str(value)


def list_in_words(*, found: Iterable[Leaf], bases: Iterable[Playbook]) -> tuple[str, ...]:
    """Several changes in words, each a line."""
    known = [data_of(base) for base in bases]
    return tuple(
        str(
            path_in_words(
                path=leaf.path, kind=leaf.kind, bases=known, named=leaf.value if isinstance(leaf.value, dict) else None
            )
        )
        for leaf in found
    )


def conflict_in_words(*, conflict: Conflict, bases: Iterable[Playbook]) -> Words:
    """Where a conflict lies, in words."""
    known = [data_of(base) for base in bases]
    named = next((side for side in (conflict.ours, conflict.new, conflict.old) if isinstance(side, dict)), None)
    return path_in_words(path=conflict.path, kind=conflict.kind, bases=known, named=named)


def sides_in_words(*, conflict: Conflict) -> tuple[str, str, str]:
    """What the older base, the newer base and the client say. A part that is not there says so."""
    absent = "(not there)"
    sides = (conflict.old, conflict.new, conflict.ours)
    if any(isinstance(side, dict) for side in sides):
        shown = _differing(sides)
        gone = "(removed)" if conflict.kind == "remove" else absent
        old, new, ours = (absent if side is None else value_in_words(value=side) for side in shown)
        return old, new, gone if conflict.ours is None else ours
    old, new, ours = (value_in_words(value=side) for side in sides)
    return old, new, ours


def _differing(sides: tuple[Any, Any, Any]) -> list[Any]:
    """Parts with their name and the fields in which they are not all equal."""
    there = [side for side in sides if isinstance(side, dict)]
    keep = {name for name in there[0] if len({str(side.get(name)) for side in there}) > 1}
    if len(there) == 1 or not keep:
        keep = set(there[0])
    named = next((name for name in ("title", "text", "means") if name in there[0]), "")
    return [{name: side[name] for name in side if name in keep | {named}} if side else None for side in sides]


def report(*, upgrade: Upgrade, old: Playbook, new: Playbook) -> str:
    """The open conflicts as Markdown, for the file that an upgrade leaves behind."""
    lines = [
        f"# Conflicts with {new.title} {new.version}",
        "",
        "Yours stays in force until you decide. Run the upgrade again with `--take ours|theirs|both` and the path, or",
        "edit the files of the overlay; then delete this file.",
    ]
    for conflict in upgrade.open:
        lines += ["", f"## {conflict_in_words(conflict=conflict, bases=(new, old))}", "", f"Path: `{conflict.id}`"]
        titles = (f"Base {old.version}", f"Base {new.version}", "Ours")
        for title, text in zip(titles, sides_in_words(conflict=conflict), strict=True):
            lines += ["", f"{title}:", "", *(f"> {line}".rstrip() for line in text.splitlines())]
    return "\n".join(lines) + "\n"
