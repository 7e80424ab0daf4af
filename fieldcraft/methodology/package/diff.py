"""Two versions of a playbook compared part by part: what was added, removed, renamed, moved, changed.

Written over `Part` and `Keyed` and not over the names of their fields, so that a new kind of part is compared from the
day it is in the schema. A part is known by its key, or by the former keys its successor lists in `was`. A part that is
known once in both versions is followed wherever it goes; other parts are compared where they stand.

Which number of the version a change raises:

- major: what pursuits at work answer, or the stage they are supported in, can come out differently. A stage, a
  criterion or a process is added, removed, renamed or moved; a criterion's check or verifier changes, or a kind of
  evidence is no longer accepted; a process takes other stages; a factor, a level, a role or a qualification goes; the
  playbook's key or format changes.
- minor: what people are given to work with. Plays, warnings, thresholds, templates, knowledge, coaching, metrics,
  priors, durations and every other part or number, added, removed or changed; the licence; the language.
- patch: wording only, and the order of lists whose order says nothing about a deal.

A tool cannot see that new words ask for something new: who rewords a criterion so that it asks for more gives it a new
key and lists the old one in `was`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, Literal, TypeAlias, get_args, get_origin, get_type_hints

from .schema import Part, Playbook
from .schema.base import Line, Sentence, Text

Kind: TypeAlias = Literal["added", "removed", "renamed", "moved", "changed"]
Bump: TypeAlias = Literal["none", "patch", "minor", "major"]
Where: TypeAlias = tuple[Part, ...]

_RANK: Final[dict[Bump, int]] = {"none": 0, "patch": 1, "minor": 2, "major": 3}
_IDENTITY: Final = ("key", "was", "name")
#: Parts whose coming, going, new name or new place changes what pursuits answer.
_BEARING: Final = frozenset({"Stage", "Criterion", "Process"})
#: Parts whose going leaves answers without a question.
_ANSWERED: Final = frozenset({"Qualification", "Factor", "FactorLevel", "BuyingRole"})
_MAJOR_FIELDS: Final = frozenset(
    {("Criterion", "check"), ("Criterion", "verifier"), ("Process", "stages"), ("Playbook", "format")}
)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `path`: the parts around it from the playbook down; `part`: itself, as it is now, or as it was.

    `listed`: the field of the part around it that lists it. `field` with `before` and `after` where a value changed;
    `other` is the same part in the older version. A moved part has in `before` and `after` what it follows (a key, or
    empty for the first place) or the parts it was in.
    """

    kind: Kind
    part: Part
    path: Where
    bump: Bump
    field: str = ""
    before: Any = None
    after: Any = None
    other: Part | None = None
    listed: str = ""

    @property
    def what(self) -> str:
        """The class of the part, such as Stage."""
        return type(self.part).__name__

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys from the playbook down to the part."""
        return tuple(name for part in (*self.path, self.part) if (name := identity(part=part)))


@dataclass(frozen=True, slots=True)
class Diff:
    """All differences from one version to another, in the order of the newer one."""

    before: Playbook
    after: Playbook
    changes: tuple[Change, ...]

    @property
    def bump(self) -> Bump:
        """The number of the version that has to be raised."""
        return max((change.bump for change in self.changes), key=_RANK.__getitem__, default="none")


def compare(*, before: Playbook, after: Playbook) -> Diff:
    """What is different in `after`. Version numbers and former keys by themselves are no difference."""
    comparing = _Comparing(before, after)
    comparing.parts(before, after, ())
    return Diff(before, after, tuple(comparing.found))


def next_version(*, before: Playbook, after: Playbook) -> str:
    """The version number `after` should have; the number of `before` where nothing is different."""
    return raised(version=before.version, bump=compare(before=before, after=after).bump)


def raised(*, version: str, bump: Bump) -> str:
    """The version number raised. A pre-release is followed by the release it prepares, where that is enough."""
    core, _, pre = version.partition("-")
    major, minor, patch = (int(number) for number in core.split("."))
    if bump == "none":
        return version
    if bump == "major":
        return core if pre and not (minor or patch) else f"{major + 1}.0.0"
    if bump == "minor":
        return core if pre and not patch else f"{major}.{minor + 1}.0"
    return core if pre else f"{major}.{minor}.{patch + 1}"


def step(*, before: str, after: str) -> Bump:
    """Which number differs from one version number to another; "none" where the later one is not higher."""
    old, new = order(version=before), order(version=after)
    if new <= old:
        return "none"
    places: tuple[tuple[Bump, int], ...] = (("major", 0), ("minor", 1))
    return next((name for name, at in places if new[0][at] != old[0][at]), "patch")


def enough(*, chosen: Bump, needed: Bump) -> bool:
    """Whether a version number was raised as far as the changes ask for."""
    return _RANK[chosen] >= _RANK[needed]


def order(*, version: str) -> tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]:
    """A key to sort version numbers by, as semver.org §11 orders them."""
    core, _, pre = version.partition("-")
    names = tuple((not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in pre.split(".") if part)
    return tuple(int(number) for number in core.split(".")), not pre, names


def identity(*, part: Part) -> str:
    """What a part is known by: its key, or its name where it has no key; empty for parts there is one of."""
    found = getattr(part, "key", None) or getattr(part, "name", None)
    return found if isinstance(found, str) else ""


def children(*, part: Part) -> Iterator[tuple[str, tuple[Part, ...]]]:
    """The lists of known parts in a part, by field."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        if is_list(value):
            yield name, value


