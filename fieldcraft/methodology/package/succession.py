"""What becomes of the parts of one version in another: kept, renamed, retired, new.

A key is the identity of a part. The rules, in this order:

1. The other version has the key: kept, whatever its text, its stage or its playbook. A key that was gone for some
   versions and comes back is the same part again.
2. A part of the other version lists the key in `was`: renamed. Where several do, the first in reading order has it.
3. The part itself lists a key of the other version in its own `was`: renamed back, as when an older version follows.
   Where it lists several, the first one.
4. Otherwise retired. Parts of the other version that nothing comes to are new.

Several parts may come to one (a merge). `through` are versions in between, oldest first: a key walks from one to the
next, so that a `was` which a later version no longer lists is followed all the same; where one of them does not have
the part at all the key waits unchanged. Levels of a factor and other parts inside a part are known by both keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from .schema import Part, Playbook

#: Parts inside others whose keys are unique in the whole playbook; the rest are known by the keys of both.
WHOLE: Final = frozenset({"Stage", "Criterion", "Factor", "Threshold"})
CRITERION: Final = "Criterion"
STAGE: Final = "Stage"
PLAY: Final = "Play"
PROCESS: Final = "Process"

Heirs = Mapping[str, str]
_NOTHING: Final[Heirs] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Named:
    """A part by kind (its class), its key, the keys it had before, and its words."""

    kind: str
    key: str
    was: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one part. `after` is empty where it was retired; `reworded` where its words are others now."""

    kind: str
    before: str
    after: str
    words: str
    reworded: bool

    @property
    def renamed(self) -> bool:
        """Whether the part goes by another key now."""
        return bool(self.after) and self.after != self.before


@dataclass(frozen=True, slots=True, eq=False)
class Succession:
    """From one version to another. `related` is False between different playbooks: then few keys are shared."""

    fates: tuple[Fate, ...]
    new: tuple[Named, ...]
    related: bool
    _heirs: Mapping[str, Heirs]
    _origins: Mapping[str, Heirs]

    def heir(self, *, kind: str, key: str) -> str | None:
        """The key that answers under `key` count for now; None where the part was retired."""
        return self._heirs.get(kind, _NOTHING).get(key)

    def origin(self, *, kind: str, key: str) -> str | None:
        """The key of the version before that `key` came from, the first in reading order; None for a new part."""
        return self._origins.get(kind, _NOTHING).get(key)

    def heirs(self, *, kind: str) -> Heirs:
        """All of a kind that live on, by the key they had."""
        return self._heirs.get(kind, _NOTHING)

    def of(self, *, kind: str) -> tuple[Fate, ...]:
        """The fates of one kind, in reading order."""
        return tuple(fate for fate in self.fates if fate.kind == kind)

    def share(self, *, kind: str) -> tuple[int, int]:
        """How many of a kind live on, of how many."""
        fates = self.of(kind=kind)
        return sum(bool(fate.after) for fate in fates), len(fates)


def named_parts(playbook: Playbook) -> tuple[Named, ...]:
    """Every part with a key, in reading order."""
    return tuple(_walk(playbook, ("",), top=True))


def succession(*, before: Playbook, after: Playbook, through: Sequence[Playbook] = ()) -> Succession:
    """From `before` to `after`, by way of `through`. See the module for the rules."""
    parts = named_parts(before)
    walked = {(part.kind, part.key): part.key for part in parts}
    earlier = parts
    for later in (*map(named_parts, through), named_parts(after)):
        step = _step(earlier, later)
        walked = {(kind, first): step(kind, key) for (kind, first), key in walked.items()}
        earlier = later
    present = {(part.kind, part.key): part for part in earlier}
    fates, heirs, origins = [], {}, {}  # type: tuple[list[Fate], dict[str, dict[str, str]], dict[str, dict[str, str]]]
    for part in parts:
        found = present.get((part.kind, walked[part.kind, part.key]))
        if found is not None:
            heirs.setdefault(part.kind, {})[part.key] = found.key
            origins.setdefault(part.kind, {}).setdefault(found.key, part.key)
        reworded = found is not None and found.words != part.words
        fates.append(Fate(part.kind, part.key, found.key if found else "", part.words, reworded))
    new = tuple(part for part in present.values() if part.key not in origins.get(part.kind, {}))
    related = after.key in (before.key, *before.was) or before.key in after.was
    return Succession(tuple(fates), new, related, heirs, origins)


