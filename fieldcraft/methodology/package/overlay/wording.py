"""Changes and conflicts as a consultant reads them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..schema import Playbook
from .leaves import Leaf
from .paths import Words, path_in_words
from .shape import data_of


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
            f"{name.replace('_', ' ')}: {value_in_words(value=item)}"
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