def is_list(value: object) -> bool:
    """Whether a value is a list of parts with keys or names."""
    return (
        isinstance(value, tuple)
        and bool(value)
        and all(isinstance(item, Part) and bool(identity(part=item)) for item in value)
    )


def below(*, part: Part, path: Where = ()) -> Iterator[tuple[Part, Where]]:
    """Every part with a key or a name under a part, with the parts around it."""
    inner = (*path, part)
    for name in type(part).model_fields:
        value = getattr(part, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Part):
                if identity(part=item):
                    yield item, inner
                yield from below(part=item, path=inner)


@cache
def wording(*, kind: type[Part]) -> frozenset[str]:
    """The fields of a part that hold words for people, and nothing a machine reads."""
    hints = get_type_hints(kind, include_extras=True)
    return frozenset(name for name, hint in hints.items() if not name.startswith("crm_") and _words(hint))


def _words(hint: Any) -> bool:
    if get_origin(hint) is Annotated:
        return hint in (Line, Sentence, Text) or _words(get_args(hint)[0])
    inner = [each for each in get_args(hint) if each not in (type(None), ...)]
    return bool(inner) and all(_words(each) for each in inner)


class _Comparing:
    """Collects the changes of one comparison."""

    def __init__(self, before: Playbook, after: Playbook) -> None:
        self.found: list[Change] = []
        self._old, self._new = _unique(before), _unique(after)
        self._former = {
            (kind, was): part for (kind, _), (part, _) in self._new.items() for was in getattr(part, "was", ())
        }

    def parts(self, old: Part, new: Part, path: Where) -> None:
        """Every field of a part that is in both versions."""
        for name in type(new).model_fields:
            if name in _IDENTITY and not (name == "key" and isinstance(new, Playbook)):
                continue
            if name == "version" and isinstance(new, Playbook):
                continue
            before, after = getattr(old, name, None), getattr(new, name)
            if before == after:
                continue
            if is_list(before) or is_list(after):
                self._lists(before or (), after or (), (*path, new), name)
            elif isinstance(before, Part) and isinstance(after, Part) and type(before) is type(after):
                self.parts(before, after, (*path, new))
            else:
                bump = _field_bump(new, name, before, after)
                self.found.append(Change("changed", new, path, bump, name, before, after, old))

    def _lists(self, before: Sequence[Part], after: Sequence[Part], path: Where, listed: str) -> None:
        pairs = _paired(before, after)
        places = {id(part): place for place, part in enumerate(before)}
        stayed = _in_order([places[id(pairs[id(part)])] for part in after if id(part) in pairs])
        for place, part in enumerate(after):
            old = pairs.get(id(part))
            if old is None:
                self._came(part, path, listed)
                continue
            self._named(old, part, path)
            if (was_at := places[id(old)]) not in stayed:
                follows = identity(part=after[place - 1]) if place else ""
                followed = identity(part=before[was_at - 1]) if was_at else ""
                self.found.append(Change("moved", part, path, _order_bump(part), "", followed, follows, old, listed))
            self.parts(old, part, path)
        kept = {id(part) for part in pairs.values()}
        for part in before:
            if id(part) not in kept and not self._went_elsewhere(part):
                self.found.append(Change("removed", part, path, _gone_bump(part), other=part, listed=listed))

    def _came(self, part: Part, path: Where, listed: str) -> None:
        """New here: moved from elsewhere, or new altogether."""
        old = self._came_from(part)
        if old is None:
            bump: Bump = "major" if _what(part) in _BEARING else "minor"
            self.found.append(Change("added", part, path, bump, listed=listed))
            return
        former, around = old
        self._named(former, part, path)
        bump = "major" if _what(part) in _BEARING else "minor"
        self.found.append(Change("moved", part, path, bump, "", around[-1], path[-1], former, listed))
        self.parts(former, part, path)

    def _came_from(self, part: Part) -> tuple[Part, Where] | None:
        if (_what(part), identity(part=part)) not in self._new:
            return None
        for name in (identity(part=part), *getattr(part, "was", ())):
            if (found := self._old.get((_what(part), name))) is not None:
                return found
        return None

    def _went_elsewhere(self, part: Part) -> bool:
        at = (_what(part), identity(part=part))
        return at in self._old and (at in self._new or at in self._former)

    def _named(self, old: Part, new: Part, path: Where) -> None:
        before, after = identity(part=old), identity(part=new)
        if before != after:
            bump: Bump = "major" if _what(new) in _BEARING else "minor"
            self.found.append(Change("renamed", new, path, bump, "key", before, after, old))