def resolve(*, kind: str, key: str, within: Playbook, known: Iterable[Playbook]) -> str | None:
    """The key in `within` of what somebody once called `key` in some version; None where nothing came of it.

    For words whose version is not on record, such as what a CRM's stage word was settled to mean. `known` are all
    versions there are; renames are followed forward, then backward.
    """
    names = {part.key for part in named_parts(within) if part.kind == kind}
    if key in names:
        return key
    pairs = [
        (old, part.key)
        for playbook in (within, *known)
        for part in named_parts(playbook)
        if part.kind == kind
        for old in part.was
    ]
    forward, backward = _graph(pairs), _graph([(new, old) for old, new in pairs])
    return _nearest(key, names, forward) or _nearest(key, names, backward)


def semver_order(version: str) -> tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]:
    """Sort key of a version number by the rules of semantic versioning: a pre-release stands before its release."""
    core, _, pre = version.partition("-")
    parts = tuple((not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in pre.split(".") if part)
    return tuple(int(number) for number in core.split(".")), not pre, parts


def between(*, before: Playbook, after: Playbook, known: Iterable[Playbook]) -> tuple[Playbook, ...]:
    """The known versions of the same playbook that lie between two, in the order of the way from one to the other."""
    if before.key != after.key:
        return ()
    low, high = sorted((semver_order(before.version), semver_order(after.version)))
    found = [one for one in known if one.key == before.key and low < semver_order(one.version) < high]
    back = semver_order(after.version) < semver_order(before.version)
    return tuple(sorted(found, key=lambda one: semver_order(one.version), reverse=back))


def _step(before: Sequence[Named], after: Sequence[Named]) -> Callable[[str, str], str]:
    """From one version to the next: kind and key to the key there. What the next one does not have waits as it is."""
    present = {(part.kind, part.key) for part in after}
    claimed: dict[tuple[str, str], str] = {}
    for part in after:
        for old in part.was:
            claimed.setdefault((part.kind, old), part.key)
    former = {(part.kind, part.key): part.was for part in before}

    def step(kind: str, key: str) -> str:
        if (kind, key) in present:
            return key
        if (kind, key) in claimed:
            return claimed[kind, key]
        return next((old for old in former.get((kind, key), ()) if (kind, old) in present), key)

    return step


def _graph(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    graph: dict[str, list[str]] = {}
    for start, end in pairs:
        graph.setdefault(start, []).append(end)
    return graph


def _nearest(key: str, names: set[str], graph: Mapping[str, Sequence[str]]) -> str | None:
    seen, now = {key}, [key]
    while now:
        now = [end for start in now for end in graph.get(start, ()) if end not in seen]
        found = next((end for end in now if end in names), None)
        if found is not None:
            return found
        seen.update(now)
    return None


def _walk(part: Part, above: tuple[str, ...], *, top: bool) -> Iterator[Named]:
    """`above`: the names by which the part around this one is or was known, "" for the whole playbook."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        for child in value if isinstance(value, tuple) else (value,):
            if not isinstance(child, Part):
                continue
            kind = type(child).__name__
            key = getattr(child, "key", "") or getattr(child, "name", "")
            if not key or not hasattr(child, "was"):
                yield from _walk(child, above, top=top)
                continue
            inside = ("",) if top or kind in WHOLE else above
            names = [f"{over}/{own}" if over else own for over in inside for own in (key, *child.was)]
            yield Named(kind, names[0], tuple(names[1:]), _words(child))
            yield from _walk(child, tuple(names), top=False)


def _words(part: Any) -> str:
    """What a reader knows it by."""
    return next((value for name in ("text", "title", "means", "key") if (value := str(getattr(part, name, "")))), "")


__all__ = [
    "CRITERION",
    "PLAY",
    "PROCESS",
    "STAGE",
    "Fate",
    "Heirs",
    "Named",
    "Succession",
    "between",
    "named_parts",
    "resolve",
    "semver_order",
    "succession",
]
