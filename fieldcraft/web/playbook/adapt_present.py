"""Adapted playbooks in words: what is ours, what the base brings, and conflicts side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from fieldcraft.methodology.adapting.queries import Base
from fieldcraft.methodology.models import Adaptation, PlaybookVersion
from fieldcraft.methodology.package.overlay import (
    Choice,
    Conflict,
    Leaf,
    Overlay,
    Upgrade,
    applied,
    between,
    conflict_in_words,
    in_words,
    leaves,
    sides_in_words,
    value_at,
    value_in_words,
)
from fieldcraft.methodology.package.overlay.shape import data_of
from fieldcraft.methodology.package.schema import Playbook

TAKE: Final = "take:"
SHORT: Final = 60
LABELS: Final[dict[Choice, str]] = {"ours": "Keep ours", "theirs": "Take the base’s", "both": "Keep both"}


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one part: its name, and each change in words."""

    where: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Newer:
    """A newer base to go to."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Book:
    """One adapted playbook."""

    title: str
    version: str
    in_use: bool
    base: str
    changes: Sequence[Group]
    count: int
    files: int
    newer: Sequence[Newer]


@dataclass(frozen=True, slots=True)
class Side:
    """One of three: who says it, and what."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Option:
    """A way to decide."""

    value: str
    label: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """One conflict: where, three sides, and the ways to decide."""

    name: str
    number: int
    where: str
    what: str
    sides: Sequence[Side]
    options: Sequence[Option]
    undecided: bool


@dataclass(frozen=True, slots=True)
class AskBase:
    """The form that says which playbook a version was made from."""

    title: str
    action: str
    choices: Sequence[tuple[str, str]]


def book(*, found: Adaptation, playbook_base: Playbook, overlay: Overlay, newer: Sequence[Base], base: str) -> Book:
    """An adapted playbook with everything that is ours in it."""
    ours = leaves(base=playbook_base, overlay=overlay)
    return Book(
        title=found.version.title,
        version=found.version.version,
        in_use=found.version.in_use,
        base=f"{playbook_base.title} {found.base_version}",
        changes=changes(leaves=ours, named=(applied(base=playbook_base, overlay=overlay),), older=playbook_base),
        count=len(ours),
        files=len(found.files),
        newer=[Newer(f"{one.title} {one.version}", f"{base}{found.version_id}/to/{one.digest}/") for one in newer],
    )


def other(*, found: Adaptation, base: str) -> tuple[str, str]:
    """Another adapted playbook: its name and the address where it is shown."""
    return str(found.version), f"{base}?of={found.version_id}"


def may_have_a_base(
    *, used: PlaybookVersion | None, adapted: Sequence[Adaptation], bases: Sequence[Base], base: str
) -> AskBase | None:
    """The question where the version in use comes from; None where that is known or it can come from nowhere."""
    if used is None or any(row.version.key == used.key for row in adapted):
        return None
    choices = [(one.digest, f"{one.title} {one.version}") for one in bases if one.key != used.key]
    if not choices or any(one.key == used.key and one.shipped for one in bases):
        return None
    return AskBase(str(used), f"{base}{used.pk}/base/", choices)


def changes(*, leaves: Iterable[Leaf], named: Sequence[Playbook], older: Playbook) -> list[Group]:
    """Changes in words, those of one part together; parts are called as the first of `named` calls them."""
    data = data_of(older)
    groups: dict[str, list[str]] = {}
    for leaf in leaves:
        words = in_words(leaf=leaf, bases=(*named, older))
        groups.setdefault(words.where, []).append(_line(leaf, words.what or words.verb, data))
    return [Group(where, lines) for where, lines in groups.items()]


def _line(leaf: Leaf, what: str, data: dict[str, object]) -> str:
    if leaf.kind == "rename":
        return f"key is now {leaf.value}"
    if leaf.kind == "order":
        return f"{what} in another order"
    if leaf.kind != "value":
        return what
    before, after = value_in_words(value=value_at(data=data, path=leaf.path)), value_in_words(value=leaf.value)
    if len(before) <= SHORT and len(after) <= SHORT and "\n" not in before + after:
        return f"{what}: {before} → {after}"
    return f"{what}: {after}" if len(after) <= 4 * SHORT else f"{what} in our words"


def news(*, older: Playbook, newer: Playbook) -> list[Group]:
    """What the newer base does differently, in words."""
    found = leaves(base=older, overlay=between(base=older, result=newer))
    return changes(leaves=found, named=(newer,), older=older)


def conflicts(*, upgrade: Upgrade, ours: Playbook, older: Playbook, newer: Playbook, tried: bool) -> list[Clash]:
    """Every conflict side by side; `tried`: somebody wanted to go on, so what is open is marked."""
    return [
        _clash(conflict, number, (ours, older, newer), tried)
        for number, conflict in enumerate(upgrade.conflicts, start=1)
    ]


def _clash(conflict: Conflict, number: int, books: tuple[Playbook, Playbook, Playbook], tried: bool) -> Clash:
    ours, older, newer = books
    words = conflict_in_words(conflict=conflict, bases=(ours, newer, older))
    titles = (f"Base {older.version}", f"Base {newer.version}", "Ours")
    texts = sides_in_words(conflict=conflict)
    return Clash(
        name=TAKE + conflict.id,
        number=number,
        where=words.where,
        what=words.what,
        sides=[Side(title, text) for title, text in zip(titles, texts, strict=True)],
        options=[Option(one, LABELS[one], conflict.choice == one) for one in _options(conflict)],
        undecided=tried and conflict.choice is None,
    )


def _options(conflict: Conflict) -> list[Choice]:
    return [one for one in ("theirs", "ours", "both") if one in conflict.choices]