def _unique(playbook: Playbook) -> dict[tuple[str, str], tuple[Part, Where]]:
    """Parts whose class and key occur once in the playbook: they can be followed from place to place."""
    found = [((_what(part), identity(part=part)), (part, path)) for part, path in below(part=playbook)]
    times = Counter(at for at, _ in found)
    return {at: value for at, value in found if times[at] == 1}


def _paired(before: Sequence[Part], after: Sequence[Part]) -> Mapping[int, Part]:
    """Which part of `before` each part of `after` was, by id."""
    old = {identity(part=part): part for part in before}
    keys = {identity(part=part) for part in after}
    pairs = {id(part): old[identity(part=part)] for part in after if identity(part=part) in old}
    for part in after:
        if id(part) in pairs:
            continue
        former = next((was for was in getattr(part, "was", ()) if was in old and was not in keys), None)
        if former is not None:
            pairs[id(part)] = old.pop(former)
    return pairs


def _in_order(places: Sequence[int]) -> frozenset[int]:
    """A longest run of places that still stand in their order (patience sorting); the others were moved."""
    tops: list[int] = []
    under: dict[int, int | None] = {}
    for place in places:
        pile = bisect_left(tops, place)
        under[place] = tops[pile - 1] if pile else None
        tops[pile : pile + 1] = [place]
    run: list[int] = []
    last = tops[-1] if tops else None
    while last is not None:
        run.append(last)
        last = under[last]
    return frozenset(run)


def _what(part: Part) -> str:
    return type(part).__name__


def _gone_bump(part: Part) -> Bump:
    return "major" if _what(part) in _BEARING | _ANSWERED else "minor"


def _order_bump(part: Part) -> Bump:
    if _what(part) == "Stage":  # what comes before what decides how far the evidence reaches
        return "major"
    return "minor" if _what(part) == "FactorLevel" else "patch"


def _field_bump(part: Part, name: str, before: Any, after: Any) -> Bump:
    if (_what(part), name) in _MAJOR_FIELDS or (isinstance(part, Playbook) and name == "key"):
        return "major"
    if _what(part) == "Criterion" and name == "evidence" and set(before) - set(after):
        return "major"
    if name in wording(kind=type(part)) and not (isinstance(part, Playbook) and name == "licence"):
        return "patch"
    return "minor"
