"""The outline of a draft: its parts by what they mean, with what the check found in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from fieldcraft.methodology.package.address import Parts, Spot
from fieldcraft.methodology.package.faults import Fault
from fieldcraft.web.studio.present.words import PARTS

FILES = "Files"


@dataclass(frozen=True, slots=True)
class Line:
    """One part. `errors` and `warnings` are those of the part itself and of what stands in it."""

    label: str
    href: str
    current: bool
    depth: int
    errors: int
    warnings: int
    comments: int = 0
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Parts of one meaning; `add` names the collection that one can add to."""

    label: str
    lines: Sequence[Line]
    open: bool
    errors: int
    warnings: int
    add: str = ""
    one: str = ""

    @property
    def count(self) -> int:
        """How many there are, without what stands in them."""
        return sum(line.depth == 0 for line in self.lines)


def outline(
    *,
    parts: Parts,
    faults: Mapping[Fault, str],
    comments: Counter[str],
    at: str,
    file: str,
    base: str,
    writable: bool,
) -> list[Group]:
    """All groups in reading order. `at` is the part that is open, `file` the file where no part is."""
    errors = Counter(where for fault, where in faults.items() if fault.severity == "error")
    warnings = Counter(where for fault, where in faults.items() if fault.severity == "warning")
    maker = _Maker(errors, warnings, comments, _nearest(parts, at) if not file else None, base)
    whole = parts.spots.get("")
    groups = (
        [Group("The playbook", [maker.line(whole, 0, "Name, version, idea")], not at and not file, 0, 0)]
        if whole
        else []
    )
    for collection, (label, one) in PARTS.items():
        found = [spot for spot in parts.spots.values() if spot.path[:1] == (collection,)]
        if collection in ("exit_criteria", "entry_criteria"):
            break
        lines = [maker.line(spot, spot.depth - 1) for spot in found if spot.depth <= _depth(collection)]
        add = collection if writable and (collection != "reinforcement") else ""
        groups.append(_group(label, lines, add, one, maker))
    return [*groups, _files(parts, faults, file, base)]


def _depth(collection: str) -> int:
    """How deep the outline goes: criteria under stages, factors under their set; the rest is in the form."""
    return 2 if collection in ("stages", "qualification") else 1


def _group(label: str, lines: list[Line], add: str, one: str, maker: _Maker) -> Group:
    tops = [line for line in lines if line.depth == 0]
    return Group(
        label,
        lines,
        any(line.current for line in lines),
        sum(line.errors for line in tops),
        sum(line.warnings for line in tops),
        add,
        one,
    )


def _files(parts: Parts, faults: Mapping[Fault, str], file: str, base: str) -> Group:
    known = {spot.file for spot in parts.spots.values()}
    odd = {fault.file for fault in faults}
    names = [name for name in parts.files if name not in known or name in odd]
    count = Counter(fault.file for fault in faults if fault.severity == "error")
    lines = [
        Line(name, f"{base}?file={quote(name)}", name == file, 0, count[name], 0)
        for name in sorted(names)
        if "/" not in name or count[name] or name == file or name.endswith(".yaml")
    ]
    return Group(FILES, lines, any(line.current for line in lines), 0, 0)


class _Maker:
    """Makes lines; `at` is the address of the line that is open, None where a file is."""

    def __init__(
        self, errors: Counter[str], warnings: Counter[str], comments: Counter[str], at: str | None, base: str
    ) -> None:
        self._errors, self._warnings, self._comments, self._at, self._base = errors, warnings, comments, at, base

    def line(self, spot: Spot, depth: int, label: str = "") -> Line:
        return Line(
            label=label or spot.title,
            href=part_href(base=self._base, at=spot.at),
            current=self._at == spot.at,
            depth=depth,
            errors=_sum(self._errors, spot),
            warnings=_sum(self._warnings, spot),
            comments=_sum(self._comments, spot),
            folded=depth > 0 and not self._around(spot),
        )

    def _around(self, spot: Spot) -> bool:
        """Whether the part that holds this one is open, or one beside it."""
        return self._at is not None and self._at.split(".")[:2] == spot.at.split(".")[:2]


def _nearest(parts: Parts, at: str) -> str:
    """The part itself or the nearest one around it that the outline shows."""
    steps = at.split(".") if at else []
    for end in range(len(steps), 0, -1):
        spot = parts.spots.get(".".join(steps[:end]))
        if spot is not None and spot.depth <= _depth(steps[0]):
            return spot.at
    return ""


def _sum(counts: Counter[str], spot: Spot) -> int:
    if not spot.at:
        return counts[""]
    return sum(count for where, count in counts.items() if where == spot.at or where.startswith(f"{spot.at}."))


def part_href(*, base: str, at: str) -> str:
    """The address of a part in the editor."""
    return f"{base}?at={quote(at)}" if at else f"{base}?at="


def trail(*, parts: Parts, at: str, base: str) -> Iterator[tuple[str, str]]:
    """The parts around a part, outermost first: label and address."""
    steps = at.split(".") if at else []
    for end in range(2, len(steps), 2):
        above = parts.spots.get(".".join(steps[:end]))
        if above is not None:
            yield above.title, part_href(base=base, at=above.at)
